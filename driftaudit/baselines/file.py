"""Baselines as files: read with all that they extend, and everything that is wrong with one."""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Final, get_args

from driftaudit.baselines.layers import Baseline, Layer, Override, Resources, Strictness, merged
from driftaudit.baselines.match import is_matcher, matcher_problems, read_value
from driftaudit.baselines.problem import Problem
from driftaudit.baselines.text import VERSION
from driftaudit.compare.matchers import GONE
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, Json
from driftaudit.names import did_you_mean, name_problem
from driftaudit.yaml_source import YamlPath, YamlSource, parse, read

FIELDS: Final = ("version", "extends", "mode", "not_audited", "resources", "environments")
OVERRIDE_FIELDS: Final = ("reason", "resources")
MODES: Final = get_args(Strictness)


def load(path: Path) -> Baseline:
    """The baseline in a file with what it extends, named like the file.

    Raises BaselineError with file, line and every problem where one of the files cannot be used,
    and with the chain where it extends what is not there, or itself.
    """
    return Baseline.of_layer(path.stem, stack(path))


def stack(path: Path) -> Layer:
    """All layers of a file in one; raises as `load` does."""
    layers = (layer for _, layer in _chain(path))
    return reduce(lambda near, far: merged(far, near), layers)


def sources(path: Path) -> tuple[YamlSource, ...]:
    """A file and all that it extends, the nearest first, as they were read; raises as `load`."""
    return tuple(source for source, _ in _chain(path))


def _chain(path: Path) -> Iterator[tuple[YamlSource, Layer]]:
    """A file and all that it extends, each with what it says by itself."""
    source = read(path, BaselineError)
    layer = read_layer(source)
    names: tuple[str, ...] = (path.stem,)
    yield source, layer
    while layer.extends:
        where = source.where(("extends",))
        path = path.with_name(f"{layer.extends}.yaml")
        names = (*names, path.stem)
        if path.stem in names[:-1]:
            raise BaselineError(f"{where}: extends itself: {' → '.join(names)}; next: end it")
        if not path.exists():
            near = did_you_mean(path.stem, (each.stem for each in path.parent.glob("*.yaml")))
            raise BaselineError(
                f"{where}: there is no baseline {path.stem!r} in {path.parent}"
                f" ({' → '.join(names)}){near}"
            )
        source = read(path, BaselineError)
        layer = read_layer(source)
        yield source, layer


def base_of(path: Path) -> Baseline | None:
    """What a baseline file extends, all layers in one; None for nothing, or for no YAML.

    Raises BaselineError where that cannot be used.
    """
    try:
        source = read(path, BaselineError)
    except BaselineError:
        return None
    name = source.data.get("extends") if isinstance(source.data, dict) else None
    if not name:
        return None
    stack(path)  # says what is wrong with the chain, with the lines of this file
    return load(path.with_name(f"{name}.yaml"))


def read_layer(source: YamlSource) -> Layer:
    """What one file says by itself.

    Raises BaselineError with line and every problem where it is no baseline.
    """
    found = tuple(problems_of(source))
    if found:
        raise BaselineError("\n".join(map(str, found)))
    data = source.data
    return Layer(
        resources=_resources(data["resources"]),
        not_audited=data.get("not_audited") or {},
        environments={
            name: Override(
                reason=each["reason"],
                resources=_resources(each["resources"]),
                where=source.where(("environments", name)),
            )
            for name, each in (data.get("environments") or {}).items()
        },
        mode=data.get("mode"),
        extends=data.get("extends"),
    )


def read_existing(text: str, origin: str) -> tuple[Layer, str]:
    """What a text that is to be replaced says by itself, and why it says nothing; else empty.

    Raises BaselineError where it has content but is no valid baseline: that is not to be lost.
    """
    try:
        source = parse(text, origin, BaselineError)
    except BaselineError as error:
        return Layer(), str(error)
    if isinstance(source.data, dict):
        return read_layer(source), ""
    return Layer(), "" if source.data is None else f"{origin}:1: not a baseline"


def _resources(value: Json) -> Resources:
    return {
        kind: {name: read_value(each) for name, each in named.items()}
        for kind, named in (value or {}).items()
    }


def problems_of(source: YamlSource) -> Iterator[Problem]:
    """Everything that keeps a file from being a baseline, in the order of its fields."""
    data = source.data
    if not isinstance(data, dict):
        message = "not a baseline: expected a map with version and resources"
        yield Problem(where=source.where(()), message=message)
        return
    yield from _unknown(source, (), FIELDS, "field")
    if data.get("version") != VERSION or isinstance(data.get("version"), bool):
        message = f"expected version: {VERSION}, the only one this driftaudit reads"
        yield Problem(where=source.where(("version",)), message=message)
    yield from _extends_problems(source)
    yield from _mode_problems(source)
    yield from _not_audited_problems(source)
    if "resources" not in data:
        yield Problem(where=source.where(()), message="resources is missing; an empty one is {}")
    yield from _resource_problems(source, ("resources",))
    yield from _environment_problems(source)


