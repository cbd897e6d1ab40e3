"""Lays the steps of a plan over the pool, in the order in which their effects stand.

First what goes, then what comes whole, then what changes, last what comes in parts: a role that is
replaced loses what was attached to it, unless the plan attaches it anew.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.aws_auth_map import SECTIONS
from driftaudit.normalize.odd import mapping, string
from driftaudit.normalize.thing import Thing
from driftaudit.plan.foretell import later
from driftaudit.plan.part import Part, why_unknown
from driftaudit.plan.pool import SELECTED, Held, Pool
from driftaudit.plan.steps import Step
from driftaudit.plan.things import SENSITIVE, things, veiled
from driftaudit.plan.world import World

_IN_CLUSTER: Final = (
    "cluster",
    "addon",
    "nodegroup",
    "fargate-profile",
    "access-entry",
    "aws-auth",
    "pod-identity",
    "workload",
    "service-account",
)
_RUNS: Final = {"vpc-cni": "aws-node", "kube-proxy": "kube-proxy", "coredns": "coredns"}
"""Add-on → the workload that EKS makes of it."""

NEWEST: Final = ":new"
"""What the key of a launch template's new version ends in: its number is made by AWS."""


class Layer:
    """Lays steps over a pool."""

    def __init__(self, pool: Pool, world: World) -> None:
        self._pool = pool
        self._world = world
        self.swept: frozenset[str] = frozenset()

    def lay(self, steps: tuple[Step, ...]) -> tuple[tuple[Step, Part], ...]:
        """The pool as it is after all steps; the parts of whose resource nothing is known."""
        self._seed(steps)
        homeless: list[tuple[Step, Part]] = []
        changed = [each for each in steps if each.planned.changes]
        gone = [each for each in changed if each.planned.deletes]
        for step in sorted(gone, key=lambda each: each.planned.type == "aws_eks_cluster"):
            self._delete(step, _kept(step, changed))  # what is left in a cluster goes with it
        created = [each for each in changed if each.planned.creates]
        for step in created:
            homeless += ((step, part) for part in self._create(step, whole=True))
        for step in changed:
            if not step.planned.creates | step.planned.deletes:
                homeless += ((step, part) for part in self._update(step))
        for step in created:
            homeless += ((step, part) for part in self._create(step, whole=False))
        for step in changed:
            for part in step.after:
                self._limit(part)
        self._unsettle(changed)
        return tuple(homeless)

    def _seed(self, steps: tuple[Step, ...]) -> None:
        """What the plan knows to be there, where the snapshot did not look: nothing used it."""
        seeded: set[tuple[str, str]] = set()
        for whole in (True, False):
            for step in steps:
                for part in step.before:
                    place = (part.kind, part.key)
                    if part.kind not in SELECTED or part.whole is not whole:
                        continue
                    if whole and self._pool.get(*self._place(part)) is None:
                        seeded.add(place)
                        self._new(part, part)
                    elif not whole and place in seeded and not part.only:
                        self._patch(part, {}, self._attributes(part))

    def _delete(self, step: Step, kept: frozenset[tuple[str, str]]) -> None:
        for part in step.before:
            if (part.kind, part.key) in kept or part.only:
                continue
            if part.whole and part.kind == "cluster":
                self.swept = self._pool.drop_kinds(_IN_CLUSTER)
            elif part.whole:
                for key in self._keys(part):
                    self._pool.drop(part.kind, key)
            else:
                self._patch(part, self._attributes(part), {})

    def _update(self, step: Step) -> Iterator[Part]:
        before = {(each.kind, each.key): each for each in step.before}
        hidden = {(each.kind, each.key): each for each in step.hidden}
        for part in step.after:
            old = before.pop((part.kind, part.key), None)
            veil = hidden.get((part.kind, part.key), part)
            if part.kind == "launch-template":
                self._version(part, veil, old)
            elif part.kind in ("aws-auth", "service-account"):
                self._principals(part, veil, old)
            elif part.only == "RolePolicyList":
                continue
            elif not self._patch(part, self._attributes(old), self._attributes(part, veil)):
                if part.whole:
                    self._new(part, veil)
                else:
                    yield part
        for part in before.values():
            if part.whole:
                self._pool.drop(part.kind, part.key)
            elif not part.only:
                self._patch(part, self._attributes(part), {})

    def _create(self, step: Step, *, whole: bool) -> Iterator[Part]:
        hidden = {(each.kind, each.key): each for each in step.hidden}
        for part in step.after:
            if part.whole is not whole or part.only == "RolePolicyList":
                continue
            veil = hidden.get((part.kind, part.key), part)
            if part.kind in ("aws-auth", "service-account"):
                self._principals(part, veil, None)
            elif whole:
                self._new(part, veil)
            elif not self._patch(part, {}, self._attributes(part, veil)):
                yield part

    def _principals(self, part: Part, veil: Part, old: Part | None) -> None:
        """What one object holds several resources of, or perhaps none."""
        gone = {each.name: each for each in (things(old, self._world) if old else ())}
        shown = self._things(part, veil)
        for thing in shown:
            key = self._key(part, thing)
            before = gone.pop(thing.name, None)
            if before is None or not self._pool.patch(
                part, before.attributes, thing.attributes, key
            ):
                self._pool.put(part, thing, key)
        for thing in gone.values():
            self._pool.drop(part.kind, self._key(part, thing))
        if part.kind == "aws-auth":
            self._oust(part, frozenset(each.name for each in shown))

    def _oust(self, part: Part, mapped: frozenset[str]) -> None:
        """Who was mapped by other means goes: a section of aws-auth is one text."""
        data = mapping(part.shape.get("data"))
        written = [of for section, of in SECTIONS.items() if section in data]
        for held in self._pool.of(part.kind):
            if held.attributes.get("type") in written and held.key not in mapped:
                self._pool.drop(held.kind, held.key)

    def _version(self, part: Part, veil: Part, old: Part | None) -> None:
        """Another version of a launch template, beside the one that it comes from."""
        for thing in self._things(part, veil):
            known = self._pool.get(*self._place(old)) if old else None
            key = f"{part.key}{NEWEST}"
            self._pool.put(part, thing, key)
            if known and old:
                (before,) = things(old, self._world)
                held = self._pool.get(part.kind, key)
                if held:
                    self._pool.set(held, known.attributes)
                self._pool.patch(part, before.attributes, thing.attributes, key)

    def _new(self, part: Part, veil: Part) -> None:
        for thing in self._things(part, veil):
            made = thing.attributes | {
                key: later("AWS sets it") for key in part.aws_sets if key not in thing.attributes
            }
            key = self._place(part)[1] if part.whole else part.key
            self._pool.put(part, Thing(**_fields(thing) | {"attributes": made}), key)

    def _patch(self, part: Part, before: dict[str, Json], after: dict[str, Json]) -> bool:
        return self._pool.patch(part, before, after, self._place(part)[1])

    def _things(self, part: Part, veil: Part) -> tuple[Thing, ...]:
        real = things(part, self._world)
        if veil is part:
            return real
        secret = {each.name: each for each in things(veil, self._world)}
        return tuple(
            Thing(**_fields(each) | {"attributes": self._veiled(part, each, secret.get(each.name))})
            for each in real
        )

    def _veiled(self, part: Part, real: Thing, secret: Thing | None) -> dict[str, Json]:
        held = self._pool.get(part.kind, self._place(part)[1])
        shown = secret.attributes if secret else dict.fromkeys(real.attributes, later(SENSITIVE))
        return mapping(veiled(real.attributes, shown, held.attributes if held else {}))

    def _attributes(self, part: Part | None, veil: Part | None = None) -> dict[str, Json]:
        if part is None:
            return {}
        found = self._things(part, veil or part)
        return found[0].attributes if found else {}

    def _place(self, part: Part) -> tuple[str, str]:
        """Where a part is in the pool: a launch template by the version that it is of."""
        if part.kind != "launch-template":
            return part.kind, part.key
        version = part.shape.get("VersionNumber")
        exact = f"{part.key}:{version}"
        return part.kind, exact if isinstance(version, int) else f"{part.key}{NEWEST}"

    def _key(self, part: Part, thing: Thing) -> str:
        return thing.name if part.kind == "aws-auth" else string(part.key)

    def _keys(self, part: Part) -> list[str]:
        if part.kind == "aws-auth":
            return [each.name for each in things(part, self._world)]
        if part.kind == "launch-template":
            versions = self._pool.of("launch-template")
            return [each.key for each in versions if each.key.startswith(f"{part.key}:")]
        return [part.key]

    def _limit(self, part: Part) -> None:
        """Nothing but what an exclusive resource names is left."""
        held = self._pool.get(part.kind, part.key) if part.only else None
        if held is None:
            return
        named = mapping(self._attributes(part).get(part.only))
        known = mapping(held.attributes.get(part.only))
        left = {key: each for key, each in known.items() if key in named}
        if known and why_unknown(named) is not None:
            left = named
        rest = {key: each for key, each in held.attributes.items() if key != part.only}
        self._pool.set(held, rest | ({part.only: left} if left else {}))

    def _unsettle(self, changed: Iterable[Step]) -> None:
        """What runs is made anew by EKS where its add-on changes, in a way that no plan tells."""
        addons = {part.key for step in changed for part in step.after if part.kind == "addon"}
        for name in sorted(addons & _RUNS.keys()):
            held = self._pool.get("workload", _RUNS[name])
            if held:
                why = later(f"the plan changes its add-on {name}")
                self._pool.set(held, dict.fromkeys(held.attributes, why))


def _kept(step: Step, changed: list[Step]) -> frozenset[tuple[str, str]]:
    """What a deposed object must not take with it: another step has the same name."""
    if not step.planned.deposed:
        return frozenset()
    others = (each for each in changed if not each.planned.deposed)
    return frozenset((part.kind, part.key) for each in others for part in each.after)


def _fields(thing: Thing) -> dict[str, Json]:
    return {
        "kind": thing.kind,
        "name": thing.name,
        "attributes": thing.attributes,
        "facts": thing.facts,
        "used_by": thing.used_by,
        "source": thing.source,
    }


def touched_parts(steps: tuple[Step, ...]) -> Iterator[tuple[Step, Part]]:
    """The parts of every changed step."""
    for step in steps:
        if step.planned.changes:
            yield from ((step, part) for part in (*step.before, *step.after))


def shaped(held: Held, *path: str) -> Json:
    """What the plan says at a path of what it changed, in the API's shape."""
    found: Json = held.shape
    for key in path:
        found = mapping(found).get(key)
    return found
