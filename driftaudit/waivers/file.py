"""The waiver file, `baselines/waivers.yaml`: read so that one mistake does not void the others.

Only what is no waiver file at all is an error; an entry that cannot count is told as such.
"""

import re
from pathlib import Path
from typing import Final

from driftaudit.errors import BaselineError
from driftaudit.judge.ready_made import entry_text
from driftaudit.judge.waivers import (
    FiledWaiver,
    InvalidWaiver,
    WaiverDocument,
    WaiverEntry,
    WaiverFile,
)
from driftaudit.model import Json
from driftaudit.names import did_you_mean
from driftaudit.waivers.entry import filed
from driftaudit.yaml_source import YamlPath, YamlSource, parse, read

FILE_NAME: Final = "waivers.yaml"
VERSION: Final = 1
HEADER: Final = """\
# What was accepted although it differs, by whom, why and until when. Every finding prints its own
# waiver; one that has expired does not count. Review changes to this file like code.
version: 1
waivers:
"""

_FIELDS: Final = WaiverDocument.__struct_fields__
_NEXT: Final = "next: correct the file; `driftaudit schema waivers` prints what it may have"


def load(path: Path) -> WaiverFile:
    """The waivers of a file, in its order; none where there is no such file.

    Raises BaselineError with file and line for what is not YAML, or no waiver file.
    """
    try:
        source = read(path, BaselineError)
    except BaselineError as caught:
        if isinstance(caught.__cause__, FileNotFoundError):
            return WaiverFile(origin=str(path))
        raise
    return _waivers(source)


def add(text: str, entry: WaiverEntry, origin: str = FILE_NAME) -> str:
    """The text of a waiver file with one more entry at the end of its list, all else kept.

    An empty text becomes a file. Raises BaselineError where the text is no waiver file, where
    the entry would not count, and where the list is written (`waivers: [{…}]`) in a way to
    which no lines can be added.
    """
    if not text.strip():
        text = HEADER
    source = parse(text, origin, BaselineError)
    before = _entries(source)
    grown = _with_lines(text, source, entry)
    try:
        after = parse(grown, origin, BaselineError)
        *others, added = _entries(after) or [None]
    except BaselineError:
        others, added = [], None
    if added is None or others != before:
        raise BaselineError(f"{source.where(('waivers',))}: {_NO_BLOCK}")
    made = filed(after, ("waivers", len(before)), added)
    if isinstance(made, InvalidWaiver):
        raise BaselineError(f"the waiver would not count: {made.message}")
    return grown


_NO_BLOCK: Final = (
    "no waiver can be added to a list that is written like this\n"
    "next: write each waiver on lines of its own, the first of which starts with `- `"
)


def _waivers(source: YamlSource) -> WaiverFile:
    found: dict[str, FiledWaiver | InvalidWaiver] = {}
    for place, entry in enumerate(_entries(source)):
        each = filed(source, ("waivers", place), entry)
        found.setdefault(each.key, each)  # written twice, a waiver is still one
    return WaiverFile(
        origin=source.origin,
        waivers=tuple(each for each in found.values() if isinstance(each, FiledWaiver)),
        invalid=tuple(each for each in found.values() if isinstance(each, InvalidWaiver)),
    )


def _entries(source: YamlSource) -> list[Json]:
    """What stands in the list of waivers; BaselineError where there cannot be one."""
    data = source.data
    if data is None:
        return []
    if not isinstance(data, dict):
        raise _refused(source, (), "not a waiver file: expected a map with version and waivers")
    for name in data:
        if name not in _FIELDS:
            raise _refused(source, (name,), f"unknown field{did_you_mean(name, _FIELDS)}")
    if data.get("version") != VERSION or isinstance(data.get("version"), bool):
        text = f"expected version: {VERSION}, the only one this driftaudit reads"
        raise _refused(source, ("version",), text)
    waivers = data.get("waivers")
    if waivers is not None and not isinstance(waivers, list):
        raise _refused(source, ("waivers",), "expected a list, each waiver starting with `- `")
    return waivers or []


def _refused(source: YamlSource, path: YamlPath, text: str) -> BaselineError:
    return BaselineError(f"{source.where(path)}: {text}\n{_NEXT}")


def _with_lines(text: str, source: YamlSource, entry: WaiverEntry) -> str:
    """The text with the lines of an entry after those of the list, or after its key."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.removesuffix("\n").removesuffix("\r").split(end)
    if source.data is None:
        lines.append("version: 1")
    indent, place = "  ", len(lines)
    if _entries(source):
        first = source.line(("waivers", 0)) - 1
        indent = " " * (len(lines[first]) - len(lines[first].lstrip(" ")))
        place = _end_of_list(lines, first, indent)
    elif ("waivers",) in source.lines:
        place = source.line(("waivers",))
        lines[place - 1] = _EMPTY_LIST.sub("waivers:", lines[place - 1])
    else:
        lines.append("waivers:")
        place += 1
    lines[place:place] = entry_text(entry, indent).splitlines()
    return end.join(lines) + end


_EMPTY_LIST: Final = re.compile(r"^waivers:\s*(\[\s*\]|null|~)")


def _end_of_list(lines: list[str], first: int, indent: str) -> int:
    """The place after the last line of a block list; comments behind it stay behind it."""
    end = first + 1
    for place in range(first, len(lines)):
        line = lines[place]
        if line.startswith((indent + " ", indent + "-")) and line.strip():
            end = place + 1
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return end
