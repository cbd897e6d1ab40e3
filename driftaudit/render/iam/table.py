"""A comparison of policies for a terminal: the verdict first, then what proves it."""

from collections.abc import Iterator
from typing import Final

from driftaudit.iam_diff import IamDiff
from driftaudit.render.iam.words import Line, Part, Words, words_of
from driftaudit.render.text import clean, cut, unarmed

_WIDTH: Final = 200
"""No line of other people's words is longer."""


def table(diff: IamDiff, limit: int | None) -> str:
    """Lines of text, the trust policies after the permissions."""
    lines = list(_lines(words_of(diff, limit), ""))
    if diff.trust is not None:
        lines += ["", *_lines(words_of(diff.trust, limit), "trust policy: ")]
    return "\n".join(map(unarmed, lines)) + "\n"


def _lines(words: Words, title: str) -> Iterator[str]:
    first = f": {words.parts[0].head}" if words.parts else ""
    yield f"{title}{words.verdict}{first}"
    for number, part in enumerate(words.parts):
        if number:
            yield part.head
        yield from _part(part)
    yield words.closing
    for note in words.notes:
        yield f"note: {_short(note)}"


def _part(part: Part) -> Iterator[str]:
    for each in part.lines:
        yield from _witness(each)
    if part.left:
        yield f"  … {part.left} more (--all)"


def _witness(line: Line) -> Iterator[str]:
    yield f"  {_short(line.action)}  {_short(line.place)}".rstrip()
    for remark in line.remarks:
        yield f"      {_short(remark)}"


def _short(text: str) -> str:
    return cut(clean(text), _WIDTH)
