"""An environment as it would be after a Terraform plan: its snapshot with the plan laid over it."""

from collections.abc import Iterator

from driftaudit.iam.managed import MANAGED
from driftaudit.model import (
    KINDS,
    UNKNOWN,
    Gap,
    Json,
    Record,
    Resource,
    Snapshot,
    make_resource,
)
from driftaudit.normalize.documents import canonical
from driftaudit.normalize.odd import mapping
from driftaudit.normalize.portable import Portable
from driftaudit.plan.belongs import Belongs
from driftaudit.plan.foretell import Foretell, is_stand_in
from driftaudit.plan.lay import Layer, touched_parts
from driftaudit.plan.part import Part
from driftaudit.plan.perhaps import Users, open_kinds
from driftaudit.plan.planned import Plan, Projection, Touched, TouchedHow, Unmapped
from driftaudit.plan.pool import SELECTED, Held, Pool
from driftaudit.plan.select import Missing, Selection
from driftaudit.plan.steps import Step, steps
from driftaudit.plan.surroundings import world


class Choices(Record, frozen=True, kw_only=True):
    """What the configuration says of an environment, as in `model.Reading`; the same as there.

    Which roles are audited beside the used ones, and what is redacted beside the built-in patterns.
    """

    role_patterns: tuple[str, ...] = ()
    redact_patterns: tuple[str, ...] = ()
    redact_exceptions: tuple[str, ...] = ()


_NO_CHOICES = Choices()
_TEMPLATE = "launch-template"


def project(snapshot: Snapshot, plan: Plan, choices: Choices = _NO_CHOICES) -> Projection:
    """The snapshot that would be taken after the plan is applied, as far as the plan tells.

    What is known only after apply is unknown in it. What could not be laid over is listed: it
    leaves a gap where it is of an audited kind, else it stands by its address in `not_audited`.
    Facts and `captured_at` are the snapshot's own.

    Raises:
        PlanError: the plan is another account's, region's or cluster's.
    """
    belongs = Belongs(plan, snapshot.environment)
    belongs.check()
    foretell = Foretell(plan, snapshot.identity)
    taken, left = steps(plan, snapshot, belongs, foretell)
    pool = Pool(snapshot)
    befores = tuple((s.planned.type, s.planned.before) for s in taken if s.planned.before)
    surroundings = world(
        snapshot,
        (*_around(plan), *befores),
        tuple((each.planned.type, each.values) for each in taken if each.values),
        (choices.redact_patterns, choices.redact_exceptions),
    )
    layer = Layer(pool, surroundings)
    homeless = layer.lay(taken)
    selection = Selection(
        pool,
        snapshot.environment,
        snapshot.identity,
        choices.role_patterns,
        frozenset(foretell.perhaps),
    )
    users = selection.users()
    resources = tuple(sorted(_resources(pool, users), key=_order))
    unmapped = (
        *left,
        *_unused(taken, snapshot, users, open_kinds(pool, users)),
        *_homeless(homeless),
        *_missing(selection.missing),
        *_swept(taken, layer.swept),
    )
    unmapped = tuple(dict.fromkeys(sorted(unmapped, key=lambda each: (each.address, each.reason))))
    return Projection(
        snapshot=_snapshot(snapshot, resources, unmapped),
        touched=tuple(_touched(snapshot.resources, resources)),
        unmapped=unmapped,
        unknown=tuple(_unknown(snapshot.resources, resources)),
    )


def _around(plan: Plan) -> Iterator[tuple[str, dict[str, Json]]]:
    """What explains ids: data sources, and resources that are no part of anything."""
    for known in plan.known:
        yield known.type, known.values
    for each in plan.planned:
        if each.before:
            yield each.type, each.before
        if each.after:
            yield each.type, each.after


def _resources(pool: Pool, users: Users) -> Iterator[Resource]:
    """The resources that are the environment's, each under a name of its own."""
    taken: set[tuple[str, str]] = set()
    templates: dict[str, int] = {}
    for kind, key in users:
        if kind == "launch-template":
            name = _template(pool, key)
            templates[name] = templates.get(name, 0) + 1
    for held in sorted(pool, key=lambda each: (each.base is None, each.kind, each.name, each.key)):
        place = (held.kind, held.key)
        if held.kind in SELECTED and place not in users:
            continue
        name, used_by = held.name, users.get(place, ())
        if held.kind == "launch-template":
            name = _template(pool, held.key)
            name += f" ({', '.join(used_by)})" if templates[name] > 1 else ""
        number, free = 1, name
        while (held.kind, free) in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add((held.kind, free))
        yield _resource(held, free, used_by)


def _template(pool: Pool, key: str) -> str:
    held = pool.get("launch-template", key)
    return held.name.partition(" (nodegroup/")[0] if held else ""


def _resource(held: Held, name: str, used_by: tuple[str, ...]) -> Resource:
    source = "" if is_stand_in(held.source) else held.source
    return make_resource(held.kind, name, held.attributes, used_by=used_by, source=source)


def _order(resource: Resource) -> tuple[int, str]:
    return KINDS.index(resource.kind), resource.name


