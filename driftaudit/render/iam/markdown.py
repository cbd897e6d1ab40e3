"""A comparison of policies for a pull request: the verdict, then a table of what proves it."""

from collections.abc import Iterator
from typing import Final

from driftaudit.iam_diff import IamDiff
from driftaudit.render.iam.words import Line, Part, Words, words_of
from driftaudit.render.markdown.text import code, head, prose, row
from driftaudit.render.text import clean, cut

_WIDTH: Final = 300
"""No cell of other people's words is longer."""


def markdown(diff: IamDiff, limit: int | None) -> str:
    """Blocks of Markdown; every name and text of other people is code."""
    blocks = [f"A is {_code(diff.a)}, B is {_code(diff.b)}", *_blocks(words_of(diff, limit))]
    if diff.trust is not None:
        trust = words_of(diff.trust, limit)
        blocks += [f"#### Trust policy: {trust.verdict}", *_blocks(trust)]
    title = f"### IAM: {words_of(diff, limit).verdict}"
    return "\n\n".join([title, *blocks]) + "\n"


def _blocks(words: Words) -> Iterator[str]:
    for part in words.parts:
        yield f"**{part.head}**"
        yield "\n".join(_rows(part))
        if part.left:
            yield f"… {part.left} more"
    yield words.closing
    if words.notes:
        yield "\n".join(f"* {prose(cut(clean(each), _WIDTH))}" for each in words.notes)


def _rows(part: Part) -> Iterator[str]:
    yield head(("action", "where", ""))
    for each in part.lines:
        yield row(_cells(each))


def _cells(line: Line) -> tuple[str, str, str]:
    return _code(line.action), _code(line.place) if line.place else "", _remarks(line)


def _remarks(line: Line) -> str:
    return "; ".join(prose(cut(clean(each), _WIDTH)) for each in line.remarks)


def _code(text: str) -> str:
    return code(cut(clean(text), _WIDTH))
