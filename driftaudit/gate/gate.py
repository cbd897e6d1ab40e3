"""The gate: five questions about a change, answered in order. Pure."""

from collections.abc import Iterable

from msgspec import structs

from driftaudit.assemble import Stamp, assemble
from driftaudit.gate import blast, breakage, convergence, meaning, targets
from driftaudit.gate.looser import Agreed, brought, looser, uncounted
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
    known: Iterable[Environment] = (),
    before: Agreed | None,
    after: Agreed,
    fail_on: FailOn | None = None,
    allow_more: bool = False,
) -> Report:
    """The report on a change, with what it is about, what it means and whether it may be made.

    `before` and `after` are what the team agreed on at the base (None where there was nothing) and
    at the head of the change. Drift counts by what was agreed before: what only the change itself
    waives, or counts for less, still blocks it. What the change means and breaks may be waived by
    the change, at the severities of before. Findings are the drift of the targets and what the
    change would break.
    """
    environments = tuple(sorted(everyone, key=lambda each: each.name))
    touched = tuple(each for each in environments if each.touched)
    around = neighbourhood((each.snapshot for each in environments), known)
    facts = managed_policies(each.snapshot for each in environments)
    base = before or after
    own = _own_terms(base, after)
    drifted = targets.drift(touched, around, facts, base.terms)
    broken = breakage.lints(touched, own)
    changes = reported(meaning.changes(touched, around, facts, own))
    less, void = looser(before, after, touched), uncounted(before, after)
    answers = (
        targets.answer(touched, drifted, fail_on or base.fail_on, stamp.generated_at),
        meaning.answer(touched, changes, less, void, allow_more=allow_more),
        convergence.answer(environments, touched),
        breakage.answer(touched, broken, changes, facts),
        blast.answer(touched),
    )
    found: tuple[Finding, ...] = (*drifted, *broken)
    made = Gate(
        verdict=_verdict(answers),
        reason=_reason(answers, touched),
        touched=tuple(sorted(each.name for each in touched)),
        answers=answers,
        changes=changes,
        order=blast.order(touched),
    )
    shown = (targets.shown(each) for each in touched if each.held or each.snapshot.gaps)
    return assemble(shown, found, result=_RESULTS[made.verdict], stamp=stamp, gate=made)


def _own_terms(before: Agreed, after: Agreed) -> Terms:
    """What a change may say of itself: its own waivers, and no severities but those of before."""
    if before is after:
        return after.terms
    waivers = brought(before.terms.waivers, after.terms.waivers)
    return structs.replace(after.terms, severity=before.terms.severity, waivers=waivers)


def _verdict(answers: tuple[GateAnswer, ...]) -> GateVerdict:
    worst = {each.status for each in answers}
    if "blocked" in worst:
        return "blocked"
    return "unknown" if "unknown" in worst else "passed"


def _reason(answers: tuple[GateAnswer, ...], touched: tuple[Target, ...]) -> str:
    for status in ("blocked", "unknown", "warning"):
        for each in answers:
            if each.status == status:
                return each.answer
    if not touched:
        return "no environment is touched"
    return "every target is as expected, and nothing breaks"
