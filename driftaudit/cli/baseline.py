"""`driftaudit baseline`: accept what is there, show what is expected, lint the files."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from driftaudit.baselines import (
    Acceptance,
    accept_some,
    base_of,
    choices,
    from_snapshots,
    lint,
    load,
    preview,
    show,
)
from driftaudit.cli import capture, exits, options
from driftaudit.cli.examples import epilog
from driftaudit.cli.groups import Group
from driftaudit.cli.named import baseline_files, baseline_path
from driftaudit.cli.options import Selection, Supply
from driftaudit.cli.settings import Settings
from driftaudit.cli.whole_file import replace
from driftaudit.config import Config, select
from driftaudit.errors import BaselineError, ConfigError, StoreError
from driftaudit.model import Snapshot
from driftaudit.render.text import clean, plural
from driftaudit.store import open_store
from driftaudit.subject import Unread


@click.group("baseline", cls=Group)
def command() -> None:
    """Write, show and check the accepted expectation of each group."""


_EXAMPLES = epilog(
    "driftaudit baseline accept prod-ca",
    "driftaudit baseline accept --group prod --dry-run",
    "driftaudit baseline accept prod-uk --only nodegroup/workers",
)


@command.command("accept", epilog=_EXAMPLES)
@options.selection
@click.option(
    "--only",
    multiple=True,
    metavar="KIND[/NAME]",
    envvar="DRIFTAUDIT_ONLY",
    help="Change nothing else in the file; globs; repeatable.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    envvar="DRIFTAUDIT_DRY_RUN",
    help="Print what would change in the files, and write nothing.",
)
@click.option(
    "--interactive",
    is_flag=True,
    envvar="DRIFTAUDIT_INTERACTIVE",
    help="Ask for each resource that would change.",
)
@options.supply
@click.pass_obj
def accept(
    settings: Settings,
    selection: Selection,
    only: tuple[str, ...],
    supply: Supply,
    *,
    dry_run: bool,
    interactive: bool,
) -> int:
    """Write what environments are now as their baseline.

    It is for people to review, and to commit. Of several environments it is what most of them
    agree on; the rest is listed. Refused while something could not be read or is being updated.
    """
    config = settings.load()
    targets = select(config, selection.environments, selection.group)
    found = capture.subjects(settings, config, targets, supply)
    by_baseline: dict[str, list[capture.Subject]] = {}
    for target, subject in zip(targets, found, strict=True):
        by_baseline.setdefault(target.baseline, []).append(subject)
    accepted = [_accepted(config, name, each, only) for name, each in sorted(by_baseline.items())]
    for path, acceptance in accepted:
        subjects = by_baseline[acceptance.baseline.name]
        snapshots = tuple(each for each in subjects if isinstance(each, Snapshot))
        if interactive:
            _warn(acceptance, snapshots)
        text = _chosen(path, acceptance.text) if interactive else acceptance.text
        if dry_run:
            click.echo(preview(_existing(path), text, str(path)), nl=False)
        else:
            write_whole(path, text)
        _tell(path, acceptance, len(subjects), written=not dry_run)
        if not interactive:
            _warn(acceptance, snapshots)
    return exits.CLEAN


@command.command("show", epilog=epilog("driftaudit baseline show prod"))
@click.argument("name")
@click.pass_obj
def show_one(settings: Settings, name: str) -> int:
    """Print baseline NAME as it is held against environments."""
    click.echo(show(load(baseline_path(settings.load(), name))).encode(), nl=False)
    return exits.CLEAN


@command.command("lint", epilog=epilog("driftaudit baseline lint"))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_obj
def lint_all(settings: Settings, names: tuple[str, ...]) -> int:
    """Check baseline files: all of them, or those NAMEd."""
    config = settings.load()
    snapshots = tuple(_stored(config))
    paths = [baseline_path(config, name) for name in names] or list(baseline_files(config))
    if not paths:
        raise ConfigError(f"{config.baselines} has no baseline\nnext: driftaudit baseline accept")
    problems = [problem for path in paths for problem in _problems(config, path, snapshots)]
    for problem in problems:
        for line in problem.splitlines():
            click.echo(clean(line), err=True)
    click.echo(f"{plural(len(paths), 'baseline')} checked, {plural(len(problems), 'problem')}")
    return exits.NOTHING if problems else exits.CLEAN


def _problems(config: Config, path: Path, snapshots: tuple[Snapshot, ...]) -> tuple[str, ...]:
    """What is wrong with a file, one that cannot be read at all included: the others go on."""
    held = tuple(each.environment.name for each in config.targets if each.baseline == path.stem)
    try:
        return tuple(map(str, lint(path, snapshots, held=held, every=config.names)))
    except BaselineError as error:
        return (str(error),)


def _accepted(
    config: Config, name: str, subjects: list[capture.Subject], only: tuple[str, ...]
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
    snapshots = tuple(each for each in subjects if isinstance(each, Snapshot))
    base = base_of(path) if path.exists() else None
    return path, from_snapshots(name, snapshots, _existing(path), only=only, base=base)


def _existing(path: Path) -> str:
    """What is to be replaced; a file that is damaged is what accepting may well repair."""
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _chosen(path: Path, text: str) -> str:
    """The text with only those of its changes that a person takes."""
    existing = _existing(path)
    taken = []
    for each in choices(existing, text):
        click.echo(preview(each.old, each.new, f"{each.kind} {each.resource}"), nl=False)
        if click.confirm(f"accept this change of {each.kind} {each.resource}?", default=False):
            taken.append((each.kind, each.resource))
    return accept_some(existing, text, taken)


def write_whole(path: Path, text: str) -> None:
    """Replace the file as a whole or not at all; BaselineError where it cannot be."""
    try:
        replace(path, text)
    except OSError as error:
        raise BaselineError(f"{path} cannot be written: {error.strerror}") from error


def _tell(path: Path, acceptance: Acceptance, environments: int, *, written: bool) -> None:
    if acceptance.damaged:
        click.echo(clean(f"  kept only the head comment: {acceptance.damaged}"), err=True)
    count = sum(len(named) for named in acceptance.baseline.resources.values())
    what = f"{plural(count, 'resource')} of {plural(environments, 'environment')}"
    said = f"wrote {path}: {what}; review it, then commit it"
    click.echo(said if written else f"would write {path}: {what}")
    for each in acceptance.left_out:
        where = ".".join((each.resource, *each.path))
        who = f"{', '.join(each.environments)}, {len(each.environments)} of {each.of}"
        click.echo(clean(f"  left out ({each.why}): {each.kind} {where}: {who}"))


def _warn(acceptance: Acceptance, snapshots: tuple[Snapshot, ...]) -> None:
    """Say what a joining node would lack as the baseline says, and whom to accept instead."""
    from driftaudit.gate.acceptance import harms

    found = harms(acceptance.baseline, snapshots)
    for each in found:
        check = f"join check {each.number}: {each.title}"
        click.echo(clean(f"  WARNING: new nodes could not join like this ({check})"))
        click.echo(clean(f"    {each.why}"))
        there = (("passed", each.healthy), ("failed", each.failing))
        today = "; ".join(f"{word} today: {', '.join(names)}" for word, names in there if names)
        click.echo(clean(f"    {today}"))
    if found:
        odd = Counter(name for each in acceptance.left_out for name in each.environments)
        sound = set.intersection(*(set(each.healthy) for each in found))
        trusted = min(sorted(sound), key=lambda name: odd[name], default=None)
        accept = f"accept one that you trust: driftaudit baseline accept {trusted}"
        click.echo(f"  next: {accept if trusted else 'mend that, and accept it then'}")


def _stored(config: Config) -> Iterator[Snapshot]:
    """The newest stored snapshots, as far as there are any: lint does without, too."""
    store = open_store(config.store, config.path.parent)
    for name in config.names:
        try:
            yield store.newest(name)
        except StoreError:
            continue
