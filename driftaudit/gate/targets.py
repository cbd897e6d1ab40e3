"""Question 1: is each target what we think it is?

A target is an environment that is about to be changed. Where it is not what its baseline said
before the change, whoever wrote the change thought of another environment. One that already is
what the change says is no target: the change only records what is there.
"""

from collections.abc import Iterable, Iterator, Mapping

from driftaudit.assemble import reported_environment
from driftaudit.compare.side import Side
from driftaudit.findings import differences
from driftaudit.gate.target import Target
from driftaudit.gate.words import lines_of, reported
from driftaudit.judge.foreign import Neighbourhood
from driftaudit.judge.terms import Terms, agreed
from driftaudit.judge.threshold import FailOn, severity_reaches
from driftaudit.model import Finding, Json, Snapshot
from driftaudit.render.text import listed
from driftaudit.report import GateAnswer, GateStatus, ReportedEnvironment
from driftaudit.subject import Audited

QUESTION = "is each target what we think it is?"


def drift(
    touched: Iterable[Target], around: Neighbourhood, facts: Mapping[str, Json], terms: Terms
) -> tuple[Finding, ...]:
    """How the environments about to be changed differ from what their baseline said before."""
    held = (
        Audited(subject=each.snapshot, reference=each.before)
        for each in touched
        if each.before and each.pending
    )
    return agreed(tuple(one for each in held for one in differences(each, around, facts)), terms)


def answer(touched: tuple[Target, ...], found: tuple[Finding, ...], fail_on: FailOn) -> GateAnswer:
    """Blocked by drift at or above `fail_on`; unknown where something of a target was not read."""
    counting = tuple(each for each in found if severity_reaches(each, fail_on))
    drifted = sorted({each.environment for each in counting})
    unread = sorted(each.name for each in touched if each.snapshot.gaps)
    details = (*_unread(touched), *lines_of(reported(counting)), *_recorded(touched))
    if drifted:
        text = (
            "you are about to change an environment that is not what you think it is:"
            f" {listed(drifted)}"
        )
        return _made("blocked", text, details, drifted)
    if unread:
        text = f"nobody knows: {listed(unread)} could not be read in full, or not lately"
        return _made("unknown", text, details, unread)
    names = [each.name for each in touched]
    text = f"{listed(names)}: as expected before the change" if names else "nothing is touched"
    return _made("ok", text, details, ())


def _unread(touched: Iterable[Target]) -> Iterator[str]:
    for each in touched:
        for gap in each.snapshot.gaps:
            yield f"not read: {each.name} {gap.kind}: {gap.message or gap.code}; {gap.needs}"


def _recorded(touched: Iterable[Target]) -> Iterator[str]:
    for each in touched:
        if not each.pending:
            yield f"{each.name} already is what the change says: it records what is there"
        elif each.before is None:
            yield f"{each.name} had no baseline before: there is nothing to hold it against"


def shown(target: Target) -> ReportedEnvironment:
    """The environment as a report lists it, held against the baseline before the change."""
    subject = target.snapshot
    side = target.before or Side(label="", resources={})
    snapshot = subject if isinstance(subject, Snapshot) else None
    return reported_environment(
        subject.environment,
        reference=side.label,
        gaps=subject.gaps,
        captured_at=snapshot.captured_at if snapshot else None,
        not_audited=dict(side.unread) | (snapshot.not_audited if snapshot else {}),
    )


def _made(
    status: GateStatus, text: str, details: Iterable[str], environments: Iterable[str]
) -> GateAnswer:
    return GateAnswer(
        id="targets",
        question=QUESTION,
        status=status,
        answer=text,
        details=tuple(details),
        environments=tuple(environments),
    )
