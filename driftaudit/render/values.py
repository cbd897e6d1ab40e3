"""What changed, in as few short lines as it takes: `old → new`, or `-` expected and `+` found."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.render.text import clean, cut
from driftaudit.report import ReportedFinding

MAX_LINES: Final = 8
"""How many lines a change may take; the rest is counted."""

_WORD: Final = re.compile(r"[\w-]+")
_KEPT: Final = 12
"""How many characters that two long texts share are shown before they part."""


def path_text(path: tuple[str, ...]) -> str:
    """A path for people: `scalingConfig.maxSize`, odd keys set off by a space."""
    shown = ""
    for part in path:
        word = clean(part) or '""'
        dot = "." if shown and _WORD.fullmatch(word) else " "
        shown += (dot if shown else "") + word
    return shown


def value_text(value: Json) -> str:
    """A value on one line: text as it is, anything else as JSON; `(none)` for nothing."""
    if value is None:
        return "(none)"
    if isinstance(value, str):
        return clean(value) or '""'
    return clean(json.dumps(value, ensure_ascii=False, sort_keys=True))


def change_lines(finding: ReportedFinding, width: int) -> list[str]:
    """The change of a finding in lines of at most `width`; none where the path says it all."""
    old, new = finding.expected, finding.actual
    if not finding.path or (old in ({}, None) and new in ({}, None)):
        return []
    return value_change(old, new, width)


def value_change(old: Json, new: Json, width: int) -> list[str]:
    """What a value has become, in at most `MAX_LINES` lines of at most `width`."""
    lines = [
        line if len(line) <= width else _cut_line(line, width) for line in _lines(old, new, width)
    ]
    if len(lines) <= MAX_LINES:
        return lines
    return [*lines[: MAX_LINES - 1], f"… {len(lines) - MAX_LINES + 1} more lines"]


def _cut_line(line: str, width: int) -> str:
    return line[:2] + cut(line[2:], width - 2)


def _lines(old: Json, new: Json, width: int) -> list[str]:
    shown = _readable(old, new, width)
    if shown:
        return shown
    if _is_reordered(old, new):
        return ["same items in another order"]
    return _on_one_line(exact_text(old), exact_text(new), width)


def _readable(old: Json, new: Json, width: int) -> list[str]:
    """The change as people write values; empty where the two would look alike."""
    if _is_compound(old) or _is_compound(new):
        return list(_signed(*_told_apart(old, new), width))
    if "\n" in f"{old}" or "\n" in f"{new}":
        return list(_signed(f"{old or ''}".splitlines(), f"{new or ''}".splitlines(), width))
    before, after = value_text(old), value_text(new)
    return _on_one_line(before, after, width) if before != after else []


def _on_one_line(before: str, after: str, width: int) -> list[str]:
    line = f"{before} → {after}"
    return [line] if len(line) <= width else list(_signed([before], [after], width))


def _is_reordered(old: Json, new: Json) -> bool:
    lists = isinstance(old, list | tuple) and isinstance(new, list | tuple)
    return lists and sorted(map(exact_text, old)) == sorted(map(exact_text, new))


def exact_text(value: Json) -> str:
    """A value of which nothing is hidden: neither its type nor any letter."""
    return "(none)" if value is None else json.dumps(value, sort_keys=True)


def _told_apart(old: Json, new: Json) -> tuple[list[str], list[str]]:
    """The items of both sides; those of maps in a list (statements, say) leaf by leaf.

    Only where each map that one side alone has can be set against one of the other's.
    """
    if not (isinstance(old, list | tuple) and isinstance(new, list | tuple)):
        return _items(old), _items(new)
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    if len(gone) != len(come) or not all(isinstance(each, dict) for each in (*gone, *come)):
        return _items(old), _items(new)
    before = [line for each in gone for line in _items(each)]
    return before, [line for each in come for line in _items(each)]


def _parted(before: str, after: str, width: int) -> tuple[str, str]:
    """Two texts from shortly before they part, where a line cannot hold them whole."""
    longest = max(len(before), len(after))
    start = min(_shared(before, after) - _KEPT, longest + 1 - width)
    if start <= 0:
        return before, after
    return f"…{before[start:]}", f"…{after[start:]}"


def _shared(before: str, after: str) -> int:
    """How many characters two texts have in common at their start."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(before), len(after)))


def _is_compound(value: Json) -> bool:
    return isinstance(value, dict | list | tuple)


def _signed(old: list[str], new: list[str], width: int) -> Iterator[str]:
    """The lines that only one side has, each pair from where its two part."""
    old, new = [clean(line) for line in old], [clean(line) for line in new]
    kept = set(old) & set(new)
    gone = [line for line in old if line not in kept]
    come = [line for line in new if line not in kept]
    for before, after in itertools.zip_longest(gone, come):
        if before is None or after is None:
            yield f"- {before}" if after is None else f"+ {after}"
        else:
            first, second = _parted(before, after, width - 2)
            yield from (f"- {first}", f"+ {second}")


def _items(value: Json) -> list[str]:
    """A list's items, or a map's leaves with their paths, each as one line."""
    if value is None or value == {}:
        return []
    if isinstance(value, dict):
        return [
            f"{path_text(path)}: {value_text(each)}" if each != {} else path_text(path)
            for path, each in _leaves(value, ())
        ]
    if isinstance(value, list | tuple):
        return [value_text(each) for each in value]
    return [value_text(value)]


def _leaves(value: Json, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Json]]:
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _leaves(value[key], (*path, key))
    else:
        yield path, value
