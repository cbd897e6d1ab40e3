"""Trust policies that name nobody, or let in more pods than the one service account.

Sources: IAM user guide, "Principals" (the ARN of a deleted principal becomes its unique id) and
EKS user guide, "Assign IAM roles to Kubernetes service accounts".
"""

import re
from collections.abc import Iterator
from typing import Final

from driftaudit.lint.seen import Lint, Seen, lint_of
from driftaudit.model import Json
from driftaudit.normalize.odd import mapping, mappings, one_or_many

_DELETED: Final = re.compile(r"A(?:ROA|IDA)[A-Z0-9]+")
_TRUST: Final = "AssumeRolePolicyDocument"
_WEB_IDENTITY: Final = frozenset({"sts:assumerolewithwebidentity", "sts:*", "*"})
_EXACT: Final = frozenset({"stringequals", "stringequalsignorecase"})


def deleted_principal(seen: Seen) -> Iterator[Lint]:
    """Principals that read `AROA…` or `AIDA…`: the role or user was deleted."""
    for role in seen.of("iam-role"):
        named = {
            principal
            for statement in statements(role.attributes.get(_TRUST))
            for key in ("Principal", "NotPrincipal")
            for principal in one_or_many(mapping(statement.get(key)).get("AWS"))
            if _DELETED.fullmatch(principal)
        }
        for principal in sorted(named):
            what = "role" if principal.startswith("AROA") else "user"
            detail = (
                f"{principal} is the id of a {what} that was deleted; one created again under its "
                "name is not trusted until its ARN is written here again"
            )
            path = (_TRUST, "Principal", principal)
            yield lint_of("IAM019", role, *path, actual=principal, detail=detail)


def no_audience(seen: Seen) -> Iterator[Lint]:
    """Trust in a cluster's OIDC provider that does not ask for the audience."""
    for role in seen.of("iam-role"):
        open_ = [
            each
            for each in _irsa(role.attributes.get(_TRUST))
            if not [value for value in _asked(each, ":aud") if value != "*"]
        ]
        if open_:
            detail = (
                "any token of the cluster's issuer is taken, whatever it was made for: "
                'add StringEquals {"${oidc}:aud": "sts.amazonaws.com"}'
            )
            actual = {"without :aud": sorted(_providers(open_))}
            yield lint_of("IAM021", role, _TRUST, actual=actual, detail=detail)


def wide_subject(seen: Seen) -> Iterator[Lint]:
    """Trust in a cluster's OIDC provider for more than the service accounts that it names."""
    for role in seen.of("iam-role"):
        wide: set[str] = set()
        for statement in _irsa(role.attributes.get(_TRUST)):
            asked = _asked(statement, ":sub")
            exact = _asked(statement, ":sub", _EXACT)
            if not asked:
                wide.add("*")
            elif not exact:
                wide |= {each for each in asked if set(each) & set("*?")}
        if wide:
            detail = (
                f"pods of every service account that matches {', '.join(sorted(wide))} get the "
                "role: name the one that needs it, with StringEquals"
            )
            yield lint_of("IAM022", role, _TRUST, actual=sorted(wide), detail=detail)


def statements(document: Json) -> list[dict[str, Json]]:
    """The statements of a policy document of any shape; one alone may stand without a list."""
    found = mapping(document).get("Statement")
    return mappings([found] if isinstance(found, dict) else found)


def _irsa(document: Json) -> list[dict[str, Json]]:
    """The statements that let pods in by a token of an EKS cluster."""
    return [
        each
        for each in statements(document)
        if each.get("Effect") == "Allow"
        and _WEB_IDENTITY & {action.lower() for action in one_or_many(each.get("Action"))}
        and _providers([each])
    ]


def _providers(found: list[dict[str, Json]]) -> set[str]:
    """The OIDC providers of clusters: one's own, or of EKS; others (of a CI) have other rules."""
    return {
        provider
        for each in found
        for provider in one_or_many(mapping(each.get("Principal")).get("Federated"))
        if provider.endswith("/${oidc}") or ":oidc-provider/oidc.eks." in provider
    }


def _asked(
    statement: dict[str, Json], key: str, operators: frozenset[str] = _EXACT | {"stringlike"}
) -> list[str]:
    """The values that a claim must have, by operators that ask for one (`…IfExists` too)."""
    return [
        value
        for written, keys in mapping(statement.get("Condition")).items()
        if written.rpartition(":")[2].lower().removesuffix("ifexists") in operators
        for name, values in mapping(keys).items()
        if name.lower().endswith(key)
        for value in one_or_many(values)
    ]
