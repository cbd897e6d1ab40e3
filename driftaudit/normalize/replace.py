"""Puts descriptions in the place of values, deep inside an API object, without changing it."""

from collections.abc import Callable

from driftaudit.model import Json
from driftaudit.normalize.fields import Described
from driftaudit.normalize.odd import mappings


def described(
    shape: dict[str, Json], path: str, describe: Callable[[Json], Json]
) -> dict[str, Json]:
    """A copy whose value at `path` (`a.b`, `a[].b` for each item of a list) is described.

    Where there is nothing at the path, or something of another type on the way, nothing changes.
    """
    key, _, rest = path.partition(".")
    name = key.removesuffix("[]")
    value = shape.get(name)
    if value is None:
        return shape
    if not rest:
        return shape | {name: Described(value=describe(value))}
    if key.endswith("[]"):
        if not isinstance(value, list | tuple) or len(mappings(value)) != len(value):
            return shape
        return shape | {name: [described(each, rest, describe) for each in value]}
    return shape | {name: described(value, rest, describe)} if isinstance(value, dict) else shape
