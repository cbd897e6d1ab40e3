"""A report as GitHub's workflow commands: annotations on the lines that findings stem from.

A command is a line, `::error file=…,line=…,title=…::message`; how it is escaped is the runner's
(ActionCommand.cs). Of each of error, warning and notice the runner keeps the first 10 of a step,
of each the first 4,096 characters (ExecutionContext.cs): so the worst come first, and the tenth
says how many more there are. All of them are in the log.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from driftaudit.model import Location, Severity
from driftaudit.render.closing import result_line
from driftaudit.render.gaps import Unread, unread_of
from driftaudit.render.gate import verdict_line
from driftaudit.render.grouping import Group, groups_of, held_against, whose
from driftaudit.render.headline import headline
from driftaudit.render.impact import impact_lines
from driftaudit.render.summary import summary_line
from driftaudit.render.text import clean, cut, listed, plural, unarmed
from driftaudit.render.values import change_lines, path_text
from driftaudit.report import Gate, Report

Level = Literal["error", "warning", "notice"]

LEVELS: Final[dict[Severity, Level]] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "warning",
    "info": "notice",
}
"""What GitHub calls each severity."""

KEPT: Final = 10
"""How many annotations of a level GitHub shows for a step."""

MAX_MESSAGE: Final = 4_096
_MAX_TITLE: Final = 250
_MAX_LINE: Final = 500
_WIDTH: Final = 100

_GAPS: Final = 3
"""How many sets of gaps have an annotation of their own: they are not to hide the findings."""


class Annotation(NamedTuple):
    """One result: what GitHub shows, not escaped yet."""

    level: Level
    title: str
    lines: tuple[str, ...]
    location: Location | None = None


def github(report: Report) -> str:
    """A line a result, gaps first, then findings, the worst first; the last lines sum it up."""
    every = [*_gate(report.gate), *_gaps(report), *map(_finding, groups_of(report))]
    result = verdict_line(report.gate) if report.gate else result_line(report, color=False)
    last = (headline(report), clean(summary_line(report)), result)
    return "\n".join([*_commands(every), *map(unarmed, filter(None, last))]) + "\n"


def _commands(every: list[Annotation]) -> Iterator[str]:
    for level in dict.fromkeys(LEVELS.values()):
        found = [each for each in every if each.level == level]
        more = len(found) - KEPT
        for place, each in enumerate(found, start=1):
            told = place == KEPT and more > 0
            rest = f"and {plural(more, f'more {level}')} in the log: GitHub shows {KEPT} a step"
            yield _command(each, rest if told else "")


def _command(annotation: Annotation, rest: str) -> str:
    lines = [cut(clean(line), _MAX_LINE) for line in (*annotation.lines, rest)]
    lines = [line for line in lines if line]
    while len("\n".join(lines)) > MAX_MESSAGE:
        # What comes first says what it is, what comes last what is left out.
        del lines[-2]
    place = annotation.location
    properties = {"file": clean(place.file), "line": str(place.line)} if place else {}
    properties["title"] = cut(clean(annotation.title), _MAX_TITLE)
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{annotation.level} {told}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _finding(group: Group) -> Annotation:
    finding = group.finding
    place = f"{finding.kind} {finding.resource} {path_text(finding.path)}".strip()
    named = (group.environments, finding.reference)
    against = f", against {finding.reference}" if held_against(*named) else ""
    lines = [f"{finding.severity} in {listed(whose(*named))}{against}", place]
    lines += [*change_lines(finding, _WIDTH), *impact_lines(finding), finding.why]
    lines += [f"fix: {step}" for step in finding.fix]
    lines.append(f"driftaudit explain {finding.fingerprint}")
    title = f"{finding.code} {finding.title}: {cut(clean(finding.resource), 80)}"
    return Annotation(LEVELS[finding.severity], title, tuple(lines), finding.location)


def _gate(gate: Gate | None) -> Iterator[Annotation]:
    """What speaks against a change, and what the gate does not know."""
    for each in gate.answers if gate else ():
        if each.status != "ok":
            level: Level = "warning" if each.status == "warning" else "error"
            lines = (each.answer, *each.details)
            yield Annotation(level, f"gate: {each.status}: {each.question}", lines)


def _gaps(report: Report) -> Iterator[Annotation]:
    """Nothing read is an error, something unread a warning; of many sets the last share one."""
    for level in ("error", "warning"):
        found = [each for each in unread_of(report) if each.everything == (level == "error")]
        yield from (_gap(level, each.names, each) for each in found[:_GAPS])
        if rest := found[_GAPS:]:
            names = tuple(name for each in rest for name in each.names)
            yield _gap(level, names, rest[0])


def _gap(level: Level, names: tuple[str, ...], unread: Unread) -> Annotation:
    word = "unread" if unread.everything else "incomplete"
    lines = [f"{listed(names)}: {unread.meaning}"]
    for cause in unread.causes:
        lines.append(f"{listed(cause.kinds)}: {listed(cause.operations)}: {cause.code}")
        lines += [cause.message, f"grant: {cause.needs}" if cause.needs else ""]
    return Annotation(level, f"{word}: {listed(names)}", tuple(lines))
