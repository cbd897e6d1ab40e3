"""`driftaudit report`: a saved report in any other format, with the status that it stands for."""

from pathlib import Path

import click
from msgspec import structs

from driftaudit.assemble import finding_of
from driftaudit.cli import options, saved
from driftaudit.cli.examples import epilog
from driftaudit.cli.options import Publication
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.config.file import FailOn
from driftaudit.judge.threshold import severity_reaches
from driftaudit.report import Report, Result

_EXAMPLE = "driftaudit report report.json --format markdown"


@click.command("report", epilog=epilog(_EXAMPLE))
@click.argument("file", type=click.Path(allow_dash=True, path_type=Path))
@options.publication
def command(file: Path, publication: Publication) -> int:
    """Render a saved JSON report in another format.

    FILE may be - for stdin. The exit status is what the report says: 1 for drift, 3 for
    incomplete. `--fail-on` judges its findings anew, and `--fail-on none --allow-partial` is 0
    whatever it says.
    """
    check_outputs(publication)
    report = saved.load(file)
    if publication.fail_on:
        report = structs.replace(report, result=judged(report, publication.fail_on))
    return publish(report, publication)


def judged(report: Report, fail_on: FailOn) -> Result:
    """What comes out of a report's own findings and gaps, held against another severity."""
    if any(severity_reaches(finding_of(each), fail_on) for each in report.findings):
        return "drift"
    whole = all(each.status == "ok" for each in report.environments)
    unread = report.result == "incomplete" or not whole
    return "incomplete" if unread else "clean"
