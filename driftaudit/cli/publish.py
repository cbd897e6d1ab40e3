"""Where a report goes: stdout, the files asked for, and the exit status."""

import os
import sys
from pathlib import Path

import click

from driftaudit.cli import exits
from driftaudit.cli.options import Publication
from driftaudit.errors import DriftauditError
from driftaudit.report import Report


def publish(report: Report, publication: Publication) -> int:
    """Write the report everywhere it was asked for; the exit status of the contract.

    Raises:
        DriftauditError: an output could not be written; all others are.
    """
    colour = _colour()
    text = _shown(report, publication, color=colour)
    # JSON is UTF-8 wherever it goes (RFC 8259); a table is in the terminal's own encoding.
    click.echo(text.encode() if publication.format == "json" else text, nl=False, color=colour)
    problems = [problem for output in publication.output if (problem := _write(report, output))]
    if problems:
        raise DriftauditError("\n".join(problems))
    if report.result == "drift":
        return exits.DRIFT
    gaps = (each.gaps for each in report.environments)
    return exits.of_gaps(gaps, allow_partial=publication.allow_partial)


def check_outputs(publication: Publication) -> None:
    """Refuse, before any work, outputs that cannot be meant.

    Raises:
        click.BadParameter: not FORMAT=PATH, an unknown format, or one path twice.
    """
    from driftaudit.render import RENDERERS

    paths = set()
    for output in publication.output:
        format_, equals, path = output.partition("=")
        if not equals or not path or format_ not in RENDERERS:
            known = ", ".join(sorted(RENDERERS))
            raise click.BadParameter(
                f"{output!r} is not FORMAT=PATH with a format of {known}", param_hint="--output"
            )
        if Path(path).absolute() in paths:
            raise click.BadParameter(f"{path} is named twice", param_hint="--output")
        paths.add(Path(path).absolute())


def _write(report: Report, output: str) -> str | None:
    from driftaudit.render import RENDERERS
    from driftaudit.render.table import table

    format_, _, path = output.partition("=")
    text = table(report, limit=None) if format_ == "table" else RENDERERS[format_](report)
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        return f"--output {output}: cannot be written: {error.strerror or error}"
    return None


def _shown(report: Report, publication: Publication, *, color: bool) -> str:
    from driftaudit.render import RENDERERS
    from driftaudit.render.table import LIMIT, table

    if publication.format == "table":
        return table(report, color=color, limit=None if publication.all else LIMIT)
    return RENDERERS[publication.format](report)


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
