"""YAML that people wrote, as JSON-able data that knows the line of each of its parts.

Stricter than YAML where laxness hides mistakes: a key written twice, a key that is not text, and
a tag that asks for more than data are errors with their line. Dates stay the text they were
written as (`Version: 2012-10-17` is no date to anyone). Hostile files are refused before they
cost anything: aliases that expand without end (a YAML bomb), nesting that would exhaust the
stack (libyaml's own composer crashes the process), files of more than 4 MiB.
"""

import codecs
import math
import re
from pathlib import Path
from typing import Final, TypeAlias

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from driftaudit.errors import ConfigError, DriftauditError
from driftaudit.model import Json, Record

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_ALIASED: Final = 100_000
"""How many nodes the aliases of a file may stand for beyond what is written in it."""

YamlPath: TypeAlias = tuple[str | int, ...]

_TAG: Final = "tag:yaml.org,2002:"
_TEXT: Final = frozenset(_TAG + name for name in ("str", "timestamp", "value", "merge"))
_CONSTRUCTED: Final = frozenset(_TAG + name for name in ("int", "float", "bool", "null"))
_PLAIN: Final = re.compile(r"[\w${}/+*-]+")


class Scalar(Record, frozen=True, kw_only=True):
    """A value as it was written: its text, its resolved tag (`int`), whether it was in quotes."""

    text: str
    tag: str
    quoted: bool


class YamlSource(Record, frozen=True, kw_only=True):
    """The data of a YAML file, and where each part of it stands.

    `lines` (1-based) maps a path, such as `("environments", "prod-us", "vars")`, to the line of
    its key or list item; `scalars` maps a path to the text that was written there. `data` is
    None for an empty file.
    """

    origin: str
    data: Json
    lines: dict[YamlPath, int]
    scalars: dict[YamlPath, Scalar]

    def line(self, path: YamlPath) -> int:
        """The line of a path, or of the nearest part around it that is there."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def raw(self, path: YamlPath) -> Scalar | None:
        """The scalar as it was written; None where there is a map, a list or nothing."""
        return self.scalars.get(path)

    def where(self, path: YamlPath) -> str:
        """`FILE:LINE: dotted.path`, the start of an error message."""
        named = f": {dotted(path)}" if path else ""
        return f"{self.origin}:{self.line(path)}{named}"


def dotted(path: YamlPath) -> str:
    """A path for people: `environments.prod-us.roles[2]`, odd keys in quotes and escaped."""
    parts = [
        f"[{part}]"
        if isinstance(part, int)
        else "." + (part if _PLAIN.fullmatch(part) else repr(part))
        for part in path
    ]
    return "".join(parts).removeprefix(".")


def read(path: Path, error: type[DriftauditError] = ConfigError) -> YamlSource:
    """The YAML of a file; raises `error`, which names the file, where it cannot be used."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as caught:
        raise error(f"{path}: cannot be read: {caught.strerror or caught}") from caught
    try:
        text = content[:MAX_BYTES].decode("utf-8-sig") if len(content) <= MAX_BYTES else ""
    except UnicodeDecodeError as caught:
        line = content.count(b"\n", 0, caught.start) + 1
        is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        what = "UTF-16; save it as UTF-8" if is_utf16 else f"byte 0x{content[caught.start]:02x}"
        raise error(f"{path}:{line}: not UTF-8 text: {what}") from caught
    if len(content) > MAX_BYTES:
        raise error(f"{path}: larger than {MAX_BYTES // 1024 // 1024} MiB, which is refused")
    return parse(text, str(path), error)


