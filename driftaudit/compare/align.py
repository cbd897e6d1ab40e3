"""One name for the same thing over all sides, where their own names do not meet.

By what is left of a generated name, then by what uses a thing, then by its content. One alignment
for all sides together: what is aligned never depends on the order in which pairs are looked at.
Two things that exist by their own names on one side are never one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from driftaudit.compare.rename import renamed
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.compare.uses import uses_of
from driftaudit.generated import stem
from driftaudit.model import NAME_FIELDS, Difference, Record, Resource

_BY_USE: Final = frozenset({"launch-template", "security-group", "iam-role", "iam-policy"})
_BY_CONTENT: Final = frozenset({"iam-role", "iam-policy", "security-group", "launch-template"})


_Content = tuple[frozenset[str], frozenset[tuple[ResourceKey, str]]]


class Rename(Record, frozen=True, kw_only=True):
    """A thing that one side calls `own` and that is compared under `name`.

    `generated` says that only a generated suffix differs, which is no finding.
    """

    kind: str
    name: str
    own: str
    generated: bool


class Aligned(Record, frozen=True, kw_only=True):
    """A side under the common names, and what was renamed for it."""

    side: Side
    renames: tuple[Rename, ...]


def align(*sides: Side) -> tuple[Aligned, ...]:
    """The sides under common names: the first side's where it has the thing, else the commonest.

    Sides of the same content get the same names, so only one of each content is looked into.
    """
    contents = [_content(side) for side in sides]
    alike = Counter(contents)
    distinct = dict(zip(contents, sides, strict=True))
    now = [Aligned(side=distinct[content], renames=()) for content in alike]
    steps: list[list[tuple[str, dict[str, str]]]] = [[] for _ in alike]
    for kind in NAME_FIELDS:
        if len({_names_of(kind, each.side) for each in now}) > 1:
            names = _Names(kind, [each.side for each in now], tuple(alike.values()))
            for place, each in enumerate(now):
                changed = names.of_side(place)
                now[place] = _apply(kind, each, changed)
                steps[place].append((kind, changed))
    taken = dict(zip(alike, steps, strict=True))
    return tuple(
        _renamed(side, taken[content]) for side, content in zip(sides, contents, strict=True)
    )


def _content(side: Side) -> _Content:
    digests = frozenset((key, each.digest) for key, each in side.resources.items())
    return frozenset(side.unread), digests


def _renamed(side: Side, steps: Iterable[tuple[str, dict[str, str]]]) -> Aligned:
    aligned = Aligned(side=side, renames=())
    for kind, names in steps:
        aligned = _apply(kind, aligned, names)
    return aligned


def _names_of(kind: str, side: Side) -> frozenset[str]:
    return frozenset(name for of, name in side.resources if of == kind)


def rename_differences(aligned: Aligned, reference: Side) -> Iterator[Difference]:
    """The renames of a side as differences, but for those by a generated suffix alone."""
    for each in aligned.renames:
        resource = aligned.side.resources[each.kind, each.name]
        if not each.generated and (each.kind, each.name) in reference.resources:
            yield Difference(
                kind=each.kind,
                resource=each.name,
                path=(NAME_FIELDS[each.kind],),
                change="changed",
                expected=each.name,
                actual=each.own,
                used_by=resource.used_by,
                source=resource.source,
            )


def _apply(kind: str, aligned: Aligned, names: Mapping[str, str]) -> Aligned:
    if not names:
        return aligned
    side = aligned.side
    resources = renamed(side.resources, kind, names)
    renames = tuple(
        Rename(kind=kind, name=new, own=old, generated=_is_generated(old, new))
        for old, new in sorted(names.items())
    )
    return Aligned(
        side=msgspec.structs.replace(side, resources=resources),
        renames=(*aligned.renames, *renames),
    )


def _is_generated(old: str, new: str) -> bool:
    return stem(old) is not None and stem(old) == stem(new)


class _Names:
    """The names of one kind over all sides, joined where they mean the same thing."""

    def __init__(self, kind: str, sides: list[Side], holders: tuple[int, ...]) -> None:
        """`holders` says for each side how many it stands for."""
        self._kind = kind
        self._resources = [
            {name: each for (of, name), each in side.resources.items() if of == kind}
            if kind not in side.unread
            else {}
            for side in sides
        ]
        self._class = {name: frozenset({name}) for own in self._resources for name in own}
        self._holders: Counter[str] = Counter()
        for own, count in zip(self._resources, holders, strict=True):
            self._holders.update(dict.fromkeys(own, count))
        everywhere = [side.resources for side in sides]
        for keys in self._keys(everywhere):
            self._join(keys)

    def of_side(self, place: int) -> dict[str, str]:
        """Old name → common name, for the names of a side that change."""
        classes = {name: self._class[name] for name in self._resources[place]}
        found = {name: self._common(each) for name, each in classes.items() if len(each) > 1}
        return {name: common for name, common in found.items() if name != common}

    def _keys(
        self, everywhere: list[dict[ResourceKey, Resource]]
    ) -> Iterator[list[Mapping[str, frozenset[str]]]]:
        """For each way of knowing a thing again: a side's names and what speaks for each."""
        yield [
            {name: frozenset(filter(None, [stem(name)])) for name in own} for own in self._resources
        ]
        if self._kind in _BY_USE:
            yield [uses_of(self._kind, side.values()) for side in everywhere]
        if self._kind in _BY_CONTENT:
            yield [
                {name: frozenset({each.digest}) for name, each in own.items()}
                for own in self._resources
            ]

    def _join(self, keys: list[Mapping[str, frozenset[str]]]) -> None:
        """Join the names that share a key; a key that two names of one side have says nothing."""
        holders: defaultdict[str, list[set[str]]] = defaultdict(lambda: [set() for _ in keys])
        for place, own in enumerate(keys):
            for name, marks in own.items():
                for mark in marks:
                    holders[mark][place].add(name)
        for mark in sorted(holders):
            named = holders[mark]
            if all(len(names) <= 1 for names in named):
                self._unite(sorted({name for names in named for name in names}))

    def _unite(self, names: list[str]) -> None:
        known = [name for name in names if name in self._class]
        for name in known[1:]:
            joined = self._class[known[0]] | self._class[name]
            if all(len(joined & own.keys()) <= 1 for own in self._resources):
                self._class |= dict.fromkeys(joined, joined)

    def _common(self, names: frozenset[str]) -> str:
        first = names & self._resources[0].keys()
        if first:
            return next(iter(first))
        return min(names, key=lambda name: (-self._holders[name], name))
