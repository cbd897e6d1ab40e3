"""The environments of a change: as they are stored, as they were and will be expected, planned."""

from collections.abc import Mapping

from msgspec import structs

from driftaudit.cli import planned
from driftaudit.cli.at_base import Expected
from driftaudit.cli.capture import Subject, usable
from driftaudit.cli.check import accepted, require_baselines
from driftaudit.cli.fitting import fitting
from driftaudit.cli.settings import now
from driftaudit.compare.side import Side
from driftaudit.config import Config
from driftaudit.config import Target as Configured
from driftaudit.errors import BaselineError, ConfigError
from driftaudit.gate.target import Planned, Target
from driftaudit.model import Record, Snapshot
from driftaudit.plan.belongs import Belongs
from driftaudit.plan.planned import Plan
from driftaudit.references import PlanRef, parse, parse_age
from driftaudit.render.text import listed
from driftaudit.subject import Unread


class Change(Record, frozen=True, kw_only=True):
    """What a change is made of: the configuration as it will be, what was expected, plans."""

    config: Config
    expected: Expected
    plans: Mapping[str, Plan] = {}
    max_age: str


def targets(change: Change) -> tuple[Target, ...]:
    """Every environment that is configured at either side of a change.

    Raises:
        BaselineError: an environment has no baseline, or the change deletes it.
        StoreError: a stored snapshot cannot be read, or a later version wrote it.
        PlanError: a plan is another environment's.
    """
    config, expected = change.config, change.expected
    _require_kept(config, expected)
    require_baselines(config, config.targets)
    gone = expected.gone(config.targets)
    subjects = _subjects(change, (*config.targets, *gone))
    staying = (_target(change, each, subjects[each.environment.name]) for each in config.targets)
    leaving = (_leaving(expected, each, subjects[each.environment.name]) for each in gone)
    return (*staying, *leaving)


def _require_kept(config: Config, expected: Expected) -> None:
    """Refuse to take away what environments are held against.

    Raises:
        BaselineError: a baseline was there at the base, and is not now.
    """
    for name in sorted({each.baseline for each in config.targets} & expected.baselines.keys()):
        path = config.baselines / f"{name}.yaml"
        if not path.exists():
            held = [e.environment.name for e in config.targets if e.baseline == name]
            have = "has" if len(held) == 1 else "have"
            raise BaselineError(
                f"the change deletes {path}, without which {listed(held)} {have} no baseline\n"
                "next: restore it, or take out of driftaudit.yaml what is held against it"
            )


def _target(change: Change, configured: Configured, subject: Subject) -> Target:
    config, expected = change.config, change.expected
    name = configured.environment.name
    then, plan = expected.of(configured), change.plans.get(name)
    return Target(
        subject,
        before=expected.side(then or configured),
        after=accepted(config, configured.baseline).side(name),
        planned=_laid(subject, plan, config) if plan else None,
        reconfigured=bool(plan) or (then is not None and _meant(then) != _meant(configured)),
        production=configured.production or bool(then and then.production),
        presence="stays" if then else "new",
    )


def _leaving(expected: Expected, then: Configured, subject: Subject) -> Target:
    before = expected.side(then)
    after = before or Side(label="", resources={})
    return Target(
        subject, before=before, after=after, production=then.production, presence="leaving"
    )


def _meant(target: Configured) -> tuple[object, ...]:
    """What of an environment's configuration decides what is expected of it."""
    return target.environment, target.vars, target.baseline


def _subjects(change: Change, every: tuple[Configured, ...]) -> dict[str, Subject]:
    """The newest snapshot of each environment, by name.

    Snapshots are where they were kept before the change, and perhaps under the names of then.
    """
    kept = structs.replace(change.config, store=change.expected.store or change.config.store)
    limit = parse_age(change.max_age)
    found = {each.environment.name: each for each in usable(kept, every, limit)}
    then = ((each.environment.name, change.expected.of(each)) for each in every)
    renamed = {
        name: old
        for name, old in then
        if old and old.environment.name != name and isinstance(found[name], Unread)
    }
    old = usable(kept, tuple(renamed.values()), limit) if renamed else ()
    found |= dict(zip(renamed, old, strict=True))
    return {each.environment.name: fitting(each, found[each.environment.name]) for each in every}


def read_plans(texts: tuple[str, ...], config: Config) -> dict[str, Plan]:
    """The plans of a command line (`ENV=FILE`), read, by environment.

    Raises:
        ConfigError: there is no such environment, or it is named twice.
        PlanError: a file is no plan, or the plan of another environment.
    """
    named = [parse(f"plan:{text}", config.names, now=now()) for text in texts]
    references = {each.environment: each for each in named if isinstance(each, PlanRef)}
    if len(references) < len(texts):
        raise ConfigError("--plan names an environment twice\nnext: give each one plan")
    own = {each.name: each for each in config.environments}
    plans = {name: planned.read(each) for name, each in references.items()}
    for name, plan in plans.items():
        Belongs(plan, own[name]).check()
    return plans


def _laid(subject: Subject, plan: Plan, config: Config) -> Planned | None:
    """What a plan leaves; None where nothing is known of what it would be laid over."""
    if not isinstance(subject, Snapshot):
        return None
    projection = planned.projected(subject, plan, config)
    notes = planned.told(projection, plan.origin)
    return Planned(snapshot=projection.snapshot, notes=notes, unknown=projection.unknown)
