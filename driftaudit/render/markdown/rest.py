"""What stands around the findings: gaps, an overview, what was not audited, what was waived."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from driftaudit.model import SEVERITIES
from driftaudit.render.closing import MAX_WAIVED, is_clean, subjects
from driftaudit.render.gaps import Cause, Unread, not_audited_of, unread_of
from driftaudit.render.markdown.findings import MAX_NAMES
from driftaudit.render.markdown.fit import Piece
from driftaudit.render.markdown.text import code, codes, folded, head, html_code, prose, row
from driftaudit.render.text import clean, cut
from driftaudit.render.values import path_text
from driftaudit.report import Report, ReportedFinding

MAX_ROWS: Final = 20
"""How many environments the overview lists, and how many sets of gaps come before all else."""

_MESSAGE: Final = 300
_READ: Final = {"ok": "all", "partial": "**in part**", "error": "**nothing**"}


def gap_pieces(report: Report, rank: int, later: int) -> Iterator[Piece]:
    """A piece for each set of gaps, in bold whose they are; of very many the last are `later`."""
    for place, each in enumerate(unread_of(report)):
        count = sum(len(cause.operations) for cause in each.causes) * len(each.names)
        yield Piece(_gaps(each), rank if place < MAX_ROWS else later, "failed read", count)


def _gaps(unread: Unread) -> str:
    causes = [f"- {_cause(each)}" for each in unread.causes[:MAX_ROWS]]
    hidden = len(unread.causes) - len(causes)
    causes += [f"- and {hidden} more"] if hidden else []
    names = codes(unread.names, MAX_NAMES)
    return "\n".join([f"**{names}: {unread.meaning}**", "", *causes])


def _cause(cause: Cause) -> str:
    what = f"{codes(cause.kinds, MAX_NAMES)}: {codes(cause.operations, MAX_NAMES)}"
    message = cut(clean(cause.message), _MESSAGE)
    needs = cut(clean(cause.needs), _MESSAGE)
    grant = f"grant: {prose(needs)}" if needs else ""
    return "<br>".join(filter(None, (f"{what}: {code(cause.code)}", prose(message), grant)))


def overview(report: Report) -> str:
    """A row for each environment that is not clean, its findings by severity; empty without any."""
    found = [each for each in report.findings if not each.waiver]
    if not found:
        return ""
    odd = [each for each in subjects(report) if not is_clean(each, report)]
    counts = Counter((each.environment, each.severity) for each in found)
    lines = [head(["environment", "account", "against", "read", *SEVERITIES])]
    for each in odd[:MAX_ROWS]:
        place = [code(cut(text, 60)) for text in (each.name, each.account, each.reference)]
        cells = (
            str(counts[each.name, severity] or ("?" if each.status == "error" else ""))
            for severity in SEVERITIES
        )
        lines.append(row([*place, _READ[each.status], *cells]))
    hidden = len(odd) - MAX_ROWS
    lines += [row([f"and {hidden} more", *[""] * 8])] if hidden > 0 else []
    total = (str(report.summary.by_severity.get(each) or "") for each in SEVERITIES)
    return "\n".join([*lines, row(["**all**", "", "", "", *total])])


def audited_pieces(report: Report, rank: int) -> Iterator[Piece]:
    """The kinds that were left out on purpose, where and why."""
    for each in not_audited_of(report):
        kinds, names = codes(each.kinds, MAX_NAMES), codes(each.names, MAX_NAMES)
        reason = prose(cut(clean(each.reason), _MESSAGE))
        yield Piece(f"not audited: {kinds} in {names}: {reason}", rank)


def waived(report: Report) -> str:
    """The waived findings, those first that expire first; empty without any."""
    dated = [(each.waiver.expires, each) for each in report.findings if each.waiver]
    ordered = sorted(dated, key=lambda each: (each[0], each[1].fingerprint))
    if not ordered:
        return ""
    rows = [head(["until", "environment", "code", "what", "reason"])]
    rows += [_waived(each) for _, each in ordered[:MAX_WAIVED]]
    hidden = len(ordered) - MAX_WAIVED
    more = f"and {hidden} more, in the JSON report" if hidden > 0 else ""
    summary = f"waived: {len(ordered)} (first expires {prose(ordered[0][0], html_code)})"
    return folded(summary, ["\n".join(rows), more])


def _waived(finding: ReportedFinding) -> str:
    what = f"{finding.kind} {finding.resource} {path_text(finding.path)}".strip()
    waiver = finding.waiver
    until, reason = (waiver.expires, waiver.reason) if waiver else ("", "")
    place = [code(cut(clean(text), 96)) for text in (finding.environment, finding.code, what)]
    return row([code(until), *place, prose(cut(clean(reason), _MESSAGE))])
