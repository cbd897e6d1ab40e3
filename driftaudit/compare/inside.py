"""The paths on which the attributes of two resources differ, by deepdiff.

A dict is looked into, any other value is one leaf: a list is compared, and reported, as a whole.
Equality is JSON's: 1 is 1.0 and not true; null is the same as absent (docs/words.md, *absent*).
"""

import json
from collections.abc import Iterator
from typing import Final

from driftaudit.model import UNKNOWN, Change, Json

PathDifference = tuple[tuple[str, ...], Change, Json, Json]
"""Path, change seen from the actual value, expected and actual; None where nothing is there."""

_CHANGES: Final[tuple[tuple[str, Change], ...]] = (
    ("dictionary_item_removed", "missing"),
    ("dictionary_item_added", "unexpected"),
    ("values_changed", "changed"),
    ("type_changes", "changed"),
)


def inside(expected: dict[str, Json], actual: dict[str, Json]) -> tuple[PathDifference, ...]:
    """Every path on which the two differ, sorted; none at, above or below an unknown value."""
    from deepdiff import DeepDiff

    expected, actual = _padded(expected, actual), _padded(actual, expected)
    tree = DeepDiff(
        _opaque(expected),
        _opaque(actual),
        view="tree",
        threshold_to_diff_deeper=0,
        ignore_private_variables=False,  # a tag may be named `__x`
    )
    found: list[PathDifference] = []
    for report, change in _CHANGES:
        for level in tree.get(report, ()):
            path = tuple(level.path(output_format="list"))
            found.extend(_known(path, change, _at(expected, path), _at(actual, path)))
    return tuple(sorted(found, key=lambda each: each[0]))


KEYED_MAPS: Final = frozenset(
    {
        *("AttachedManagedPolicies", "RolePolicyList", "Tags", "IpPermissions"),
        *("IpPermissionsEgress", "tags", "labels", "taints", "logging", "annotations"),
        *("associatedAccessPolicies", "selectors", "configMap", "containers", "initContainers"),
    }
)
"""Attributes that are lists of things by their names: each member is a setting of its own."""


def stands_for_none(key: str, value: Json) -> bool:
    """Whether a side without `key` has an empty map there, held against this value.

    A role without any policy lacks the one that another role has, rather than all of
    `AttachedManagedPolicies`. Of other maps the one member is told, or the map as a whole where
    there are several: one change is one difference, as deep as it goes.
    """
    return isinstance(value, dict) and (key in KEYED_MAPS or len(value) <= 1)


def _padded(attributes: dict[str, Json], other: dict[str, Json]) -> dict[str, Json]:
    """The attributes, with an empty map where one stands for none."""
    maps = {
        key: dict[str, Json]()
        for key, value in other.items()
        if stands_for_none(key, value) and attributes.get(key) is None
    }
    return attributes | maps


def has_unknown(value: Json) -> bool:
    """Whether something in a value could not be read."""
    if isinstance(value, dict):
        return UNKNOWN in value or any(map(has_unknown, value.values()))
    return isinstance(value, list | tuple) and any(map(has_unknown, value))


def is_unknown(value: Json) -> bool:
    """Whether a value as a whole, or a member of a list, could not be read."""
    if isinstance(value, dict):
        return UNKNOWN in value
    return has_unknown(value)


def canonical(value: Json) -> str:
    """One text for all values that are equal in JSON: sorted keys, 1.0 as 1."""
    return json.dumps(_integral(value), sort_keys=True)


def _integral(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _integral(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_integral(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _opaque(value: Json) -> Json:
    """A tree of dicts whose leaves are texts: deepdiff then decides about keys only.

    Left to itself it would pair up list items, take True for 1, and look into strings.
    """
    if isinstance(value, dict) and UNKNOWN not in value:
        return {key: _opaque(each) for key, each in value.items() if each is not None}
    return canonical(value)


def _at(value: Json, path: tuple[str, ...]) -> Json:
    """The value at a path, None where there is nothing."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _known(path: tuple[str, ...], change: Change, old: Json, new: Json) -> Iterator[PathDifference]:
    """The difference, or what is known of it where part of a value is unknown."""
    if not has_unknown(old) and not has_unknown(new):
        yield path, change, old, new
        return
    value = old if change == "missing" else new
    # A map that only one side has is a difference in each of its known members.
    if change != "changed" and isinstance(value, dict) and UNKNOWN not in value:
        for key, each in value.items():
            if each is not None:
                sides = (each, None) if change == "missing" else (None, each)
                yield from _known((*path, key), change, *sides)
