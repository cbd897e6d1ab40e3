"""Question 1: is each target what we think it is?

A target is an environment that is about to be changed. Where it is not what its baseline said
before the change, whoever wrote the change thought of another environment. One that already is
what the change says is no target: the change only records what is there. What it would hide without
saying so counts all the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from driftaudit.assemble import reported_environment
from driftaudit.findings import differences
from driftaudit.gate.opened import place_words
from driftaudit.gate.recorded import place_of
from driftaudit.gate.target import Target
from driftaudit.gate.words import lines_of, reported
from driftaudit.judge.foreign import Neighbourhood
from driftaudit.judge.terms import Terms, agreed
from driftaudit.judge.threshold import FailOn, severity_reaches
from driftaudit.model import Finding, Json, Snapshot
from driftaudit.render.text import age_words, clean, listed, plural
from driftaudit.report import GateAnswer, GateStatus, ReportedEnvironment
from driftaudit.subject import Audited

QUESTION: Final = "is each target what we think it is?"
SENTENCE: Final = "you are about to change an environment that is not what you think it is"
"""What is said of a target that drifted; of one that nobody knows, that it may be so."""


def drift(
    touched: Iterable[Target], around: Neighbourhood, facts: Mapping[str, Json], terms: Terms
) -> tuple[Finding, ...]:
    """How the environments that count differ from what they are thought to be."""
    held = (
        Audited(subject=each.snapshot, reference=each.reference) for each in touched if each.held
    )
    return agreed(tuple(one for each in held for one in differences(each, around, facts)), terms)


def answer(
    touched: tuple[Target, ...], found: tuple[Finding, ...], fail_on: FailOn, moment: str
) -> GateAnswer:
    """Blocked by drift at or above `fail_on`; unknown where something of a target was not read.

    A warning where that one is taken out of the configuration: it may be there no longer.

    `moment` is when this is said: how old the snapshots are is told.
    """
    counting = tuple(each for each in found if severity_reaches(each, fail_on))
    drifted = {each.environment for each in counting}
    unread = {each.name for each in touched if each.snapshot.gaps and not each.leaving} - drifted
    gone = {each.name for each in touched if each.snapshot.gaps and each.leaving} - drifted
    slight = tuple(each for each in found if each not in counting)
    details = (
        *_unread(touched),
        *lines_of(reported(counting)),
        *_hidden(touched),
        *_recorded(touched),
        *lines_of(reported(slight), "does not block: "),
    )
    rest = _others(touched, {*drifted, *unread, *gone}, moment)
    if drifted:
        text = f"{SENTENCE}: {listed(sorted(drifted))}{rest}"
        return _made("blocked", text, details, sorted(drifted))
    if unread:
        text = f"nobody knows whether {SENTENCE}: {listed(sorted(unread))}"
        text += f" could not be read in full, or not lately{rest}"
        return _made("unknown", text, details, sorted(unread))
    if gone:
        text = "could not be read in full, or not lately, and will be audited no longer"
        return _made("warning", f"{text}: {listed(sorted(gone))}{rest}", details, sorted(gone))
    return _made("ok", rest.removeprefix("; ") or "nothing is touched", details, ())


def _others(touched: tuple[Target, ...], named: set[str], moment: str) -> str:
    """`; prod-us ✓ · staging ✓ (snapshots 41 min old)`: the targets that nothing speaks against.

    What the change only records is no target: whatever else is wrong with it, `check` tells.
    """
    others = [each for each in touched if each.name not in named]
    fine = " · ".join(f"{clean(each.name)} ✓" for each in others if each.held)
    only = listed(each.name for each in others if not each.held)
    ages = [_age(each.snapshot, moment) for each in touched if isinstance(each.snapshot, Snapshot)]
    old = f" (snapshots up to {age_words(max(ages))} old)" if ages else ""
    recorded = f"only recorded as it is: {only}" if only else ""
    parts = "; ".join(filter(None, (fine, recorded)))
    return f"; {parts}{old}" if parts else old


def _age(snapshot: Snapshot, moment: str) -> timedelta:
    return datetime.fromisoformat(moment) - datetime.fromisoformat(snapshot.captured_at)


def _unread(touched: Iterable[Target]) -> Iterator[str]:
    for each in touched:
        for gap in each.snapshot.gaps:
            yield f"not read: {each.name} {gap.kind}: {gap.message or gap.code}; {gap.needs}"


def _hidden(touched: Iterable[Target]) -> Iterator[str]:
    for each in touched:
        places = each.hidden if not each.leaving else ()
        for one in places:
            place = place_words(place_of(one))
            yield f"{each.name}: the change would hide this, and says nothing of it: {place}"


def _recorded(touched: Iterable[Target]) -> Iterator[str]:
    for each in touched:
        if each.before is None and not each.leaving:
            yield f"{each.name} had no baseline before: its first one is to say what is there"
        elif not each.held:
            text = f"{each.name} already is what the change says: it records what is there"
            rest = len(each.remaining)
            more = f"; {plural(rest, 'other difference')} `driftaudit check` tells of"
            yield text + (more if rest else "")


def shown(target: Target) -> ReportedEnvironment:
    """The environment as a report lists it, held against the baseline before the change."""
    subject, side = target.snapshot, target.reference
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
