"""Question 4: what would break? Lints and the join checklist on the environments as they will be.

Only what the change itself breaks blocks it; what is broken today is question 1's, and is told.
"""

from collections.abc import Iterable, Iterator

from driftaudit.compare.side import Side
from driftaudit.diagnose.join import JoinCheck, join_checks
from driftaudit.gate.target import Target
from driftaudit.gate.words import lines_of, reported
from driftaudit.judge.terms import Terms, agreed
from driftaudit.judge.threshold import severity_reaches
from driftaudit.lint.findings import as_findings
from driftaudit.lint.lints import Lint, lint
from driftaudit.model import Finding, Impact, Snapshot
from driftaudit.normalize.portable import Portable
from driftaudit.render.text import listed
from driftaudit.report import GateAnswer, GateStatus, ReportedFinding

QUESTION = "what would break?"

_OF_WHAT_RUNS = frozenset({"ADDON007", "ADDON008"})
"""Lints that hold what is configured against what runs: that follows once the change is made."""


def lints(touched: Iterable[Target], terms: Terms) -> tuple[Finding, ...]:
    """What is wrong in an environment after the change, and was not before it."""
    return agreed(tuple(one for each in touched for one in _lints(each)), terms)


def _lints(target: Target) -> Iterator[Finding]:
    before, after = target.snapshot, target.outcome
    if not isinstance(before, Snapshot) or after is None:
        return
    known = {_place(each) for each in lint(before)}
    yield from as_findings(
        tuple(each for each in lint(after) if _is_new(each, known)),
        environment=target.name,
        fill=Portable(after.identity).fill,
        users=Side.of_snapshot(after).users,
    )


def _is_new(found: Lint, known: set[tuple[str, str, str, tuple[str, ...]]]) -> bool:
    return found.code not in _OF_WHAT_RUNS and _place(found) not in known


def _place(found: Lint) -> tuple[str, str, str, tuple[str, ...]]:
    return found.code, found.kind, found.resource, found.path


def answer(
    touched: tuple[Target, ...], new: tuple[Finding, ...], changes: tuple[ReportedFinding, ...]
) -> GateAnswer:
    """Blocked where nodes could no longer join, or something else of weight breaks."""
    joins = {each.name: tuple(_broken(each)) for each in touched}
    vital = [each for each in changes if _is_vital(each)]
    grave = [each for each in new if severity_reaches(each, "high")]
    out = sorted(
        {name for name, checks in joins.items() if checks} | {e.environment for e in vital}
    )
    wrong = sorted({each.environment for each in grave})
    status: GateStatus = "blocked" if out or wrong else "warning" if new else "ok"
    if out:
        text = f"it would break what a joining node needs in {listed(out)}"
    elif wrong:
        text = f"it would bring a grave mistake into {listed(wrong)}"
    else:
        text = "nothing on the join path" + ("; it brings what lints warn of" if new else "")
    return GateAnswer(
        id="breaks",
        question=QUESTION,
        status=status,
        answer=text,
        details=(*_join_lines(joins), *lines_of(vital), *lines_of(reported(new))),
        environments=tuple(sorted({*out, *wrong})),
    )


def _is_vital(change: ReportedFinding) -> bool:
    """Whether a change takes from nodes, or from their network, what they cannot do without."""
    if change.severity != "critical" or change.waiver:
        return False
    if change.impact and change.impact.verdict:
        return _loses(change.impact)
    return change.change != "unexpected"


def _loses(impact: Impact) -> bool:
    return bool(impact.lost or impact.access_lost)


def _join_lines(joins: dict[str, tuple[JoinCheck, ...]]) -> Iterator[str]:
    for name, checks in joins.items():
        for each in checks:
            yield f"{name}: join check {each.number} would fail ({each.title}): {each.why}"


def _broken(target: Target) -> Iterator[JoinCheck]:
    """The checks that fail after the change and did not before."""
    before, after = target.snapshot, target.outcome
    if not isinstance(before, Snapshot) or after is None or after is before:
        return
    failing = {place for each in join_checks(before) for place in _places(each)}
    for each in join_checks(after):
        if _places(each) - failing:
            yield each


def _places(check: JoinCheck) -> set[tuple[int, str]]:
    """What fails a check, each with its number; nothing where it does not fail."""
    if check.status != "fails":
        return set()
    return {(check.number, each) for each in check.resources or ("",)}
