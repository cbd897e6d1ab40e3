"""`driftaudit demo`: the program on an embedded AWS with a fleet that repeats the incident."""

from pathlib import Path

import click


@click.command("demo")
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
    """Start an embedded AWS, seed a drifted fleet, audit it, write reports."""
    from driftaudit.cli.main import run
    from driftaudit.demo.run import demo

    return demo(directory, keep=keep, run=run, echo=click.echo)
