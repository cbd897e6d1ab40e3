"""The whole report in Markdown, within GitHub's limits: what is not known first, then the worst.

A comment and an issue may have 65,536 characters (the API's own message; letters beyond the first
65,536 of Unicode count as one), a step summary 1,024 KiB (the runner's), which are bytes.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from driftaudit.model import SEVERITIES
from driftaudit.render.closing import clean_names, next_lines, result_line
from driftaudit.render.gate import VERDICTS
from driftaudit.render.grouping import groups_of
from driftaudit.render.headline import headline
from driftaudit.render.markdown.findings import MAX_NAMES, finding_pieces
from driftaudit.render.markdown.fit import Piece, fit
from driftaudit.render.markdown.fleet import matrix_pieces
from driftaudit.render.markdown.gate import gate_pieces, gate_top
from driftaudit.render.markdown.rest import audited_pieces, gap_pieces, overview, waived
from driftaudit.render.markdown.text import block, codes, prose
from driftaudit.render.matrix import is_fleet
from driftaudit.render.summary import summary_line
from driftaudit.render.text import is_link, plural
from driftaudit.report import Report

COMMENT: Final = 65_536
"""The characters of a comment or an issue."""

SUMMARY: Final = 1024 * 1024
"""The bytes of a step's summary: a longer one is not shown at all."""

# The order in which parts are given up, the last first. Findings take a rank a severity.
_TOP, _GAPS, _OVERVIEW, _NOTES, _MATRIX, _FINDINGS, _MORE_GAPS = 0, 1, 2, 3, 5, 6, 11


def utf8(text: str) -> int:
    """The size of a text in bytes, as a step summary's limit counts it."""
    return len(text.encode())


def markdown(
    report: Report, *, limit: int = COMMENT, link: str = "", size: Callable[[str], int] = len
) -> str:
    """The report, shorter than `limit` by `size`: cut between findings, what is left out counted.

    `link` is where the whole report is; anything but an http(s) address is left out. The first
    line says the result, and what could not be read, however short the rest is cut.
    """
    whole = f"[The whole report]({link})" if is_link(link) else ""
    shown = fit(
        tuple(_pieces(report)),
        limit=limit,
        size=size,
        closing=lambda left: _closing(left, whole),
    )
    least = (shown, f"**{_result(report)}**\n", f"{report.result}\n")
    return next((each for each in least if each and size(each) < limit), "")


def _result(report: Report) -> str:
    if report.gate:
        return f"gate: {VERDICTS[report.gate.verdict]}"
    return prose(result_line(report, color=False).removeprefix("result: "))


def _pieces(report: Report) -> Iterator[Piece]:
    """All parts in the order in which they are shown."""
    yield Piece(_top(report), _TOP)
    yield from gap_pieces(report, _GAPS, _MORE_GAPS)
    if report.gate:
        yield from gate_pieces(report.gate, _NOTES)
    if table := overview(report):
        yield Piece(table, _OVERVIEW)
    if is_fleet(report):
        yield from matrix_pieces(report, _MATRIX)
    yield from finding_pieces(report, _FINDINGS)
    yield from audited_pieces(report, _NOTES)
    if text := waived(report):
        yield Piece(text, _NOTES)
    names = clean_names(report)
    if names and not is_fleet(report):
        yield Piece(f"clean: {codes(names, MAX_NAMES)}", _NOTES)
    if steps := next_lines(report, groups_of(report)):
        commands = [step.removeprefix("next: ").strip() for step in steps]
        yield Piece("next:\n\n" + block(commands, "sh"), _NOTES)


def _top(report: Report) -> str:
    """The result, the worst of it in a sentence, and in bold what could not be read."""
    worst = headline(report)
    first = gate_top(report.gate) if report.gate else f"## driftaudit: {_result(report)}"
    lines = [first, f"**{prose(worst)}**" if worst else "", prose(summary_line(report))]
    unread = dict.fromkeys(each.name for each in report.environments if each.status != "ok")
    if unread:
        count = plural(len(unread), "environment")
        names = codes(unread, MAX_NAMES)
        gaps = plural(report.summary.gaps, "gap")
        lines.append(
            f"**{count} could not be read in full ({gaps}), and what is not known is not clean:"
            f" {names}**"
        )
    return "\n\n".join(filter(None, lines))


def _closing(left: tuple[Piece, ...], whole: str) -> str:
    """What is not shown, counted, and where it is."""
    counts: Counter[str] = Counter()
    for piece in left:
        counts[piece.noun] += piece.number
    findings = {each: counts.pop(f"{each} finding", 0) for each in SEVERITIES}
    told = ", ".join(f"{count} {severity}" for severity, count in findings.items() if count)
    parts = [f"{plural(sum(findings.values()), 'more finding')} ({told})"] if told else []
    parts += [plural(count, f"more {noun}") for noun, count in sorted(counts.items())]
    if not parts:
        return whole
    where = whole or "The JSON report has them."
    return f"**Not shown here: {', '.join(parts)}.** {where}"
