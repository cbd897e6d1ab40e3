"""What the gate's answers have in common: findings in one line each, environments in a list."""

from collections import defaultdict
from collections.abc import Iterable

from driftaudit.assemble import reported_findings
from driftaudit.model import Finding
from driftaudit.render.impact import impact_lines
from driftaudit.render.text import listed
from driftaudit.render.values import path_text, value_change
from driftaudit.report import ReportedFinding

_WIDTH = 100


def reported(findings: Iterable[Finding]) -> tuple[ReportedFinding, ...]:
    """The findings as reports show them, in their order."""
    return reported_findings(findings)


def lines_of(findings: Iterable[ReportedFinding]) -> tuple[str, ...]:
    """One line for all findings that say the same, with the environments they are in."""
    alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for each in findings:
        alike[_severity(each), _thing(each), *_effect(each)].append(each.environment)
    return tuple(
        f"{severity}: {thing}: {'; '.join(effect)} (in {listed(names)})"
        for (severity, thing, *effect), names in alike.items()
    )


def _severity(finding: ReportedFinding) -> str:
    return finding.severity


def _thing(finding: ReportedFinding) -> str:
    path = path_text(finding.path)
    return f"{finding.kind} {finding.resource}{' ' if path else ''}{path}"


def _effect(finding: ReportedFinding) -> tuple[str, ...]:
    """What a difference does, where that is known; else what is different."""
    words = impact_lines(finding)
    if words:
        return words
    if finding.change != "changed":
        return (finding.title,)
    return tuple(value_change(finding.expected, finding.actual, _WIDTH))[:3]
