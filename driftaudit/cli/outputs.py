"""The files that a report is written to: FORMAT=PATH, each meant once, each written whole.

One that cannot be written does not keep the others from being: it is told at the end, status 2.
"""

import os
from collections import Counter
from pathlib import Path

import click

from driftaudit.cli.whole_file import replace
from driftaudit.model import Record
from driftaudit.render import RENDERERS
from driftaudit.report import Report


class Output(Record, frozen=True, kw_only=True):
    """One file to write: what was asked for, its format, its path."""

    asked: str
    format: str
    path: str

    @property
    def file(self) -> str:
        """The file itself, however it is spelled and whatever links lead to it."""
        return os.path.realpath(self.path)


def parse(asked: tuple[str, ...]) -> tuple[tuple[Output, ...], tuple[str, ...]]:
    """The files that can be meant, and what is wrong with the others.

    A file that is named twice is not written at all: nobody knows what was to be in it.
    """
    problems = tuple(problem for each in asked if (problem := _problem(each)))
    outputs = tuple(_output(each) for each in asked if not _problem(each))
    count = Counter(each.file for each in outputs)
    twice = tuple(
        f"--output {each.asked}: the file is named twice"
        for each in outputs
        if count[each.file] > 1
    )
    once = tuple(each for each in outputs if count[each.file] == 1)
    return once, tuple(dict.fromkeys((*problems, *twice)))


def check(asked: tuple[str, ...]) -> None:
    """Refuse, before any work, where nothing that was asked for can be written.

    Raises:
        click.UsageError: says what is wrong with each.
    """
    outputs, problems = parse(asked)
    if problems and not outputs:
        raise click.UsageError("\n".join(problems))


def write(report: Report, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Write the report to every file that can be written; what went wrong with the others."""
    outputs, problems = parse(asked)
    lost = tuple(problem for each in outputs if (problem := _write(report, each)))
    return (*problems, *lost)


def text_of(report: Report, form: str) -> str:
    """The report in a format, whole: a table in a file is not for one screen."""
    if form == "table":
        from driftaudit.render.table import table

        return table(report, limit=None)
    return RENDERERS[form](report)


def _output(asked: str) -> Output:
    form, _, path = asked.partition("=")
    return Output(asked=asked, format=form, path=path)


def _problem(asked: str) -> str:
    form, _, path = asked.partition("=")
    if not path or form not in RENDERERS:
        known = ", ".join(sorted(RENDERERS))
        return f"--output {asked}: not FORMAT=PATH with a format of {known}"
    if path == "-":
        return f"--output {asked}: stdout is what --format is for; ./- is a file of that name"
    return "" if "\0" not in path else f"--output {asked!r}: not a path"


def _write(report: Report, output: Output) -> str | None:
    try:
        replace(Path(output.path), text_of(report, output.format))
    except OSError as error:
        return f"--output {output.asked}: cannot be written: {error.strerror or error}"
    return None
