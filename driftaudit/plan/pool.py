"""The resources that a plan is laid over: those of the snapshot, and those the plan knows of.

Known by kind and real name or id, whatever portable name they have.
"""

from collections.abc import Iterable, Iterator

from msgspec import structs

from driftaudit.model import Json, Record, Resource, Snapshot
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.thing import Thing
from driftaudit.plan.part import Part, PartKey
from driftaudit.plan.patch import patched

SELECTED = ("iam-role", "iam-policy", "launch-template", "security-group")
"""Kinds that are audited where they are used: the plan may know some that were not, before."""


class Held(Record, frozen=True, kw_only=True):
    """One resource; `base` is the snapshot's own, `shape` what the plan changed it to."""

    kind: str
    key: str
    name: str
    attributes: dict[str, Json]
    source: str = ""
    facts: dict[str, Json] = {}
    base: Resource | None = None
    shape: dict[str, Json] | None = None


class Pool:
    """All resources by kind and real name or id."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._portable = Portable(snapshot.identity)
        self._held: dict[PartKey, Held] = {}
        for each in snapshot.resources:
            key = real_key(each, self._portable)
            self._held[each.kind, key] = Held(
                kind=each.kind,
                key=key,
                name=each.name,
                attributes=each.attributes,
                source=each.source,
                base=each,
            )

    def __iter__(self) -> Iterator[Held]:
        return iter(self._held.values())

    def get(self, kind: str, key: str) -> Held | None:
        """The resource of a kind and a real name or id."""
        return self._held.get((kind, key))

    def of(self, kind: str) -> list[Held]:
        """All resources of a kind."""
        return [each for each in self if each.kind == kind]

    def put(self, part: Part, thing: Thing, key: str | None = None) -> None:
        """A new resource, or a new one in the place of another."""
        held = Held(
            kind=part.kind,
            key=key or part.key,
            name=thing.name,
            attributes=thing.attributes,
            source=thing.source,
            facts=thing.facts,
            shape=part.shape,
        )
        self._held[part.kind, held.key] = held

    def drop(self, kind: str, key: str) -> None:
        """One resource less, if there is such a one."""
        self._held.pop((kind, key), None)

    def drop_kinds(self, kinds: Iterable[str]) -> frozenset[str]:
        """No resource of these kinds any more; those of them that there were."""
        gone = frozenset(kinds)
        there = frozenset(each.kind for each in self if each.kind in gone)
        self._held = {key: each for key, each in self._held.items() if each.kind not in gone}
        return there

    def patch(
        self, part: Part, before: dict[str, Json], after: dict[str, Json], key: str | None = None
    ) -> bool:
        """Lays a change over a resource; false where there is none."""
        found = self._held.get((part.kind, key or part.key))
        if found is None:
            return False
        made = patched(found.attributes, before, after, whole=part.whole)
        shape = part.shape if part.whole else found.shape
        self._held[part.kind, found.key] = structs.replace(found, attributes=made, shape=shape)
        return True

    def set(self, held: Held, attributes: dict[str, Json]) -> None:
        """Other attributes for a resource."""
        self._held[held.kind, held.key] = structs.replace(held, attributes=attributes)


def real_key(resource: Resource, portable: Portable) -> str:
    """What a stored resource is known by among the parts of a plan."""
    if resource.kind == "iam-role":
        return resource.source.rpartition("/")[2]
    if resource.kind == "oidc-provider":
        return resource.source.partition(":oidc-provider/")[2]
    if resource.kind in ("iam-policy", "security-group", "launch-template", "access-entry"):
        return resource.source
    return resource.name if resource.kind == "aws-auth" else portable.fill(resource.name)
