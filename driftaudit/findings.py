"""What is found in one subject: how it differs, and what is wrong with it by itself. Pure."""

from msgspec import structs

from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.judge.foreign import Neighbourhood
from driftaudit.judge.judge import judge
from driftaudit.lint.findings import as_findings
from driftaudit.lint.lints import lint
from driftaudit.lint.seen import Lint
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
    """What is wrong with a subject by itself, but for what its reference has accepted as it is.

    A resource that is the same in a reviewed baseline is no news; what only facts tell (a stale
    access entry, a section that was dropped) always is.
    """
    subject, reference = audited.subject, audited.reference
    if not isinstance(subject, Snapshot):
        return ()
    accepted = structs.replace(
        subject, resources=tuple(reference.resources.values()), gaps=(), facts={}
    )
    known = {_place(each) for each in lint(accepted)}
    return as_findings(
        tuple(each for each in lint(subject) if _place(each) not in known),
        environment=subject.environment.name,
        fill=Portable(subject.identity).fill,
        users=Side.of_snapshot(subject).users,
    )


def _place(found: Lint) -> tuple[str, str, str, tuple[str, ...]]:
    return found.code, found.kind, found.resource, found.path
