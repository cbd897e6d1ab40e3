"""Variables that were meant for an option and are none: said, since they would do nothing."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

PREFIX: Final = "DRIFTAUDIT_"

_OPTIONS: Final = """
    AGAINST_CONSENSUS ALL ALLOW_LESS ALLOW_MORE ALLOW_PARTIAL BASE BASELINE CONCURRENCY CONFIG DASK
    DIRECTORY DISCOVER DRY_RUN EXPIRES FAIL_ON FORCE FORMAT GROUP IAM_FORMAT INTERACTIVE KEEP KEY
    LABEL MAX_AGE OFFLINE ONLY OUTPUT OWNER PLAN PROFILE QUIET REASON REGION REPORT ROLE
    SCHEMA_FORMAT TICKET VERBOSE
"""
NAMES: Final = frozenset(_OPTIONS.split())
"""The variables of all options, without the prefix: written down, for to ask every command for
its options takes longer than most commands."""

_OTHERS: Final = ("ACTION_", "WEBHOOK_URL")
"""How those begin that are read, and are of no option."""
_NEAR: Final = 0.8


def misspelt(variables: Iterable[str]) -> Iterator[str]:
    """A line for each variable that no option has and that looks like that of one.

    Others that begin alike are somebody's own, and nothing is said of them.
    """
    for variable in sorted(variables):
        name = variable.removeprefix(PREFIX)
        if name == variable or name in NAMES or name.startswith(_OTHERS):
            continue
        for near in get_close_matches(name, sorted(NAMES), n=1, cutoff=_NEAR):
            yield f"no option has the variable {variable}, did you mean {PREFIX}{near}?"
