"""`driftaudit compare`: two things side by side, whatever a reference names."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from driftaudit import audit
from driftaudit.cli import capture, options
from driftaudit.cli.named import baseline_path
from driftaudit.cli.options import Publication, Supply
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import Settings, now
from driftaudit.compare.side import Side
from driftaudit.config import Config, select
from driftaudit.errors import ConfigError, StoreError
from driftaudit.references import (
    BaselineRef,
    Live,
    Reference,
    SnapshotFile,
    Stored,
    parse,
    parse_age,
)
from driftaudit.report import Report
from driftaudit.subject import Audited

_FORMS = (
    "a reference is ENV (live), ENV@latest, ENV@TIME, ENV@24h, baseline:NAME or FILE.json;"
    " the first is what the second is held against, as in `diff old new`"
)


@click.command("compare", epilog=_FORMS)
@click.argument("reference")
@click.argument("subject")
@options.supply
@options.publication
@click.pass_obj
def command(
    settings: Settings, reference: str, subject: str, supply: Supply, publication: Publication
) -> int:
    """Hold SUBJECT against REFERENCE: environments now, then, their baselines, or files."""
    check_outputs(publication)
    config = settings.load()
    moment = now()
    parsed = [_parsed(text, config, moment, supply) for text in (reference, subject)]
    if isinstance(parsed[1], BaselineRef):
        raise ConfigError(
            f"{subject} is what others are held against: name it first\n"
            f"next: driftaudit compare {subject} {reference}"
        )
    report = _report(settings, config, parsed, (reference, subject), supply, publication)
    return publish(report, publication)


def _report(
    settings: Settings,
    config: Config,
    parsed: list[Reference],
    labels: tuple[str, str],
    supply: Supply,
    publication: Publication,
) -> Report:
    stamp = settings.stamp("compare")
    fail_on = publication.fail_on or config.fail_on
    found = _subjects(settings, config, parsed, supply)
    if isinstance(parsed[0], BaselineRef):
        reference = _baseline(config, parsed[0])
        audited = Audited(subject=found[-1], reference=reference)
        return audit.check((audited,), stamp=stamp, fail_on=fail_on)
    return audit.compare_pair(*found, label=labels[0], stamp=stamp, fail_on=fail_on)


def _parsed(text: str, config: Config, moment: datetime, supply: Supply) -> Reference:
    """Offline, an environment without a time is the newest stored one."""
    found = parse(text, config.names, now=moment)
    if isinstance(found, Live) and supply.offline:
        return Stored(environment=found.environment)
    return found


def _subjects(
    settings: Settings, config: Config, parsed: list[Reference], supply: Supply
) -> list[capture.Subject]:
    """What the references name but for baselines; live ones are read in one go."""
    names = tuple(dict.fromkeys(each.environment for each in parsed if isinstance(each, Live)))
    targets = select(config, names, None) if names else ()
    live = {
        each.environment.name: each
        for each in (capture.live(settings, targets, supply.concurrency) if targets else ())
    }
    limit = parse_age(supply.max_age) if supply.max_age and supply.offline else None
    return [
        live[each.environment] if isinstance(each, Live) else _stored(config, each, limit)
        for each in parsed
        if not isinstance(each, BaselineRef)
    ]


def _stored(
    config: Config, reference: Stored | SnapshotFile, limit: timedelta | None
) -> capture.Subject:
    """A stored snapshot; the newest may not be older than the limit, one that is dated may."""
    from driftaudit.snapshot_file import decode
    from driftaudit.store import open_store

    if isinstance(reference, Stored):
        store = open_store(config.store, config.path.parent)
        found = store.newest(reference.environment, reference.not_after)
        return found if reference.not_after else capture.fresh(found, now(), limit)
    try:
        return decode(Path(reference.path).read_bytes(), reference.path)
    except OSError as error:
        raise StoreError(
            f"{reference.path}: cannot be read: {error.strerror}\n"
            "next: name a file that `driftaudit snapshot` wrote, or ENV@latest"
        ) from error


def _baseline(config: Config, reference: BaselineRef) -> Side:
    from driftaudit.baselines import load

    return load(baseline_path(config, reference.name)).side()
