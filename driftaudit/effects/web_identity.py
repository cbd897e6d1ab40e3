"""Roles taken with a token of the cluster (IRSA): the request, what a trust asks, who else may.

Source: EKS user guide, associate-service-account-role; a token's `:sub` is
`system:serviceaccount:NAMESPACE:NAME`, its `:aud` is what the account's annotation asks for.
"""

from collections.abc import Iterator
from typing import Final

from driftaudit.effects.may import may_take
from driftaudit.model import Json, Witness
from driftaudit.normalize.odd import mapping, mappings, one_or_many

PROVIDER: Final = "arn:${partition}:iam::${account}:oidc-provider/${oidc}"
AUDIENCE: Final = "sts.amazonaws.com"

_ELSE: Final = "driftaudit-none"
"""A name that nobody has: what is allowed to it is allowed to everyone."""


def sub_of(account: str) -> str:
    """The `:sub` of tokens of a service account `namespace/name`."""
    return f"system:serviceaccount:{account.replace('/', ':', 1)}"


def web_identity(sub: str, audience: str = AUDIENCE) -> Witness:
    """The request by which a pod takes a role with a token of its cluster."""
    return Witness(
        action="sts:AssumeRoleWithWebIdentity",
        principal=f"Federated:{PROVIDER}",
        conditions={"${oidc}:sub": (sub,), "${oidc}:aud": (audience,)},
    )


def why_not_web(trust: Json, sub: str, audience: str) -> str:
    """Why a trust policy that refuses a token does so, as far as its own words tell."""
    own = [
        each
        for each in statements(trust)
        if PROVIDER in one_or_many(mapping(each.get("Principal")).get("Federated"))
    ]
    if not own:
        return "its trust does not name the cluster's OIDC provider"
    for key, value in ((":sub", sub), (":aud", audience)):
        wanted = sorted({each for statement in own for each in _asked(statement, key)})
        if wanted and value not in wanted:
            return f"its trust wants {key[1:]} {', '.join(wanted)}"
    return "its trust does not let it in"


def wider_for(trust: Json, account: str) -> tuple[str, ...]:
    """Who else than a service account a trust policy lets in by the cluster's tokens, in words."""
    namespace = account.partition("/")[0]
    tries = (
        ("any service account of the cluster", sub_of(f"{_ELSE}/{_ELSE}"), AUDIENCE),
        (f"any service account of namespace {namespace}", sub_of(f"{namespace}/{_ELSE}"), AUDIENCE),
        (f"a token of {account} made for anything else", sub_of(account), _ELSE),
    )
    found = [
        words
        for words, sub, audience in tries
        if may_take(trust, web_identity(sub, audience)) == "yes"
    ]
    return tuple(found[:1] + [each for each in found[1:] if "namespace" not in each])


def statements(document: Json) -> list[dict[str, Json]]:
    """The statements of a policy document of any shape."""
    found = mapping(document).get("Statement")
    return mappings([found] if isinstance(found, dict) else found)


def _asked(statement: dict[str, Json], key: str) -> Iterator[str]:
    for operator, keys in mapping(statement.get("Condition")).items():
        if "not" not in operator.lower():
            for name, values in mapping(keys).items():
                if name.lower().endswith(key):
                    yield from one_or_many(values)
