"""A fleet's matrix as Markdown tables: a row a setting, the odd ones bold."""

from collections.abc import Iterator
from typing import Final

from driftaudit.render.markdown.findings import MAX_NAMES
from driftaudit.render.markdown.fit import Piece
from driftaudit.render.markdown.text import code, codes, head, prose, row
from driftaudit.render.matrix import ODD, UNREAD, cell_texts, letter, odd_ones
from driftaudit.render.text import clean, cut
from driftaudit.render.values import path_text
from driftaudit.report import MatrixRow, Report

MAX_COLUMNS: Final = 10
"""Up to how many environments have a column each."""

_CELL: Final = 40
_OURS: Final = frozenset("✓✗")


def matrix_pieces(report: Report, rank: int) -> Iterator[Piece]:
    """A piece a row, the first with the table's head; then who is the odd one out."""
    names = tuple(dict.fromkeys(each.name for each in report.environments))
    wide = len(names) <= MAX_COLUMNS
    titles = [code(name) for name in names] if wide else ["others", "unread"]
    top = head(["setting", "most", *titles]) + "\n"
    for each in report.matrix:
        cells = _columns(each, names) if wide else _others(each)
        glue = "\n\n" if top else "\n"
        yield Piece(top + row([_setting(each), *cells]), rank, "setting", glue=glue)
        top = ""
    for line in odd_ones(report):
        yield Piece(f"**{prose(line)}**", rank - 1)


def _setting(found: MatrixRow) -> str:
    path = code(cut(path_text(found.path), 96)) if found.path else "the resource itself"
    return f"{code(cut(clean(f'{found.kind} {found.resource}'), 96))} {path}"


def _values(found: MatrixRow) -> list[str]:
    """The values as cells, short; what would look alike has a letter of its own."""
    short = [cut(text, _CELL) for text in cell_texts(found)]
    return [
        # What is there or is not is said by us, a value by others.
        text
        if text in _OURS and not isinstance(each.value, str)
        else code(text) + _told_apart(short, at)
        for at, (each, text) in enumerate(zip(found.values, short, strict=True))
    ]


def _told_apart(short: list[str], at: int) -> str:
    return f" ({letter(at)})" if short.count(short[at]) > 1 else ""


def _most(found: MatrixRow, values: list[str]) -> str:
    return "split" if found.split or not values else values[0]


def _columns(found: MatrixRow, names: tuple[str, ...]) -> Iterator[str]:
    values = _values(found)
    shown = {
        name: value
        for each, value in zip(found.values, values, strict=True)
        for name in each.environments
    }
    yield _most(found, values)
    for name in names:
        cell = shown.get(name, UNREAD)
        yield f"**{cell} {ODD}**" if name in found.outliers else cell


def _others(found: MatrixRow) -> Iterator[str]:
    """What those have that are not like most, for a fleet too wide for columns."""
    values = _values(found)
    first = 0 if found.split else 1
    told = [
        f"{value}: {codes(each.environments, MAX_NAMES)}"
        for each, value in zip(found.values[first:], values[first:], strict=True)
    ]
    yield _most(found, values)
    yield "<br>".join(told)
    yield codes(found.unread, MAX_NAMES)
