"""What a report does not know, one block a cause: which environments, which kinds, what helps."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from driftaudit.model import EVERY_KIND, KINDS, Gap
from driftaudit.report import Report

_Cause = tuple[tuple[str, ...], tuple[str, ...], str, str]
"""Kinds, operations, code, and what it needs: what is so alike is told once."""


class Unread(NamedTuple):
    """Reads that failed for one reason, in all the environments in which they did."""

    environments: tuple[str, ...]
    kinds: tuple[str, ...]
    operations: tuple[str, ...]
    code: str
    messages: tuple[str, ...]
    needs: str

    @property
    def everything(self) -> bool:
        """Whether nothing is known of these environments."""
        return EVERY_KIND in self.kinds


class Skipped(NamedTuple):
    """Kinds that were left out on purpose, and where."""

    environments: tuple[str, ...]
    kinds: tuple[str, ...]
    reason: str


def gaps_of(report: Report) -> tuple[Unread, ...]:
    """Every gap of every environment in one of the blocks; what leaves nothing known comes first.

    An environment that is not `ok` and has no gap to say why is a block of its own.
    """
    alike: defaultdict[_Cause, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for environment in report.environments:
        for cause, messages in _causes(environment.gaps):
            alike[cause].append((environment.name, messages))
    told = [_unread(cause, found) for cause, found in alike.items()]
    silent = tuple(e.name for e in report.environments if e.status != "ok" and not e.gaps)
    if silent:
        told.append(Unread(silent, (EVERY_KIND,), (), "", (), ""))
    return tuple(sorted(told, key=lambda each: (not each.everything, each)))


def _causes(gaps: tuple[Gap, ...]) -> Iterator[tuple[_Cause, tuple[str, ...]]]:
    """One environment's gaps by what caused them; messages, which name it, are kept apart."""
    alike: defaultdict[tuple[str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        alike[gap.code, gap.needs].append(gap)
    for (code, needs), found in alike.items():
        kinds = _ordered({gap.kind for gap in found})
        operations = tuple(sorted({gap.operation for gap in found}))
        messages = tuple(dict.fromkeys(gap.message for gap in found if gap.message))
        yield (kinds, operations, code, needs), messages


def _unread(cause: _Cause, found: list[tuple[str, tuple[str, ...]]]) -> Unread:
    kinds, operations, code, needs = cause
    return Unread(
        environments=tuple(sorted({name for name, _ in found})),
        kinds=kinds,
        operations=operations,
        code=code,
        messages=tuple(dict.fromkeys(each for _, messages in found for each in messages)),
        needs=needs,
    )


def skipped_of(report: Report) -> tuple[Skipped, ...]:
    """What was left out on purpose, by the reason that was given."""
    reasons: defaultdict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for environment in report.environments:
        by_reason: defaultdict[str, set[str]] = defaultdict(set)
        for kind, reason in environment.not_audited.items():
            by_reason[reason].add(kind)
        for reason, kinds in by_reason.items():
            reasons[reason, _ordered(kinds)].add(environment.name)
    return tuple(
        Skipped(tuple(sorted(names)), kinds, reason)
        for (reason, kinds), names in sorted(reasons.items())
    )


def _ordered(kinds: set[str]) -> tuple[str, ...]:
    """The kinds as reports order them; those that nobody knows after them."""
    known = [each for each in KINDS if each in kinds]
    return (*known, *sorted(kinds.difference(KINDS)))
