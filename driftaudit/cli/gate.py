"""`driftaudit gate`: may this change be made? Out of git and the store, without a call to AWS."""

import os
from collections.abc import Mapping

import click

from driftaudit.cli import options, planned
from driftaudit.cli.at_base import Expected, at_base
from driftaudit.cli.capture import Subject, usable
from driftaudit.cli.check import accepted, require_baselines
from driftaudit.cli.located import located
from driftaudit.cli.options import Publication
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import Settings, now
from driftaudit.cli.terms import terms_of
from driftaudit.compare.side import Side
from driftaudit.config import Config
from driftaudit.config import Target as Configured
from driftaudit.errors import ConfigError
from driftaudit.gate.target import Planned, Target
from driftaudit.model import Snapshot
from driftaudit.plan.planned import Projection
from driftaudit.references import PlanRef, parse, parse_age
from driftaudit.revision import base_of, top_of


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
    root = top_of(config.path.parent)
    expected = at_base(config, root, base_of(root, base, os.environ))
    subjects = usable(config, config.targets, limit)
    report = gate(
        _targets(config, expected, subjects, _planned(plans, config, subjects)),
        stamp=settings.stamp("gate"),
        fail_on=publication.fail_on or config.fail_on,
        known=config.environments,
        before=expected.terms,
        after=terms_of(config),
        allow_more=allow_more,
    )
    return publish(located(report, config), publication)


def _targets(
    config: Config,
    expected: Expected,
    subjects: tuple[Subject, ...],
    plans: Mapping[str, Planned],
) -> tuple[Target, ...]:
    require_baselines(config, config.targets)
    found = []
    for configured, subject in zip(config.targets, subjects, strict=True):
        name = configured.environment.name
        then = expected.targets.get(name)
        found.append(
            Target(
                subject,
                before=_side(expected, then),
                after=accepted(config, configured.baseline).side(name),
                planned=plans.get(name),
                reconfigured=then is None or _meant(then) != _meant(configured),
                production=configured.production,
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


def _planned(
    plans: tuple[str, ...], config: Config, subjects: tuple[Subject, ...]
) -> dict[str, Planned]:
    """Each environment with a plan as that leaves it; the others have no place here."""
    named = {text: parse(f"plan:{text}", config.names, now=now()) for text in plans}
    references = {each.environment: each for each in named.values() if isinstance(each, PlanRef)}
    if len(references) < len(plans):
        raise ConfigError("--plan names an environment twice\nnext: give each one plan")
    read = {name: planned.read(each) for name, each in references.items()}
    held = {each.environment.name: each for each in subjects if isinstance(each, Snapshot)}
    return {
        name: _laid(planned.projected(held[name], plan, config), plan.origin)
        for name, plan in read.items()
        if name in held
    }


def _laid(projection: Projection, origin: str) -> Planned:
    return Planned(snapshot=projection.snapshot, notes=planned.told(projection, origin))
