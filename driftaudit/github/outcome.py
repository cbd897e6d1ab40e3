"""What came of a run, for the steps that follow it: outputs that are always set, and in words."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from driftaudit.assemble import finding_of
from driftaudit.github.arguments import Step
from driftaudit.judge.threshold import FailOn, severity_reaches
from driftaudit.model import SEVERITIES, Record
from driftaudit.render.markdown import markdown, utf8
from driftaudit.render.markdown.text import block, prose
from driftaudit.render.text import cut, is_link
from driftaudit.render.title import title
from driftaudit.report import Report

Word = Literal["clean", "incomplete", "drift", "error"]

ORDER: Final[tuple[Word, ...]] = ("clean", "incomplete", "drift", "error")
"""From the best to the worst."""

_STATUSES: Final[tuple[int, ...]] = (0, 3, 1, 2)
"""From the best to the worst; every other status is a bug or an end from outside, and worse."""

_BY_STATUS: Final[dict[int, Word]] = {0: "clean", 3: "incomplete"}
_MAX_SAID: Final = 20


class Outcome(Record, frozen=True, kw_only=True):
    """What one command line came to: its exit status, its report if there is one, what it said.

    `before` is one that had to succeed first and did not. `idle` says that there was nothing to
    judge, which is no error and not clean either.
    """

    step: Step
    status: int
    report: Report | None = None
    said: str = ""
    before: "Outcome | None" = None
    idle: bool = False

    @property
    def result(self) -> Word:
        """`error` where nothing could be judged, else what the report says."""
        if self.before or self.idle:
            return "error" if self.before else "incomplete"
        if self.report is None:
            return _BY_STATUS.get(self.status, "error")
        return self.report.result if self.status in {0, 1, 3} else "error"


def worst_status(outcomes: Iterable[Outcome]) -> int:
    """The exit status that stands for all: drift goes before incomplete, errors before both."""
    every = tuple(outcomes)
    statuses = [each.status for each in (*every, *(each.before for each in every)) if each]
    return max(statuses, key=_badness, default=0)


def _badness(status: int) -> int:
    return _STATUSES.index(status) if status in _STATUSES else status + len(_STATUSES)


def outputs_of(
    outcomes: tuple[Outcome, ...], status: int, folder: Path, fail_on: FailOn
) -> dict[str, str]:
    """Every output of the action; empty is what is not known, never zero."""
    reports = tuple(each.report for each in outcomes if each.report)
    words = [each.result for each in outcomes] or ["error"]
    drifted = {name for each in reports for name in _drifted(each, fail_on)}
    return {
        "result": max(words, key=ORDER.index),
        "exit-status": str(status),
        "findings": str(sum(each.summary.findings for each in reports)) if reports else "",
        "gaps": str(sum(each.summary.gaps for each in reports)) if reports else "",
        "drifted-environments": json.dumps(sorted(drifted)),
        "report-path": _path(outcomes, "json", folder),
        "sarif-path": _path(outcomes, "sarif"),
        "html-path": _path(outcomes, "html"),
        "report-folder": str(folder),
    }


def _drifted(report: Report, fail_on: FailOn) -> set[str]:
    """The environments whose own findings make the report drift."""
    if report.result != "drift":
        return set()
    least = SEVERITIES[-1] if fail_on == "none" else fail_on
    return {
        each.environment for each in report.findings if severity_reaches(finding_of(each), least)
    }


def _path(outcomes: tuple[Outcome, ...], form: str, several: Path | None = None) -> str:
    """The one report's file, if it is there; of several reports their folder, or none."""
    files = [file for each in outcomes if (file := each.step.file(form)) and file.is_file()]
    if len(files) > 1:
        return str(several or "")
    return str(files[0]) if files else ""


def in_words(outcome: Outcome, *, limit: int, link: str, in_bytes: bool = False) -> str:
    """The outcome in Markdown, within a limit of characters (or bytes)."""
    size = utf8 if in_bytes else len
    first = _without_report(outcome.before, "") + "\n" if outcome.before else ""
    room = limit - size(first)
    if outcome.report:
        return first + markdown(outcome.report, limit=room, link=link, size=size)
    text = first + _without_report(outcome, link)
    return text if size(text) < limit else ""


def headline_of(outcome: Outcome) -> str:
    """One line for a title: the report's own, where there is one and it is all."""
    if outcome.before:
        return headline_of(outcome.before)
    if outcome.report:
        return title(outcome.report)
    name = f"driftaudit {outcome.step.name}"
    if outcome.idle:
        return f"{name}: there was nothing to judge"
    if outcome.result == "error":
        return f"{name}: nothing could be judged (exit status {outcome.status})"
    return f"{name}: {'all was read' if outcome.status == 0 else 'not all could be read'}"


def _without_report(outcome: Outcome, link: str) -> str:
    """What a command said at its end; of a bug only that there is one: its text may be anything."""
    lines = [line for line in outcome.said.splitlines() if line.strip()][-_MAX_SAID:]
    shown = outcome.status in {0, 1, 2, 3}
    parts = [
        f"## {prose(headline_of(outcome))}",
        "**What is not known is not clean.**" if outcome.result != "clean" else "",
        block([cut(each, 500) for each in lines], "text") if lines and shown else "",
        f"[The run and its log]({link})" if is_link(link) else "",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"
