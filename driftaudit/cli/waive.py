"""`driftaudit waive`: accept one finding, with a reason, until a day."""

from datetime import date
from pathlib import Path

import click

from driftaudit.cli.examples import epilog
from driftaudit.cli.explain import REPORT
from driftaudit.cli.settings import Settings, now
from driftaudit.errors import ConfigError

_EXAMPLE = (
    'driftaudit waive bc492363585eff88 --reason "more traffic until May" --expires 2027-03-31'
)


@click.command("waive", epilog=epilog(_EXAMPLE))
@click.argument("fingerprint")
@click.option("--reason", required=True, envvar="DRIFTAUDIT_REASON", help="Why it is accepted.")
@click.option(
    "--expires",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    envvar="DRIFTAUDIT_EXPIRES",
    help="The last day on which it is, YYYY-MM-DD; at most 365 days ahead.",
)
@click.option("--owner", default="", envvar="DRIFTAUDIT_OWNER", help="Who answers for it.")
@click.option("--ticket", default="", envvar="DRIFTAUDIT_TICKET", help="Where it is followed up.")
@REPORT
@click.pass_obj
def command(
    settings: Settings,
    fingerprint: str,
    reason: str,
    expires: date,
    owner: str,
    ticket: str,
    report: Path | None,
) -> None:
    """Accept one finding, with a reason, until a day.

    It is named by its FINGERPRINT, which every report shows; baselines/waivers.yaml keeps it.
    """
    from driftaudit.cli.baseline import write_whole
    from driftaudit.cli.meant import FINGERPRINT, find
    from driftaudit.judge.ready_made import entry_for, expires_problem
    from driftaudit.judge.waivers import WAIVER_CODES
    from driftaudit.model import Waiver
    from driftaudit.waivers.file import FILE_NAME, add, load

    config, today = settings.load(), now().date()
    last = date(expires.year, expires.month, expires.day)
    problem = expires_problem(last, today)
    if problem:
        raise ConfigError(f"--expires: {problem}")
    if not reason.strip():
        raise ConfigError("--reason: say why; a waiver without a reason does not count")
    if not FINGERPRINT.fullmatch(fingerprint):
        raise ConfigError(f"{fingerprint!r} is no fingerprint\nnext: driftaudit check shows them")
    path = config.baselines / FILE_NAME
    load(path)  # a file that is none is told of before anything is looked for
    finding = find(settings, fingerprint, report)
    if finding.code in WAIVER_CODES:
        raise ConfigError(
            f"{finding.code} is about waivers, and cannot be waived\nnext: correct {path}"
        )
    entry = entry_for(finding, today=today, reason=reason, expires=last, owner=owner, ticket=ticket)
    what = f"{finding.code} in {finding.environment} is waived until {last}"
    if finding.waiver == Waiver(reason=reason, expires=str(last), owner=owner, ticket=ticket):
        click.echo(f"{path} says so already: {what}")
        return
    write_whole(path, add(_read(path), entry, str(path)))
    click.echo(f"wrote {path}: {what}")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
