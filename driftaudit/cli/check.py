"""`driftaudit check`: each environment against its baseline."""

import click

from driftaudit.baselines import Baseline
from driftaudit.cli import capture, options
from driftaudit.cli.examples import epilog
from driftaudit.cli.located import located
from driftaudit.cli.options import Publication, Selection, Supply
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import Settings
from driftaudit.cli.terms import terms_of
from driftaudit.config import Config, Target
from driftaudit.errors import BaselineError, ConfigError
from driftaudit.names import did_you_mean
from driftaudit.subject import Audited

_EXAMPLES = epilog(
    "driftaudit check --group prod",
    "driftaudit check --offline --max-age 6h --output html=report.html --output sarif=drift.sarif",
)


@click.command("check", epilog=_EXAMPLES)
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

    check_outputs(publication)
    config = settings.load()
    chosen = select(config, selection.environments, selection.group)
    targets = _held_against(baselines, chosen)
    require_baselines(config, targets)
    subjects = capture.subjects(settings, config, targets, supply)
    report = audit.check(
        audited(config, targets, subjects),
        stamp=settings.stamp("check"),
        fail_on=publication.fail_on or config.fail_on,
        known=config.environments,
        terms=terms_of(config),
    )
    return publish(located(report, config), publication)


def _held_against(baselines: tuple[str, ...], targets: tuple[Target, ...]) -> tuple[Target, ...]:
    known = {target.baseline for target in targets}
    for name in baselines:
        if name not in known:
            near = did_you_mean(name, known)
            raise ConfigError(f"no environment is held against baseline {name!r}{near}")
    return tuple(each for each in targets if not baselines or each.baseline in baselines)


def audited(
    config: Config, targets: tuple[Target, ...], subjects: tuple[capture.Subject, ...]
) -> tuple[Audited, ...]:
    """Each subject with the baseline it is held against, as that is for this environment.

    Raises:
        BaselineError: there is no such baseline, or its file cannot be used.
    """
    baselines = {name: accepted(config, name) for name in {each.baseline for each in targets}}
    return tuple(
        Audited(
            subject=subject,
            reference=baselines[target.baseline].side(target.environment.name),
        )
        for target, subject in zip(targets, subjects, strict=True)
    )


def require_baselines(config: Config, targets: tuple[Target, ...]) -> None:
    """Refuse, before any call, what no environment can be held against.

    Raises:
        BaselineError: a baseline is not there or cannot be used.
    """
    for target in targets:
        path = config.baselines / f"{target.baseline}.yaml"
        name, group = target.environment.name, target.environment.group
        if not path.exists():
            which = f"--group {group}" if group else name
            raise BaselineError(
                f"{name} has no baseline: {path} does not exist\n"
                f"next: driftaudit baseline accept {which}"
            )
    for baseline in {target.baseline for target in targets}:
        accepted(config, baseline)


def accepted(config: Config, name: str) -> Baseline:
    """A baseline of the configuration by its name.

    Raises:
        BaselineError: there is none, or it cannot be used.
    """
    from driftaudit.baselines import load

    baseline = load(config.baselines / f"{name}.yaml")
    held = tuple(each.environment.name for each in config.targets if each.baseline == name)
    baseline.require_environments(held, config.names)
    return baseline
