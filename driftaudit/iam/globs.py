"""Globs: whether a text matches, what two have in common, other lengths of a `*`.

Patterns are those of `symbols.encode`: `*` is any text, `?` any character. Matching takes time
in proportion to the text (times the pattern, where it has `?`), never exponential.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import product
from typing import Final

from driftaudit.iam.budget import ExhaustedError

Match = Callable[[str], bool]

_MOST: Final = 64
_LARGEST: Final = 10_000


def is_literal(pattern: str) -> bool:
    """Whether the pattern matches one text only."""
    return "*" not in pattern and "?" not in pattern


def collapse(pattern: str) -> str:
    """The pattern without a `*` beside another: `a**` is `a*`, `*?*` is `?*`."""
    if "*" not in pattern or ("**" not in pattern and "*?" not in pattern):
        return pattern
    made: list[str] = []
    stars = marks = 0
    for each in pattern:
        if each in "*?":
            stars, marks = stars + (each == "*"), marks + (each == "?")
            continue
        made.append("?" * marks + "*" * bool(stars) + each)
        stars = marks = 0
    return "".join(made) + "?" * marks + "*" * bool(stars)


@lru_cache(maxsize=65536)
def matcher(pattern: str) -> Match:
    """A function that tells whether a text matches the pattern."""
    if "?" in pattern:
        start, end = _ends(pattern)
        return lambda text: (
            text.startswith(start) and text.endswith(end) and _matches_marks(pattern, text)
        )
    head, star, rest = pattern.partition("*")
    if not star:
        return lambda text: text == pattern
    if not rest:
        return lambda text: text.startswith(head)
    *middle, tail = rest.split("*")
    parts = [each for each in middle if each]
    least = len(head) + len(tail)
    return lambda text: (
        len(text) >= least
        and text.startswith(head)
        and text.endswith(tail)
        and _in_order(parts, text, len(head), len(text) - len(tail))
    )


def _in_order(parts: list[str], text: str, start: int, end: int) -> bool:
    for part in parts:
        found = text.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return start <= end


def _matches_marks(pattern: str, text: str) -> bool:
    """The leftmost match of each part between two stars, going back to the last star only."""
    at = place = resume = 0
    star = -1
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume, at = at, place, at + 1
        elif at < len(pattern) and pattern[at] in ("?", text[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")


def intersect(one: str, other: str) -> tuple[str, ...]:
    """Patterns that together match exactly the texts that both patterns match.

    Raises ExhaustedError where they would be too many.
    """
    if other in (one, "*"):
        return (one,)
    if one == "*":
        return (other,)
    if is_literal(one):
        return (one,) if matcher(other)(one) else ()
    if is_literal(other):
        return (other,) if matcher(one)(other) else ()
    return _intersect(*sorted((one, other)))


def effort(one: str, other: str) -> int:
    """Work units that `intersect` takes at most."""
    open_ends = [each[-1:] == "*" and is_literal(each[:-1]) for each in (one, other)]
    if any(open_ends) or is_literal(one) or is_literal(other):
        return 1
    return 1 + _wild_length(one) * _wild_length(other)


def _wild_length(pattern: str) -> int:
    return len(pattern) - sum(map(len, _ends(pattern)))


@lru_cache(maxsize=16384)
def _intersect(one: str, other: str) -> tuple[str, ...]:
    """What two patterns with wildcards have in common; equal ends are taken off first."""
    (head, one_tail), (other_head, other_tail) = _ends(one), _ends(other)
    before = min(head, other_head, key=len)
    after = min(one_tail, other_tail, key=len)
    heads_meet = head.startswith(before) and other_head.startswith(before)
    if not (heads_meet and one_tail.endswith(after) and other_tail.endswith(after)):
        return ()
    inner = (each[len(before) : len(each) - len(after)] for each in (one, other))
    return tuple(before + each + after for each in _inner(*inner))


def _ends(pattern: str) -> tuple[str, str]:
    """The literal texts before the first wildcard and after the last."""
    parts = pattern.replace("?", "*").split("*")
    return parts[0], parts[-1]


def _inner(one: str, other: str) -> tuple[str, ...]:
    if len(one) * len(other) > _LARGEST:
        raise ExhaustedError("patterns that are too long")
    below: list[set[str]] = [set() for _ in range(len(other) + 1)]
    for at in range(len(one), -1, -1):
        row: list[set[str]] = [set() for _ in range(len(other) + 1)]
        for place in range(len(other), -1, -1):
            row[place] = _step(one[at : at + 1], other[place : place + 1], row, below, place)
        below = row
    return _widest(below[0])


def _step(one: str, other: str, row: list[set[str]], below: list[set[str]], place: int) -> set[str]:
    """The common patterns of two rests, from those of shorter rests (dynamic programming)."""
    if not one and not other:
        return {""}
    made: set[str] = set()
    if one == "*" and other == "*":
        made = {_star(each) for each in below[place] | row[place + 1]}
    elif one == "*":
        made = set(below[place])
        if other:
            made |= {other + each for each in row[place + 1]}
    elif other == "*":
        made = set(row[place + 1])
        if one:
            made |= {one + each for each in below[place]}
    elif one and other and (one == other or "?" in (one, other)):
        head = other if one == "?" else one
        made = {head + each for each in below[place + 1]}
    if len(made) > _MOST:
        raise ExhaustedError("patterns that have too much in common")
    return made


def _star(rest: str) -> str:
    return rest if rest.startswith("*") else "*" + rest


def _widest(patterns: set[str]) -> tuple[str, ...]:
    """The patterns that no other of them covers; of `?` nothing is concluded."""
    kept = []
    for each in sorted(patterns):
        point = each.replace("*", "\ue000")
        others = (x for x in patterns if x != each and "?" not in x)
        if "?" in each or not any(matcher(x)(point) for x in others):
            kept.append(each)
    return tuple(kept)


def lengths(pattern: str, most: int) -> tuple[str, ...]:
    """The pattern with each `*` also as none to `most` characters: all that `?` can tell apart.

    Raises ExhaustedError where they would be too many.
    """
    parts = pattern.split("*")
    if (most + 2) ** (len(parts) - 1) > _MOST * 8:
        raise ExhaustedError("patterns with many `*` beside patterns with `?`")
    fills = ["*", *("?" * count for count in range(most + 1))]
    chosen = product(fills, repeat=len(parts) - 1)
    made = ("".join(a + b for a, b in zip(parts, (*each, ""), strict=True)) for each in chosen)
    return tuple(dict.fromkeys(made))
