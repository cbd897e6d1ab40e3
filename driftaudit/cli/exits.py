"""The exit statuses of the contract: never 1 for a crash, never 0 for a half-read environment."""

from collections.abc import Iterable
from typing import Final

from driftaudit.model import EVERY_KIND, Gap

CLEAN: Final = 0
DRIFT: Final = 1
NOTHING: Final = 2
INCOMPLETE: Final = 3

_CONFIGURED_WRONGLY: Final = frozenset({"ResourceNotFoundException", "InvalidSettings"})


def of_gaps(environments: Iterable[tuple[Gap, ...]], *, allow_partial: bool = False) -> int:
    """The status where no drift was seen, from each environment's gaps.

    2 where credentials or configuration kept every environment from being read at all, 3 where
    anything else was not read (0 if that is allowed), else 0.
    """
    each = tuple(environments)
    if each and all(any(map(_is_refusal, gaps)) for gaps in each):
        return NOTHING
    return INCOMPLETE if any(each) and not allow_partial else CLEAN


def is_lost(gaps: tuple[Gap, ...]) -> bool:
    """Whether nothing of an environment with these gaps is known."""
    return any(gap.kind == EVERY_KIND for gap in gaps)


def _is_refusal(gap: Gap) -> bool:
    refused = gap.operation.startswith("sts:") or gap.code in _CONFIGURED_WRONGLY
    return gap.kind == EVERY_KIND and refused
