"""The actions that a report names, as AWS writes them."""

from collections.abc import Callable

from msgspec import structs

from driftaudit.iam.names import Names
from driftaudit.model import Impact, Witness
from driftaudit.report import Report, ReportedFinding


def spelled_report(report: Report, names: Callable[[], Names]) -> Report:
    """The report with every action spelled by these names, which are asked for only if needed."""
    if not any(each.impact and _witnesses(each.impact) for each in report.findings):
        return report
    known = names()
    return structs.replace(
        report, findings=tuple(_spelled(each, known) for each in report.findings)
    )


def _spelled(finding: ReportedFinding, names: Names) -> ReportedFinding:
    impact = finding.impact
    if impact is None or not _witnesses(impact):
        return finding

    def each(witnesses: tuple[Witness, ...]) -> tuple[Witness, ...]:
        return tuple(structs.replace(it, action=names.spelled(it.action)) for it in witnesses)

    gained, lost, denied = map(each, (impact.gained, impact.lost, impact.denied))
    told = structs.replace(impact, gained=gained, lost=lost, denied=denied)
    return structs.replace(finding, impact=told)


def _witnesses(impact: Impact) -> bool:
    return bool(impact.gained or impact.lost or impact.denied)
