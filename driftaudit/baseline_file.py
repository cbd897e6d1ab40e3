"""A baseline as it stands in its file: the accepted resources of a group, read and written.

What is written reads back exactly, and the same baseline gives the same bytes: sorted, one item a
line, no dates.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from driftaudit.compare.side import Side
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, Json, Record, make_resource
from driftaudit.names import did_you_mean
from driftaudit.yaml_source import YamlPath, YamlSource, read

VERSION: Final = 1
FIELDS: Final = ("version", "not_audited", "resources")
HEADER: Final = """\
# What driftaudit accepts for {name}; `driftaudit check` finds whatever differs from it.
# Written by `driftaudit baseline accept`: review changes to it like code.
# ${{account}}, ${{region}}, ${{cluster}} and their like stand for each environment's own.
"""

_WIDTH: Final = 2**30  # lines are never folded


class Baseline(Record, frozen=True, kw_only=True):
    """The accepted resources of one group, by kind and portable name.

    `not_audited` maps kinds of which the baseline expects nothing on purpose to the reason.
    """

    name: str
    resources: dict[str, dict[str, dict[str, Json]]]
    not_audited: dict[str, str] = {}

    def side(self) -> Side:
        """The side to hold an environment against, labelled `baseline:NAME`."""
        return Side(
            label=f"baseline:{self.name}",
            resources={
                (kind, name): make_resource(kind, name, attributes)
                for kind, named in self.resources.items()
                for name, attributes in named.items()
            },
            unread=self.not_audited,
            left_out=frozenset(self.not_audited),
        )


class Problem(Record, frozen=True, kw_only=True):
    """Something wrong in a baseline file; `where` is `FILE:LINE: dotted.path`."""

    where: str
    message: str

    def __str__(self) -> str:
        """The whole line for people."""
        return f"{self.where}: {self.message}"


def load(path: Path) -> Baseline:
    """The baseline in a file, named like the file.

    Raises BaselineError with file, line and every problem where it cannot be used.
    """
    source = read(path, BaselineError)
    found = tuple(problems_of(source))
    if found:
        raise BaselineError("\n".join(map(str, found)))
    return Baseline(
        name=path.stem,
        resources={kind: dict(named) for kind, named in (source.data["resources"] or {}).items()},
        not_audited=source.data.get("not_audited") or {},
    )


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
    yield from _not_audited_problems(source)
    if "resources" not in data:
        yield Problem(where=source.where(()), message="resources is missing; an empty one is {}")
    yield from _resource_problems(source)


def _unknown(
    source: YamlSource, path: YamlPath, names: tuple[str, ...], what: str
) -> Iterator[Problem]:
    for key in _at(source, path):
        if key not in names:
            message = f"unknown {what}{did_you_mean(key, names)}"
            yield Problem(where=source.where((*path, key)), message=message)


def _at(source: YamlSource, path: YamlPath) -> dict[str, Json]:
    """The map at a path; empty where there is none."""
    value = source.data
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _not_audited_problems(source: YamlSource) -> Iterator[Problem]:
    path: YamlPath = ("not_audited",)
    if not isinstance(source.data.get("not_audited") or {}, dict):
        yield Problem(where=source.where(path), message="expected a map of kinds to reasons")
    yield from _unknown(source, path, KINDS, "kind")
    for kind, reason in _at(source, path).items():
        where = source.where((*path, kind))
        if not isinstance(reason, str) or not reason:
            yield Problem(where=where, message="expected the reason, as text")
        if kind in _at(source, ("resources",)):
            yield Problem(where=where, message="also under resources: keep one of the two")


def _resource_problems(source: YamlSource) -> Iterator[Problem]:
    path: YamlPath = ("resources",)
    if not isinstance(source.data.get("resources") or {}, dict):
        yield Problem(where=source.where(path), message="expected a map of kinds")
    yield from _unknown(source, path, KINDS, "kind")
    for kind, named in _at(source, path).items():
        if not isinstance(named, dict):
            message = "expected a map of resources by name"
            yield Problem(where=source.where((*path, kind)), message=message)
        for name, attributes in _at(source, (*path, kind)).items():
            if not isinstance(attributes, dict):
                message = "expected a map of attributes; a resource without any is {}"
                yield Problem(where=source.where((*path, kind, name)), message=message)


def text_of(baseline: Baseline, existing: str = "") -> str:
    """The baseline as YAML; the comment at the head of the `existing` text is kept."""
    content: dict[str, Json] = {"version": VERSION}
    if baseline.not_audited:
        content["not_audited"] = baseline.not_audited
    content["resources"] = baseline.resources
    # Fields in the order in which one reads them, everything below sorted.
    parts = (_dump({key: value}) for key, value in content.items())
    return (header_of(existing) or HEADER.format(name=baseline.name)) + "".join(parts)


def header_of(text: str) -> str:
    """The comment lines at the head of a text, each with its line end."""
    lines = text.splitlines(keepends=True)
    end = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])


class _Dumper(yaml.CSafeDumper):
    """Writes every value out, and text of several lines as such."""

    def ignore_aliases(self, data: Json) -> bool:
        """Equal values are written twice: a reviewer should not have to follow anchors."""
        return isinstance(data, object)


def _text(dumper: yaml.CSafeDumper, value: str) -> yaml.ScalarNode:
    # A block keeps lines apart for review; other than plain ASCII is escaped, so nothing hides.
    lines = value.splitlines()
    block = len(lines) > 1 and value.isascii() and all(map(_is_plain, lines))
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if block else None)


def _is_plain(line: str) -> bool:
    return bool(line) and line.isprintable() and line.strip() == line


_Dumper.add_representer(str, _text)


def _dump(value: Json) -> str:
    return str(
        yaml.dump(value, Dumper=_Dumper, default_flow_style=False, sort_keys=True, width=_WIDTH)
    )
