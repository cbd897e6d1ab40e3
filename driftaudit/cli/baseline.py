"""`driftaudit baseline`: accept what is there, show what is expected, lint the files."""

from collections.abc import Iterator
from pathlib import Path

import click

from driftaudit.baselines import Acceptance, from_snapshots, lint, load, show
from driftaudit.cli import capture, exits, options
from driftaudit.cli.named import baseline_path
from driftaudit.cli.options import Selection, Supply
from driftaudit.cli.settings import Settings
from driftaudit.config import Config, select
from driftaudit.errors import BaselineError, ConfigError, StoreError
from driftaudit.model import Snapshot
from driftaudit.render.text import clean, plural
from driftaudit.store import open_store
from driftaudit.subject import Unread


@click.group("baseline")
def command() -> None:
    """Write, show and check the accepted expectation of each group."""


@command.command("accept")
@options.selection
@options.supply
@click.pass_obj
def accept(settings: Settings, selection: Selection, supply: Supply) -> int:
    """Write what environments are now as their baseline, for people to review.

    Of several environments it is what most of them agree on; the rest is listed. Refused while
    something could not be read or is being updated.
    """
    config = settings.load()
    targets = select(config, selection.environments, selection.group)
    subjects = capture.subjects(settings, config, targets, supply)
    by_baseline: dict[str, list[capture.Subject]] = {}
    for target, subject in zip(targets, subjects, strict=True):
        by_baseline.setdefault(target.baseline, []).append(subject)
    accepted = [_accepted(config, name, found) for name, found in sorted(by_baseline.items())]
    for path, acceptance in accepted:
        _write(path, acceptance.text)
        _tell(path, acceptance, len(by_baseline[acceptance.baseline.name]))
    return exits.CLEAN


@command.command("show")
@click.argument("name")
@click.pass_obj
def show_one(settings: Settings, name: str) -> int:
    """Print baseline NAME as it is held against environments."""
    click.echo(show(load(baseline_path(settings.load(), name))).encode(), nl=False)
    return exits.CLEAN


@command.command("lint")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_obj
def lint_all(settings: Settings, names: tuple[str, ...]) -> int:
    """Check baseline files: all of them, or those NAMEd."""
    config = settings.load()
    snapshots = tuple(_stored(config))
    paths = [baseline_path(config, name) for name in names] or sorted(
        config.baselines.glob("*.yaml")
    )
    if not paths:
        raise ConfigError(f"{config.baselines} has no baseline\nnext: driftaudit baseline accept")
    problems = [problem for path in paths for problem in _problems(path, snapshots)]
    for problem in problems:
        for line in problem.splitlines():
            click.echo(clean(line), err=True)
    click.echo(f"{plural(len(paths), 'baseline')} checked, {plural(len(problems), 'problem')}")
    return exits.NOTHING if problems else exits.CLEAN


def _problems(path: Path, snapshots: tuple[Snapshot, ...]) -> tuple[str, ...]:
    """What is wrong with a file, one that cannot be read at all included: the others go on."""
    try:
        return tuple(map(str, lint(path, snapshots)))
    except BaselineError as error:
        return (str(error),)


def _accepted(
    config: Config, name: str, subjects: list[capture.Subject]
) -> tuple[Path, Acceptance]:
    lost = [each for each in subjects if isinstance(each, Unread)]
    if lost:
        why = "\n  ".join(
            f"{each.environment.name}: {gap.operation}: {gap.code}: {gap.message};"
            f" next: {gap.needs}"
            for each in lost
            for gap in each.gaps
        )
        raise BaselineError(f"baseline {name} is not written: nothing is known of\n  {why}")
    path = config.baselines / f"{name}.yaml"
    # Only its head comment is kept: a file that is damaged is what accepting may well repair.
    existing = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    snapshots = tuple(each for each in subjects if isinstance(each, Snapshot))
    return path, from_snapshots(name, snapshots, existing)


def _write(path: Path, text: str) -> None:
    """Replace the file as a whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise BaselineError(f"{path} cannot be written: {error.strerror}") from error


def _tell(path: Path, acceptance: Acceptance, environments: int) -> None:
    count = sum(len(named) for named in acceptance.baseline.resources.values())
    what = f"{plural(count, 'resource')} of {plural(environments, 'environment')}"
    click.echo(f"wrote {path}: {what}; review it, then commit it")
    for each in acceptance.left_out:
        where = ".".join((each.resource, *each.path))
        who = f"{', '.join(each.environments)}, {len(each.environments)} of {each.of}"
        click.echo(clean(f"  left out ({each.why}): {each.kind} {where}: {who}"))


def _stored(config: Config) -> Iterator[Snapshot]:
    """The newest stored snapshots, as far as there are any: lint does without, too."""
    store = open_store(config.store, config.path.parent)
    for name in config.names:
        try:
            yield store.newest(name)
        except StoreError:
            continue
