"""`driftaudit snapshot`: collect and store."""

import click

from driftaudit.cli import capture, exits, options
from driftaudit.cli.options import Selection
from driftaudit.cli.settings import Settings
from driftaudit.model import EVERY_KIND, Snapshot
from driftaudit.render.text import clean


@click.command("snapshot")
@options.selection
@options.concurrency
@options.allow_partial
@click.pass_obj
def command(
    settings: Settings,
    selection: Selection,
    concurrency: int,
    *,
    allow_partial: bool,
) -> int:
    """Read environments and store a snapshot of each.

    An environment of which nothing could be read is not stored; one with gaps is, and says so.
    """
    from driftaudit.config import select
    from driftaudit.store import open_store

    config = settings.load()
    targets = select(config, selection.environments, selection.group)
    store = open_store(config.store, config.path.parent)
    subjects = capture.live(settings, targets, concurrency)
    for each in subjects:
        name = each.environment.name
        if isinstance(each, Snapshot):
            click.echo(f"{name}  {store.save(each)}{_size(each)}")
        else:
            click.echo(f"{name}: not stored, nothing could be read", err=True)
        for gap in each.gaps:
            what = "everything" if gap.kind == EVERY_KIND else gap.kind
            click.echo(
                clean(f"  not read: {what}: {gap.operation}: {gap.code}: {gap.message}"), err=True
            )
            click.echo(clean(f"    needs: {gap.needs}"), err=True)
    return exits.of_gaps((each.gaps for each in subjects), allow_partial=allow_partial)


def _size(snapshot: Snapshot) -> str:
    gaps = f", {len(snapshot.gaps)} gaps" if snapshot.gaps else ""
    return f"  ({len(snapshot.resources)} resources{gaps})"
