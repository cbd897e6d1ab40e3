"""What is wrong, or looks wrong, in a baseline file: every problem with its line."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from driftaudit.baseline_file import Problem, problems_of
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, Json, Snapshot
from driftaudit.names import did_you_mean
from driftaudit.yaml_source import YamlPath, YamlSource, read


def lint(path: Path, snapshots: tuple[Snapshot, ...] = ()) -> tuple[Problem, ...]:
    """Every problem of a baseline file; against snapshots, also attributes that none of them has.

    Raises BaselineError where the file cannot be read as YAML at all.
    """
    source = read(path, BaselineError)
    broken = tuple(problems_of(source))
    if broken:
        return broken
    return (*_unsorted(source), *_unseen(source, snapshots))


def _unsorted(source: YamlSource) -> Iterator[Problem]:
    """Maps whose keys are not in order: such a file changes more than it says when rewritten."""
    for field in ("not_audited", "resources"):
        yield from _unsorted_below(source, source.data.get(field), (field,))


def _unsorted_below(source: YamlSource, value: Json, path: YamlPath) -> Iterator[Problem]:
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


def _unseen(source: YamlSource, snapshots: tuple[Snapshot, ...]) -> Iterator[Problem]:
    """Attributes that no snapshot has on any resource of the kind: most likely misspelt."""
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for snapshot in snapshots:
        for each in snapshot.resources:
            seen[each.kind].update(each.attributes)
    for kind, named in (source.data["resources"] or {}).items():
        for name, attributes in named.items() if seen[kind] else ():
            for key in attributes.keys() - seen[kind]:
                message = f"no snapshot has this attribute{did_you_mean(key, seen[kind])}"
                where = source.where(("resources", kind, name, key))
                yield Problem(where=where, message=message)
