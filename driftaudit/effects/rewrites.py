"""One difference in place of many that change nothing: a role written another way."""

from collections.abc import Iterable

from driftaudit.compare.side import Side
from driftaudit.effects.parts import ATTACHED, BOUNDARY, INLINE
from driftaudit.effects.wholes import Sides
from driftaudit.model import Difference, Json, Resource
from driftaudit.normalize.odd import at

PERMISSIONS = ("permissions",)
"""The path of a rewrite: all that a role may do."""


def rewrite(name: str, differences: Iterable[Difference], sides: Sides) -> Difference:
    """How a role's permissions are written on each side, as far as that differs.

    The differences are the role's own, or those of customer-managed policies that it carries.
    """
    found = list(differences)
    if all(each.kind == "iam-policy" for each in found):
        expected, actual = (_policies(found, each) for each in (sides.reference, sides.subject))
    else:
        places = sorted({_entry(each) for each in found})
        expected, actual = (_written(each, places) for each in sides.role(name))
    role = sides.subject.resources["iam-role", name]
    return Difference(
        kind="iam-role",
        resource=name,
        path=PERMISSIONS,
        change="changed",
        expected=expected,
        actual=actual,
        used_by=role.used_by,
        source=role.source,
    )


def _policies(differences: Iterable[Difference], side: Side) -> Json:
    """The documents of policies by name."""
    found = {each.resource: side.resources.get((each.kind, each.resource)) for each in differences}
    return {name: each.attributes.get("Document") for name, each in found.items() if each}


def _entry(difference: Difference) -> tuple[str, ...]:
    """The policy that a path is in."""
    kept = {ATTACHED: 2, INLINE: 2, BOUNDARY: 1}
    return difference.path[: kept[difference.path[0]]]


def _written(role: Resource | None, places: Iterable[tuple[str, ...]]) -> Json:
    found: dict[str, Json] = {}
    for place in places:
        value = at(role.attributes, *place) if role else None
        if value is not None:
            inner = found.setdefault(place[0], {}) if len(place) > 1 else found
            inner[place[-1]] = value
    return found
