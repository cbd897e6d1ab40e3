"""A report in one plain line, for the title of an issue or a message."""

from collections.abc import Iterable
from typing import Final

from driftaudit.model import SEVERITIES
from driftaudit.render.gate import verdict_line
from driftaudit.render.summary import apart_words, summary_line
from driftaudit.render.text import clean, cut
from driftaudit.report import Report

MAX_TITLE: Final = 250
_NAMES: Final = 3


def title(report: Report) -> str:
    """One line for an issue's title, plain text of at most 250 characters."""
    if report.gate:
        return cut(f"driftaudit {verdict_line(report.gate)}", MAX_TITLE)
    found = report.summary.by_environment
    unread = [each.name for each in report.environments if each.status != "ok"]
    counts = ", ".join(
        f"{report.summary.by_severity[each]} {each}"
        for each in SEVERITIES
        if report.summary.by_severity.get(each)
    )
    word = "drift" if report.result == "drift" else "findings below --fail-on"
    drifted = [name for name, count in found.items() if count]
    parts = [f"{word} in {_named(drifted)} ({counts})"] if drifted else []
    about = apart_words(report)
    parts += [f"{about} ({counts})"] if about and not drifted else []
    parts += [f"not all of {_named(unread)} could be read"] if unread else []
    return cut(f"driftaudit: {'; '.join(parts) or summary_line(report)}", MAX_TITLE)


def _named(names: Iterable[str]) -> str:
    every = [cut(clean(name), 40) for name in dict.fromkeys(names)]
    more = f" and {len(every) - _NAMES} more" if len(every) > _NAMES else ""
    return ", ".join(every[:_NAMES]) + more
