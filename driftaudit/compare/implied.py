"""Which differences only follow from others: one change is to be one finding.

A role is audited because something uses it. That what uses it is gone, or uses another one, is
the finding; that the role is then no longer seen is not a second one.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from driftaudit.compare.side import ResourceKey, Side
from driftaudit.compare.uses import Place, mentions
from driftaudit.model import Difference

_GOVERNED: Final = (
    # Irrelevant while public access is off (EKS API reference, VpcConfigRequest).
    (
        "cluster",
        ("resourcesVpcConfig", "publicAccessCidrs"),
        ("resourcesVpcConfig", "endpointPublicAccess"),
    ),
    # A scope of the whole cluster has no namespaces (EKS API reference, AccessScope).
    (
        "access-entry",
        ("associatedAccessPolicies", "*", "namespaces"),
        ("associatedAccessPolicies", "*", "type"),
    ),
)
"""Kind, a path that means nothing by itself, and the path that decides about it."""


def without_implied(
    differences: Iterable[Difference], reference: Side, subject: Side
) -> list[Difference]:
    """The differences but for those that others already say."""
    found = list(differences)
    places = {(each.kind, each.resource, each.path) for each in found}
    whole = {each.change for each in found if not each.path}
    sides = (("missing", reference), ("unexpected", subject))
    uses = {change: mentions(side) for change, side in sides if change in whole}
    return [
        each
        for each in found
        if not _is_governed(each, places)
        and not (not each.path and _follows(each, uses.get(each.change, {}), places))
    ]


def _follows(
    difference: Difference,
    uses: Mapping[ResourceKey, frozenset[Place]],
    places: set[Place],
) -> bool:
    """Whether every place that named a thing is itself reported as different."""
    named = uses.get((difference.kind, difference.resource), frozenset())
    return bool(named) and all(_is_told(place, places) for place in named)


def _is_told(place: Place, places: set[Place]) -> bool:
    kind, resource, path = place
    return any((kind, resource, path[:end]) in places for end in range(len(path) + 1))


def _is_governed(difference: Difference, places: set[Place]) -> bool:
    for kind, path, governor in _GOVERNED:
        own = difference.path
        if kind == difference.kind and len(own) == len(path):
            keys = tuple(
                mine if theirs == "*" else theirs for mine, theirs in zip(own, path, strict=True)
            )
            deciding = tuple(
                mine if theirs == "*" else theirs
                for mine, theirs in zip(own, governor, strict=False)
            )
            if keys == own and (kind, difference.resource, deciding) in places:
                return True
    return False
