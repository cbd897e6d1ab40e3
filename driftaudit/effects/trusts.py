"""What a changed trust policy does: who may newly take a role, and who no longer may."""

from typing import Final

from driftaudit.compare.inside import has_unknown
from driftaudit.compare.matchers import has_matcher
from driftaudit.effects.wholes import Sides
from driftaudit.iam import allows, compare_documents
from driftaudit.iam.names import spelled
from driftaudit.model import Difference, Impact, Json, Witness

TRUST: Final = "AssumeRolePolicyDocument"
_TAKERS: Final = {
    "nodegroup": ("ec2", "nodes take this role to join their cluster; without it none joins"),
    "cluster": ("eks", "the control plane acts with this role; without it no new node joins"),
    "fargate-profile": ("eks-fargate-pods", "pods on Fargate start with this role; now none does"),
}
"""The service that takes a role for its user, and what happens where it may not."""

_NOBODY: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*"}],
}
"""A trust policy by which nobody may take the role."""

_ANONYMOUS: Final = "the same for everyone but anonymous callers"
_SLIGHT: Final = "changes nothing as things are"


def trust_effect(difference: Difference, sides: Sides) -> tuple[Impact, bool]:
    """The impact of a difference in a trust policy, and whether it is slight."""
    documents = tuple(
        each.attributes.get(TRUST) if each else None for each in sides.role(difference.resource)
    )
    if any(each is None or has_matcher(each) or has_unknown(each) for each in documents):
        return Impact(exact=False, notes=("the trust policy is not known on both sides",)), False
    found = spelled(compare_documents(*documents), sides.names)
    impact = Impact(
        verdict=found.verdict,
        exact=found.exact,
        gained=found.gained,
        lost=found.lost,
        denied=found.denied,
        need=_need(difference.used_by, documents[1], found.lost),
        notes=found.notes,
    )
    if not found.exact or found.verdict == "invalid":
        return impact, False
    if found.verdict == "equivalent":
        return _noted(impact, _SLIGHT), True
    alike = compare_documents(*map(_to_aws, documents))
    if alike.exact and alike.verdict == "equivalent":
        return _noted(impact, _ANONYMOUS), True
    return impact, False


def _need(used_by: tuple[str, ...], trust: Json, lost: tuple[Witness, ...]) -> str:
    """Why the service that no longer may take the role has to; empty where none has to."""
    for user, (service, why) in _TAKERS.items():
        used = any(each.partition("/")[0] == user for each in used_by)
        for each in lost if used else ():
            bare = Witness(action="sts:AssumeRole", principal=each.principal)
            if (each.principal or "").startswith(f"Service:{service}.") and not allows(trust, bare):
                return why
    return ""


def trusted(role: str, sides: Sides) -> tuple[Witness, ...]:
    """Who may take a role of the subject that the reference does not have."""
    _, new = sides.role(role)
    trust = new.attributes.get(TRUST) if new else None
    return spelled(compare_documents(_NOBODY, trust), sides.names).gained


def _noted(impact: Impact, note: str) -> Impact:
    return Impact(
        verdict=impact.verdict,
        gained=impact.gained,
        lost=impact.lost,
        denied=impact.denied,
        notes=(*impact.notes, note),
    )


def _to_aws(value: Json) -> Json:
    """The document with everyone (`"*"`) as every principal of AWS."""
    if isinstance(value, dict):
        return {
            key: {"AWS": "*"} if key == "Principal" and each == "*" else _to_aws(each)
            for key, each in value.items()
        }
    return [_to_aws(each) for each in value] if isinstance(value, list | tuple) else value
