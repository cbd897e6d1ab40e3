"""N environments in one pass: where they disagree, who has what, and who is the odd one out.

Resources that are equal everywhere cost one look at their digests; only the distinct variants of
the others are looked into, once each, however many environments have them.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from driftaudit.compare.align import align
from driftaudit.compare.documents import is_document, same_meaning
from driftaudit.compare.inside import canonical, is_unknown, stands_for_none
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.model import KINDS, Json, Record

_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}
_NOBODY: Final = Side(label="", resources={})
_MAX_MEANINGS: Final = 20

Path = tuple[str, ...]
_Held = tuple[Json, list[str]]


class Value(Record, frozen=True, kw_only=True):
    """One value and who has it, by label; None is that there is none."""

    value: Json
    holders: tuple[str, ...]


class Disagreement(Record, frozen=True, kw_only=True):
    """One path of one resource on which a fleet does not agree; an empty path is the resource.

    `values` are the commonest first. `majority` says whether the first is held by more than half
    of those that could be read; `unread` are those of which this is not known.
    """

    kind: str
    resource: str
    path: Path
    values: tuple[Value, ...]
    majority: bool
    unread: tuple[str, ...] = ()

    @property
    def outliers(self) -> tuple[str, ...]:
        """Who does not have what most have; nobody in particular where there is no majority."""
        others = self.values[1:] if self.majority else ()
        return tuple(sorted(label for each in others for label in each.holders))


class Comparison(Record, frozen=True, kw_only=True):
    """Where sides disagree, and the sides as they were compared: under common names."""

    rows: tuple[Disagreement, ...]
    sides: tuple[Side, ...]


def disagreements(sides: tuple[Side, ...]) -> tuple[Disagreement, ...]:
    """Every path on which the sides disagree, in the order of `KINDS`, resource and path.

    What goes by several names is one thing, by one alignment of all sides; documents that mean
    the same are one value.
    """
    return compared(sides).rows


def compared(sides: tuple[Side, ...]) -> Comparison:
    """As `disagreements`, with the sides that were compared, in their order."""
    _, *aligned = align(_NOBODY, *sides)
    held = tuple(each.side for each in aligned)
    keys = {key for side in held for key in side.resources}
    rows = (
        each
        for key in sorted(keys, key=lambda key: (_ORDER.get(key[0], len(_ORDER)), key))
        for each in _of_resource(key, held)
    )
    return Comparison(rows=tuple(rows), sides=held)


def _of_resource(key: ResourceKey, sides: tuple[Side, ...]) -> Iterator[Disagreement]:
    variants: dict[str, list[str]] = defaultdict(list)
    attributes: dict[str, dict[str, Json]] = {}
    absent: list[str] = []
    unread: list[str] = []
    for side in sides:
        resource = side.resources.get(key)
        if key[0] in side.unread or (resource is None and key[0] in side.partial):
            unread.append(side.label)
        elif resource is None:
            absent.append(side.label)
        else:
            variants[resource.digest].append(side.label)
            attributes[resource.digest] = resource.attributes
    if absent and variants:
        present = [label for labels in variants.values() for label in labels]
        yield _row(key, (), [(True, present), (None, absent)], unread)
    if len(variants) > 1:
        for path, values, lost in _walk((), dict(attributes)):
            named = [
                (value, [label for digest in digests for label in variants[digest]])
                for value, digests in values
            ]
            also = [label for digest in lost for label in variants[digest]]
            yield _row(key, path, named, unread + also)


def _walk(path: Path, held: dict[str, Json]) -> Iterator[tuple[Path, list[_Held], list[str]]]:
    """The paths on which variants (by digest) differ: each value with the digests that have it.

    Maps are looked into, anything else is one value; the digests whose value is unknown are last.
    """
    lost = [digest for digest, value in held.items() if is_unknown(value)]
    known = _by_meaning({key: value for key, value in held.items() if key not in lost})
    values: dict[str, _Held] = {}
    for digest, value in known.items():
        values.setdefault(canonical(value), (value, []))[1].append(digest)
    if len(values) < 2:
        return
    empty = len(path) == 1 and any(stands_for_none(path[0], each) for each in known.values())
    maps = {digest: {} if value is None and empty else value for digest, value in known.items()}
    if not all(isinstance(value, dict) for value in maps.values()):
        yield path, list(values.values()), lost
        return
    for name in sorted({name for value in maps.values() for name in value}):
        below = {digest: value.get(name) for digest, value in maps.items()}
        yield from _walk((*path, name), below | {digest: held[digest] for digest in lost})


def _by_meaning(values: dict[str, Json]) -> dict[str, Json]:
    """The values by digest, documents that mean the same written alike: as the first by its text.

    After `_MAX_MEANINGS` different ones the rest are told apart by how they are written.
    """
    if not any(map(is_document, values.values())):
        return values
    texts = {canonical(each): each for each in values.values() if is_document(each)}
    alike: dict[str, Json] = {}
    meanings: list[Json] = []
    for text, document in sorted(texts.items()):
        same = (each for each in meanings if same_meaning(each, document))
        alike[text] = found = next(same, document)
        if found is document and len(meanings) < _MAX_MEANINGS:
            meanings.append(document)
    return {
        key: alike[canonical(value)] if is_document(value) else value
        for key, value in values.items()
    }


def _row(
    key: ResourceKey, path: Path, values: list[tuple[Json, list[str]]], unread: list[str]
) -> Disagreement:
    ordered = sorted(values, key=lambda each: (-len(each[1]), canonical(each[0])))
    known = sum(len(labels) for _, labels in ordered)
    return Disagreement(
        kind=key[0],
        resource=key[1],
        path=path,
        values=tuple(
            Value(value=value, holders=tuple(sorted(labels))) for value, labels in ordered
        ),
        majority=2 * len(ordered[0][1]) > known,
        unread=tuple(sorted(unread)),
    )
