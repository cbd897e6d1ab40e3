"""Reads JSON of any shape without ever raising: APIs add fields, and people write ConfigMaps."""

from driftaudit.model import Json


def mapping(value: Json) -> dict[str, Json]:
    """The object itself, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Json) -> list[Json]:
    """The items of a list, or none for anything else."""
    return list(value) if isinstance(value, list | tuple) else []


def mappings(value: Json) -> list[dict[str, Json]]:
    """The objects in a list."""
    return [each for each in items(value) if isinstance(each, dict)]


def string(value: Json) -> str:
    """The string itself, or an empty one for anything else."""
    return value if isinstance(value, str) else ""


def strings(value: Json) -> list[str]:
    """The non-empty strings in a list."""
    return [each for each in items(value) if isinstance(each, str) and each]


def one_or_many(value: Json) -> list[str]:
    """The non-empty strings of a list, or the one that stands in the place of a list."""
    return strings(value) or strings([value])


def at(value: Json, *path: str) -> Json:
    """What stands at a path of keys, or None."""
    for key in path:
        value = mapping(value).get(key)
    return value


def is_empty(value: Json) -> bool:
    """Absent, null, "", [] and {} say the same in the APIs; False and 0 say something."""
    return value is None or value == "" or value in ([], {})


def tags(value: Json) -> dict[str, str]:
    """Tags as a map, whether the API gives a map or a list of Key and Value."""
    if isinstance(value, dict):
        return {str(key): each if isinstance(each, str) else "" for key, each in value.items()}
    pairs = mappings(value)
    return {string(each.get("Key")): string(each.get("Value")) for each in pairs if "Key" in each}
