"""The findings of a report as the rows of a page: what is alike in many environments is one row."""

from collections import defaultdict
from typing import Final, NamedTuple

from msgspec.structs import replace

from driftaudit.model import KINDS, SEVERITIES, digest_of
from driftaudit.render.grouping import whose
from driftaudit.render.html.visible import visible_json
from driftaudit.render.impact import impact_lines
from driftaudit.render.text import cut
from driftaudit.render.values import change_lines
from driftaudit.report import ReportedFinding

BRIEF: Final = 3
"""How many lines a row says of its change before it is opened."""

_WIDTH: Final = 110


class Entry(NamedTuple):
    """One difference and the findings that are it, one an environment; the first stands for all."""

    finding: ReportedFinding
    members: tuple[ReportedFinding, ...]

    @property
    def environments(self) -> tuple[str, ...]:
        """Where it is, each environment once; the file of a waiver, which is in none."""
        names = tuple(dict.fromkeys(each.environment for each in self.members))
        return whose(names, self.finding.reference)

    @property
    def impact(self) -> tuple[str, ...]:
        """What it means in effect, one sentence a line."""
        return impact_lines(self.finding)

    @property
    def brief(self) -> tuple[str, ...]:
        """A line or two for who only reads the list: the effect, else the change itself."""
        lines = self.impact or tuple(change_lines(_seen(self.finding), _WIDTH))
        shown = lines if len(lines) <= BRIEF + 1 else lines[:BRIEF]
        more = len(lines) - len(shown)
        cuts = tuple(cut(each, _WIDTH * 2) for each in shown)
        return (*cuts, f"… {more} more") if more else cuts


def entries_of(findings: tuple[ReportedFinding, ...]) -> tuple[Entry, ...]:
    """Every finding in exactly one entry, the worst first, waived ones last."""
    alike: defaultdict[str, list[ReportedFinding]] = defaultdict(list)
    for finding in findings:
        alike[_content(finding)].append(finding)
    entries = (
        Entry(same[0], tuple(sorted(same, key=lambda each: (each.environment, each.fingerprint))))
        for same in alike.values()
    )
    return tuple(sorted(entries, key=_place))


def _seen(finding: ReportedFinding) -> ReportedFinding:
    """The finding with values of which nothing is hidden: two that differ unseen look different."""
    expected, actual = visible_json(finding.expected), visible_json(finding.actual)
    return replace(finding, expected=expected, actual=actual)


def _content(finding: ReportedFinding) -> str:
    """All that a row says once for its environments; what is each one's own is left out."""
    shared = replace(
        finding, environment="", fingerprint="", fix=(), source="", also_in=(), location=None
    )
    return digest_of(shared)


def _place(entry: Entry) -> tuple[bool, int, int, int, str, tuple[str, ...], str, str]:
    """The worst first, of these what hits the most environments; then as reports are ordered."""
    each = entry.finding
    order = KINDS.index(each.kind) if each.kind in KINDS else len(KINDS)
    worst = SEVERITIES.index(each.severity)
    place = (order, each.resource, each.path, each.code, entry.members[0].fingerprint)
    return each.waiver is not None, worst, -len(entry.members), *place
