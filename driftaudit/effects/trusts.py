"""What a changed trust policy does: who may newly take a role, and who no longer may."""

from typing import Final, NamedTuple

from driftaudit.compare.inside import has_unknown
from driftaudit.compare.matchers import has_matcher
from driftaudit.effects.service_identity import TRUST
from driftaudit.effects.takers import takers_of
from driftaudit.effects.wholes import Sides, of_sides
from driftaudit.iam import compare_documents
from driftaudit.iam.names import spelled
from driftaudit.iam.verdict import Comparison
from driftaudit.model import Difference, Impact, Json, Witness

_NOBODY: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*"}],
}
"""A trust policy by which nobody may take the role."""

_ANYONE: Final = "*"
_ANONYMOUS: Final = "the same for everyone but anonymous callers"
_SLIGHT: Final = "changes nothing as things are"


class TrustEffect(NamedTuple):
    """What a difference in a trust policy does; `slight` and `usable` as in `Effects`."""

    impact: Impact
    slight: bool = False
    usable: bool = False


def trust_effect(difference: Difference, sides: Sides) -> TrustEffect:
    """The impact of a difference in a trust policy, and whether its takers have something of it."""
    documents = tuple(
        each.attributes.get(TRUST) if each else None for each in sides.role(difference.resource)
    )
    if any(each is None or has_matcher(each) or has_unknown(each) for each in documents):
        notes = ("the trust policy is not known on both sides",)
        return TrustEffect(Impact(exact=False, notes=notes))
    takers = takers_of(difference.resource, difference.used_by, sides)
    found = of_sides(spelled(compare_documents(*documents), sides.names))
    impact = Impact(
        verdict=found.verdict,
        exact=found.exact,
        gained=found.gained,
        lost=found.lost,
        denied=found.denied,
        need=next((each.why for each in takers if each.after == "no"), "") if found.lost else "",
        notes=(*found.notes, *(each.note for each in takers if found.lost and each.note)),
    )
    if not found.exact or found.verdict == "invalid":
        return TrustEffect(impact)
    if found.verdict == "equivalent":
        return TrustEffect(_noted(impact, _SLIGHT), slight=True)
    alike = compare_documents(*map(_to_aws, documents))
    if _only_anyone(found) and alike.exact and alike.verdict == "equivalent":
        return TrustEffect(_noted(impact, _ANONYMOUS), slight=True)
    return TrustEffect(impact, usable=all(each.after == "yes" for each in takers))


def trusted(role: str, sides: Sides) -> tuple[Witness, ...]:
    """Who may take a role of the subject that the reference does not have."""
    _, new = sides.role(role)
    trust = new.attributes.get(TRUST) if new else None
    return spelled(compare_documents(_NOBODY, trust), sides.names).gained


def _only_anyone(found: Comparison) -> bool:
    """Whether nobody who is named gains or loses: a Deny of `"*"` shuts out services as well."""
    return all(each.principal == _ANYONE for each in (*found.gained, *found.lost))


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
            key: {"AWS": "*"} if key == "Principal" and each == _ANYONE else _to_aws(each)
            for key, each in value.items()
        }
    return [_to_aws(each) for each in value] if isinstance(value, list | tuple) else value
