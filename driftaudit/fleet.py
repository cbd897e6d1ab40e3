"""The core for a fleet: N environments against each other, in one pass. Pure.

Without a reference nobody is right: what most have is the consensus, and who lacks it the odd one
out. Only on demand are the odd ones findings.
"""

from collections.abc import Iterable, Iterator

from driftaudit.assemble import Stamp, assemble, reported_environment
from driftaudit.compare.consensus import consensus_of
from driftaudit.compare.fleet import Comparison, Disagreement, compared
from driftaudit.compare.pair import Compared
from driftaudit.compare.side import Side
from driftaudit.findings import judged
from driftaudit.judge.terms import Terms, agreed
from driftaudit.judge.threshold import FailOn, severity_reaches
from driftaudit.model import Change, Difference, Environment, Finding, Json, Snapshot
from driftaudit.report import FLEET, MatrixRow, MatrixValue, Report, Result
from driftaudit.subject import Unread, managed_policies, neighbourhood, side_of

_NO_TERMS = Terms()


def compare_fleet(
    subjects: Iterable[Snapshot | Unread],
    *,
    name: str,
    stamp: Stamp,
    fail_on: FailOn,
    against_consensus: bool = False,
    known: Iterable[Environment] = (),
    terms: Terms = _NO_TERMS,
) -> Report:
    """The matrix of what the environments disagree on; `name` is what they are called together.

    With `against_consensus` each outlier is a finding, and the result may be drift. What could
    not be read makes it incomplete either way.
    """
    found = tuple(subjects)
    comparison = compared(tuple(side_of(each, each.environment.name) for each in found))
    odd = _findings(found, comparison, f"{FLEET}{name}", known) if against_consensus else ()
    findings = agreed(tuple(odd), terms)
    result: Result = "incomplete" if any(each.gaps for each in found) else "clean"
    if any(severity_reaches(each, fail_on) for each in findings):
        result = "drift"
    environments = (
        reported_environment(
            each.environment,
            reference=f"{FLEET}{name}",
            gaps=each.gaps,
            captured_at=each.captured_at if isinstance(each, Snapshot) else None,
            not_audited=each.not_audited if isinstance(each, Snapshot) else {},
        )
        for each in found
    )
    return assemble(
        environments, findings, result=result, stamp=stamp, matrix=tuple(map(_row, comparison.rows))
    )


def _row(row: Disagreement) -> MatrixRow:
    return MatrixRow(
        kind=row.kind,
        resource=row.resource,
        path=row.path,
        values=tuple(
            MatrixValue(value=each.value, environments=each.holders) for each in row.values
        ),
        consensus=row.values[0].value if row.majority else None,
        outliers=row.outliers,
        split=not row.majority,
        unread=row.unread,
    )


def _findings(
    subjects: tuple[Snapshot | Unread, ...],
    found: Comparison,
    reference: str,
    known: Iterable[Environment],
) -> Iterator[Finding]:
    around, facts = neighbourhood(subjects, known), managed_policies(subjects)
    for subject, side in zip(subjects, found.sides, strict=True):
        if isinstance(subject, Snapshot):
            most = consensus_of(side, found)
            odd = (row for row in found.rows if side.label in row.outliers)
            differences = tuple(_difference(row, side, most) for row in odd)
            pair = Compared(differences=differences, reference=most, subject=side)
            yield from judged(pair, subject, reference, around, facts)


def _difference(row: Disagreement, side: Side, most: Side) -> Difference:
    consensus = row.values[0].value
    own = next(each.value for each in row.values if side.label in each.holders)
    resource, expected = (each.resources.get((row.kind, row.resource)) for each in (side, most))
    shown = resource or expected
    return Difference(
        kind=row.kind,
        resource=row.resource,
        path=row.path,
        change=_change(consensus, own),
        expected=consensus if row.path or not expected else expected.attributes,
        actual=own if row.path or not resource else resource.attributes,
        used_by=shown.used_by if shown else (),
        source=shown.source if shown else "",
    )


def _change(consensus: Json, own: Json) -> Change:
    if own is None:
        return "missing"
    return "unexpected" if consensus is None else "changed"
