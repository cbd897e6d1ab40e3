"""`driftaudit check`: each environment against its baseline."""

import click

from driftaudit.cli import capture, options
from driftaudit.cli.options import Publication, Selection, Supply
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import Settings
from driftaudit.compare.side import Side
from driftaudit.config import Config, Target
from driftaudit.errors import BaselineError, ConfigError
from driftaudit.names import did_you_mean


@click.command("check")
@options.selection
@click.option(
    "--baseline",
    "baselines",
    multiple=True,
    metavar="NAME",
    envvar="DRIFTAUDIT_BASELINE",
    help="Only environments held against this baseline; repeatable.",
)
@options.supply
@options.publication
@click.pass_obj
def command(
    settings: Settings,
    selection: Selection,
    baselines: tuple[str, ...],
    supply: Supply,
    publication: Publication,
) -> int:
    """Hold each environment against its accepted baseline."""
    from driftaudit import audit
    from driftaudit.config import select
    from driftaudit.subject import Audited

    check_outputs(publication)
    config = settings.load()
    chosen = select(config, selection.environments, selection.group)
    targets = _held_against(baselines, chosen)
    sides = {target.baseline: accepted(config, target) for target in targets}
    subjects = capture.subjects(settings, config, targets, supply)
    audited = [
        Audited(subject=subject, reference=sides[target.baseline])
        for subject, target in zip(subjects, targets, strict=True)
    ]
    fail_on = publication.fail_on or config.fail_on
    report = audit.check(
        audited, stamp=settings.stamp("check"), fail_on=fail_on, known=config.environments
    )
    return publish(report, publication)


def _held_against(baselines: tuple[str, ...], targets: tuple[Target, ...]) -> tuple[Target, ...]:
    known = {target.baseline for target in targets}
    for name in baselines:
        if name not in known:
            near = did_you_mean(name, known)
            raise ConfigError(f"no environment is held against baseline {name!r}{near}")
    return tuple(each for each in targets if not baselines or each.baseline in baselines)


def accepted(config: Config, target: Target) -> Side:
    """The baseline that an environment is held against.

    Raises:
        BaselineError: there is none, or its file cannot be used.
    """
    from driftaudit.baselines import load

    path = config.baselines / f"{target.baseline}.yaml"
    name, group = target.environment.name, target.environment.group
    if not path.exists():
        which = f"--group {group}" if group else name
        raise BaselineError(
            f"{name} has no baseline: {path} does not exist\n"
            f"next: driftaudit baseline accept {which}"
        )
    return load(path).side()
