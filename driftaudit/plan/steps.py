"""From the changes of a plan to steps on an environment's resources, and what could not be one."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import structs

from driftaudit.model import EVERY_KIND, Json, Record, Snapshot
from driftaudit.normalize.odd import mapping
from driftaudit.plan.belongs import Belongs
from driftaudit.plan.doubts import doubts
from driftaudit.plan.foretell import Foretell, later
from driftaudit.plan.part import Part, first_unknown
from driftaudit.plan.planned import Plan, Planned, Unmapped
from driftaudit.plan.things import SENSITIVE, sealed
from driftaudit.plan.types import MAPPERS

_NOT_MAPPED: Final = "is not a type that driftaudit lays over a snapshot"
_ANYONES: Final = "whether it is of this environment or of another cannot be told"


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
        if why is not None:
            left += [_left(each, why)] if each.changes else []
            continue
        if each.type not in MAPPERS or belongs.is_anyones(each):
            why = _ANYONES if belongs.is_anyones(each) else f"{each.type} {_NOT_MAPPED}"
            left += _doubtful(each, why, unread) if each.changes else []
            continue
        step = _step(each, foretell, snapshot)
        if not step.before and not step.after:
            left += _empty(each, unread) if each.changes else []
            continue
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
    parts = tuple(mapper(after)) if after else ()
    return Step(
        planned=planned,
        before=tuple(mapper(planned.before | own)) if planned.before is not None else (),
        after=parts,
        hidden=_hidden(parts, tuple(mapper(veil))) if after and veil != after else (),
        values=after,
    )


def _hidden(parts: tuple[Part, ...], veiled: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts without secrets; what they are of is no secret, and all else is if in doubt."""
    if len(parts) == len(veiled):
        both = zip(parts, veiled, strict=True)
        return tuple(structs.replace(veil, key=part.key) for part, veil in both)
    return tuple(
        structs.replace(part, shape={key: later(SENSITIVE) for key in part.shape}, said={})
        for part in parts
    )


def _left(planned: Planned, why: str, kind: str = "") -> Unmapped:
    return Unmapped(address=planned.address, type=planned.type, reason=why, kind=kind)


def _doubtful(planned: Planned, why: str, unread: Mapping[str, str]) -> list[Unmapped]:
    """Once for each kind that it may alter; a kind that was not read is in doubt already."""
    kinds = doubts(planned.type, planned.before, planned.after)
    found = [_left(planned, why, kind) for kind in kinds if kind not in unread]
    return found or [_left(planned, why)]


def _empty(planned: Planned, unread: Mapping[str, str]) -> list[Unmapped]:
    """What is of a type that is mapped, and has nothing of what is audited."""
    why = "holds nothing that driftaudit lays over a snapshot"
    by_name = planned.type.startswith("kubernetes_") or planned.type == "aws_ec2_tag"
    return _doubtful(planned, why, unread) if by_name else [_left(planned, why)]


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
    for each, kind in [(e, kind) for e in plan.deferred for kind in _of_type(e.type)]:
        yield Unmapped(
            address=each.address,
            type=each.type,
            reason=f"the plan puts it off ({each.reason})",
            kind=kind,
        )


def _of_type(type_: str) -> tuple[str, ...]:
    return doubts(type_, None, None) or ("",)