def _unused(
    taken: tuple[Step, ...], snapshot: Snapshot, users: Users, open_: frozenset[str]
) -> Iterator[Unmapped]:
    """Changes of what the environment does not use, before or after, as far as that is known."""
    used = {(held.kind, held.key) for held in Pool(snapshot)} | users.keys()
    ours = {(kind, _template_id(key) if kind == _TEMPLATE else key) for kind, key in used}
    for step, part in touched_parts(taken):
        if part.kind in SELECTED and (part.kind, part.key) not in ours:
            nothing = f"nothing in the environment uses this {part.kind}"
            later = f"whether the environment uses this {part.kind} is known after apply"
            yield _of(step, later if part.kind in open_ else nothing)


def _homeless(found: tuple[tuple[Step, Part], ...]) -> Iterator[Unmapped]:
    for step, part in found:
        if part.kind not in SELECTED:
            yield _of(step, f"its {part.kind} is not in the snapshot", part.kind)


def _template_id(key: str) -> str:
    """The id in the key of a launch template's version, which is the key of its parts."""
    return key.rpartition(":")[0]


def _swept(taken: tuple[Step, ...], kinds: frozenset[str]) -> Iterator[Unmapped]:
    """What becomes of the things in a cluster that is replaced, the plan does not tell."""
    for step in taken:
        if step.planned.type == "aws_eks_cluster" and step.planned.deletes:
            for kind in sorted(kinds - {"cluster"}):
                yield _of(step, f"the cluster goes, and with it what is in it: {kind}", kind)


def _of(step: Step, reason: str, kind: str = "") -> Unmapped:
    planned = step.planned
    return Unmapped(address=planned.address, type=planned.type, reason=reason, kind=kind)


def _missing(found: list[Missing]) -> Iterator[Unmapped]:
    for each in found:
        yield Unmapped(
            address=each.what,
            type=each.kind,
            reason=f"{each.user} will use it, and neither the plan nor the snapshot has it",
            kind=each.kind,
        )


def _snapshot(
    before: Snapshot, resources: tuple[Resource, ...], unmapped: tuple[Unmapped, ...]
) -> Snapshot:
    kept = {f"{each.kind}/{each.name}" for each in resources}
    facts = {
        key: each
        for key, each in before.facts.items()
        if key in kept or key.partition("/")[0] not in KINDS or key.startswith("aws-auth/")
    }
    gaps = (
        Gap(
            kind=each.kind,
            operation=f"plan {each.address}",
            code="NotProjected",
            message=f"{each.address}: {each.reason}",
            needs="apply the plan and read the environment again; until then it is not known",
        )
        for each in unmapped
        if each.kind
    )
    portable = Portable(before.identity)
    return Snapshot(
        environment=before.environment,
        identity=before.identity,
        captured_at=before.captured_at,
        tool=before.tool,
        resources=resources,
        gaps=tuple(dict.fromkeys((*before.gaps, *gaps))),
        not_audited=before.not_audited | {e.address: e.reason for e in unmapped if not e.kind},
        facts=dict(sorted((dict(_managed(before.resources, resources, portable)) | facts).items())),
    )


def _managed(
    before: tuple[Resource, ...], after: tuple[Resource, ...], portable: Portable
) -> Iterator[tuple[str, Json]]:
    """The documents of AWS-managed policies newly attached, as far as they are known here."""
    for _, arn in sorted(_attached(after) - _attached(before)):
        found = MANAGED.get(arn)
        if found:
            document = canonical(_filled(found.document, portable), portable)
            yield f"aws-managed-policy/{arn}", {"version": found.version, "document": document}


def _attached(resources: tuple[Resource, ...]) -> set[tuple[str, str]]:
    return {
        (each.name, arn)
        for each in resources
        for arn in mapping(each.attributes.get("AttachedManagedPolicies"))
    }


def _filled(value: Json, portable: Portable) -> Json:
    if isinstance(value, dict):
        return {key: _filled(each, portable) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(each, portable) for each in value]
    return portable.fill(value) if isinstance(value, str) else value


def _touched(before: tuple[Resource, ...], after: tuple[Resource, ...]) -> Iterator[Touched]:
    old = {(each.kind, each.name): each for each in before}
    new = {(each.kind, each.name): each for each in after}
    for kind, name in sorted(old.keys() | new.keys(), key=lambda it: (KINDS.index(it[0]), it[1])):
        was, is_ = old.get((kind, name)), new.get((kind, name))
        how: TouchedHow = "changed" if was and is_ else "added" if is_ else "removed"
        if not was or not is_ or was.digest != is_.digest:
            yield Touched(kind=kind, name=name, how=how)


def _unknown(
    before: tuple[Resource, ...], after: tuple[Resource, ...]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    known = {(each.kind, each.name): each.attributes for each in before}
    for each in after:
        held = known.get((each.kind, each.name), {})
        for path in _open(each.attributes, held, ()):
            yield each.kind, each.name, path


def _open(value: Json, held: Json, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not isinstance(value, dict) or value == held:
        return
    if UNKNOWN in value:
        yield path
        return
    for key, each in value.items():
        yield from _open(each, mapping(held).get(key), (*path, key))
