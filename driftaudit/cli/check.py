"""`driftaudit check`: each environment against its baseline."""

import click

from driftaudit.cli import capture, options
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import TOOL, Settings, now, timestamp


@click.command("check")
@options.selection
@click.option(
    "--baseline",
    "baselines",
    multiple=True,
    metavar="NAME",
    help="Only environments held against this baseline; repeatable.",
)
@options.reading
@options.reporting
@click.pass_obj
def command(settings: Settings, **given: object) -> int:
    """Hold each environment against its accepted baseline."""
    raise NotImplementedError
