"""What a report cannot vouch for, gathered: equal gaps once, with the environments they are in.

The texts are as the APIs gave them: each format escapes them for where it shows them.
"""

from collections import defaultdict
from typing import NamedTuple

from driftaudit.model import EVERY_KIND, KINDS, Gap
from driftaudit.render.text import plural
from driftaudit.report import Report


class Cause(NamedTuple):
    """Why operations failed, what they lose and what would make them work."""

    kinds: tuple[str, ...]
    operations: tuple[str, ...]
    code: str
    message: str
    needs: str


class Unread(NamedTuple):
    """The environments with the very same gaps."""

    names: tuple[str, ...]
    causes: tuple[Cause, ...]
    kinds: tuple[str, ...]

    @property
    def everything(self) -> bool:
        """Whether nothing of the environments is known."""
        return EVERY_KIND in self.kinds

    @property
    def meaning(self) -> str:
        """What that says of the rest of the report."""
        if self.everything:
            return "nothing could be read, nothing is known"
        count = plural(len(self.kinds), "kind")
        return f"{count} could not be read in full, what is not shown is not known"


class NotAudited(NamedTuple):
    """Kinds that were left out on purpose, in which environments and why."""

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    reason: str


def unread_of(report: Report) -> tuple[Unread, ...]:
    """A member for each set of gaps, in the order of the environments; empty without gaps."""
    alike: dict[tuple[Gap, ...], dict[str, None]] = {}
    for environment in report.environments:
        if environment.gaps:
            alike.setdefault(environment.gaps, {})[environment.name] = None
    return tuple(
        Unread(tuple(names), causes_of(gaps), tuple(dict.fromkeys(gap.kind for gap in gaps)))
        for gaps, names in alike.items()
    )


def causes_of(gaps: tuple[Gap, ...]) -> tuple[Cause, ...]:
    """The gaps by their code, message and need."""
    causes: defaultdict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        causes[gap.code, gap.message, gap.needs].append(gap)
    return tuple(
        Cause(
            ordered_kinds([gap.kind for gap in found]),
            tuple(dict.fromkeys(gap.operation for gap in found)),
            *cause,
        )
        for cause, found in causes.items()
    )


def not_audited_of(report: Report) -> tuple[NotAudited, ...]:
    """The kinds that were left out on purpose, those with the same reason together."""
    reasons: defaultdict[tuple[str, tuple[str, ...]], dict[str, None]] = defaultdict(dict)
    for environment in report.environments:
        by_reason: defaultdict[str, list[str]] = defaultdict(list)
        for kind, reason in sorted(environment.not_audited.items()):
            by_reason[reason].append(kind)
        for reason, kinds in by_reason.items():
            reasons[reason, tuple(kinds)][environment.name] = None
    return tuple(
        NotAudited(ordered_kinds(list(kinds)), tuple(names), reason)
        for (reason, kinds), names in reasons.items()
    )


def ordered_kinds(kinds: list[str]) -> tuple[str, ...]:
    """Each kind once, in the order of reports; `everything` alone where that is among them."""
    if EVERY_KIND in kinds:
        return ("everything",)
    known = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(sorted(set(kinds), key=lambda kind: (known.get(kind, len(KINDS)), kind)))
