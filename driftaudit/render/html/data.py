"""What the page's script works on: the report as JSON, each text and each list of names once.

Only what is shown when a row is opened, filtered by, or drawn in the heat map.
"""

from collections.abc import Iterable

from driftaudit.model import KINDS, SEVERITIES, Json, Witness
from driftaudit.render.grouping import whose
from driftaudit.render.html.answer import reach_of
from driftaudit.render.html.entries import Entry
from driftaudit.render.html.visible import visible_json
from driftaudit.render.impact import place_words
from driftaudit.render.text import clean
from driftaudit.report import MatrixRow, Report, ReportedEnvironment, ReportedFinding


def page_data(report: Report, entries: tuple[Entry, ...]) -> Json:
    """Environments in the report's order, entries in the given one; members point at those."""
    names = {each.name: place for place, each in enumerate(report.environments)}
    return visible_json(
        {
            "severities": SEVERITIES,
            "kinds": KINDS,
            "environments": [_environment(each, report) for each in report.environments],
            "entries": [_entry(each, names) for each in entries],
            "matrix": [_row(each, names) for each in report.matrix],
        }
    )


def _environment(environment: ReportedEnvironment, report: Report) -> Json:
    reach = reach_of(environment, report)
    return {
        "name": environment.name,
        "group": environment.group,
        "held": bool(environment.reference),
        "unread": reach.unread,
        "skipped": reach.skipped,
    }


def _entry(entry: Entry, names: dict[str, int]) -> Json:
    shown = entry.finding
    return {
        "code": shown.code,
        "title": shown.title,
        "severity": shown.severity,
        "kind": shown.kind,
        "resource": shown.resource,
        "path": shown.path,
        "change": shown.change,
        "expected": shown.expected,
        "actual": shown.actual,
        "reference": shown.reference,
        "impact": entry.impact,
        "lost": _requests(shown.impact.lost if shown.impact else ()),
        "gained": _requests(shown.impact.gained if shown.impact else ()),
        "why": shown.why,
        "usedBy": shown.used_by,
        "waiver": _waiver(shown),
        "members": [_member(each, names) for each in entry.members],
    }


def _requests(witnesses: tuple[Witness, ...]) -> list[str]:
    return [each.action + place_words(each) for each in witnesses]


def _waiver(finding: ReportedFinding) -> Json:
    waiver = finding.waiver
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "expires": waiver.expires,
        "owner": waiver.owner,
        "ticket": waiver.ticket,
    }


def _member(finding: ReportedFinding, names: dict[str, int]) -> Json:
    """What is one environment's own. A step is on one line: it is there to be copied."""
    at = finding.location
    return {
        "environment": names.get(finding.environment, -1),
        "name": "".join(whose((finding.environment,), finding.reference)),
        "fingerprint": finding.fingerprint,
        "source": finding.source,
        "fix": [clean(step) for step in finding.fix],
        "location": f"{at.file}:{at.line}" if at else "",
    }


def _row(row: MatrixRow, names: dict[str, int]) -> Json:
    return {
        "kind": row.kind,
        "resource": row.resource,
        "path": row.path,
        "split": row.split,
        "values": [
            {"value": each.value, "environments": _places(each.environments, names)}
            for each in row.values
        ],
        "outliers": _places(row.outliers, names),
        "unread": _places(row.unread, names),
    }


def _places(environments: Iterable[str], names: dict[str, int]) -> list[int]:
    return [names[each] for each in environments if each in names]
