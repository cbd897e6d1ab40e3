"""`driftaudit snapshot`: collect and store."""

import click

from driftaudit.cli import capture, exits, options
from driftaudit.cli.settings import Settings
from driftaudit.model import Snapshot


@click.command("snapshot")
@options.selection
@options.concurrency
@options.allow_partial
@click.pass_obj
def command(
    settings: Settings,
    environments: tuple[str, ...],
    group: str | None,
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
    targets = select(config, environments, group)
    store = open_store(config.store, config.path.parent)
    snapshots = capture.live(settings, targets, concurrency)
    for each in snapshots:
        if exits.is_lost(each.gaps):
            click.echo(f"{each.environment.name}: not stored, nothing could be read", err=True)
        else:
            click.echo(f"{each.environment.name}  {store.save(each)}{_size(each)}")
        for gap in each.gaps:
            why = f"  not read: {gap.kind}: {gap.operation}: {gap.code}: {gap.message}"
            click.echo(f"{why}\n    needs: {gap.needs}", err=True)
    return exits.of_gaps((each.gaps for each in snapshots), allow_partial=allow_partial)


def _size(snapshot: Snapshot) -> str:
    gaps = f", {len(snapshot.gaps)} gaps" if snapshot.gaps else ""
    return f"  ({len(snapshot.resources)} resources{gaps})"
