"""A fleet of one environment many times, each in its own account, a few of them drifted.

Snapshots are portable, so one is normalized and the rest differ from it in the names and account
numbers alone: the bytes of a thousand cost next to nothing, and none of them need be stored.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace
from synthetic import Place, reading

from driftaudit.compare.rename import renamed
from driftaudit.model import Json, Resource, Snapshot, Tool, make_resource
from driftaudit.normalize.snapshot import normalize
from driftaudit.store.snapshot_file import encode

ROLES: Final = 40
_SHARED: Final = ("cluster", "node")
_NAME: Final = "copy-0000"
_ACCOUNT: Final = "900000000000"
_RENAMED: Final = 2
"""So many of those that drifted have a role under another name, and nothing else."""

Spot = tuple[str, str, tuple[str, ...]]
"""Kind, resource and path of one difference."""


class Variant(NamedTuple):
    """One way to be: the bytes of its snapshot, and on what it differs from the rest."""

    data: bytes
    differs: frozenset[Spot]

    def of(self, number: int) -> bytes:
        """The snapshot of one environment, in an account of its own."""
        account = str(int(_ACCOUNT) + number).encode()
        named = self.data.replace(_NAME.encode(), name(number).encode())
        return named.replace(_ACCOUNT.encode(), account)


class Fleet:
    """So many environments, of which one in a hundred (but at least three) drifted."""

    def __init__(self, size: int) -> None:
        self.size = size
        snapshot = _normalized()
        self._sound = Variant(encode(snapshot), frozenset())
        few = max(size // 100, _RENAMED + 1)
        self._drifted = {place * (size // few): _drifted(snapshot, place) for place in range(few)}

    def snapshots(self) -> Iterator[bytes]:
        """Every environment's snapshot as it would be in its file, made while it is asked for."""
        for number in range(self.size):
            yield self._drifted.get(number, self._sound).of(number)

    @property
    def drifts(self) -> frozenset[tuple[str, Spot]]:
        """All that a comparison has to find: who, and on what."""
        return frozenset(
            (name(number), place)
            for number, variant in self._drifted.items()
            for place in variant.differs
        )


def name(number: int) -> str:
    """What the environment of that number is called."""
    return f"copy-{number:04d}"


def _normalized() -> Snapshot:
    services = ROLES - len(_SHARED)
    return normalize(
        reading(Place(_NAME, _ACCOUNT, "us-east-1"), services),
        captured_at="2026-01-01T00:00:00.000000Z",
        tool=Tool(name="driftaudit", version="0"),
    )


def _drifted(snapshot: Snapshot, place: int) -> Variant:
    """The snapshot with a role renamed, or with one or two values of its own."""
    if place < _RENAMED:
        return _with_a_role_renamed(snapshot, place)
    first = (f"general-{6 * (place % 5):02d}", ("scalingConfig", "maxSize"), 100 + place)
    second = ("vpc-cni", ("addonVersion",), f"v1.19.{place}-eksbuild.1")
    changed = {("nodegroup", first[0]): first[1:], ("addon", second[0]): second[1:]}
    wanted = dict(list(changed.items())[: 1 + place % 2])
    resources = tuple(
        _changed(each, *wanted[each.kind, each.name]) if (each.kind, each.name) in wanted else each
        for each in snapshot.resources
    )
    differs = frozenset((kind, of, path) for (kind, of), (path, _) in wanted.items())
    return Variant(encode(replace(snapshot, resources=resources)), differs)


def _changed(resource: Resource, path: tuple[str, ...], value: Json) -> Resource:
    first, *rest = path
    inner: Json = resource.attributes[first]
    attributes = resource.attributes | {first: inner | {rest[0]: value} if rest else value}
    return make_resource(
        resource.kind,
        resource.name,
        attributes,
        used_by=resource.used_by,
        source=resource.source,
    )


def _with_a_role_renamed(snapshot: Snapshot, place: int) -> Variant:
    roles = [each.name for each in snapshot.resources if each.kind == "iam-role"]
    old = roles[5 + place]
    resources = {(each.kind, each.name): each for each in snapshot.resources}
    made = renamed(resources, "iam-role", {old: f"{old}-anew"})
    data = encode(replace(snapshot, resources=tuple(made.values())))
    return Variant(data, frozenset())
