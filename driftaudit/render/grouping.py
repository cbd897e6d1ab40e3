"""Findings that say the same are one group, groups of the same environments one section."""

from collections import defaultdict
from typing import NamedTuple

from driftaudit.judge.waivers import NO_ENVIRONMENT
from driftaudit.model import KINDS, SEVERITIES, digest_of
from driftaudit.report import Report, ReportedFinding


class Group(NamedTuple):
    """One difference and all environments that have it, first one's finding for all."""

    finding: ReportedFinding
    environments: tuple[str, ...]
    fingerprints: tuple[str, ...]

    @property
    def rank(self) -> int:
        """0 for the worst severity."""
        return SEVERITIES.index(self.finding.severity)


class Section(NamedTuple):
    """All groups of the same environments held against the same reference, worst first."""

    environments: tuple[str, ...]
    reference: str
    groups: tuple[Group, ...]


def whose(environments: tuple[str, ...], reference: str) -> tuple[str, ...]:
    """The environments; of what is in none of them, a waiver, the file that it is in."""
    return environments if environments != (NO_ENVIRONMENT,) else (reference,)


def held_against(environments: tuple[str, ...], reference: str) -> str:
    """The reference; empty where `whose` names it already."""
    return reference if environments != (NO_ENVIRONMENT,) else ""


def apart(report: Report) -> tuple[ReportedFinding, ...]:
    """The findings, waived or not, that are in none of the report's environments."""
    names = {each.name for each in report.environments}
    return tuple(each for each in report.findings if each.environment not in names)


def groups_of(report: Report) -> tuple[Group, ...]:
    """The unwaived findings, those that are alike in one group, the worst first."""
    alike: defaultdict[str, list[ReportedFinding]] = defaultdict(list)
    for finding in report.findings:
        if finding.waiver is None:
            alike[_content(finding)].append(finding)
    groups = [
        Group(
            finding=same[0],
            environments=tuple(sorted({each.environment for each in same})),
            fingerprints=tuple(each.fingerprint for each in same),
        )
        for same in alike.values()
    ]
    return tuple(sorted(groups, key=_place))


def sections_of(groups: tuple[Group, ...]) -> tuple[Section, ...]:
    """The groups by environments and reference, in the order of their worst."""
    sections: dict[tuple[tuple[str, ...], str], list[Group]] = {}
    for group in groups:
        sections.setdefault((group.environments, group.finding.reference), []).append(group)
    return tuple(
        Section(environments, reference, tuple(found))
        for (environments, reference), found in sections.items()
    )


def by_resource(section: Section) -> tuple[tuple[Group, ...], ...]:
    """The groups of a section by resource, the resource with the worst first."""
    resources: dict[tuple[str, str], list[Group]] = {}
    for group in section.groups:
        resources.setdefault((group.finding.kind, group.finding.resource), []).append(group)
    return tuple(map(tuple, resources.values()))


def _content(finding: ReportedFinding) -> str:
    """What makes findings alike; used_by counts through the severity only."""
    place = (finding.code, finding.severity, finding.kind, finding.resource, finding.path)
    values = (finding.change, finding.expected, finding.actual, finding.reference)
    return digest_of((place, values))


def _place(group: Group) -> tuple[int, int, tuple[str, ...], int, str, tuple[str, ...], str]:
    """The worst first, and of these what hits the most environments."""
    each, names = group.finding, group.environments
    order = KINDS.index(each.kind) if each.kind in KINDS else len(KINDS)
    return group.rank, -len(names), names, order, each.resource, each.path, each.reference
