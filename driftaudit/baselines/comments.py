"""Comments of a YAML text, carried over to another text that says much the same.

A comment belongs to the key or list item that it stands above, or at the end of whose line it
stands. It goes where that is in the other text, and goes away with it.
"""

import re
from collections import Counter, defaultdict
from typing import Final, TypeAlias

import yaml

from driftaudit.errors import BaselineError
from driftaudit.model import Record
from driftaudit.yaml_source import YamlPath, YamlSource, parse

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML 1.1 counts lines
_SHARP: Final = re.compile(r"(?:(?<=\s)|^)#")

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
    beside = ""
    for number, line in enumerate(lines):
        place = places.get(number, ())
        indent = line[: len(line) - len(line.lstrip())]
        result += [f"{indent}{each}" for each in comments.above.get(place, ())]
        beside = comments.beside.get(place, beside)
        # Not within a text of several lines, but where it ends.
        if beside and not _is_taken(taken, number, len(line)):
            result.append(f"{line}  {beside}")
            beside = ""
        else:
            result.append(line)
    return "".join(f"{line}\n" for line in (*result, *comments.last))


def _comments(text: str, source: YamlSource) -> _Comments:
    above: dict[_Place, tuple[str, ...]] = {}
    beside: dict[_Place, str] = {}
    places = _places(source)
    waiting: list[str] = []
    taken = _taken(text)
    last: _Place = ()
    for number, line in enumerate(_BREAK.split(text)):
        comment = _comment_of(line, number, taken)
        if number in places:
            last = places[number]
            above[last] = tuple(waiting)
            waiting = []
        if comment and comment == line.strip():
            waiting.append(comment)
        elif comment:
            beside.setdefault(last, comment)  # perhaps where a text of several lines ends
    return _Comments(above=above, beside=beside, last=tuple(waiting))


def _comment_of(line: str, number: int, taken: dict[int, list[tuple[int, int]]]) -> str:
    for found in _SHARP.finditer(line):
        if not _is_taken(taken, number, found.start()):
            return line[found.start() :].rstrip()
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
    named: dict[YamlPath, _Place] = {(): ()}
    equal: Counter[_Place] = Counter()
    for path, line in source.lines.items():  # what is around a part comes before it
        if path:
            scalar = source.raw(path) if isinstance(path[-1], int) else None
            place = (*named[path[:-1]], f"- {scalar.text}" if scalar else f"{path[-1]}")
            equal[place] += 1
            named[path] = place if equal[place] == 1 else (*place, f"{equal[place]}")
            places.setdefault(line - 1, named[path])
    return places
