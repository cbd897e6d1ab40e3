"""`driftaudit init`: writes driftaudit.yaml, an example or what was discovered."""

from itertools import product
from pathlib import Path

import click

from driftaudit.cli import exits
from driftaudit.cli.examples import epilog
from driftaudit.cli.settings import Settings
from driftaudit.collect.discover import Discovery, Found
from driftaudit.config import Target
from driftaudit.errors import ConfigError
from driftaudit.model import Environment
from driftaudit.render.text import clean

_EXAMPLES = epilog(
    "driftaudit init",
    "driftaudit init --discover --profile prod --region us-east-1 --region eu-central-1",
)


@click.command("init", epilog=_EXAMPLES)
@click.option(
    "--discover",
    is_flag=True,
    envvar="DRIFTAUDIT_DISCOVER",
    help="Find clusters instead of writing an example.",
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    envvar="DRIFTAUDIT_PROFILE",
    help="Look with this profile; repeatable.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ARN",
    envvar="DRIFTAUDIT_ROLE",
    help="Look with this role; repeatable.",
)
@click.option(
    "--region",
    "regions",
    multiple=True,
    envvar="DRIFTAUDIT_REGION",
    help="Look in this region; repeatable.",
)
@click.option(
    "--force", is_flag=True, envvar="DRIFTAUDIT_FORCE", help="Overwrite a file that is there."
)
@click.pass_obj
def command(
    settings: Settings,
    profiles: tuple[str, ...],
    roles: tuple[str, ...],
    regions: tuple[str, ...],
    *,
    discover: bool,
    force: bool,
) -> int:
    """Write driftaudit.yaml: an example, or the clusters it finds.

    With --discover they are looked for with each profile and role, in each region.
    """
    from driftaudit.config.text import example, render

    path = Path(settings.config or "driftaudit.yaml")
    if path.exists() and not force:
        raise ConfigError(f"{path} is there already\nnext: driftaudit init --force overwrites it")
    if not discover and (profiles or roles or regions):
        raise click.UsageError("--profile, --role and --region go with --discover")
    if not discover:
        return _write(path, example(), "edit it, then: driftaudit doctor")
    discovery = _discover(profiles, roles, regions)
    for gap in discovery.gaps:
        click.echo(clean(f"not searched: {gap.kind}: {gap.code}: {gap.message}"), err=True)
        click.echo(clean(f"  needs: {gap.needs}"), err=True)
    if not discovery.found:
        raise ConfigError(
            "no cluster was found; nothing was written\n"
            "next: name where they are: --region, and --profile or --role for each account"
        )
    _write(path, render(targets(discovery.found)), "give them groups, then: driftaudit doctor")
    return exits.INCOMPLETE if discovery.gaps else exits.CLEAN


def targets(found: tuple[Found, ...]) -> tuple[Target, ...]:
    """An environment a cluster, named after it, with region and account where names meet."""
    clusters = {(each.account, each.region, each.cluster): each for each in found}
    distinct = tuple(clusters.values())
    short = [each.cluster for each in distinct]
    longer = [f"{each.cluster}-{each.region}" for each in distinct]
    longest = [f"{each.cluster}-{each.region}-{each.account}" for each in distinct]
    return tuple(
        _target(each, next(names[at] for names in (short, longer, longest) if _once(names, at)))
        for at, each in enumerate(distinct)
    )


def _once(names: list[str], at: int) -> bool:
    return names.count(names[at]) == 1


def _target(found: Found, name: str) -> Target:
    environment = Environment(
        name=name, account=found.account, region=found.region, cluster=found.cluster
    )
    return Target(
        environment=environment, baseline=name, role=found.login.role, profile=found.login.profile
    )


def _discover(
    profiles: tuple[str, ...], roles: tuple[str, ...], regions: tuple[str, ...]
) -> Discovery:
    from driftaudit.collect.aws import Login
    from driftaudit.collect.discover import discover

    if not regions:
        raise click.UsageError("--discover takes one --region or more")
    logins = [
        Login(profile=profile, role=role, external_id=None, region=region)
        for profile, role, region in product(profiles or (None,), roles or (None,), regions)
    ]
    return discover(logins, concurrency=16)


def _write(path: Path, text: str, following: str) -> int:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"wrote {path}; {following}")
    return exits.CLEAN
