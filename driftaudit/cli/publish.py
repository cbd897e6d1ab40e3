"""Where a report goes: stdout, the files asked for, and the exit status."""

import os
import shutil
import sys

import click

from driftaudit.cli import exits, outputs
from driftaudit.cli.options import Publication
from driftaudit.errors import DriftauditError
from driftaudit.report import Report


def publish(report: Report, publication: Publication) -> int:
    """Write the report everywhere it was asked for; the exit status of the contract.

    Raises:
        DriftauditError: an output could not be written; all others are.
    """
    from driftaudit.effects.spelling import spelled_report
    from driftaudit.iam_data import known_names

    report = spelled_report(report, known_names)
    problems = outputs.write(report, publication.output)
    colour = _colour()
    text = _shown(report, publication, color=colour)
    # A table is in the terminal's own encoding; what programs read is UTF-8 wherever it goes.
    click.echo(text if publication.format == "table" else text.encode(), nl=False, color=colour)
    if problems:
        raise DriftauditError("\n".join(problems))
    if report.result == "drift":
        return exits.DRIFT
    if report.gate:  # what it has to know may lack without a gap: an effect that is not exact
        unknown = report.gate.verdict == "unknown" and not publication.allow_partial
        return exits.INCOMPLETE if unknown else exits.CLEAN
    status = exits.of_gaps(
        (each.gaps for each in report.environments), allow_partial=publication.allow_partial
    )
    # What is incomplete without a gap: a reference that is not known in full.
    silent = report.result == "incomplete" and not publication.allow_partial
    return status or (exits.INCOMPLETE if silent else exits.CLEAN)


def check_outputs(publication: Publication) -> None:
    """Refuse, before any work, outputs none of which can be meant.

    Raises:
        click.UsageError: not FORMAT=PATH, an unknown format, or one path twice.
    """
    outputs.check(publication.output)


def _shown(report: Report, publication: Publication, *, color: bool) -> str:
    if publication.format != "table":
        return outputs.text_of(report, publication.format)
    from driftaudit.render.table import LIMIT, table

    limit = None if publication.all else LIMIT
    return table(report, color=color, limit=limit, width=_width())


def _width() -> int:
    """The columns of a terminal that is narrower than what a table may take; else that."""
    from driftaudit.render.finding import WIDTH
    from driftaudit.render.table import NARROWEST

    if not sys.stdout.isatty():
        return WIDTH
    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    return min(max(columns, NARROWEST), WIDTH)


def _colour() -> bool:
    able = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return able and "NO_COLOR" not in os.environ
