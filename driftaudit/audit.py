"""The core: each subject held against its reference, and one answer for all of them.

Pure. A subject of which nothing could be read takes part as an environment with a gap, so that
no run can call clean what it did not see.
"""

from collections.abc import Iterable

from driftaudit.assemble import Stamp, assemble, reported_environment
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.judge.foreign import Neighbourhood
from driftaudit.judge.judge import judge
from driftaudit.judge.threshold import FailOn, severity_reaches
from driftaudit.model import Environment, Finding, Snapshot
from driftaudit.normalize.portable import Portable
from driftaudit.report import Report, ReportedEnvironment, Result
from driftaudit.subject import Audited, Unread, neighbourhood, side_of


def check(
    subjects: Iterable[Audited],
    *,
    stamp: Stamp,
    fail_on: FailOn,
    known: Iterable[Environment] = (),
) -> Report:
    """The report over all subjects; its `result` says what the exit status will.

    Drift outranks incomplete: a finding at or above `fail_on` is drift whatever else is unread.
    `known` are all environments there are: a value may name one that is not audited now.
    """
    audited = tuple(subjects)
    around = neighbourhood((each.subject for each in audited), known)
    findings = (finding for each in audited for finding in _findings(each, around))
    return _report(audited, tuple(map(_environment, audited)), findings, stamp, fail_on)


def compare_pair(
    reference: Snapshot | Unread,
    subject: Snapshot | Unread,
    *,
    label: str,
    stamp: Stamp,
    fail_on: FailOn,
    known: Iterable[Environment] = (),
) -> Report:
    """The report on a subject held against another snapshot, which `label` names.

    The reference is listed as an environment too, its `reference` empty: its gaps count.
    """
    side = side_of(reference, label)
    audited = Audited(subject=subject, reference=side)
    itself = Audited(subject=reference, reference=Side(label="", resources={}))
    shown = (_environment(itself), _environment(audited))
    findings = _findings(audited, neighbourhood((reference, subject), known))
    return _report((audited,), shown, findings, stamp, fail_on)


def _report(
    audited: tuple[Audited, ...],
    environments: tuple[ReportedEnvironment, ...],
    found: Iterable[Finding],
    stamp: Stamp,
    fail_on: FailOn,
) -> Report:
    findings = tuple(found)
    incomplete = any(each.subject.gaps or each.reference.failed for each in audited)
    result: Result = "incomplete" if incomplete else "clean"
    if any(severity_reaches(finding, fail_on) for finding in findings):
        result = "drift"
    return assemble(environments, findings, result=result, stamp=stamp)


def _findings(audited: Audited, around: Neighbourhood) -> tuple[Finding, ...]:
    subject = audited.subject
    if isinstance(subject, Unread):
        return ()
    side = Side.of_snapshot(subject)
    return judge(
        compare(audited.reference, side),
        environment=subject.environment.name,
        reference=audited.reference.label,
        fill=Portable(subject.identity).fill,
        users=audited.reference.users | side.users,
        neighbourhood=around,
    )


def _environment(audited: Audited) -> ReportedEnvironment:
    subject, side = audited.subject, audited.reference
    snapshot = subject if isinstance(subject, Snapshot) else None
    left_out = {kind: f"{side.label}: {side.unread[kind]}" for kind in side.left_out}
    return reported_environment(
        subject.environment,
        reference=side.label,
        gaps=subject.gaps,
        captured_at=snapshot.captured_at if snapshot else None,
        not_audited=left_out | (snapshot.not_audited if snapshot else {}),
    )
