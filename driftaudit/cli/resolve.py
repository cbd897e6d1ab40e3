"""From the texts on a command line to what they name: snapshots now or then, files, baselines."""

from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from driftaudit.cli import capture
from driftaudit.cli.fitting import fitting
from driftaudit.cli.named import baseline_path
from driftaudit.cli.options import Supply
from driftaudit.cli.settings import Settings, now
from driftaudit.compare.side import Side
from driftaudit.config import Config, select
from driftaudit.errors import StoreError, UnknownReferenceError
from driftaudit.model import Snapshot
from driftaudit.references import (
    BaselineRef,
    Live,
    PlanRef,
    Reference,
    SnapshotFile,
    Stored,
    parse,
    parse_age,
)


def expanded(texts: tuple[str, ...], config: Config, group: str | None) -> tuple[str, ...]:
    """The texts with globs as the environments they match, and the environments of a group.

    Raises:
        ConfigError: a group or glob that matches nothing.
    """
    members = [each.environment.name for each in select(config, (), group)] if group else []
    several = bool(group)
    for text in texts:
        several |= is_glob(text)
        members += _matching(text, config) if is_glob(text) else [text]
    return tuple(dict.fromkeys(members) if several else members)


def is_glob(text: str) -> bool:
    """Whether a text stands for every environment that it matches."""
    return any(sign in text for sign in "*?[") and "/" not in text


def _matching(pattern: str, config: Config) -> list[str]:
    """`prod-*`, and `prod-*@latest` with what follows the `@` after each."""
    names, at, moment = pattern.partition("@")
    found = [f"{name}{at}{moment}" for name in config.names if fnmatchcase(name, names)]
    if not found:
        raise UnknownReferenceError(
            f"no environment matches {pattern!r}\nnext: name one of {', '.join(config.names)}"
        )
    return found


def parsed(text: str, config: Config, moment: datetime, supply: Supply) -> Reference:
    """What a text names; offline, an environment without a time is the newest stored one."""
    found = parse(text, config.names, now=moment)
    if isinstance(found, Live) and supply.offline:
        return Stored(environment=found.environment)
    return found


def subjects(
    settings: Settings, config: Config, references: list[Reference], supply: Supply
) -> list[capture.Subject]:
    """What the references name but for baselines; live ones are read in one go.

    Raises:
        StoreError: a snapshot that is not there, too old, or not readable.
        PlanError: a plan that cannot be read, or is another environment's.
    """
    from driftaudit.cli import planned

    plans = {each: planned.read(each) for each in references if isinstance(each, PlanRef)}
    bases = [
        planned.base(each, supply) if isinstance(each, PlanRef) else each for each in references
    ]
    names = tuple(dict.fromkeys(each.environment for each in bases if isinstance(each, Live)))
    targets = select(config, names, None) if names else ()
    live = {
        each.environment.name: each
        for each in (capture.live(settings, targets, supply.effort) if targets else ())
    }
    limit = parse_age(supply.max_age) if supply.max_age and supply.offline else None
    return [
        planned.laid(
            live[base.environment] if isinstance(base, Live) else _stored(config, base, limit),
            plans[each] if isinstance(each, PlanRef) else None,
            config,
        )
        for each, base in zip(references, bases, strict=True)
        if not isinstance(base, BaselineRef | PlanRef)
    ]


def _stored(
    config: Config, reference: Stored | SnapshotFile, limit: timedelta | None
) -> capture.Subject:
    """A stored snapshot; the newest may not be older than the limit, one that is dated may.

    The newest stands for the environment as it is configured now; one that is dated is as it was.
    """
    from driftaudit.store import open_store

    if isinstance(reference, SnapshotFile):
        return snapshot_file(reference.path)
    store = open_store(config.store, config.path.parent)
    found = store.newest(reference.environment, reference.not_after)
    if reference.not_after:
        return found
    (target,) = select(config, (reference.environment,), None)
    return fitting(target, capture.fresh(found, now(), limit))


def snapshot_file(path: str) -> Snapshot:
    """The snapshot in a file; StoreError where there is none that can be read."""
    from driftaudit.store.snapshot_file import decode

    try:
        return decode(Path(path).read_bytes(), path)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be read: {error.strerror}\n"
            "next: name a file that `driftaudit snapshot` wrote, or ENV@latest"
        ) from error


def baseline(config: Config, reference: BaselineRef) -> Side:
    """The side that a baseline is, by its name.

    Raises:
        BaselineError: there is none, or its file cannot be used.
    """
    from driftaudit.baselines import load

    return load(baseline_path(config, reference.name)).side()
