"""Question 4: what would break? Lints and the join checklist on the environments as they will be.

Only what the change itself breaks blocks it; what is broken today is question 1's, and is told.
"""

from collections.abc import Iterable, Iterator, Mapping

from driftaudit.compare.side import Side
from driftaudit.diagnose.join import JoinCheck, join_checks
from driftaudit.findings import NO_FACTS
from driftaudit.gate.foreseen import with_nodes, with_policies, with_roles
from driftaudit.gate.reach import reach_checks
from driftaudit.gate.target import Target
from driftaudit.gate.words import lines_of, reported
from driftaudit.judge.terms import Terms, agreed
from driftaudit.judge.threshold import severity_reaches
from driftaudit.lint.findings import as_findings
from driftaudit.lint.lints import Lint, lint
from driftaudit.model import Finding, Impact, Json, Snapshot
from driftaudit.normalize.portable import Portable
from driftaudit.render.text import listed
from driftaudit.report import GateAnswer, GateStatus, ReportedFinding

QUESTION = "what would break?"

_Checks = tuple[JoinCheck, ...]

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
    touched: tuple[Target, ...],
    new: tuple[Finding, ...],
    changes: tuple[ReportedFinding, ...],
    facts: Mapping[str, Json] = NO_FACTS,
) -> GateAnswer:
    """Blocked where nodes could no longer join, or something else of weight breaks.

    Unknown where that can be told of an environment as it is, and not of what becomes of it.
    """
    checked = {each.name: _checks(each, facts) for each in touched}
    joins = {name: tuple(_broken(*each)) for name, each in checked.items()}
    open_checks = {name: tuple(_in_doubt(*each)) for name, each in checked.items()}
    vital = [each for each in changes if _is_vital(each)]
    grave = [each for each in new if severity_reaches(each, "high")]
    out = _names(joins) | {each.environment for each in vital}
    wrong = {each.environment for each in grave}
    doubt = _names(open_checks) | {each.name for each in touched if _unforeseen(each)}
    return GateAnswer(
        id="breaks",
        question=QUESTION,
        status=_status(blocked=bool(out or wrong), doubt=bool(doubt), new=bool(new)),
        answer=_said(out, wrong, doubt, new),
        details=(
            *_join_lines(joins, "would fail"),
            *_join_lines(open_checks, "cannot be answered any more"),
            *lines_of(vital),
            *lines_of(reported(new)),
        ),
        environments=tuple(sorted({*out, *wrong} or doubt)),
    )


def _status(*, blocked: bool, doubt: bool, new: bool) -> GateStatus:
    if blocked or doubt:
        return "blocked" if blocked else "unknown"
    return "warning" if new else "ok"


def _said(out: set[str], wrong: set[str], doubt: set[str], new: tuple[Finding, ...]) -> str:
    if out:
        return f"it would break what a joining node needs in {listed(sorted(out))}"
    if wrong:
        return f"it would bring a grave mistake into {listed(sorted(wrong))}"
    if doubt:
        return f"nobody knows whether nodes could still join in {listed(sorted(doubt))}"
    return "nothing on the join path" + ("; it brings what lints warn of" if new else "")


def _names(checks: dict[str, tuple[JoinCheck, ...]]) -> set[str]:
    return {name for name, found in checks.items() if found}


def _unforeseen(target: Target) -> bool:
    """Whether nobody can tell what becomes of an environment that stays."""
    return (target.outcome is None or target.blind) and not target.leaving


def _is_vital(change: ReportedFinding) -> bool:
    """Whether a change takes from nodes, or from their network, what they cannot do without."""
    if change.severity != "critical" or change.waiver:
        return False
    if change.impact and change.impact.verdict:
        return _loses(change.impact)
    return change.change != "unexpected"


def _loses(impact: Impact) -> bool:
    return bool(impact.lost or impact.access_lost)


def _join_lines(joins: dict[str, tuple[JoinCheck, ...]], would: str) -> Iterator[str]:
    for name, checks in joins.items():
        for each in checks:
            yield f"{name}: join check {each.number} {would} ({each.title}): {each.why}"


def _checks(target: Target, facts: Mapping[str, Json]) -> tuple[_Checks, _Checks]:
    """The join checks before and after the change; none where nothing is changed, or known."""
    before, after = target.snapshot, target.outcome
    if not isinstance(before, Snapshot) or after is None or after is before:
        return (), ()
    followed = with_nodes(with_roles(with_policies(after, before, facts), before), before)
    then, now = reach_checks(before, after)
    return (*join_checks(before), *then), (*join_checks(followed), *now)


def _broken(before: _Checks, after: _Checks) -> Iterator[JoinCheck]:
    """The checks that fail after the change and did not before."""
    failing = {place for each in before for place in _places(each)}
    for each in after:
        if _places(each) - failing:
            yield each


def _in_doubt(before: _Checks, after: _Checks) -> Iterator[JoinCheck]:
    """The checks that can be answered before the change and no longer after it."""
    answered = {each.number for each in before if each.status != "unknown"}
    for each in after:
        if each.status == "unknown" and each.number in answered:
            yield each


def _places(check: JoinCheck) -> set[tuple[int, str]]:
    """What fails a check, each with its number; nothing where it does not fail."""
    if check.status != "fails":
        return set()
    return {(check.number, each) for each in check.resources or ("",)}
