"""Parses small YAML that people put into strings: to JSON-able values, or not at all.

Safe (the C loader, no tags, no dates) and bounded: aliases that would unfold into more than
`LIMIT` nodes are refused, as a YAML bomb is.
"""

import re
from contextlib import suppress
from typing import Final

import yaml

from driftaudit.model import Json

LIMIT: Final = 20_000
"""Nodes of one text; a ConfigMap holds at most 1 MiB."""

DEPTH: Final = 100
"""Levels of one text; the interpreter's own stack ends at about ten times that."""

_TOO_MUCH = f"more than {LIMIT} nodes or {DEPTH} levels"


class NotYamlError(ValueError):
    """The text is no YAML, or is more than a configuration should be; the message says which."""


class _Plain(yaml.CSafeLoader):
    """The safe loader without dates: `2024-01-01` is a string, as in JSON."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if not tag.endswith(":timestamp")]
        for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def parse(text: str, *, as_text: bool = False) -> Json:
    """The value of a YAML (or JSON) text; with `as_text` every scalar as it is written.

    Raises NotYamlError.
    """
    try:
        _check_depth(text)
        loaded = yaml.load(text, Loader=yaml.CBaseLoader if as_text else _Plain)  # noqa: S506
    except NotYamlError:
        raise
    except (yaml.YAMLError, ValueError, TypeError) as error:
        message = f"not YAML: {type(error).__name__}"
        raise NotYamlError(message) from None
    return _Jsonable().value(loaded)


def first_document(text: str) -> tuple[str, str]:
    """A text up to where its second document begins, and the rest: Go's YAML reads no further."""
    starts: list[int] = []
    with suppress(yaml.YAMLError, ValueError):  # of a broken one whoever parses it says how
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentStartEvent) and event.start_mark:
                starts.append(event.start_mark.index)
            if len(starts) > 1:
                return text[: starts[1]], text[starts[1] :]
    return text, ""


def unquoted_numbers(text: str) -> tuple[str, ...]:
    """The scalars of digits that stand without quotes, as written; none in what is no YAML.

    Whether `012` is 12, ten or text is another answer in YAML 1.1, YAML 1.2 and Go.
    """
    try:
        events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError):
        return ()
    scalars = [each for each in events if isinstance(each, yaml.ScalarEvent) and each.implicit[0]]
    return tuple(each.value for each in scalars if re.fullmatch(r"[0-9]+", each.value))


def _check_depth(text: str) -> None:
    """Refuses deep nesting before the C composer, which recurses, crashes the process on it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH:
                raise NotYamlError(_TOO_MUCH)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Jsonable:
    """Copies a loaded value, counting its nodes: aliases count as often as they are used."""

    def __init__(self) -> None:
        self._left = LIMIT

    def value(self, value: object, depth: int = 0) -> Json:
        self._left -= 1
        if self._left < 0 or depth > DEPTH:
            raise NotYamlError(_TOO_MUCH)
        if isinstance(value, dict):
            return {_key(key): self.value(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [self.value(each, depth + 1) for each in value]
        if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):  # noqa: PLR0124
            return str(value)
        if value is None or isinstance(value, str | int | float | bool):
            return value
        message = f"a {type(value).__name__} is nothing that JSON can say"
        raise NotYamlError(message)


def _key(key: object) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)
