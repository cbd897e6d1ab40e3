"""From the changes of a plan to steps on an environment's resources, and what could not be one."""

from collections.abc import Iterator
from typing import Final

from driftaudit.model import EVERY_KIND, Json, Record, Snapshot
from driftaudit.normalize.odd import mapping
from driftaudit.plan.belongs import Belongs
from driftaudit.plan.foretell import Foretell
from driftaudit.plan.part import Part, first_unknown
from driftaudit.plan.planned import Plan, Planned, Unmapped
from driftaudit.plan.things import sealed
from driftaudit.plan.types import MAPPERS, doubt

_DESCRIBING: Final = ("subnet", "route-table", "kms-alias")


class Step(Record, frozen=True, kw_only=True):
    """One Terraform resource: its parts before and after; `hidden` is `after` without secrets."""

    planned: Planned
    before: tuple[Part, ...] = ()
    after: tuple[Part, ...] = ()
    hidden: tuple[Part, ...] = ()
    values: dict[str, Json] = {}


def steps(
    plan: Plan, snapshot: Snapshot, belongs: Belongs, foretell: Foretell
) -> tuple[tuple[Step, ...], tuple[Unmapped, ...]]:
    """A step for each resource that is mapped and the environment's own, changed or not.

    What is changed and is none is listed with the reason; so is what the plan puts off.
    """
    unread = {gap.kind: f"{gap.operation}: {gap.code}" for gap in snapshot.gaps}
    unread = snapshot.not_audited | unread
    made: list[Step] = []
    left: list[Unmapped] = []
    for each in plan.planned:
        why = belongs.why_not(each)
        if why is not None or each.type not in MAPPERS:
            left += [_left(each, why)] if each.changes else []
            continue
        if belongs.is_anyones(each):
            left += [_anyones(each)] if each.changes else []
            continue
        step = _step(each, foretell, snapshot)
        problem = _problem(step, unread) or _not_ours(step, snapshot)
        if problem is None:
            made.append(step)
        elif each.changes:
            left.append(problem)
    left += _put_off(plan)
    return tuple(made), tuple(left)


def _step(planned: Planned, foretell: Foretell, snapshot: Snapshot) -> Step:
    own = {"account": snapshot.identity.account}
    mapper = MAPPERS[planned.type]
    after = foretell.after(planned) | own if planned.after is not None else {}
    veil = mapping(sealed(after, planned.sensitive))
    return Step(
        planned=planned,
        before=tuple(mapper(planned.before | own)) if planned.before is not None else (),
        after=tuple(mapper(after)) if after else (),
        hidden=tuple(mapper(veil)) if after and veil != after else (),
        values=after,
    )


def _left(planned: Planned, why: str | None) -> Unmapped:
    values = planned.after or planned.before or {}
    kind = "" if why else doubt(planned.type, values)
    if planned.before is None and kind in _DESCRIBING:
        kind = ""  # what is new describes nothing that is there
    reason = why or f"{planned.type} is not a type that driftaudit lays over a snapshot"
    return Unmapped(address=planned.address, type=planned.type, reason=reason, kind=kind)


def _anyones(planned: Planned) -> Unmapped:
    kind = doubt(planned.type, planned.after or planned.before or {})
    reason = "which of the plan's clusters it is in cannot be told"
    return Unmapped(address=planned.address, type=planned.type, reason=reason, kind=kind)


def _problem(step: Step, unread: dict[str, str]) -> Unmapped | None:
    """Why a step cannot be taken: what it is about has no name yet, or was not read."""
    planned = step.planned
    for part in (*step.before, *step.after):
        gap = unread.get(part.kind) or unread.get(EVERY_KIND)
        if gap:
            why, kind = f"{part.kind} was not read ({gap})", ""
        elif not isinstance(part.key, str) or not part.key:
            why, kind = f"which {part.kind} it belongs to is known after apply", part.kind
        elif part.kind == "aws-auth" and first_unknown(part.shape) is not None:
            why, kind = "whom it maps is known after apply", part.kind
        else:
            continue
        return Unmapped(address=planned.address, type=planned.type, reason=why, kind=kind)
    return None


def _not_ours(step: Step, snapshot: Snapshot) -> Unmapped | None:
    """Why an OIDC provider is not audited: only that of the cluster's own issuer is."""
    planned = step.planned
    for part in (*step.before, *step.after):
        if part.kind == "oidc-provider" and part.key != snapshot.identity.oidc:
            why = f"is not the issuer of the cluster of {snapshot.environment.name}"
            return Unmapped(address=planned.address, type=planned.type, reason=why)
    return None


def _put_off(plan: Plan) -> Iterator[Unmapped]:
    if not plan.complete and not plan.deferred:
        why = "was made with -target: what else the configuration asks for, it leaves as it is"
        yield Unmapped(address=plan.origin, type="plan", reason=why)
    for each in plan.deferred:
        yield Unmapped(
            address=each.address,
            type=each.type,
            reason=f"the plan puts it off ({each.reason})",
            kind=doubt(each.type, {}),
        )
