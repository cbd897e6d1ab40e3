"""Makes a baseline out of snapshots: of one all of it, of several what most of them agree on.

Never from what was only half read, and never while something is on its way to another state.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from driftaudit.baseline_file import Baseline, text_of
from driftaudit.compare.align import align
from driftaudit.compare.side import Side
from driftaudit.errors import BaselineError
from driftaudit.model import EVERY_KIND, KINDS, Json, Record, Snapshot, digest_of

_NOBODY: Final = Side(label="", resources={})
_MOVING_KINDS: Final = frozenset({"cluster", "nodegroup", "addon", "fargate-profile"})


class LeftOut(Record, frozen=True, kw_only=True):
    """What some environments have and the baseline does not; an empty path is a resource.

    `why` is `minority` or `no majority`; `of` is how many environments were asked.
    """

    kind: str
    resource: str
    path: tuple[str, ...]
    environments: tuple[str, ...]
    of: int
    why: str


class Acceptance(Record, frozen=True, kw_only=True):
    """A baseline, its file's text, and what did not get into it."""

    baseline: Baseline
    text: str
    left_out: tuple[LeftOut, ...] = ()


Held = tuple[tuple[str, Json], ...]
"""The environments that have something, each with its value."""


def from_snapshots(name: str, snapshots: tuple[Snapshot, ...], existing: str = "") -> Acceptance:
    """The baseline that the snapshots agree on, by strict majority, and what that leaves out.

    A resource takes part if most snapshots have it; where they disagree on its value, each
    attribute is decided among those that have the resource. `existing` is the text of the file
    that is to be replaced: its head comment is kept.

    Raises BaselineError naming every environment that may not be accepted now, and why.
    """
    refused = [problem for snapshot in snapshots for problem in _refusals(snapshot)]
    refused += _uneven(snapshots)
    if not snapshots:
        refused.append("there is no snapshot; next: driftaudit snapshot")
    if refused:
        raise BaselineError(f"baseline {name} is not written:\n  " + "\n  ".join(refused))
    resources: dict[str, dict[str, dict[str, Json]]] = {}
    left_out: list[LeftOut] = []
    for (kind, resource), held in sorted(_holders(snapshots).items(), key=_place):
        agreed = _Agreement(kind, resource, len(snapshots))
        value = agreed.resource(held)
        left_out += agreed.left_out
        if value is not None:
            resources.setdefault(kind, {})[resource] = value
    not_audited = dict(snapshots[0].not_audited)
    baseline = Baseline(name=name, resources=resources, not_audited=not_audited)
    return Acceptance(baseline=baseline, text=text_of(baseline, existing), left_out=tuple(left_out))


def _refusals(snapshot: Snapshot) -> Iterator[str]:
    name = snapshot.environment.name
    for gap in snapshot.gaps:
        what = "everything" if gap.kind == EVERY_KIND else gap.kind
        yield f"{name}: {what} was not read ({gap.operation}: {gap.code}); next: {gap.needs}"
    for key, fact in sorted(snapshot.facts.items()):
        status = fact.get("status") if isinstance(fact, dict) else None
        moving = key.split("/", 1)[0] in _MOVING_KINDS
        if moving and isinstance(status, str) and status.endswith("ING"):
            yield f"{name}: {key} is {status}; next: driftaudit snapshot {name} when it is ACTIVE"


def _uneven(snapshots: tuple[Snapshot, ...]) -> list[str]:
    """Kinds that some environments leave out and others do not: no majority could be told."""
    problems = []
    for kind in KINDS:
        without = [each.environment.name for each in snapshots if kind in each.not_audited]
        if 0 < len(without) < len(snapshots):
            names = ", ".join(without)
            problems.append(
                f"{names}: {kind} is not audited, elsewhere it is; next: audit it in all or in none"
            )
    return problems


def _holders(snapshots: tuple[Snapshot, ...]) -> dict[tuple[str, str], Held]:
    holders: defaultdict[tuple[str, str], list[tuple[str, Json]]] = defaultdict(list)
    ordered = sorted(snapshots, key=lambda each: each.environment.name)
    # Nobody goes first, so that the commonest of several names for one thing is taken.
    _, *aligned = align(_NOBODY, *map(Side.of_snapshot, ordered))
    for one in aligned:
        for (kind, name), each in one.side.resources.items():
            holders[kind, name].append((one.side.label, each.attributes))
    return {key: tuple(held) for key, held in holders.items()}


def _place(item: tuple[tuple[str, str], Held]) -> tuple[int, str]:
    kind, resource = item[0]
    return KINDS.index(kind), resource


class _Agreement:
    """Decides one resource, and notes what it leaves out."""

    def __init__(self, kind: str, resource: str, asked: int) -> None:
        self.kind, self.name, self.asked = kind, resource, asked
        self.left_out: list[LeftOut] = []

    def resource(self, held: Held) -> dict[str, Json] | None:
        """The attributes of the resource, or None where only a minority has it."""
        if 2 * len(held) <= self.asked:
            why = "no majority" if 2 * len(held) == self.asked else "minority"
            self._leave((), [name for name, _ in held], self.asked, why)
            return None
        agreed: dict[str, Json] = self._value((), held, held)
        return agreed

    def _value(self, path: tuple[str, ...], held: Held, asked: Held) -> Json:
        """What most of those asked hold; maps are decided key by key where they differ."""
        variants: defaultdict[str, list[tuple[str, Json]]] = defaultdict(list)
        for name, value in held:
            variants[digest_of(value)].append((name, value))
        most = max(variants.values(), key=len)
        if 2 * len(most) > len(asked):
            odd = [name for same in variants.values() if same is not most for name, _ in same]
            if odd:
                self._leave(path, odd, len(asked), "minority")
            return most[0][1]
        if all(isinstance(value, dict) for _, value in held) and 2 * len(held) > len(asked):
            return self._members(path, held)
        self._leave(path, [name for name, _ in held], len(asked), "no majority")
        return None

    def _members(self, path: tuple[str, ...], held: Held) -> dict[str, Json]:
        members: dict[str, Json] = {}
        for key in sorted({key for _, value in held for key in value}):
            having = tuple((name, value[key]) for name, value in held if key in value)
            if 2 * len(having) < len(held):
                self._leave((*path, key), [name for name, _ in having], len(held), "minority")
                continue
            member = self._value((*path, key), having, held)
            if member is not None:
                members[key] = member
        return members

    def _leave(self, path: tuple[str, ...], names: list[str], asked: int, why: str) -> None:
        self.left_out.append(
            LeftOut(
                kind=self.kind,
                resource=self.name,
                path=path,
                environments=tuple(sorted(names)),
                of=asked,
                why=why,
            )
        )
