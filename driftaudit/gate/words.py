"""What the gate's answers have in common: findings in one line each, environments in a list."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from driftaudit.assemble import reported_findings
from driftaudit.model import Finding
from driftaudit.render.impact import impact_lines
from driftaudit.render.text import listed
from driftaudit.render.values import path_text, value_change
from driftaudit.report import ReportedFinding

_WIDTH: Final = 100
_SEPARATORS: Final = re.compile("[/:]")


def reported(findings: Iterable[Finding]) -> tuple[ReportedFinding, ...]:
    """The findings as reports show them, in their order."""
    return reported_findings(findings)


def lines_of(findings: Iterable[ReportedFinding], mark: str = "") -> tuple[str, ...]:
    """One line for all findings that say the same, with the environments they are in."""
    alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for each in findings:
        waived = f"waived until {each.waiver.expires}: " if each.waiver else ""
        said = (f"{mark}{waived}{each.severity}", _thing(each), *_effect(each))
        alike[said].append(_where(each))
    return tuple(
        f"{severity}: {thing}: {'; '.join(effect)} (in {listed(places)})"
        for (severity, thing, *effect), places in alike.items()
    )


def _where(finding: ReportedFinding) -> str:
    """The environment, and what the thing is called there if that is another name."""
    real = _SEPARATORS.split(finding.source)[-1]
    named = real and "${" in finding.resource and real not in finding.resource
    return f"{finding.environment}: {real}" if named else finding.environment


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
