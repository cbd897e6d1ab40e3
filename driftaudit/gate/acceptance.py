"""What a baseline that is about to be accepted would take from nodes that join.

A majority may be wrong: what only healthy environments have is then what is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import structs

from driftaudit.baselines import Baseline
from driftaudit.compare.side import Side
from driftaudit.diagnose.join import JoinCheck, join_checks
from driftaudit.effects.permissions import MANAGED_POLICY
from driftaudit.gate.foreseen import with_nodes, with_policies, with_roles
from driftaudit.gate.project import projected
from driftaudit.model import Json, Record, Snapshot

_HEALTH: Final = 13
"""The check that asks how add-ons are now: no baseline says that."""


class Harm(Record, frozen=True, kw_only=True):
    """A join check that fails where environments are as a baseline says.

    `healthy` are those that pass it today; `failing` those that fail it today and go on to.
    """

    number: int
    title: str
    why: str
    healthy: tuple[str, ...]
    failing: tuple[str, ...]


def harms(baseline: Baseline, snapshots: tuple[Snapshot, ...]) -> tuple[Harm, ...]:
    """The join checks that a baseline made from these snapshots breaks, by their number.

    Those that would fail in an environment that passes them now, and those that would fail in
    every environment. What is wrong with one environment alone is no matter of the baseline.
    """
    documents = {
        key: fact
        for each in snapshots
        for key, fact in each.facts.items()
        if key.startswith(MANAGED_POLICY)
    }
    found: defaultdict[int, dict[str, JoinCheck]] = defaultdict(dict)
    for each in snapshots:
        for check in _failing(_carried_out(baseline, each, documents)):
            found[check.number][each.environment.name] = check
    today = {each.environment.name: {it.number for it in _failing(each)} for each in snapshots}
    made = (_harm(checks, today) for _, checks in sorted(found.items()))
    return tuple(each for each in made if each.healthy or len(each.failing) == len(snapshots))


def _harm(checks: Mapping[str, JoinCheck], today: Mapping[str, set[int]]) -> Harm:
    """One check by the environments that it would fail in; `today` is what fails in each."""
    first = next(iter(checks.values()))
    failing = {name for name in checks if first.number in today[name]}
    return Harm(
        number=first.number,
        title=first.title,
        why=first.why,
        healthy=tuple(sorted(checks.keys() - failing)),
        failing=tuple(sorted(failing)),
    )


def _failing(snapshot: Snapshot) -> Iterator[JoinCheck]:
    for each in join_checks(snapshot):
        if each.status == "fails" and each.number != _HEALTH:
            yield each


def _carried_out(baseline: Baseline, snapshot: Snapshot, facts: Mapping[str, Json]) -> Snapshot:
    """The environment as the baseline says; of `subset` kinds, and unaudited ones, as it is."""
    wanted = baseline.side(snapshot.environment.name)
    made = projected(snapshot, Side.of_snapshot(snapshot), wanted)
    untold = wanted.subset | wanted.unread.keys()
    kept = tuple(each for each in snapshot.resources if each.kind in untold)
    told = tuple(each for each in made.resources if each.kind not in untold)
    after = structs.replace(made, resources=(*told, *kept))
    return with_nodes(with_roles(with_policies(after, snapshot, facts), snapshot), snapshot)
