"""What a report does not know, one block a cause: which environments, which kinds, what helps."""

from collections import defaultdict
from typing import NamedTuple

from driftaudit.model import EVERY_KIND, KINDS, Gap
from driftaudit.report import Report


class Unread(NamedTuple):
    """Reads that failed for one reason, in all the environments in which they did."""

    environments: tuple[str, ...]
    kinds: tuple[str, ...]
    operations: tuple[str, ...]
    code: str
    message: str
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
    causes: defaultdict[tuple[str, str, str], list[tuple[str, Gap]]] = defaultdict(list)
    for environment in report.environments:
        for gap in environment.gaps:
            causes[gap.code, gap.message, gap.needs].append((environment.name, gap))
    told = [_unread(cause, found) for cause, found in causes.items()]
    silent = tuple(e.name for e in report.environments if e.status != "ok" and not e.gaps)
    if silent:
        told.append(Unread(silent, (EVERY_KIND,), (), "", "", ""))
    return tuple(sorted(told, key=lambda each: (not each.everything, each)))


def _unread(cause: tuple[str, str, str], found: list[tuple[str, Gap]]) -> Unread:
    return Unread(
        tuple(sorted({name for name, _ in found})),
        _ordered({gap.kind for _, gap in found}),
        tuple(sorted({gap.operation for _, gap in found})),
        *cause,
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
