"""`driftaudit demo`: the program on an embedded AWS with a fleet that repeats the incident."""

from pathlib import Path

import click

from driftaudit.cli.examples import epilog


@click.command("demo", epilog=epilog("driftaudit demo --keep"))
@click.option(
    "--keep",
    is_flag=True,
    envvar="DRIFTAUDIT_KEEP",
    help="Leave the AWS running and say how to use it.",
)
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    default="driftaudit-demo",
    show_default=True,
    envvar="DRIFTAUDIT_DIRECTORY",
    help="Where the configuration, the snapshots and the reports go.",
)
def command(directory: Path, *, keep: bool) -> int:
    """Audit a drifted fleet of six clusters; needs no AWS account.

    Starts an AWS and a Kubernetes API on this machine alone, plants the drift of a real incident,
    runs snapshot, check and compare, and writes their reports.
    """
    from driftaudit.cli.main import run
    from driftaudit.demo.run import demo

    return demo(directory, keep=keep, run=run, echo=click.echo)
