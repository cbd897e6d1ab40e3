"""The last lines of a table: who is clean, what was waived, what to do next, the result."""

import shlex

from driftaudit.model import SEVERITIES
from driftaudit.render.finding import WIDTH
from driftaudit.render.grouping import Group
from driftaudit.render.text import clean, cut, listed, paint, plural, wrapped
from driftaudit.report import Report, ReportedEnvironment, ReportedFinding

MAX_WAIVED = 10
"""How many waived findings a table lists."""


def is_clean(environment: ReportedEnvironment, report: Report) -> bool:
    """Whether all of an environment was read, and nothing unwaived was found."""
    found = report.summary.by_environment.get(environment.name, 0)
    return environment.status == "ok" and not found


def subjects(report: Report) -> tuple[ReportedEnvironment, ...]:
    """The environments that were held against something, without the reference of a pair."""
    return tuple(each for each in report.environments if each.reference)


def reference_unread(report: Report) -> bool:
    """Whether what the environments were held against is not known in full.

    The gaps of a pair's reference stand in the report; those of another kind only show in that it
    is incomplete although every environment was read.
    """
    gaps = any(each.gaps for each in report.environments if not each.reference)
    read = all(each.status == "ok" for each in report.environments)
    return gaps or (report.result == "incomplete" and read)


def clean_names(report: Report) -> list[str]:
    """The environments that are as expected; none where it is not known what to expect."""
    if reference_unread(report):
        return []
    return [each.name for each in subjects(report) if is_clean(each, report)]


def clean_lines(report: Report, width: int = WIDTH) -> list[str]:
    """The environments that are as expected, and how many findings are waived."""
    names = clean_names(report)
    lines = wrapped("clean:", listed(names), indent=0, width=width, hang=7) if names else []
    waived = [finding for finding in report.findings if finding.waiver]
    if waived:
        first = min(finding.waiver.expires for finding in waived if finding.waiver)
        lines += wrapped(
            "waived:", f"{len(waived)} (first expires {first})", indent=0, width=width, hang=8
        )
        lines += [line for finding in waived[:MAX_WAIVED] for line in _waived(finding, width)]
        if len(waived) > MAX_WAIVED:
            lines.append(f"        … {len(waived) - MAX_WAIVED} more in the JSON report")
    return lines


def _waived(finding: ReportedFinding, width: int) -> list[str]:
    """`ADDON003 prod-de addon coredns addonVersion, until DAY: reason`."""
    place = (finding.code, finding.environment, finding.kind, finding.resource, *finding.path)
    waiver = finding.waiver
    until = f", until {waiver.expires}: {waiver.reason}" if waiver else ""
    text = cut(clean(" ".join(place) + until), width - 8)
    return [" " * 8 + text]


def next_lines(report: Report, groups: tuple[Group, ...]) -> list[str]:
    """Commands that lead on from here; empty where there is nothing to do."""
    commands = [f"driftaudit explain {_word(groups[0].finding.code)}"] if groups else []
    peer = _healthy_peer(report, groups)
    if peer:
        commands.append(f"driftaudit compare {_word(peer)} {_word(groups[0].environments[0])}")
    against = groups[0].finding.reference if groups else ""
    # What is grave is to be mended, not accepted.
    if against.startswith("baseline:") and groups[0].rank > SEVERITIES.index("high"):
        finding = groups[0].finding
        part = _word(f"{finding.kind}/{finding.resource}")
        accept = f"driftaudit baseline accept {_word(finding.environment)}"
        commands.append(f"{accept} --only {part} --dry-run")
    unread = [each.name for each in report.environments if each.gaps]
    if unread:
        commands.append("driftaudit doctor " + " ".join(map(_word, unread[:3])))
    return [f"{'' if place else 'next:':5} {command}" for place, command in enumerate(commands)]


def _word(text: str) -> str:
    """The text as one word of a command, whatever a shell would make of it."""
    return shlex.quote(clean(text))


def _healthy_peer(report: Report, groups: tuple[Group, ...]) -> str:
    """An environment with the same reference as the worst finding's, and nothing found."""
    if not groups:
        return ""
    reference = groups[0].finding.reference
    peers = (each for each in subjects(report) if each.reference == reference)
    return next((each.name for each in peers if is_clean(each, report)), "")


def result_line(report: Report, *, color: bool) -> str:
    """`result: drift (1 critical, 2 low), incomplete (1 environment)`; a gate's is its verdict."""
    if report.gate:
        return f"result: {paint(report.gate.verdict, report.result, color=color)}"
    severities = report.summary.by_severity
    counts = ", ".join(f"{severities[each]} {each}" for each in SEVERITIES if severities.get(each))
    unread = len({each.name for each in report.environments if each.status != "ok"})
    incomplete = f"incomplete ({plural(unread, 'environment')})" if unread else ""
    parts = {
        "drift": f"drift ({counts})",
        "incomplete": incomplete or "incomplete (the reference could not be read in full)",
        "clean": "clean",
    }
    if report.matrix and not report.findings:
        differ = "setting differs" if len(report.matrix) == 1 else "settings differ"
        parts["clean"] = f"{len(report.matrix)} {differ} (--against-consensus makes it findings)"
    shown = [paint(parts[report.result], report.result, color=color)]
    if report.result != "drift" and counts:
        shown.append(f"below --fail-on: {counts}")
    if report.result != "incomplete" and incomplete:
        shown.append(paint(incomplete, "incomplete", color=color))
    return "result: " + ", ".join(shown)
