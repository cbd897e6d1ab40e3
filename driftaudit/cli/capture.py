"""Snapshots for a command: read from AWS now, or taken from the store."""

from datetime import datetime, timedelta

import click

from driftaudit.cli.settings import TOOL, Settings, now, timestamp
from driftaudit.config import Config, Target
from driftaudit.errors import StoreError
from driftaudit.model import EVERY_KIND, Gap, Reading, Snapshot
from driftaudit.references import parse_age
from driftaudit.store import open_store


def live(settings: Settings, targets: tuple[Target, ...], concurrency: int) -> tuple[Snapshot, ...]:
    """Each environment as it is now, in order."""
    from driftaudit.normalize.snapshot import normalize

    captured_at = timestamp(now())
    readings = read(settings, targets, concurrency)
    return tuple(normalize(each, captured_at=captured_at, tool=TOOL) for each in readings)


def read(settings: Settings, targets: tuple[Target, ...], concurrency: int) -> tuple[Reading, ...]:
    """Each environment in the APIs' own shapes, with progress on a terminal."""
    from driftaudit.collect.run import collect

    stderr = click.get_text_stream("stderr")
    if settings.quiet or not stderr.isatty():
        return collect(targets, concurrency=concurrency)
    with click.progressbar(
        length=len(targets), label="reading", file=stderr, item_show_func=str
    ) as bar:
        return collect(
            targets,
            concurrency=concurrency,
            on_read=lambda reading: bar.update(1, reading.environment.name),
        )


def stored(
    config: Config, targets: tuple[Target, ...], max_age: str | None
) -> tuple[Snapshot, ...]:
    """The newest stored snapshot of each environment, none older than `max_age`.

    An environment without one is an environment of which nothing is known.

    Raises:
        StoreError: none of the environments has one, or the store cannot be read.
    """
    store = open_store(config.store, config.path.parent)
    oldest = now() - parse_age(max_age) if max_age else None
    found = []
    for target in targets:
        try:
            found.append(_fresh(store.newest(target.environment.name), oldest))
        except StoreError as error:
            if len(targets) == 1:
                raise
            found.append(_nothing(target, error))
    if all(_is_nothing(each) for each in found):
        raise StoreError("no environment has a stored snapshot to use: run driftaudit snapshot")
    return tuple(found)


def _fresh(snapshot: Snapshot, oldest: datetime | None) -> Snapshot:
    captured = datetime.fromisoformat(snapshot.captured_at)
    if oldest and captured < oldest:
        age = timedelta(seconds=int((now() - captured).total_seconds()))
        name = snapshot.environment.name
        raise StoreError(
            f"{name}: the newest snapshot is {age} old ({snapshot.captured_at}), older than"
            f" --max-age allows: run driftaudit snapshot {name}"
        )
    return snapshot


def _nothing(target: Target, error: StoreError) -> Snapshot:
    from driftaudit.collect.environment import identity

    gap = Gap(
        kind=EVERY_KIND,
        operation="snapshot",
        code="NoSnapshot",
        message=str(error),
        needs=f"driftaudit snapshot {target.environment.name}",
    )
    return Snapshot(
        environment=target.environment,
        identity=identity(target, None),
        captured_at="",
        tool=TOOL,
        gaps=(gap,),
    )


def _is_nothing(snapshot: Snapshot) -> bool:
    return any(gap.code == "NoSnapshot" for gap in snapshot.gaps)
