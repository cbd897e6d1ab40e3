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
    healthy: defaultdict[int, list[str]] = defaultdict(list)
    failing: defaultdict[int, list[str]] = defaultdict(list)
    found: dict[int, JoinCheck] = {}
    for each in snapshots:
        already = {check.number for check in _failing(each)}
        for check in _failing(_carried_out(baseline, each, documents)):
            found.setdefault(check.number, check)
            (failing if check.number in already else healthy)[check.number].append(
                each.environment.name
            )
    return tuple(
        Harm(
            number=number,
            title=check.title,
            why=check.why,
            healthy=tuple(sorted(healthy[number])),
            failing=tuple(sorted(failing[number])),
        )
        for number, check in sorted(found.items())
        if healthy[number] or len(failing[number]) == len(snapshots)
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
