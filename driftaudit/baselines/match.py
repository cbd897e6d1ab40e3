"""Matchers as they stand in a file: told from other maps, checked, read and written.

A map with a key such as `$min` is a matcher; `${cluster}` is portable text. What an environment
itself holds under a key that reads like a matcher's is written with one `$` more, and is no
matcher when it is read back.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from driftaudit.baselines.problem import Problem
from driftaudit.compare.matchers import CHECKS, Matcher, is_number, matches, numbers_of
from driftaudit.compare.patterns import pattern_problem
from driftaudit.model import UNKNOWN, Json
from driftaudit.names import did_you_mean
from driftaudit.yaml_source import YamlPath, YamlSource

_SIGN: Final = re.compile(r"\$(?![{$])")
_DOLLARS: Final = re.compile(r"\$+(?![${])")
_RANGE: Final = frozenset({"$min", "$max"})


class Inline(dict[str, Json]):
    """A map that is written on one line."""


def is_matcher(value: Json) -> bool:
    """Whether what stands in a file is a matcher, if perhaps an invalid one."""
    return isinstance(value, dict) and any(map(_is_sign, value))


def _is_sign(key: str) -> bool:
    return key != UNKNOWN and _SIGN.match(key) is not None


def read_value(value: Json) -> Json:
    """A valid value of a file with its matchers as such."""
    if isinstance(value, dict):
        if is_matcher(value):
            return Matcher(shown={key: read_value(each) for key, each in value.items()})
        return {_unescaped(key): read_value(each) for key, each in value.items()}
    return list(map(read_value, value)) if isinstance(value, list) else value


def _unescaped(key: str) -> str:
    return key[1:] if key.startswith("$$") and _DOLLARS.match(key) else key


def written_value(value: Json) -> Json:
    """A value as it stands in a file; `read_value` gives it back."""
    if isinstance(value, Matcher):
        shown = {key: written_value(each) for key, each in sorted(value.shown.items())}
        return shown if "$in" in shown else Inline(shown)
    if isinstance(value, dict):
        return {_escaped(key): written_value(each) for key, each in value.items()}
    return list(map(written_value, value)) if isinstance(value, list | tuple) else value


def _escaped(key: str) -> str:
    return f"${key}" if key != UNKNOWN and _DOLLARS.match(key) else key


def matcher_problems(source: YamlSource, value: Json, path: YamlPath) -> Iterator[Problem]:
    """Everything that is wrong with the matchers in a value of a file."""
    if is_matcher(value):
        for key, message in _faults(value):
            yield Problem(where=source.where((*path, key)), message=message)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from matcher_problems(source, each, (*path, key))
    elif isinstance(value, list):
        for place in _with_matcher(value):
            message = "a list is compared as a whole: no matcher can stand in it"
            yield Problem(where=source.where((*path, place)), message=message)


def _with_matcher(values: list[Json]) -> Iterator[int]:
    return (place for place, each in enumerate(values) if _holds_matcher(each))


def _holds_matcher(value: Json) -> bool:
    if is_matcher(value):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_holds_matcher, inner))


def _faults(value: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """The keys of a matcher with which something is wrong, and what."""
    for key, operand in value.items():
        if not _is_sign(key):
            yield key, "stands beside a matcher, which is a value of its own: keep one of the two"
        elif key not in CHECKS:
            literal = f"; a key that is really named so is written ${key}"
            yield key, f"unknown matcher{did_you_mean(key, CHECKS)}{literal}"
        elif wrong := _OPERANDS[key](operand):
            yield key, wrong
    known = [key for key in value if key in CHECKS]
    if len(known) > 1 and set(known) != _RANGE:
        yield known[1], "several matchers in one value: only $min and $max go together"
    if value.keys() == _RANGE and is_number(value["$min"]) != is_number(value["$max"]):
        yield "$max", "one bound is text and the other a number: write both as the value is"


def _bound(operand: Json) -> str:
    if is_number(operand) or (isinstance(operand, str) and numbers_of(operand)):
        return ""
    return "expected a number, or a version as text: v1.18.1"


def _choices(operand: Json) -> str:
    if not isinstance(operand, list):
        return "expected a list of values"
    return "matchers do not nest" if any(_with_matcher(operand)) or _holds_matcher(operand) else ""


def _pattern(operand: Json) -> str:
    return pattern_problem(operand) if isinstance(operand, str) else "expected a pattern, as text"


def _true(operand: Json) -> str:
    return "" if operand is True else "expected true"


_OPERANDS: Final[dict[str, Callable[[Json], str]]] = {
    "$min": _bound,
    "$max": _bound,
    "$in": _choices,
    "$regex": _pattern,
    "$any": _true,
    "$absent": _true,
}
"""For each matcher what is wrong with an operand; empty where it can be used."""


def never_matches(matcher: Matcher) -> str:
    """Why no value at all can match; empty where one can."""
    shown = matcher.shown
    if shown.get("$in") == []:
        return "no value is in an empty list, so this can never match"
    if shown.keys() == _RANGE:
        above = not matches(Matcher(shown={"$max": shown["$max"]}), shown["$min"])
        return "$min is above $max, so this can never match" if above else ""
    return ""


def takes_type(matcher: Matcher, value: Json) -> bool:
    """Whether a matcher can match values of the type of this one."""
    for key, operand in matcher.shown.items():
        if key == "$regex" and not isinstance(value, str):
            return False
        if key in _RANGE and (is_number(operand), isinstance(operand, str)) != (
            is_number(value),
            isinstance(value, str),
        ):
            return False
        if key == "$in" and operand and not any(_alike(each, value) for each in operand):
            return False
    return True


def _alike(one: Json, other: Json) -> bool:
    return type(one) is type(other) or (is_number(one) and is_number(other))
