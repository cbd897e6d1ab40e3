"""What the odd one out is held against where there is no reference: itself, as most others are."""

from collections.abc import Iterable

from msgspec import structs

from driftaudit.compare.fleet import Comparison, Disagreement
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.model import Json, Resource, make_resource


def consensus_of(own: Side, found: Comparison) -> Side:
    """The side as it would be with what most have, wherever it is the odd one out.

    `own` is one of the sides of the comparison.
    """
    resources = dict(own.resources)
    for row in found.rows:
        if own.label in row.outliers:
            _put(resources, row, found.sides)
    return structs.replace(own, resources=resources)


def _put(resources: dict[ResourceKey, Resource], row: Disagreement, sides: Iterable[Side]) -> None:
    key, most = (row.kind, row.resource), row.values[0]
    if row.path:
        before = resources[key]
        attributes = _with(before.attributes, row.path, most.value)
        resources[key] = make_resource(
            before.kind,
            before.name,
            attributes if isinstance(attributes, dict) else {},
            used_by=before.used_by,
            source=before.source,
        )
    elif most.value is None:
        resources.pop(key, None)
    else:
        holders = (each for each in sides if each.label in most.holders)
        resources[key] = next(holders).resources[key]


def _with(value: Json, path: tuple[str, ...], new: Json) -> Json:
    """The value with another at a path; None takes it away."""
    if not path:
        return new
    own = dict(value) if isinstance(value, dict) else {}
    own[path[0]] = _with(own.get(path[0]), path[1:], new)
    return {key: each for key, each in own.items() if each is not None}
