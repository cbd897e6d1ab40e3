"""The core: each subject held against its reference, and one answer for all of them.

Pure. A subject of which nothing could be read takes part as an environment with a gap, so that
no run can call clean what it did not see.
"""

from collections.abc import Iterable

from driftaudit.assemble import Stamp, assemble, reported_environment
from driftaudit.compare.side import Side
from driftaudit.findings import differences, lints
from driftaudit.judge.terms import Terms, agreed, settle
from driftaudit.judge.threshold import FailOn, severity_reaches
from driftaudit.model import Environment, Finding, Snapshot
from driftaudit.report import Report, ReportedEnvironment, Result
from driftaudit.subject import Audited, Unread, managed_policies, neighbourhood, side_of

_NO_TERMS = Terms()


def check(
    subjects: Iterable[Audited],
    *,
    stamp: Stamp,
    fail_on: FailOn,
    known: Iterable[Environment] = (),
    terms: Terms = _NO_TERMS,
) -> Report:
    """The report over all subjects: differences, and what is wrong in each by itself.

    Drift outranks incomplete: a finding at or above `fail_on` is drift whatever else is unread.
    `known` are all environments there are: a value may name one that is not audited now.
    """
    audited = tuple(subjects)
    around = neighbourhood((each.subject for each in audited), known)
    facts = managed_policies(each.subject for each in audited)
    found = tuple(
        each for one in audited for each in (*differences(one, around, facts), *lints(one))
    )
    shown = tuple(map(_environment, audited))
    return _report(audited, shown, settle(found, shown, terms), stamp, fail_on)


def compare_pair(
    reference: Snapshot | Unread,
    subject: Snapshot | Unread,
    *,
    label: str,
    stamp: Stamp,
    fail_on: FailOn,
    known: Iterable[Environment] = (),
    terms: Terms = _NO_TERMS,
) -> Report:
    """The report on a subject held against another snapshot, which `label` names.

    The reference is listed as an environment too, its `reference` empty: its gaps count.
    """
    audited = Audited(subject=subject, reference=side_of(reference, label))
    itself = Audited(subject=reference, reference=Side(label="", resources={}))
    around = neighbourhood((reference, subject), known)
    found = differences(audited, around, managed_policies((subject, reference)))
    shown = (_environment(itself), _environment(audited))
    return _report((audited,), shown, agreed(found, terms), stamp, fail_on)


def _report(
    audited: tuple[Audited, ...],
    environments: tuple[ReportedEnvironment, ...],
    findings: tuple[Finding, ...],
    stamp: Stamp,
    fail_on: FailOn,
) -> Report:
    incomplete = any(each.subject.gaps or each.reference.failed for each in audited)
    result: Result = "incomplete" if incomplete else "clean"
    if any(severity_reaches(finding, fail_on) for finding in findings):
        result = "drift"
    return assemble(environments, findings, result=result, stamp=stamp)


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
