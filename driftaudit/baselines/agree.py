"""What several environments agree on: of each resource and attribute what most of them have."""

from collections import defaultdict

from driftaudit.baselines.layers import Baseline, Resources, is_map, with_matchers
from driftaudit.compare.align import align
from driftaudit.compare.inside import canonical
from driftaudit.compare.matchers import GONE, Matcher, matches
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.model import Json, Record, Snapshot, digest_of


class LeftOut(Record, frozen=True, kw_only=True):
    """What some environments have and the baseline does not; an empty path is a resource.

    `why` is `minority` or `no majority`; `of` is how many environments were asked.
    """

    kind: str
    resource: str
    path: tuple[str, ...]
    environments: tuple[str, ...]
    of: int
    why: str


Held = tuple[tuple[str, Json], ...]
"""The environments that have something, each with its value."""


def agree(
    snapshots: tuple[Snapshot, ...], before: Baseline
) -> tuple[Resources, tuple[LeftOut, ...]]:
    """What most snapshots have, and what that leaves out.

    What `before` already expects by a matcher counts as that, and what it expects to be different
    in an environment as what the others have.
    """
    resources: Resources = {}
    left_out: list[LeftOut] = []
    for (kind, name), held in sorted(_holders(snapshots, before).items()):
        agreement = Agreement(kind, name, len(snapshots))
        value = agreement.resource(held)
        left_out += agreement.left_out
        if value is not None:
            resources.setdefault(kind, {})[name] = value
    return resources, tuple(left_out)


def _holders(snapshots: tuple[Snapshot, ...], before: Baseline) -> dict[ResourceKey, Held]:
    holders: defaultdict[ResourceKey, list[tuple[str, Json]]] = defaultdict(list)
    ordered = sorted(snapshots, key=lambda each: each.environment.name)
    # Nobody goes first, so that the commonest of several names for one thing is taken.
    nobody = Side(label="", resources={})
    _, *aligned = align(nobody, *map(Side.of_snapshot, ordered))
    for one in aligned:
        for key, value in _as_expected(one.side, before).items():
            holders[key].append((one.side.label, value))
    return {key: tuple(held) for key, held in holders.items()}


def _as_expected(side: Side, before: Baseline) -> dict[ResourceKey, Json]:
    """The resources of an environment without what is expected to be different in it."""
    override = before.environments.get(side.label)
    own = override.resources if override else {}
    found: dict[ResourceKey, Json] = {}
    for key, resource in side.resources.items():
        there, differs = _at(before.resources, key), _at(own, key)
        if not (isinstance(differs, dict) and not isinstance(there, dict)):
            found[key] = with_matchers(there, undone(resource.attributes, differs, there))
    for kind, named in own.items():
        for name, differs in named.items():
            there = _at(before.resources, (kind, name))
            if differs == GONE and isinstance(there, dict):
                found.setdefault((kind, name), there)
    return found


def _at(resources: Resources, key: ResourceKey) -> Json:
    return resources.get(key[0], {}).get(key[1])


def undone(value: Json, differs: Json, expected: Json) -> Json:
    """The value with what is expected where it differs just as it was said to; None is nothing."""
    if is_map(differs) and (value is None or is_map(value)):
        own, there = value or {}, expected if is_map(expected) else {}
        below = {key: undone(own.get(key), each, there.get(key)) for key, each in differs.items()}
        whole = {k: each for k, each in {**own, **below}.items() if each is not None or k in own}
        for key in [key for key in below if below[key] is None]:
            whole.pop(key, None)
        return whole if whole or value is not None else None
    if isinstance(differs, Matcher):
        return expected if matches(differs, value) else value
    return expected if differs is not None and canonical(differs) == canonical(value) else value


class Agreement:
    """Decides one resource, and notes what it leaves out."""

    def __init__(self, kind: str, resource: str, asked: int) -> None:
        self.kind, self.name, self.asked = kind, resource, asked
        self.left_out: list[LeftOut] = []

    def resource(self, held: Held) -> dict[str, Json] | None:
        """The attributes of the resource, or None where only a minority has it."""
        if 2 * len(held) <= self.asked:
            why = "no majority" if 2 * len(held) == self.asked else "minority"
            self._leave((), [name for name, _ in held], self.asked, why)
            return None
        agreed: dict[str, Json] = self._value((), held, held)
        return agreed

    def _value(self, path: tuple[str, ...], held: Held, asked: Held) -> Json:
        """What most of those asked hold; maps are decided key by key where they differ."""
        variants: defaultdict[str, list[tuple[str, Json]]] = defaultdict(list)
        for name, value in held:
            variants[digest_of(value)].append((name, value))
        most = max(variants.values(), key=len)
        if 2 * len(most) > len(asked):
            odd = [name for same in variants.values() if same is not most for name, _ in same]
            if odd:
                self._leave(path, odd, len(asked), "minority")
            return most[0][1]
        if all(isinstance(value, dict) for _, value in held) and 2 * len(held) > len(asked):
            return self._members(path, held)
        self._leave(path, [name for name, _ in held], len(asked), "no majority")
        return None

    def _members(self, path: tuple[str, ...], held: Held) -> dict[str, Json]:
        members: dict[str, Json] = {}
        for key in sorted({key for _, value in held for key in value}):
            having = tuple((name, value[key]) for name, value in held if key in value)
            if 2 * len(having) < len(held):
                self._leave((*path, key), [name for name, _ in having], len(held), "minority")
                continue
            member = self._value((*path, key), having, held)
            if member is not None:
                members[key] = member
        return members

    def _leave(self, path: tuple[str, ...], names: list[str], asked: int, why: str) -> None:
        self.left_out.append(
            LeftOut(
                kind=self.kind,
                resource=self.name,
                path=path,
                environments=tuple(sorted(names)),
                of=asked,
                why=why,
            )
        )
