"""`driftaudit snapshot`: collect and store."""

import click

from driftaudit.cli import capture, exits, options
from driftaudit.cli.examples import epilog
from driftaudit.cli.options import Effort, Selection
from driftaudit.cli.settings import Settings
from driftaudit.errors import StoreError
from driftaudit.model import EVERY_KIND, Snapshot
from driftaudit.render.text import clean
from driftaudit.store import Store, open_store


@click.command("snapshot", epilog=epilog("driftaudit snapshot --group prod"))
@options.selection
@options.effort
@options.allow_partial
@click.pass_obj
def command(
    settings: Settings,
    selection: Selection,
    effort: Effort,
    *,
    allow_partial: bool,
) -> int:
    """Read environments and store a snapshot of each.

    An environment of which nothing could be read is not stored; one with gaps is, and says so.
    """
    from driftaudit.config import select

    config = settings.load()
    targets = select(config, selection.environments, selection.group)
    store = open_store(config.store, config.path.parent)
    subjects = capture.live(settings, targets, effort)
    problems = [problem for each in subjects if (problem := _keep(store, each))]
    if problems:
        raise StoreError("\n".join(problems))
    return exits.of_gaps((each.gaps for each in subjects), allow_partial=allow_partial)


def _keep(store: Store, subject: capture.Subject) -> str | None:
    """Store a snapshot and say what it lacks; the problem where it could not be stored."""
    name, problem = subject.environment.name, None
    if isinstance(subject, Snapshot):
        try:
            click.echo(f"{name}  {store.save(subject)}{_size(subject)}")
        except StoreError as error:
            problem = str(error)
    else:
        click.echo(f"{name}: not stored, nothing could be read", err=True)
    for gap in subject.gaps:
        what = "everything" if gap.kind == EVERY_KIND else gap.kind
        reason = f"  not read: {what}: {gap.operation}: {gap.code}: {gap.message}"
        click.echo(clean(reason), err=True)
        click.echo(clean(f"    needs: {gap.needs}"), err=True)
    return problem


def _size(snapshot: Snapshot) -> str:
    gaps = f", {len(snapshot.gaps)} gaps" if snapshot.gaps else ""
    return f"  ({len(snapshot.resources)} resources{gaps})"
