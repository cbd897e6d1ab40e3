"""Regular expressions that cannot take long: which patterns are refused, and what they are held to.

Python's matcher backtracks, so `(a+)+` on thirty letters takes minutes. A pattern is refused if it
repeats what varies by itself; for any other the number of ways to try is at most the number of
ways to place its varying parts, so the text that it is held to is as long as that allows.
"""

import math
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

MAX_PATTERN: Final = 500
"""Longest pattern, in characters."""
MAX_VARYING: Final = 6
"""How many parts of a pattern may vary in length (`*`, `+`, `?`, `{2,5}`)."""
MAX_TEXT: Final = 10_000
_STEPS: Final = 10_000_000
_REPEAT: Final = re.compile(r"(?:[*+?]|\{([0-9]*)(?:(,)([0-9]*))?\})[?+]?")
_ATOM: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?[<=!:][=!]?|.", re.DOTALL)


def pattern_problem(pattern: str) -> str:
    """Why a pattern is refused; empty where it can be used."""
    if len(pattern) > MAX_PATTERN:
        return f"longer than {MAX_PATTERN} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what re will read otherwise some day
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, FutureWarning) as error:
        return f"not a regular expression: {error}"
    if re.search(r"\(\?[a-zA-Z]*x", pattern):
        return "the flag x, under which spaces mean nothing, is not supported"
    repeats = tuple(_repeats(pattern))
    if any(nested for nested, _ in repeats):
        return "repeats a group that varies by itself, which can take forever: take one apart"
    if sum(varying for _, varying in repeats) > MAX_VARYING:
        return f"more than {MAX_VARYING} parts vary in length, which can take forever"
    return ""


def fullmatch(pattern: str, text: str) -> bool:
    """Whether a pattern that has no problem matches the whole text; never a text that is too long.

    How long a text may be depends on the pattern: 10,000 characters where one part varies in
    length, 391 where three do.
    """
    compiled, longest = _compiled(pattern)
    return len(text) <= longest and compiled.fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    varying = sum(each for _, each in _repeats(pattern))
    if not varying:
        return re.compile(pattern), MAX_TEXT
    ways = _STEPS * math.factorial(varying)
    return re.compile(pattern), min(MAX_TEXT, int(ways ** (1 / varying)))


def _repeats(pattern: str) -> Iterator[tuple[bool, bool]]:
    """For each repeat: whether it repeats a group that varies by itself, and whether it varies."""
    varies = [False]
    place = 0
    while place < len(pattern):
        found = _ATOM.match(pattern, place)
        atom = found[0] if found else pattern[place]
        place += len(atom)
        inner = False
        if atom.startswith("("):
            varies.append(False)
            continue
        if atom == ")" and len(varies) > 1:
            inner = varies.pop()
            varies[-1] |= inner
        elif atom == "|" and len(varies) > 1:
            varies[-1] = True
        repeat = _REPEAT.match(pattern, place)
        if repeat:
            place = repeat.end()
            yield inner and _is_many(repeat), _is_varying(repeat)
            varies[-1] |= _is_varying(repeat)


def _is_many(repeat: re.Match[str]) -> bool:
    return repeat[0][0] != "?" and not (repeat[0][0] == "{" and (repeat[3] or repeat[1]) in "01")


def _is_varying(repeat: re.Match[str]) -> bool:
    return repeat[0][0] != "{" or (repeat[2] is not None and repeat[1] != repeat[3])
