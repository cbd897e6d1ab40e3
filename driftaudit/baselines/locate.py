"""The line of a baseline that a finding is held against: where the deepest part of it stands.

Pure: the files of a baseline come in as they were read, the nearest first, each extending the next.
"""

from typing import Final

from driftaudit.baselines.match import written_value
from driftaudit.model import Record
from driftaudit.yaml_source import YamlPath, YamlSource

_RESOURCE: Final = 2
"""How deep a place is that names a resource: kind and name."""


class Line(Record, frozen=True, kw_only=True):
    """A line (from 1) of a file, named as it was read."""

    origin: str
    line: int


def locate(files: tuple[YamlSource, ...], environment: str, place: tuple[str, ...]) -> Line:
    """The line that says most of a place, which is kind, portable name and path.

    Of files that say as much the nearest counts, and before all `resources` what is expected of
    the environment alone, where that names the resource. Else the kind; else line 1.
    """
    written = tuple(map(_written, place))
    own = [_deepest(file, ("environments", environment, "resources"), written) for file in files]
    every = [_deepest(file, ("resources",), written) for file in files]
    said = [each for each in own if each[0] >= _RESOURCE] + every
    depth, line = max(said, key=lambda each: each[0])
    return line if depth else Line(origin=files[0].origin, line=1)


def _deepest(file: YamlSource, root: YamlPath, written: tuple[str, ...]) -> tuple[int, Line]:
    """How many parts of a place a file says below a root, and where the last of them stands."""
    depth = len(written)
    while depth and (*root, *written[:depth]) not in file.lines:
        depth -= 1
    return depth, Line(origin=file.origin, line=file.line((*root, *written[:depth])))


def _written(part: str) -> str:
    """A key as it stands in a file: one that reads like a matcher has one `$` more."""
    (key,) = written_value({part: None})
    return str(key)
