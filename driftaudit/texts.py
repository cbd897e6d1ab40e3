"""Every text in a JSON value, for those who look for a word wherever it stands."""

from collections.abc import Iterator

from driftaudit.model import Json


def texts(value: Json) -> Iterator[str]:
    """The strings of a value and the keys of its maps, at any depth, in their order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)
