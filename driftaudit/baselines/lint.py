"""What is wrong, or looks wrong, in a baseline file: every problem with its line."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from driftaudit.baselines.file import base_of, load, problems_of, read_layer
from driftaudit.baselines.layers import Baseline, Layer, Resources, is_map
from driftaudit.baselines.match import is_matcher, never_matches, takes_type
from driftaudit.baselines.problem import Problem
from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.compare.side import ResourceKey
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, Json, Snapshot, digest_of
from driftaudit.names import did_you_mean
from driftaudit.yaml_source import YamlPath, YamlSource, read


def lint(
    path: Path,
    snapshots: tuple[Snapshot, ...] = (),
    *,
    held: tuple[str, ...] | None = None,
    every: tuple[str, ...] = (),
) -> tuple[Problem, ...]:
    """Every problem of a baseline file, and of how it goes with what it extends.

    Against snapshots, also attributes that none of them has, and matchers that cannot match what
    they have. `held` are the environments held against this baseline, `every` all there are;
    None is that they are not known.

    Raises BaselineError where the file, or one that it extends, cannot be used at all.
    """
    source = read(path, BaselineError)
    broken = tuple(problems_of(source))
    if broken:
        return broken
    layer, base = read_layer(source), base_of(path)
    found = [*_unsorted(source), *_unseen(source, layer, snapshots)]
    found += _repeated(source, layer, base, load(path))
    found += _vain(source, layer, snapshots)
    if held is not None:
        found += _unheld(load(path), held, every)
    return tuple(found)


def _unsorted(source: YamlSource) -> Iterator[Problem]:
    """Maps whose keys are not in order: such a file changes more than it says when rewritten."""
    for field in ("not_audited", "resources", "environments"):
        yield from _unsorted_below(source, source.data.get(field), (field,))


def _unsorted_below(source: YamlSource, value: Json, path: YamlPath) -> Iterator[Problem]:
    if is_matcher(value):
        return
    if isinstance(value, dict):
        keys = list(value)
        for before, key in itertools.pairwise(keys):
            if key < before:
                message = f"not sorted: it belongs before {before!r}"
                yield Problem(where=source.where((*path, key)), message=message)
        for key, each in value.items():
            yield from _unsorted_below(source, each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _unsorted_below(source, each, (*path, place))


def _parts(layer: Layer) -> Iterator[tuple[YamlPath, Resources]]:
    """Where in the file resources stand: those of all, then those of single environments."""
    yield ("resources",), layer.resources
    for name, override in layer.environments.items():
        yield ("environments", name, "resources"), override.resources


def _unseen(source: YamlSource, layer: Layer, snapshots: tuple[Snapshot, ...]) -> Iterator[Problem]:
    """Attributes that no snapshot has on any resource of the kind: most likely misspelt."""
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for snapshot in snapshots:
        for each in snapshot.resources:
            seen[each.kind].update(each.attributes)
    for path, resources in _parts(layer):
        for kind, named in resources.items():
            for name, attributes in named.items() if seen[kind] else ():
                own = attributes if isinstance(attributes, dict) else {}
                for key in sorted(key for key in own.keys() - seen[kind] if own[key] != GONE):
                    message = f"no snapshot has this attribute{did_you_mean(key, seen[kind])}"
                    where = source.where((*path, kind, name, key))
                    yield Problem(where=where, message=message)


def _repeated(
    source: YamlSource, layer: Layer, base: Baseline | None, whole: Baseline
) -> Iterator[Problem]:
    """What says again what is said farther off: it will not follow when that changes."""
    if base:
        message = f"as {layer.extends} has it: leave it out"
        for kind, named in layer.resources.items():
            there = base.resources.get(kind, {})
            yield from _equal(source, ("resources", kind), named, there, message)
    for name, override in layer.environments.items():
        message = f"no different in {name} from elsewhere: leave it out"
        for kind, named in override.resources.items():
            path: YamlPath = ("environments", name, "resources", kind)
            yield from _equal(source, path, named, whole.resources.get(kind, {}), message)


def _equal(
    source: YamlSource, path: YamlPath, near: Json, far: Json, message: str
) -> Iterator[Problem]:
    """The outermost parts of `near` that are equal to the same of `far`."""
    for key, value in near.items():
        inner = (*path, key)
        there = far.get(key)
        if there is not None and digest_of(value) == digest_of(there):
            yield Problem(where=source.where(inner), message=message)
        elif is_map(value) and is_map(there):
            yield from _equal(source, inner, value, there, message)


def _vain(source: YamlSource, layer: Layer, snapshots: tuple[Snapshot, ...]) -> Iterator[Problem]:
    """Matchers that nothing can match, or nothing of the type that all snapshots have there."""
    held: defaultdict[ResourceKey, list[Json]] = defaultdict(list)
    for snapshot in snapshots:
        for each in snapshot.resources:
            held[each.kind, each.name].append(each.attributes)
    for path, resources in _parts(layer):
        for kind, named in resources.items():
            for name, value in named.items():
                below: YamlPath = (*path, kind, name)
                yield from _vain_below(source, below, value, held[kind, name])


def _vain_below(
    source: YamlSource, path: YamlPath, value: Json, held: list[Json]
) -> Iterator[Problem]:
    if isinstance(value, Matcher):
        why = never_matches(value)
        if held and not why and not any(takes_type(value, each) for each in held):
            why = f"never matches: every snapshot has {_type(held[0])} here"
        if why:
            yield Problem(where=source.where(path), message=why)
    elif is_map(value):
        for key, each in value.items():
            there = [one[key] for one in held if is_map(one) and one.get(key) is not None]
            yield from _vain_below(source, (*path, key), each, there)


def _type(value: Json) -> str:
    names = {bool: "true or false", str: "text", dict: "a map", list: "a list"}
    return names.get(type(value), "a number")


def _unheld(baseline: Baseline, held: tuple[str, ...], every: tuple[str, ...]) -> Iterator[Problem]:
    for where, message in baseline.unknown_environments(held, every):
        yield Problem(where=where, message=message)
