"""Comments of a YAML text, carried over to another text that says much the same.

A comment belongs to the key or list item that it stands above, or at the end of whose line it
stands. It goes where that is in the other text, and goes away with it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, TypeAlias

import yaml

from driftaudit.errors import BaselineError
from driftaudit.model import Record
from driftaudit.yaml_source import YamlPath, YamlSource, parse

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML 1.1 counts lines
_COMMENT: Final = re.compile(r"(?:(?<=\s)|^)#.*")

_Place: TypeAlias = tuple[str, ...]
"""A path in which a list item goes by its text, so that it is found where the list has grown."""


class _Comments(Record, frozen=True, kw_only=True):
    """The comments of a text: lines above a place, one at the end of its line, lines at the end."""

    above: dict[_Place, tuple[str, ...]]
    beside: dict[_Place, str]
    last: tuple[str, ...]


def with_comments(text: str, commented: str) -> str:
    """The text with the comments of another, which may be no YAML at all: it then has none.

    Applied to its own result it changes nothing.
    """
    try:
        source = parse(commented, "", BaselineError)
    except BaselineError:
        return text
    comments = _comments(commented, source)
    lines = _BREAK.split(text)[:-1]
    taken = _taken(text)
    places = _places(parse(text, "", BaselineError))
    result: list[str] = []
    for number, line in enumerate(lines):
        place = places.get(number, ())
        indent = line[: len(line) - len(line.lstrip())]
        above, beside = comments.above.get(place, ()), comments.beside.get(place)
        if beside and _is_taken(taken, number, len(line)):
            above, beside = (*above, beside), None  # inside a text of several lines
        result += [f"{indent}{each}" for each in above]
        result.append(f"{line}  {beside}" if beside else line)
    return "".join(f"{line}\n" for line in (*result, *comments.last))


def _comments(text: str, source: YamlSource) -> _Comments:
    above: dict[_Place, tuple[str, ...]] = {}
    beside: dict[_Place, str] = {}
    places = _places(source)
    waiting: list[str] = []
    taken = _taken(text)
    for number, line in enumerate(_BREAK.split(text)):
        place = places.get(number)
        comment = _comment_of(line, number, taken)
        if place is None:
            waiting += [comment] if comment else []
            continue
        above[place] = tuple(waiting)
        beside |= {place: comment} if comment else {}
        waiting = []
    return _Comments(above=above, beside=beside, last=tuple(waiting))


def _comment_of(line: str, number: int, taken: dict[int, list[tuple[int, int]]]) -> str:
    for found in _COMMENT.finditer(line):
        if not _is_taken(taken, number, found.start()):
            return found[0].rstrip()
    return ""


def _taken(text: str) -> dict[int, list[tuple[int, int]]]:
    """By line the columns that are text, in which `#` is no comment; both ends count."""
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark, token.end_mark
            block = token.style in ("|", ">")
            for line in range(start.line + block, end.line + 1):
                first = start.column if line == start.line else 0
                last = end.column - 1 if line == end.line else len(text)
                taken[line].append((first, last))
    return taken


def _is_taken(taken: dict[int, list[tuple[int, int]]], line: int, column: int) -> bool:
    return any(first <= column <= last for first, last in taken.get(line, ()))


def _places(source: YamlSource) -> dict[int, _Place]:
    """By line (from 0) the outermost place that begins there."""
    places: dict[int, _Place] = {}
    for path, line in source.lines.items():
        if path:
            places.setdefault(line - 1, tuple(_names(source, path)))
    return places


def _names(source: YamlSource, path: YamlPath) -> Iterator[str]:
    for end, part in enumerate(path, 1):
        scalar = source.raw(path[:end]) if isinstance(part, int) else None
        yield f"- {scalar.text}" if scalar else f"{part}"
