"""A fleet's disagreements for a person: who has what, and the odd one out at a glance."""

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.render.text import clean, cut, listed, paint, plural, wrapped
from driftaudit.render.values import exact_text, path_text, value_change, value_text
from driftaudit.report import FLEET, MatrixRow, Report

WIDTH: Final = 100
_LABEL: Final = 44
_CELL: Final = 14
"""The widest cell of a column; a longer value is told in lines of its own."""

ODD: Final = "!"
UNREAD: Final = "?"


def is_fleet(report: Report) -> bool:
    """Whether environments were compared with each other, without a reference."""
    return any(each.reference.startswith(FLEET) for each in report.environments)


def matrix_lines(report: Report, *, color: bool, page: int = WIDTH) -> list[str]:
    """A column an environment where they fit, else a line a value; then who is the odd one out."""
    names = [each.name for each in report.environments]
    short = _short(names)
    width = min(_CELL, max([7, *map(len, short)])) + 2
    columns = _LABEL + width * (len(names) + 1) <= page
    lines = ["", _header(short, width)] if columns and report.matrix else []
    place: tuple[str, str] | None = None
    for row in report.matrix:
        if (row.kind, row.resource) != place:
            place = (row.kind, row.resource)
            lines.append(cut(f"{clean(row.kind)} {clean(row.resource)}", page))
        lines += _cells(row, names, width, page, color=color) if columns else ()
        if not columns or not _fits(row, width):
            lines += _by_value(row, titled=not columns, color=color, page=page)
    return [*lines, *_closing(report, page)]


def _short(names: list[str]) -> list[str]:
    """The names without the words that all begin with."""
    words = [name.split("-") for name in names]
    alike = itertools.takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False))
    same = min(len(list(alike)), min(map(len, words), default=1) - 1)
    return [clean("-".join(each[same:])) for each in words]


def _header(names: list[str], width: int) -> str:
    return " " * _LABEL + "".join(name[: width - 2].ljust(width) for name in (*names, "most"))


def _fits(row: MatrixRow, width: int) -> bool:
    return all(len(text) <= width - 3 for text in cell_texts(row))


def cell_text(value: Json) -> str:
    """A value for a cell: `✓` or `✗` for what is there or is not."""
    if value is None:
        return "✗"
    return "✓" if value is True or value == {} else value_text(value)


def cell_texts(row: MatrixRow) -> list[str]:
    """The values as cells, those told exactly that would look alike."""
    shown = [cell_text(each.value) for each in row.values]
    return [
        text if shown.count(text) == 1 else exact_text(each.value)
        for each, text in zip(row.values, shown, strict=True)
    ]


def _cells(
    row: MatrixRow, names: list[str], width: int, page: int, *, color: bool
) -> Iterator[str]:
    """The path and a cell an environment; letters where the values are told below."""
    fits, texts = _fits(row, width), cell_texts(row)
    shown = {
        name: texts[at] if fits else letter(at)
        for at, each in enumerate(row.values)
        for name in each.environments
    }
    most = "split" if row.split or not texts else texts[0] if fits else letter(0)
    label = "  " + (path_text(row.path) or "the resource itself")
    if len(label) > _LABEL - 2:
        yield cut(label, page)
        label = ""
    line = label.ljust(_LABEL)
    for name in names:
        odd = name in row.outliers
        cell = f"{shown.get(name, UNREAD)} {ODD}" if odd else shown.get(name, UNREAD)
        padded = cell.ljust(width)
        line += paint(padded, "drift", color=color) if odd else padded
    yield line + most


def letter(at: int) -> str:
    """What the value at a place is called where it is told elsewhere: `A`, `B`, `#27`."""
    return chr(ord("A") + at) if at < 26 else f"#{at + 1}"


def _by_value(row: MatrixRow, *, titled: bool, color: bool, page: int) -> Iterator[str]:
    """`A  value   who`, the commonest first; outliers are marked."""
    if titled:
        path = path_text(row.path) or "the resource itself"
        yield cut(f"  {path}{'  (split: no majority)' if row.split else ''}", page)
    for at, each in enumerate(row.values):
        odd = set(each.environments) <= set(row.outliers)
        who = f"{len(each.environments)}: {listed(each.environments)}"
        told = _told(row, at)
        first = f"{letter(at)} {ODD if odd else ' '} "
        lines = wrapped("", f"{first}{told[0]}  {who}", indent=4, width=page, hang=4)
        for line in (*lines, *(" " * (4 + len(first)) + each for each in told[1:])):
            yield paint(line, "drift", color=color) if odd else line
    if row.unread:
        yield from wrapped(UNREAD, f"unread: {listed(row.unread)}", indent=4, width=page)


def _told(row: MatrixRow, at: int) -> list[str]:
    """A value; one that is long and not the consensus by how it differs from that."""
    value = row.values[at].value
    if at == 0 or row.split or not isinstance(value, dict | list | tuple):
        return [cut(cell_texts(row)[at], 60)]
    return value_change(row.consensus, value, 60)


def _closing(report: Report, page: int) -> list[str]:
    parts = [line.split(": ", 1) for line in odd_ones(report)]
    lines = [
        line
        for label, text in parts
        for line in wrapped(f"{label}:", text, indent=0, width=page, hang=len(label) + 2)
    ]
    return ["", *lines] if lines else []


def odd_ones(report: Report) -> list[str]:
    """`odd one out: prod-us (2), prod-de (1)` and how many settings have no majority."""
    counts = Counter(name for row in report.matrix for name in row.outliers)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    odd = listed(f"{name} ({count})" for name, count in ordered)
    splits = sum(row.split for row in report.matrix)
    lines = [f"odd one out: {odd}"] if odd else []
    return lines + ([f"split: {plural(splits, 'setting')} without a majority"] if splits else [])
