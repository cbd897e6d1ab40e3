"""`driftaudit gate`: may this change be made? Out of git and the store, without a call to AWS."""

import os

import click

from driftaudit.cli import options
from driftaudit.cli.at_base import agreed_on, at_base
from driftaudit.cli.changed import Change, read_plans, targets
from driftaudit.cli.examples import epilog
from driftaudit.cli.located import located
from driftaudit.cli.options import Publication
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import Settings
from driftaudit.revision import base_of, top_of

_EXAMPLES = epilog(
    "driftaudit gate --base main",
    "driftaudit gate --plan prod-us=plan.json --output markdown=gate.md",
)
_NOTHING_COMMITTED = (
    "driftaudit: the base is HEAD itself: only what is not committed yet is compared\n"
    "next: name the commit that the change starts from with --base"
)


@click.command("gate", epilog=_EXAMPLES)
@click.option(
    "--base",
    metavar="COMMIT",
    envvar="DRIFTAUDIT_BASE",
    help="What the change starts from; else the pull request's base, else the default branch.",
)
@click.option(
    "--plan",
    "plans",
    multiple=True,
    metavar="ENV=FILE",
    envvar="DRIFTAUDIT_PLAN",
    help="A Terraform plan of ENV as JSON (terraform show -json); repeatable.",
)
@click.option(
    "--max-age",
    metavar="AGE",
    default="24h",
    show_default=True,
    envvar="DRIFTAUDIT_MAX_AGE",
    help="Refuse snapshots older than this (30m, 6h, 7d).",
)
@click.option(
    "--allow-more",
    is_flag=True,
    envvar="DRIFTAUDIT_ALLOW_MORE",
    help="Let a change pass that lets someone do more.",
)
@options.publication
@click.pass_obj
def command(
    settings: Settings,
    base: str | None,
    plans: tuple[str, ...],
    max_age: str,
    publication: Publication,
    *,
    allow_more: bool,
) -> int:
    """Say whether a change may be made: the check of a pull request.

    Of baselines, waivers, configuration, or of infrastructure by its Terraform plans.

    Compares the files here with those at the base, and with the newest stored snapshots; calls no
    AWS API, and needs no credentials. Exit status: 0 passed · 1 blocked · 2 nothing could be
    judged · 3 not decided.
    """
    from driftaudit.gate.gate import gate

    check_outputs(publication)
    config = settings.load()
    root = top_of(config.path.parent)
    start = base_of(root, base, os.environ)
    if not base and start == base_of(root, "HEAD", {}):
        click.echo(_NOTHING_COMMITTED, err=True)
    expected = at_base(config, root, start)
    read = read_plans(plans, config)
    change = Change(config=config, expected=expected, plans=read, max_age=max_age)
    report = gate(
        targets(change),
        stamp=settings.stamp("gate"),
        known=(*config.environments, *(each.environment for each in expected.targets)),
        before=expected.agreed,
        after=agreed_on(config),
        fail_on=publication.fail_on,
        allow_more=allow_more,
    )
    return publish(located(report, config), publication)
