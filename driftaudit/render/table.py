"""A report for a person in a terminal: the answer first, what it means, what to do next.

At most as wide as asked for, but for the headline, commands and single long words. Environments
with the same difference share its lines.
"""

from tabulate import tabulate

from driftaudit.render.closing import (
    clean_lines,
    is_clean,
    next_lines,
    result_line,
    subjects,
)
from driftaudit.render.finding import WIDTH, section_lines
from driftaudit.render.gate import MAX_DETAILS, gate_lines, verdict_line
from driftaudit.render.grouping import Group, groups_of, sections_of
from driftaudit.render.headline import headline
from driftaudit.render.matrix import is_fleet, matrix_lines
from driftaudit.render.summary import summary_line
from driftaudit.render.text import clean, cut, paint, unarmed, wrapped
from driftaudit.render.unread import not_audited_lines, unread_lines
from driftaudit.report import Report

LIMIT = 40
"""How many different findings are shown unless more are asked for."""

NARROWEST = 60
"""The fewest columns in which the text of a finding is still text."""

MAX_ROWS = 20
"""How many environments the overview lists."""


def table(
    report: Report, *, color: bool = False, limit: int | None = LIMIT, width: int = WIDTH
) -> str:
    """The whole report as text, newline at the end.

    `limit` is how many different findings are shown, worst first; None shows all. `width` is in
    columns, at least `NARROWEST`.
    """
    groups = groups_of(report)
    shown = groups if limit is None else groups[:limit]
    explained: set[str] = set()
    lines = _beginning(report, limit=limit, color=color, width=width)
    for section in sections_of(shown):
        lines += ["", *section_lines(section, report, explained, color=color, width=width)]
    lines += _more(groups[len(shown) :])
    lines += unread_lines(report, color=color, width=width)
    clean_ones = [] if is_fleet(report) else clean_lines(report, width)
    closing = not_audited_lines(report, width) + clean_ones + next_lines(report, groups)
    lines += ["", *closing, result_line(report, color=color)]
    return "\n".join(unarmed(line.rstrip()) for line in lines) + "\n"


def _beginning(report: Report, *, limit: int | None, color: bool, width: int) -> list[str]:
    if report.gate:
        first = wrapped("", verdict_line(report.gate), indent=0, width=width)
        rest = gate_lines(report.gate, color=color, limit=limit and MAX_DETAILS, width=width)
        return [*(paint(line, "bold", color=color) for line in first), *rest]
    # The headline stays one line, however long: it is what `head -1` and logs show of a report.
    told = [headline(report), *wrapped("", summary_line(report), indent=0, width=width)]
    first = [paint(line, "bold", color=color) for line in told if line]
    if is_fleet(report):
        return first + matrix_lines(report, color=color, page=width)
    return first + _overview(report, width)


def _overview(report: Report, width: int) -> list[str]:
    """A row for each environment that is not clean; nothing where there is only one.

    Where there is no room for all columns, the headings of findings tell the rest.
    """
    odd = [each for each in subjects(report) if not is_clean(each, report)]
    if len(odd) < 2:
        return []
    rows = [
        [
            cut(clean(each.name), 26),
            cut(clean(each.region), 16),
            cut(clean(each.account), 14),
            cut(clean(each.reference), 22),
            "?" if each.status == "error" else str(report.summary.by_environment[each.name]),
            {"ok": "all", "partial": "in part", "error": "nothing"}[each.status],
        ]
        for each in odd[:MAX_ROWS]
    ]
    headers = ["environment", "region", "account", "against", "found", "read"]
    lines = _columns(headers, rows)
    if max(map(len, lines)) > width:
        lines = _columns([headers[0], *headers[3:]], [[row[0], *row[3:]] for row in rows])
    more = [f"… {len(odd) - MAX_ROWS} more"] if len(odd) > MAX_ROWS else []
    return ["", *lines, *more]


def _columns(headers: list[str], rows: list[list[str]]) -> list[str]:
    return tabulate(rows, headers, tablefmt="plain", disable_numparse=True).splitlines()


def _more(hidden: tuple[Group, ...]) -> list[str]:
    if not hidden:
        return []
    counts: dict[str, int] = {}
    for group in hidden:
        counts[group.finding.severity] = counts.get(group.finding.severity, 0) + 1
    parts = ", ".join(f"{count} {severity}" for severity, count in counts.items())
    noun = "finding" if len(hidden) == 1 else "findings"
    return ["", f"… {len(hidden)} more {noun} ({parts}): --all shows them"]
