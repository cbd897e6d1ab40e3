"""The first sentence of a page, and how sure it is: nothing unread ever looks clean."""

from typing import Literal, NamedTuple

from driftaudit.model import EVERY_KIND, SEVERITIES
from driftaudit.render.closing import subjects
from driftaudit.render.gate import VERDICTS
from driftaudit.render.headline import headline
from driftaudit.render.matrix import is_fleet
from driftaudit.render.summary import apart_words
from driftaudit.render.text import plural
from driftaudit.report import Gate, Report, ReportedEnvironment

State = Literal["drift", "noted", "incomplete", "clean"]
"""`noted` where something differs that fails nothing; `clean` only where all of it was read."""


class Answer(NamedTuple):
    """What a report says in one sentence, and what there is to add to it."""

    state: State
    sentence: str
    notes: tuple[str, ...]


class Reach(NamedTuple):
    """What is not known of one environment: kinds that it, or what it is held against, lacks."""

    unread: tuple[str, ...]
    skipped: tuple[str, ...]


def reach_of(environment: ReportedEnvironment, report: Report) -> Reach:
    """The kinds of which nothing, or not all, is known; a reference's gaps are its subjects'."""
    lists = [environment, *(each for each in report.environments if not each.reference)]
    unread = {gap.kind for each in lists for gap in each.gaps}
    silent = environment.status != "ok" and not unread
    if environment.status == "error" or silent or _is_reference_unread(report):
        unread.add(EVERY_KIND)
    skipped = {kind for each in lists for kind in each.not_audited}
    return Reach(tuple(sorted(unread)), tuple(sorted(skipped)))


def _is_reference_unread(report: Report) -> bool:
    """Whether something is unknown of which no environment says it: it is what they are held to."""
    told = report.gate or any(each.gaps or each.status != "ok" for each in report.environments)
    return report.result == "incomplete" and not told


def is_known_clean(environment: ReportedEnvironment, report: Report) -> bool:
    """Whether nothing was found, waived or not counted, and nothing is in doubt."""
    found = report.summary.by_environment.get(environment.name, 0) or odd_settings(
        environment, report
    )
    in_doubt = any(row.split or environment.name in row.unread for row in report.matrix)
    unread = environment.status != "ok" or reach_of(environment, report).unread
    return not (found or in_doubt or unread)


def odd_settings(environment: ReportedEnvironment, report: Report) -> int:
    """In how many settings of a fleet's comparison it is the odd one out."""
    return sum(environment.name in row.outliers for row in report.matrix)


def answer_of(report: Report) -> Answer:
    """The answer to what was asked: what differs, else what is unknown, else that all is well."""
    held = subjects(report)
    doubtful = [each for each in held if reach_of(each, report).unread]
    drifted = [each for each in held if report.summary.by_environment.get(each.name)]
    state: State = report.result
    if state == "clean" and (doubtful or not held):
        state = "incomplete"
    about = apart_words(report)
    if state == "clean" and (drifted or about or report.matrix):
        state = "noted"
    notes = _notes(report, drifted, doubtful)
    if report.gate:
        said = f"{VERDICTS[report.gate.verdict].capitalize()}: {report.gate.reason}"
        return Answer(_of_a_gate(report.gate, state), said, notes)
    worst = tuple(filter(None, [headline(report)]))
    said = _sentence(state, report, held, drifted, doubtful)
    return Answer(state, "; ".join(filter(None, (said, about))), (*worst, *notes))


def _sentence(
    state: State,
    report: Report,
    held: tuple[ReportedEnvironment, ...],
    drifted: list[ReportedEnvironment],
    doubtful: list[ReportedEnvironment],
) -> str:
    if not held:
        return "Nothing was audited"
    if is_fleet(report):
        return _of_a_fleet(state, report, held)
    who = held[0].name if len(held) == 1 else plural(len(held), "environment")
    against = sorted({each.reference for each in held})
    what = against[0] if len(against) == 1 else _references(against)
    if drifted:
        part = who if len(held) == 1 else f"{len(drifted)} of {who}"
        return f"{part} {_verb(len(drifted), 'differs', 'differ')} from {what}"
    if _is_reference_unread(report):
        return f"No drift seen, but {what} could not be read in full"
    if state == "incomplete":
        part = who if len(held) == 1 else f"{len(doubtful)} of {who}"
        return f"No drift seen, but {part} could not be read in full"
    return f"{who} {_verb(len(held), 'matches', 'match')} {what}"


def _of_a_fleet(state: State, report: Report, held: tuple[ReportedEnvironment, ...]) -> str:
    name = held[0].reference.partition(":")[2]
    fleet = f"{name}: {plural(len(held), 'environment')}"
    count = len(report.matrix)
    if count:
        return f"{fleet}, {plural(count, 'setting')} {_verb(count, 'differs', 'differ')}"
    if state == "clean":
        return f"{fleet}, all alike"
    return f"{fleet}, no difference seen, but not all could be read"


def _of_a_gate(gate: Gate, state: State) -> State:
    if gate.verdict == "unknown":
        return "incomplete"
    if gate.verdict == "blocked":
        return "drift"
    return "noted" if state == "drift" else state


def _references(labels: list[str]) -> str:
    baselines = all(each.startswith("baseline:") for each in labels)
    return plural(len(labels), "baseline" if baselines else "reference")


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _notes(
    report: Report, drifted: list[ReportedEnvironment], doubtful: list[ReportedEnvironment]
) -> tuple[str, ...]:
    severities = report.summary.by_severity
    counts = ", ".join(f"{severities[each]} {each}" for each in SEVERITIES if severities.get(each))
    below = counts and report.result != "drift"  # what --fail-on lets pass
    notes = [f"{counts}, all below the level that fails" if below else counts]
    if report.summary.waived:
        notes.append(f"{report.summary.waived} waived")
    if doubtful and (drifted or report.matrix):
        notes.append(f"{plural(len(doubtful), 'environment')} could not be read in full")
    return tuple(filter(None, notes))
