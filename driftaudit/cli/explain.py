"""`driftaudit explain`: what a code or one finding means, why it matters, how to fix it."""

from pathlib import Path

import click

from driftaudit.cli.examples import epilog
from driftaudit.cli.settings import Settings, now

REPORT = click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="DRIFTAUDIT_REPORT",
    help="Look for the fingerprint in this JSON report, not in stored snapshots.",
)


@click.command("explain", epilog=epilog("driftaudit explain IAM001"))
@click.argument("what", metavar="CODE|FINGERPRINT")
@REPORT
@click.pass_obj
def command(settings: Settings, what: str, report: Path | None) -> None:
    """Say what a code or a finding means, and how to fix it.

    A finding is named by its FINGERPRINT, which every report shows.
    """
    from driftaudit.cli.meant import FINGERPRINT, find
    from driftaudit.explain import explain, explain_finding

    if not FINGERPRINT.fullmatch(what):
        click.echo(explain(what), nl=False)
        return
    finding = find(settings, what, report)
    click.echo(explain_finding(finding, now().date()), nl=False)
