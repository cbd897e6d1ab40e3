"""The gate: five questions about a change, answered in order. Pure."""

from collections.abc import Iterable

from driftaudit.assemble import Stamp, assemble
from driftaudit.gate import blast, breakage, convergence, meaning, targets
from driftaudit.gate.target import Target
from driftaudit.gate.words import reported
from driftaudit.judge.terms import Terms
from driftaudit.judge.threshold import FailOn
from driftaudit.model import Environment, Finding
from driftaudit.report import Gate, GateAnswer, GateVerdict, Report, Result
from driftaudit.subject import managed_policies, neighbourhood

_RESULTS: dict[GateVerdict, Result] = {
    "blocked": "drift",
    "unknown": "incomplete",
    "passed": "clean",
}


def gate(
    everyone: Iterable[Target],
    *,
    stamp: Stamp,
    fail_on: FailOn,
    known: Iterable[Environment] = (),
    before: Terms,
    after: Terms,
    allow_more: bool = False,
) -> Report:
    """The report on a change, with what it is about, what it means and whether it may be made.

    `before` and `after` are what the team agreed on at the base and at the head of the change:
    drift that only the change itself waives still blocks it. Findings are the drift of the
    targets and what the change would break.
    """
    environments = tuple(sorted(everyone, key=lambda each: each.name))
    touched = tuple(each for each in environments if each.touched)
    around = neighbourhood((each.snapshot for each in environments), known)
    facts = managed_policies(each.snapshot for each in environments)
    drifted = targets.drift(touched, around, facts, before)
    broken = breakage.lints(touched, after)
    changes = reported(meaning.changes(touched, around, facts, after))
    answers = (
        targets.answer(touched, drifted, fail_on),
        meaning.answer(touched, changes, allow_more=allow_more),
        convergence.answer(environments, touched),
        breakage.answer(touched, broken, changes),
        blast.answer(touched),
    )
    found: tuple[Finding, ...] = (*drifted, *broken)
    made = Gate(
        verdict=_verdict(answers),
        reason=_reason(answers),
        touched=tuple(sorted(each.name for each in touched)),
        answers=answers,
        changes=changes,
        order=blast.order(touched),
    )
    shown = map(targets.shown, touched)
    return assemble(shown, found, result=_RESULTS[made.verdict], stamp=stamp, gate=made)


def _verdict(answers: tuple[GateAnswer, ...]) -> GateVerdict:
    worst = {each.status for each in answers}
    if "blocked" in worst:
        return "blocked"
    return "unknown" if "unknown" in worst else "passed"


def _reason(answers: tuple[GateAnswer, ...]) -> str:
    for status in ("blocked", "unknown", "warning"):
        for each in answers:
            if each.status == status:
                return each.answer
    return "every target is as expected, and nothing breaks"
