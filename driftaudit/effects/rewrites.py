"""One difference in place of many that change nothing: a role written another way."""

from collections.abc import Iterable

from driftaudit.effects.parts import ATTACHED, BOUNDARY, INLINE
from driftaudit.effects.wholes import Sides
from driftaudit.model import Difference, Json, Resource
from driftaudit.normalize.odd import at

PERMISSIONS = ("permissions",)
"""The path of a rewrite: all that a role may do."""


def rewrite(name: str, differences: Iterable[Difference], sides: Sides) -> Difference:
    """How a role's permissions are written on each side, as far as that differs."""
    own = [each for each in differences if each.kind == "iam-role"]
    places = sorted({_entry(each) for each in own})
    old, new = sides.role(name)
    return Difference(
        kind="iam-role",
        resource=name,
        path=PERMISSIONS,
        change="changed",
        expected=_written(old, places),
        actual=_written(new, places),
        used_by=own[0].used_by,
        source=own[0].source,
    )


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
