"""`driftaudit gate`: may this change be made? Out of git and the store, without a call to AWS."""

import os
from collections.abc import Mapping

import click

from driftaudit.cli import options
from driftaudit.cli.at_base import Expected, at_base
from driftaudit.cli.capture import Subject, usable
from driftaudit.cli.check import accepted, require_baselines
from driftaudit.cli.options import Publication
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import Settings
from driftaudit.cli.terms import terms_of
from driftaudit.compare.side import Side
from driftaudit.config import Config
from driftaudit.config import Target as Configured
from driftaudit.gate.target import Planned, Target
from driftaudit.references import parse_age
from driftaudit.revision import base_of


@click.command("gate")
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
    """Say whether a change of baselines, configuration or infrastructure may be made.

    Compares the files here with those at the base, and with the newest stored snapshots; calls no
    AWS API, and needs no credentials.
    """
    from driftaudit.gate.gate import gate

    check_outputs(publication)
    config = settings.load()
    limit = parse_age(max_age)
    expected = at_base(config, base_of(config.path.parent, base, os.environ))
    subjects = usable(config, config.targets, limit)
    planned = _planned(plans, config, subjects)
    report = gate(
        _targets(config, expected, subjects, planned),
        stamp=settings.stamp("gate"),
        fail_on=publication.fail_on or config.fail_on,
        known=config.environments,
        before=expected.terms,
        after=terms_of(config),
        allow_more=allow_more,
    )
    return publish(report, publication)


def _targets(
    config: Config,
    expected: Expected,
    subjects: tuple[Subject, ...],
    planned: Mapping[str, Planned],
) -> tuple[Target, ...]:
    require_baselines(config, config.targets)
    found = []
    for now, subject in zip(config.targets, subjects, strict=True):
        name = now.environment.name
        then = expected.targets.get(name)
        found.append(
            Target(
                subject,
                before=_side(expected, then),
                after=accepted(config, now.baseline).side(name),
                planned=planned.get(name),
                reconfigured=then is None or _meant(then) != _meant(now),
                production=now.production,
            )
        )
    return tuple(found)


def _side(expected: Expected, target: Configured | None) -> Side | None:
    """What the environment was held against then."""
    baseline = expected.baselines.get(target.baseline) if target else None
    return baseline.side(target.environment.name) if target and baseline else None


def _meant(target: Configured) -> tuple[object, ...]:
    """What of an environment's configuration decides what is expected of it."""
    return target.environment, target.vars, target.baseline
