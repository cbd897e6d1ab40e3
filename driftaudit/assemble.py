"""Builds the public report out of findings: the one place where the model becomes the contract.

Same findings, same report: everything is sorted here, and identical differences are tied together
by `also_in`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from driftaudit.judge.codes import CODES
from driftaudit.model import (
    EVERY_KIND,
    KINDS,
    SEVERITIES,
    Difference,
    Environment,
    Finding,
    Gap,
    Record,
    Tool,
    digest_of,
)
from driftaudit.report import (
    Gate,
    MatrixRow,
    Report,
    ReportedEnvironment,
    ReportedFinding,
    Result,
    Status,
    Summary,
)


def reported_environment(
    environment: Environment,
    *,
    reference: str,
    gaps: tuple[Gap, ...],
    captured_at: str | None,
    not_audited: dict[str, str],
) -> ReportedEnvironment:
    """An environment as a report shows it; its status follows from the gaps."""
    return ReportedEnvironment(
        name=environment.name,
        account=environment.account,
        region=environment.region,
        cluster=environment.cluster,
        group=environment.group,
        status=status_of(gaps),
        captured_at=captured_at,
        reference=reference,
        gaps=gaps,
        not_audited=dict(sorted(not_audited.items())),
    )


def status_of(gaps: tuple[Gap, ...]) -> Status:
    """`error` when a gap leaves nothing known, `partial` when there is any gap, else `ok`."""
    if any(gap.kind == EVERY_KIND for gap in gaps):
        return "error"
    return "partial" if gaps else "ok"


def reported_findings(findings: Iterable[Finding]) -> tuple[ReportedFinding, ...]:
    """The findings as a report shows them, by environment, kind, resource and path."""
    findings = tuple(findings)
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for finding in findings:
        alike[_content(finding)].add(finding.environment)
    return tuple(
        _reported(finding, alike[_content(finding)] - {finding.environment})
        for finding in sorted(findings, key=_place)
    )


def _content(finding: Finding) -> str:
    """The same text for findings that say the same of different environments."""
    each = finding.difference
    values = (finding.reference, each.expected, each.actual)
    return digest_of((finding.code, each.kind, each.resource, each.path, each.change, *values))


def _place(finding: Finding) -> tuple[str, int, str, tuple[str, ...]]:
    each = finding.difference
    order = KINDS.index(each.kind) if each.kind in KINDS else len(KINDS)
    return finding.environment, order, each.resource, each.path


def _reported(finding: Finding, also_in: set[str]) -> ReportedFinding:
    code, difference = CODES[finding.code], finding.difference
    return ReportedFinding(
        fingerprint=finding.fingerprint,
        code=finding.code,
        title=code.title,
        severity=finding.severity,
        environment=finding.environment,
        kind=difference.kind,
        resource=difference.resource,
        path=difference.path,
        change=difference.change,
        expected=difference.expected,
        actual=difference.actual,
        reference=finding.reference,
        impact=finding.impact,
        location=finding.location,
        why=code.why,
        fix=finding.fix,
        waiver=finding.waiver,
        also_in=tuple(sorted(also_in)),
        used_by=difference.used_by,
        source=difference.source,
    )


def finding_of(reported: ReportedFinding) -> Finding:
    """The finding that a reported one was made of."""
    return Finding(
        fingerprint=reported.fingerprint,
        code=reported.code,
        severity=reported.severity,
        environment=reported.environment,
        difference=Difference(
            kind=reported.kind,
            resource=reported.resource,
            path=reported.path,
            change=reported.change,
            expected=reported.expected,
            actual=reported.actual,
            used_by=reported.used_by,
            source=reported.source,
        ),
        reference=reported.reference,
        fix=reported.fix,
        impact=reported.impact,
        location=reported.location,
        waiver=reported.waiver,
    )


def summarize(
    environments: tuple[ReportedEnvironment, ...], findings: tuple[ReportedFinding, ...]
) -> Summary:
    """The counts of a report: unwaived findings, waived ones apart, and gaps."""
    counted = [finding for finding in findings if finding.waiver is None]
    severities = Counter(finding.severity for finding in counted)
    names = Counter(finding.environment for finding in counted)
    return Summary(
        findings=len(counted),
        by_severity={each: severities[each] for each in SEVERITIES},
        by_environment={each.name: names[each.name] for each in environments},
        waived=len(findings) - len(counted),
        gaps=sum(len(environment.gaps) for environment in environments),
    )


class Stamp(Record, frozen=True, kw_only=True):
    """Who wrote a report, when (UTC) and by which command."""

    tool: Tool
    generated_at: str
    command: str


def assemble(
    environments: Iterable[ReportedEnvironment],
    findings: Iterable[Finding],
    *,
    result: Result,
    stamp: Stamp,
    matrix: tuple[MatrixRow, ...] = (),
    gate: Gate | None = None,
) -> Report:
    """The whole report, environments by name and then by time."""
    shown = tuple(sorted(environments, key=lambda each: (each.name, each.captured_at or "")))
    reported = reported_findings(findings)
    return Report(
        tool=stamp.tool,
        generated_at=stamp.generated_at,
        command=stamp.command,
        result=result,
        environments=shown,
        findings=reported,
        matrix=matrix,
        gate=gate,
        summary=summarize(shown, reported),
    )