def _unknown(
    source: YamlSource, path: YamlPath, names: tuple[str, ...], what: str
) -> Iterator[Problem]:
    for key in at(source, path):
        if key not in names:
            message = f"unknown {what}{did_you_mean(key, names)}"
            yield Problem(where=source.where((*path, key)), message=message)


def at(source: YamlSource, path: YamlPath) -> dict[str, Json]:
    """The map at a path; empty where there is none."""
    value = source.data
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _extends_problems(source: YamlSource) -> Iterator[Problem]:
    name = source.data.get("extends")
    if name is None and "extends" not in source.data:
        return
    wrong = name_problem(name) if isinstance(name, str) else "expected one name, as text"
    if wrong:
        yield Problem(where=source.where(("extends",)), message=wrong)


def _mode_problems(source: YamlSource) -> Iterator[Problem]:
    mode = source.data.get("mode", MODES[0])
    if not isinstance(mode, dict) and mode not in MODES:
        message = f"expected {' or '.join(MODES)}, or a map of kinds to these"
        yield Problem(where=source.where(("mode",)), message=message)
    yield from _unknown(source, ("mode",), ("default", *KINDS), "kind")
    for kind, each in at(source, ("mode",)).items():
        if each not in MODES:
            message = f"expected {' or '.join(MODES)}"
            yield Problem(where=source.where(("mode", kind)), message=message)


def _is_map_or_none(value: Json) -> bool:
    """Whether a field is a map, or empty as `resources:` alone is; a list is neither."""
    return value is None or isinstance(value, dict)


def _not_audited_problems(source: YamlSource) -> Iterator[Problem]:
    path: YamlPath = ("not_audited",)
    if not _is_map_or_none(source.data.get("not_audited")):
        yield Problem(where=source.where(path), message="expected a map of kinds to reasons")
    yield from _unknown(source, path, KINDS, "kind")
    for kind, reason in at(source, path).items():
        where = source.where((*path, kind))
        if not isinstance(reason, str) or not reason:
            yield Problem(where=where, message="expected the reason, as text")
        if kind in at(source, ("resources",)):
            yield Problem(where=where, message="also under resources: keep one of the two")


def _resource_problems(source: YamlSource, path: YamlPath) -> Iterator[Problem]:
    if not _is_map_or_none(at(source, path[:-1]).get("resources")):
        yield Problem(where=source.where(path), message="expected a map of kinds")
    yield from _unknown(source, path, KINDS, "kind")
    for kind, named in at(source, path).items():
        if not isinstance(named, dict):
            message = "expected a map of resources by name"
            yield Problem(where=source.where((*path, kind)), message=message)
        for name in at(source, (*path, kind)):
            yield from _attribute_problems(source, (*path, kind, name), named[name])


def _attribute_problems(source: YamlSource, path: YamlPath, value: Json) -> Iterator[Problem]:
    if not isinstance(value, dict):
        message = "expected a map of attributes; a resource without any is {}"
        yield Problem(where=source.where(path), message=message)
        return
    wrong = tuple(matcher_problems(source, value, path))
    yield from wrong
    if is_matcher(value) and not wrong and value != GONE.shown:
        message = "of a whole resource only {$absent: true} can be said: match its attributes"
        yield Problem(where=source.where(path), message=message)


def _environment_problems(source: YamlSource) -> Iterator[Problem]:
    path: YamlPath = ("environments",)
    if not _is_map_or_none(source.data.get("environments")):
        message = "expected a map of environments, each with reason and resources"
        yield Problem(where=source.where(path), message=message)
    for name, override in at(source, path).items():
        inner: YamlPath = (*path, name)
        if not isinstance(override, dict):
            message = "expected a map with reason and resources"
            yield Problem(where=source.where(inner), message=message)
            continue
        yield from _unknown(source, inner, OVERRIDE_FIELDS, "field")
        reason = override.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            message = "expected the reason, as text, why this environment may differ"
            yield Problem(where=source.where((*inner, "reason")), message=message)
        if not override.get("resources"):
            message = "resources is missing: say what differs, or take the environment out"
            yield Problem(where=source.where(inner), message=message)
        yield from _resource_problems(source, (*inner, "resources"))
