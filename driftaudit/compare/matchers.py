"""Values of a baseline that stand for many: which values they match, and what is left to compare.

A matcher is a type of its own and no map: what a snapshot holds is never taken for one, not even
text that reads `{"$any": true}`, and its digest is no snapshot's (docs/baselines.md, *matchers*).
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from driftaudit.compare.inside import PathDifference, canonical, has_unknown
from driftaudit.compare.patterns import fullmatch
from driftaudit.model import UNKNOWN, Change, Json, Record

ABSENT: Final = "$absent"
MAX_VERSION: Final = 200
"""A longer text is no version."""


class Matcher(Record, frozen=True, kw_only=True):
    """What a value must be: `shown` is as it is written, `{"$min": "v1.18.1"}`.

    Several keys are all to hold. What follows `mark` in an encoded matcher is no JSON, so that
    the digest of what holds a matcher is that of no snapshot's resource.
    """

    shown: dict[str, Json]
    mark: msgspec.Raw = msgspec.Raw(b"matcher")


GONE: Final = Matcher(shown={ABSENT: True})
"""What a layer says of a resource or an attribute that must not be there."""


def matches(matcher: Matcher, value: Json) -> bool:
    """Whether a value, None where there is none, is what the matcher asks for."""
    return all(CHECKS[name](operand, value) for name, operand in matcher.shown.items())


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers of a version: (1, 18, 1, 3) for `v1.18.1-eksbuild.3`; empty where it has none."""
    return tuple(map(int, re.findall(r"[0-9]+", text))) if len(text) <= MAX_VERSION else ()


def _order(bound: Json, value: Json) -> int | None:
    """Whether a value is below (-1), at (0) or above its bound; None where that makes no sense.

    Of a version as many numbers count as the bound has: 1.30.5 is at 1.30.
    """
    if isinstance(bound, str) and isinstance(value, str):
        limit, own = numbers_of(bound), numbers_of(value)
        if not own or not limit:
            return None
        padded = (own + (0,) * len(limit))[: len(limit)]
        return (padded > limit) - (padded < limit)
    if is_number(bound) and is_number(value):
        return int(value > bound) - int(value < bound)
    return None


def is_number(value: Json) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


CHECKS: Final[dict[str, Callable[[Json, Json], bool]]] = {
    "$min": lambda bound, value: _order(bound, value) in {0, 1},
    "$max": lambda bound, value: _order(bound, value) in {-1, 0},
    "$in": lambda known, value: canonical(value) in map(canonical, known),
    "$regex": lambda pattern, value: isinstance(value, str) and fullmatch(pattern, value),
    "$any": lambda _, value: value is not None,
    ABSENT: lambda _, value: value is None,
}
"""Every matcher and whether a value, None where there is none, is what its operand asks for."""


def has_matcher(value: Json) -> bool:
    """Whether a value is, or holds, a matcher; lists hold none."""
    if isinstance(value, dict):
        return any(map(has_matcher, value.values()))
    return isinstance(value, Matcher)


def plain(value: Json) -> Json:
    """The value with matchers as they are written, for reports."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value.shown if isinstance(value, Matcher) else value


class Settled(Record, frozen=True, kw_only=True):
    """Two resources' attributes without what matchers decide, and what those found to differ."""

    expected: dict[str, Json]
    actual: dict[str, Json]
    found: tuple[PathDifference, ...] = ()


def settle(expected: dict[str, Json], actual: dict[str, Json]) -> Settled:
    """What is left to compare once every matcher, on either side, was held to the other side.

    At a matcher there is at most one difference, with the matcher as it is written for its value;
    where nothing may be, with nothing, so that it reads and is undone as anything unexpected.
    """
    if not has_matcher(expected) and not has_matcher(actual):
        return Settled(expected=expected, actual=actual)
    found: list[PathDifference] = []
    old, new = _rest((), expected, actual, found)
    return Settled(expected=old, actual=new, found=tuple(found))


def _rest(
    path: tuple[str, ...],
    expected: dict[str, Json],
    actual: dict[str, Json],
    found: list[PathDifference],
) -> tuple[dict[str, Json], dict[str, Json]]:
    rest: tuple[dict[str, Json], dict[str, Json]] = ({}, {})
    for key in sorted(expected.keys() | actual.keys()):
        old, new = expected.get(key), actual.get(key)
        if isinstance(old, Matcher) or isinstance(new, Matcher):
            found.extend(_held((*path, key), old, new))
            continue
        if isinstance(old, dict) and isinstance(new, dict) and not {*old, *new} & {UNKNOWN}:
            old, new = _rest((*path, key), old, new, found)
        else:
            old, new = _alone(old, new), _alone(new, old)
        for side, value in zip(rest, (old, new), strict=True):
            if value is not None:
                side[key] = value
    return rest


def _alone(value: Json, other: Json) -> Json:
    """A value that is not looked into; where the other side has none, without what may be absent.

    None where nothing is left of it.
    """
    if other is None and has_matcher(value):
        return _demanded(value) or None
    return plain(value)


def _demanded(value: dict[str, Json]) -> dict[str, Json]:
    """The members of a map that are missing where the map is."""
    members: dict[str, Json] = {}
    for key, each in value.items():
        if isinstance(each, dict) and has_matcher(each):
            members |= {key: inner} if (inner := _demanded(each)) else {}
        elif not (isinstance(each, Matcher) and matches(each, None)):
            members[key] = plain(each)
    return members


def _held(path: tuple[str, ...], old: Json, new: Json) -> Iterator[PathDifference]:
    """The difference where at least one side has a matcher."""
    if isinstance(old, Matcher) and isinstance(new, Matcher):
        if canonical(old.shown) != canonical(new.shown):
            yield path, "changed", old.shown, new.shown
        return
    swapped = isinstance(new, Matcher)
    matcher, value = (new, plain(old)) if swapped else (old, plain(new))
    if has_unknown(value) or matches(matcher, value):
        return
    shown = None if ABSENT in matcher.shown else matcher.shown  # as wherever nothing is expected
    change = _change(matcher, value, swapped=swapped)
    yield (path, change, value, shown) if swapped else (path, change, shown, value)


def _change(matcher: Matcher, value: Json, *, swapped: bool) -> Change:
    """What became of the subject's value; `swapped` if the subject is the one with the matcher."""
    if value is None:
        return "unexpected" if swapped else "missing"
    if ABSENT in matcher.shown:
        return "missing" if swapped else "unexpected"
    return "changed"
