"""What is found in one subject: how it differs, and what is wrong with it by itself. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import structs

from driftaudit.compare.pair import Compared, compared, in_order
from driftaudit.compare.side import Side
from driftaudit.effects.effect import Effects, place_of
from driftaudit.effects.permissions import managed_documents
from driftaudit.effects.together import effects_of
from driftaudit.judge.effect import Effect
from driftaudit.judge.foreign import Neighbourhood
from driftaudit.judge.judge import Place, judge
from driftaudit.lint.findings import as_findings
from driftaudit.lint.lints import lint
from driftaudit.lint.seen import Lint
from driftaudit.model import Finding, Json, Snapshot
from driftaudit.normalize.portable import Portable
from driftaudit.subject import Audited

_ROLE_GONE: Final = "ACCESS008"

NO_FACTS: Final[Mapping[str, Json]] = MappingProxyType({})
"""Where nothing is known from other environments."""


def differences(
    audited: Audited, around: Neighbourhood, facts: Mapping[str, Json] = NO_FACTS
) -> tuple[Finding, ...]:
    """How a subject differs from its reference; nothing is known of one that was not read.

    `facts` are those of AWS's own policies in any environment (`subject.managed_policies`).
    """
    subject, reference = audited.subject, audited.reference
    if not isinstance(subject, Snapshot):
        return ()
    return judged(
        compared(reference, Side.of_snapshot(subject)), subject, reference.label, around, facts
    )


def judged(
    found: Compared,
    subject: Snapshot,
    reference: str,
    around: Neighbourhood,
    facts: Mapping[str, Json],
) -> tuple[Finding, ...]:
    """The findings that differences are, by what they do; what changes nothing is told once.

    `reference` is the label of what the subject was held against.
    """
    effects = effects_of(found, managed_documents(subject.facts, facts))
    kept = (each for each in found.differences if place_of(each) not in effects.replaced)
    return judge(
        in_order((*kept, *effects.rewrites)),
        environment=subject.environment.name,
        reference=reference,
        fill=Portable(subject.identity).fill,
        users=found.reference.users | found.subject.users,
        neighbourhood=around,
        effects=_by_place(effects),
    )


def _by_place(effects: Effects) -> dict[Place, Effect]:
    return {
        place: Effect(impact, slight=place in effects.slight, usable=place in effects.usable)
        for place, impact in effects.impacts.items()
    }


def lints(audited: Audited) -> tuple[Finding, ...]:
    """What is wrong with a subject by itself, but for what its reference has accepted as it is.

    A resource that is the same in a reviewed baseline is no news; what only facts tell (a stale
    access entry, a section that was dropped) always is. That a role is gone is told as the
    difference that it is: to delete its entry would not mend it.
    """
    subject, reference = audited.subject, audited.reference
    if not isinstance(subject, Snapshot):
        return ()
    accepted = structs.replace(
        subject, resources=tuple(reference.resources.values()), gaps=(), facts={}
    )
    known = {_place(each) for each in lint(accepted)}
    return as_findings(
        tuple(
            each
            for each in lint(subject)
            if _place(each) not in known and not _names_a_lost_role(each, subject, reference)
        ),
        environment=subject.environment.name,
        fill=Portable(subject.identity).fill,
        users=Side.of_snapshot(subject).users,
    )


def _names_a_lost_role(found: Lint, subject: Snapshot, reference: Side) -> bool:
    """Whether an entry has no role because the role that is expected of that name is gone."""
    if found.code != _ROLE_GONE:
        return False
    role = found.resource.rpartition("/")[2]
    own = {each.name for each in subject.resources if each.kind == "iam-role"}
    return ("iam-role", role) in reference.resources and role not in own


def _place(found: Lint) -> tuple[str, str, str, tuple[str, ...]]:
    return found.code, found.kind, found.resource, found.path
