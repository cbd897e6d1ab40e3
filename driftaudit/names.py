"""The names that people give: which are valid, and which one a misspelt one most likely meant."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def name_problem(name: str) -> str:
    """Why a word cannot name an environment, a group or a baseline; empty where it can.

    Such names become file names and stand in references (`prod-us@latest`, `baseline:prod`).
    """
    if not _NAME.fullmatch(name) or len(name) > 100:
        return "not a valid name: use letters, digits, '.', '_' and '-', a letter or digit first"
    if name.lower().endswith((".json", ".yaml", ".yml")):
        return "not a valid name: it ends like a file"
    if name.lower() == "waivers":
        return "not a valid name: baselines/waivers.yaml holds the waivers"
    return ""


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """The end of an error message: `, did you mean 'region'?`, or the names where none is near.

    Empty where there are no names. At most ten names are listed.
    """
    known = sorted(set(names))
    lowered = {name.lower(): name for name in reversed(known)}
    near = get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f", did you mean {lowered[near[0]]!r}?"
    if not known:
        return ""
    more = "" if len(known) <= 10 else f" and {len(known) - 10} more"
    return f"; known: {', '.join(known[:10])}{more}"