def parse(text: str, origin: str, error: type[DriftauditError] = ConfigError) -> YamlSource:
    """The data of a YAML text and its lines; raises `error` with `ORIGIN:LINE:COLUMN`."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        tree = _Tree(loader)
        data = tree.value(node, ()) if node else None
    except _RefusedError as caught:
        raise error(f"{origin}:{caught}") from caught
    except yaml.MarkedYAMLError as caught:
        raise error(_marked(caught, origin, text)) from caught
    except yaml.reader.ReaderError as caught:
        line = text.count("\n", 0, caught.position) + 1
        raise error(f"{origin}:{line}: not YAML: {caught.reason}") from caught
    return YamlSource(origin=origin, data=data, lines=tree.lines, scalars=tree.scalars)


def _marked(caught: yaml.MarkedYAMLError, origin: str, text: str) -> str:
    mark = caught.problem_mark or caught.context_mark
    place = f"{origin}:{mark.line + 1}:{mark.column + 1}" if mark else origin
    if mark and any(map(_TABBED.match, text.split("\n")[mark.line : mark.line + 1])):
        return f"{place}: the line starts with a tab; YAML is indented with spaces alone"
    return f"{place}: " + ", ".join(part for part in (caught.context, caught.problem) if part)


_TABBED: Final = re.compile(r" *\t")


class _RefusedError(Exception):
    """What YAML allows and this reader does not; `line` and `column` are 1-based."""

    def __init__(self, line: int, column: int, problem: str) -> None:
        super().__init__(f"{line}:{column}: {problem}")


class _Loader(Composer, yaml.CSafeLoader):
    """libyaml's parser under a composer that counts what aliases stand for, and refuses depth."""

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)
        self.level = 0
        self.sizes: dict[Node, tuple[int, int]] = {}

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """The next node; refused when it is too deep, or its aliases expand too far."""
        alias = self.check_event(yaml.AliasEvent)
        self.level += 1
        if self.level > MAX_DEPTH:
            raise self._refused(_TOO_DEEP)
        node = super().compose_node(parent, index)
        self.level -= 1
        return self._counted(node, alias=alias) if node else None

    def _counted(self, node: Node, *, alias: bool) -> Node:
        if not alias:
            self.sizes[node] = self._size(node)
        elif node not in self.sizes:
            raise self._refused("an alias stands inside what it names, which is refused")
        size, depth = self.sizes[node]
        if size - len(self.sizes) > MAX_ALIASED:
            raise self._refused(_BOMB)
        if depth > MAX_DEPTH:
            raise self._refused(_TOO_DEEP)
        return node

    def _refused(self, problem: str) -> _RefusedError:
        event = self.peek_event()
        mark = event.start_mark if event else None
        return (
            _RefusedError(mark.line + 1, mark.column + 1, problem)
            if mark
            else _RefusedError(1, 1, problem)
        )

    def _size(self, node: Node) -> tuple[int, int]:
        """How many nodes, and how many levels, a node stands for with its aliases written out."""
        if isinstance(node, MappingNode):
            inner = [self.sizes[each] for pair in node.value for each in pair]
        elif isinstance(node, SequenceNode):
            inner = [self.sizes[each] for each in node.value]
        else:
            return 1, 1
        return 1 + sum(size for size, _ in inner), 1 + max((deep for _, deep in inner), default=0)


_TOO_DEEP: Final = f"nested deeper than {MAX_DEPTH} levels, which is refused"
_BOMB: Final = f"aliases stand for more than {MAX_ALIASED} further values, which is refused"


class _Tree:
    """Builds data out of nodes, and notes lines and raw scalars by path."""

    def __init__(self, loader: _Loader) -> None:
        self.loader = loader
        self.lines: dict[YamlPath, int] = {(): 1}
        self.scalars: dict[YamlPath, Scalar] = {}

    def value(self, node: Node, path: YamlPath) -> Json:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            if node.tag != _TAG + "map":
                raise _refused(node, f"tag {node.tag!r} asks for more than data")
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            if node.tag != _TAG + "seq":
                raise _refused(node, f"tag {node.tag!r} asks for more than data")
            return [self.value(each, (*path, place)) for place, each in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: YamlPath) -> dict[str, Json]:
        result = {}
        for key, (key_node, value_node) in _pairs(node, path).items():
            inner = (*path, key)
            self.lines[inner] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, inner)
        return result

    def _scalar(self, node: Node, path: YamlPath) -> Json:
        quoted = isinstance(node, ScalarNode) and bool(node.style)
        self.scalars[path] = Scalar(text=node.value, tag=node.tag.removeprefix(_TAG), quoted=quoted)
        if node.tag in _TEXT:
            return node.value
        if node.tag not in _CONSTRUCTED:
            raise _refused(node, f"tag {node.tag!r} asks for more than data")
        try:
            value = self.loader.construct_object(node)
        except (ValueError, LookupError) as caught:
            name = node.tag.removeprefix(_TAG)
            raise _refused(
                node, f"{node.value[:40]!r} is no {name}; write text in quotes"
            ) from caught
        if isinstance(value, float) and not math.isfinite(value):
            raise _refused(node, f"{node.value!r} is not a number that JSON has")
        return value


def _pairs(node: MappingNode, path: YamlPath) -> dict[str, tuple[Node, Node]]:
    """The entries of a map: its own, then those merged in by `<<`, the first one named wins."""
    own: dict[str, tuple[Node, Node]] = {}
    merged: list[MappingNode] = []
    for key, value in node.value:
        if key.tag == _TAG + "merge":
            merged += _merged(value)
            continue
        name = _key(key)
        if name in own:
            first = own[name][0].start_mark.line + 1
            where = dotted((*path, name))
            raise _refused(key, f"{where}: written twice, first in line {first}; keep one")
        own[name] = (key, value)
    for each in merged:
        for name, pair in _pairs(each, path).items():
            own.setdefault(name, pair)
    return own


def _merged(value: Node) -> list[MappingNode]:
    nodes = value.value if isinstance(value, SequenceNode) else [value]
    for node in nodes:
        if not isinstance(node, MappingNode):
            raise _refused(node, "'<<' merges a map, or a list of maps, by its alias")
    return list(nodes)


def _key(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise _refused(node, "a map or a list cannot be a key; a key is text")
    if node.tag not in _TEXT:
        kind = node.tag.removeprefix(_TAG)
        raise _refused(
            node, f'the key {node.value!r} reads as {kind}: write "{node.value}" in quotes'
        )
    return str(node.value)


def _refused(node: Node, problem: str) -> _RefusedError:
    return _RefusedError(node.start_mark.line + 1, node.start_mark.column + 1, problem)
