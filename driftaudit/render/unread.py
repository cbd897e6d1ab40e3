"""The table's lines on gaps, what would close them, and kinds left out on purpose."""

from driftaudit.render.finding import WIDTH
from driftaudit.render.gaps import Cause, Unread, not_audited_of, unread_of
from driftaudit.render.text import clean, listed, paint, wrapped
from driftaudit.report import Report


def unread_lines(report: Report, *, color: bool, width: int = WIDTH) -> list[str]:
    """A block for each set of gaps, with the environments that have it; empty without gaps."""
    blocks = (_block(each, color=color, width=width) for each in unread_of(report))
    return [line for each in blocks for line in ("", *each)]


def _block(unread: Unread, *, color: bool, width: int) -> list[str]:
    word = "UNREAD" if unread.everything else "INCOMPLETE"
    what = f"{listed(unread.names)}  {word}  {unread.meaning}"
    lines = wrapped("", what, indent=0, width=width)
    painted = [paint(line, "incomplete", color=color) for line in lines]
    return painted + [line for each in unread.causes for line in _cause(each, width)]


def _cause(cause: Cause, width: int) -> list[str]:
    what = f"{listed(cause.kinds)}  {listed(cause.operations)}: {cause.code}"
    lines = wrapped("", what, indent=2, width=width)
    lines += wrapped("", cause.message, indent=6, width=width) if clean(cause.message) else []
    needs = cause.needs if clean(cause.needs) else ""
    return lines + (wrapped("grant:", needs, indent=6, width=width, hang=7) if needs else [])


def not_audited_lines(report: Report, width: int = WIDTH) -> list[str]:
    """The kinds that were left out on purpose, with the reason and where."""
    return [
        line
        for each in not_audited_of(report)
        for line in wrapped(
            "not audited:",
            f"{listed(each.kinds)} in {listed(each.names)} ({each.reason})",
            indent=0,
            width=width,
            hang=13,
        )
    ]
