"""What a SARIF run says of itself: what could not be read, and what is not among its results."""

from collections.abc import Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.render.gaps import Cause, NotAudited, Unread, not_audited_of, unread_of
from driftaudit.render.sarif.words import sentence
from driftaudit.render.summary import summary_line
from driftaudit.render.text import cut
from driftaudit.report import Report

MAX_TEXT: Final = 2_000
"""How many characters a notification takes; the JSON report has all of it."""

_KNOWN: Final = {
    "GAP": "Something could not be read: nothing is known about it",
    "NOT_AUDITED": "Something was left out on purpose",
    "LEFT_OUT": "There are more results than a file may hold",
    "MATRIX": "Environments differ from each other, and none of them is the reference",
    "GATE": "What the gate answers to the change",
}
DESCRIPTORS: Final[tuple[Json, ...]] = tuple(
    {"id": name, "shortDescription": {"text": f"{text}."}} for name, text in _KNOWN.items()
)
"""What notifications there are, by their ids."""


def invocation(report: Report, *, left_out: int) -> Json:
    """How the run went: successful only where everything was read that should have been."""
    gaps = [*_gaps(report)]
    return {
        "executionSuccessful": not gaps,
        "endTimeUtc": report.generated_at,
        "toolExecutionNotifications": [*gaps, *_left_out(left_out), *_remarks(report)],
    }


def _gaps(report: Report) -> Iterator[Json]:
    unread = unread_of(report)
    yield from (_note("GAP", "error", _unread(each)) for each in unread)
    if report.result == "incomplete" and not unread:
        yield _note("GAP", "error", "the reference could not be read in full")


def _unread(unread: Unread) -> str:
    causes = "; ".join(map(_cause, unread.causes))
    return f"{', '.join(unread.names)}: {unread.meaning}: {causes}"


def _cause(cause: Cause) -> str:
    parts = (", ".join(cause.kinds), ", ".join(cause.operations), cause.code, cause.message)
    return ": ".join(filter(None, parts)) + (f"; needs {cause.needs}" if cause.needs else "")


def _left_out(count: int) -> Iterator[Json]:
    if count:
        noun = "finding is" if count == 1 else "findings are"
        text = f"{count} more {noun} not in this file: the JSON report has all of them"
        yield _note("LEFT_OUT", "warning", text)


def _remarks(report: Report) -> Iterator[Json]:
    if report.gate:
        level = "note" if report.gate.verdict == "passed" else "error"
        yield _note("GATE", level, f"{report.gate.verdict}: {report.gate.reason}")
    if report.matrix and not report.findings:
        text = f"{summary_line(report)} (--against-consensus makes it findings)"
        yield _note("MATRIX", "warning", text)
    yield from (_note("NOT_AUDITED", "note", _skipped(each)) for each in not_audited_of(report))


def _skipped(each: NotAudited) -> str:
    return f"not audited: {', '.join(each.kinds)} in {', '.join(each.names)} ({each.reason})"


def _note(name: str, level: str, text: str) -> Json:
    return {
        "descriptor": {"id": name, "index": list(_KNOWN).index(name)},
        "level": level,
        "message": {"text": cut(sentence(text), MAX_TEXT)},
    }
