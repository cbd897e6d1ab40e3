"""What is found in one subject: how it differs, and what is wrong with it by itself. Pure."""

from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.judge.foreign import Neighbourhood
from driftaudit.judge.judge import judge
from driftaudit.lint.findings import as_findings
from driftaudit.lint.lints import lint
from driftaudit.model import Finding, Snapshot
from driftaudit.normalize.portable import Portable
from driftaudit.subject import Audited


def differences(audited: Audited, around: Neighbourhood) -> tuple[Finding, ...]:
    """How a subject differs from its reference; nothing is known of one that was not read."""
    subject, reference = audited.subject, audited.reference
    if not isinstance(subject, Snapshot):
        return ()
    side = Side.of_snapshot(subject)
    return judge(
        compare(reference, side),
        environment=subject.environment.name,
        reference=reference.label,
        fill=Portable(subject.identity).fill,
        users=reference.users | side.users,
        neighbourhood=around,
    )


def lints(audited: Audited) -> tuple[Finding, ...]:
    """What is wrong with a subject whatever it is held against."""
    subject = audited.subject
    if not isinstance(subject, Snapshot):
        return ()
    return as_findings(
        lint(subject),
        environment=subject.environment.name,
        fill=Portable(subject.identity).fill,
        users=Side.of_snapshot(subject).users,
    )
