"""Findings about waivers: which entry of the file, what is wrong with it, and what to do.

They belong to no environment, so a waiver's mistake is told once and makes none of them drift.
Their fingerprint stands for the entry as it is written: a waiver may move within the file.
"""

from datetime import date

from driftaudit.judge.codes import CODES
from driftaudit.judge.judge import fingerprint
from driftaudit.judge.waivers import (
    EXPIRED,
    INVALID,
    MAX_DAYS,
    NO_ENVIRONMENT,
    TOO_LONG,
    UNUSED,
    WAIVER_KIND,
    FiledWaiver,
    InvalidWaiver,
)
from driftaudit.model import Difference, Finding


def expired(filed: FiledWaiver, today: date) -> Finding:
    """That a waiver's last day is over."""
    least = f"{today.isoformat()} or later"
    todo = f"it expired on {filed.waiver.expires}; mend what it waived, or give it a new date"
    return _finding(EXPIRED, filed, todo, _date_of(filed, least))


def too_long(filed: FiledWaiver, latest: date) -> Finding:
    """That a waiver expires later than a waiver may."""
    most = f"{latest.isoformat()} or earlier"
    todo = f"a waiver lasts at most {MAX_DAYS} days; write expires: {latest.isoformat()}, or sooner"
    return _finding(TOO_LONG, filed, todo, _date_of(filed, most))


def invalid(entry: FiledWaiver | InvalidWaiver, message: str) -> Finding:
    """That an entry does not count, and why."""
    return _finding(INVALID, entry, message, _whole(entry))


def unused(filed: FiledWaiver, why: str) -> Finding:
    """That a waiver waives nothing, and why."""
    return _finding(UNUSED, filed, why, _whole(filed))


def _finding(
    code: str, entry: FiledWaiver | InvalidWaiver, todo: str, difference: Difference
) -> Finding:
    lasting = Difference(
        kind=WAIVER_KIND, resource=entry.key, path=(code,), change=difference.change
    )
    return Finding(
        fingerprint=fingerprint(NO_ENVIRONMENT, lasting),
        code=code,
        severity=CODES[code].severity,
        environment=NO_ENVIRONMENT,
        difference=difference,
        reference=_short(entry).rpartition(":")[0],
        fix=(f"{_short(entry)}: {todo}",),
    )


def _date_of(filed: FiledWaiver, expected: str) -> Difference:
    return Difference(
        kind=WAIVER_KIND,
        resource=_short(filed),
        path=("expires",),
        change="changed",
        expected=expected,
        actual=filed.waiver.expires,
        source=filed.where,
    )


def _whole(entry: FiledWaiver | InvalidWaiver) -> Difference:
    return Difference(
        kind=WAIVER_KIND,
        resource=_short(entry),
        path=(),
        change="unexpected",
        actual=entry.entry,
        source=entry.where,
    )


def _short(entry: FiledWaiver | InvalidWaiver) -> str:
    """`waivers.yaml:12`, the same wherever the file lies."""
    return entry.where.replace("\\", "/").rpartition("/")[2]
