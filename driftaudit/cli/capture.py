"""Snapshots for a command: read from AWS now, or taken from the store."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import click

from driftaudit.cli import exits
from driftaudit.cli.fitting import fitting
from driftaudit.cli.options import Effort, Supply
from driftaudit.cli.settings import TOOL, Settings, now, timestamp
from driftaudit.config import Config, Target
from driftaudit.errors import StoreError
from driftaudit.model import EVERY_KIND, Gap, Reading, Snapshot
from driftaudit.references import parse_age
from driftaudit.store import open_store
from driftaudit.subject import Unread

Subject = Snapshot | Unread

_AHEAD: Final = timedelta(minutes=10)
"""How far another machine's clock may be before this one's."""


def subjects(
    settings: Settings, config: Config, targets: tuple[Target, ...], supply: Supply
) -> tuple[Subject, ...]:
    """Each environment, in order, from wherever the command's options say.

    Raises:
        StoreError: offline, and nothing usable is stored of any of them.
    """
    limit = parse_age(supply.max_age) if supply.max_age else None
    if supply.offline:
        return stored(config, targets, limit)
    return live(settings, targets, supply.effort)


def live(settings: Settings, targets: tuple[Target, ...], effort: Effort) -> tuple[Subject, ...]:
    """Each environment as it is now, in order."""
    captured_at = timestamp(now())
    readings = read(settings, targets, effort)
    return tuple(_subject(each, captured_at) for each in readings)


def read(settings: Settings, targets: tuple[Target, ...], effort: Effort) -> tuple[Reading, ...]:
    """Each environment in the APIs' own shapes, with progress on a terminal."""
    if settings.quiet or not sys.stderr.isatty():
        return _collect(targets, effort, lambda _: None)
    with click.progressbar(
        length=len(targets), label="reading", file=sys.stderr, item_show_func=lambda name: name
    ) as bar:
        return _collect(targets, effort, lambda reading: bar.update(1, reading.environment.name))


def _collect(
    targets: tuple[Target, ...], effort: Effort, on_read: Callable[[Reading], None]
) -> tuple[Reading, ...]:
    from driftaudit.collect.run import collect
    from driftaudit.collect.spread import collect_on_dask

    if effort.dask:
        return collect_on_dask(
            effort.dask, targets, concurrency=effort.concurrency, on_read=on_read
        )
    return collect(targets, concurrency=effort.concurrency, on_read=on_read)


def _subject(reading: Reading, captured_at: str) -> Subject:
    from driftaudit.normalize.snapshot import normalize

    if exits.is_lost(reading.gaps):
        return Unread(environment=reading.environment, gaps=reading.gaps)
    return normalize(reading, captured_at=captured_at, tool=TOOL)


def stored(
    config: Config, targets: tuple[Target, ...], max_age: timedelta | None
) -> tuple[Subject, ...]:
    """The newest stored snapshot of each environment, none older than `max_age`.

    An environment without one that fits the configuration is one of which nothing is known.

    Raises:
        StoreError: none of the environments has one, or the store cannot be read.
    """
    store = open_store(config.store, config.path.parent)
    moment = now()
    found: list[Subject] = []
    problems: list[StoreError] = []
    for target in targets:
        try:
            newest = fresh(store.newest(target.environment.name), moment, max_age)
            found.append(fitting(target, newest))
        except StoreError as error:
            problems.append(error)
            found.append(_nothing(target, error))
    if len(problems) == len(targets):
        raise StoreError("\n".join(map(str, problems)))
    return tuple(found)


def usable(
    config: Config, targets: tuple[Target, ...], max_age: timedelta | None
) -> tuple[Subject, ...]:
    """As `stored`; of an environment without a snapshot that is new enough nothing is known.

    Raises:
        StoreError: a stored snapshot cannot be read, or a later version wrote it.
    """
    store = open_store(config.store, config.path.parent)
    moment = now()
    found: list[Subject] = []
    for target in targets:
        name = target.environment.name
        if not store.list(name):
            found.append(_nothing(target, StoreError(f"{name}: no snapshot is stored")))
            continue
        newest = store.newest(name)
        try:
            found.append(fresh(newest, moment, max_age))
        except StoreError as error:
            found.append(_nothing(target, error))
    return tuple(found)


def fresh(snapshot: Snapshot, moment: datetime, max_age: timedelta | None) -> Snapshot:
    """The snapshot, unless it is older at that moment than allowed: then a StoreError.

    One that is yet to be taken has no age: it would be new enough for ever.
    """
    captured = datetime.fromisoformat(snapshot.captured_at)
    if max_age is not None and captured - moment > _AHEAD:
        name = snapshot.environment.name
        raise StoreError(
            f"{name}: the newest snapshot says that it was taken at {snapshot.captured_at}, which"
            " is yet to come: its age is not known\nnext: correct the clock, delete it from the"
            f" store, and take a new one: driftaudit snapshot {name}"
        )
    if max_age is not None and moment - captured > max_age:
        age = timedelta(seconds=int((moment - captured).total_seconds()))
        name = snapshot.environment.name
        raise StoreError(
            f"{name}: the newest snapshot is {age} old ({snapshot.captured_at}), older than"
            f" --max-age allows\nnext: driftaudit snapshot {name}"
        )
    return snapshot


def _nothing(target: Target, error: StoreError) -> Unread:
    name = target.environment.name
    gap = Gap(
        kind=EVERY_KIND,
        operation="stored snapshot",
        code="NoSnapshot",
        message=str(error).split("\n")[0],
        needs=f"driftaudit snapshot {name}",
    )
    return Unread(environment=target.environment, gaps=(gap,))
