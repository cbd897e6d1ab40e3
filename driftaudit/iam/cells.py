"""Where one side allows what the other does not, box by box.

A request that is as general as an Allow's own patterns (fresh letters for `*`) lies in another
box only if the whole Allow does. So it is enough to ask about one request for each combination of
its patterns, and of the parts that denials, boundaries and Not-elements cut out of them. Requests
in the same boxes are one cell, asked about once.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

from driftaudit.iam.budget import Budget
from driftaudit.iam.condition_search import Conditions, Forced, Tests, find
from driftaudit.iam.paths import Path, point
from driftaudit.iam.principals import arn
from driftaudit.iam.refine import Cutters
from driftaudit.iam.sides import DIMENSIONS, Own, Side

_ALL = -1


class Found(NamedTuple):
    """Requests that one side allows and the other does not: each action on each resource.

    `denied` is whether an explicit Deny takes them away.
    """

    actions: list[Path]
    resources: list[Path]
    principals: list[Path]
    conditions: Conditions
    denied: bool


class Spot(NamedTuple):
    """Which statements of either side lie over a path, and the value of the principal's key."""

    mine: int
    theirs: int
    key: str | None = None


class Group(NamedTuple):
    """Where paths stand, and the Allow's own pattern that they are of."""

    root: Spot
    spot: Spot


Groups: TypeAlias = dict[Group, list[Path]]
Answer: TypeAlias = tuple[Conditions | None, Conditions | None]


def differences(mine: Side, theirs: Side, budget: Budget) -> Iterator[Found]:
    """What `mine` allows and `theirs` does not, statement by statement. Raises ExhaustedError."""
    pair = _Pair(mine, theirs, budget)
    shared = theirs.of_role["allow"] if theirs.takes_no_more_than(mine) else frozenset()
    for at in mine.allows:
        if mine.statements[at] not in shared:
            yield from pair.statement(at)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class _Pair:
    """Two sides, and what was found out about their boxes so far."""

    def __init__(self, mine: Side, theirs: Side, budget: Budget) -> None:
        self._mine = mine
        self._theirs = theirs
        self._budget = budget
        self._relevant = mine.deny | mine.bound
        keys = mine.key_cutters() + theirs.key_cutters() if mine.has_principals else ()
        self._keyed = bool(keys)
        self._cutters = tuple(self._cut(at, keys * (at == 2)) for at in range(DIMENSIONS))
        self._answers: dict[tuple[int, int, int, str | None], Answer] = {}

    def _cut(self, dimension: int, keys: tuple[tuple[Path, ...], ...]) -> Cutters:
        paths = keys + self._mine.cutters(dimension, allowing=True)
        paths += self._theirs.cutters(dimension, allowing=False)
        marked = {**self._mine.axes[dimension].marked, **self._theirs.axes[dimension].marked}
        return Cutters(dimension, paths, tuple(marked), self._budget)

    def statement(self, at: int) -> Iterator[Found]:
        """What the Allow of this number allows and the other side does not."""
        groups: list[Groups] = []
        for action, actions in self._actions(at).items():
            if not any((*action.root[:2], *action.spot[:2])) and not self._keyed:
                yield from self._all_of(at, actions)
                continue
            groups = groups or [self._groups(1, at), self._groups(2, at)]
            for resource, principal in product(*groups):
                cell = (action, resource, principal)
                answers = self._cell(at, cell)
                paths = (actions, groups[0][resource], groups[1][principal])
                yield from self._requests(paths, answers)

    def _all_of(self, at: int, actions: list[Path]) -> Iterator[Found]:
        """Actions that no other statement of either side has anything to do with."""
        answer = self._answer(at, Spot(0, 0))
        others = [[each.path for each in self._mine.own(dim, at, self._budget)] for dim in (1, 2)]
        yield from self._requests((actions, *others), answer)

    def _requests(self, paths: tuple[list[Path], ...], answer: Answer) -> Iterator[Found]:
        plain, denied = answer
        conditions = denied if plain is None else plain
        if conditions is None:
            return
        both = plain is not None and denied is not None and len(denied) <= len(plain)
        if both and denied is not None:
            conditions = denied
        elif plain is not None and denied is not None:
            denied = None
        actions, resources, principals = paths
        yield Found(actions, resources, principals, conditions, denied is not None)

    def _actions(self, at: int) -> Groups:
        """The actions of an Allow, grouped; a service that the other side lacks in one step."""
        groups: Groups = {}
        if self._cutters[0].any:
            self._add_all(0, at, groups, self._mine.own(0, at, self._budget))
            return groups
        for service, owned in self._mine.services(at, self._budget).items():
            if self._relevant or self._theirs.axes[0].knows(service):
                self._add_all(0, at, groups, owned)
            else:
                spot = Spot(0, 0)
                groups.setdefault(Group(spot, spot), []).extend(each.path for each in owned)
        return groups

    def _groups(self, dimension: int, at: int) -> Groups:
        groups: Groups = {}
        self._add_all(dimension, at, groups, self._mine.own(dimension, at, self._budget))
        return groups

    def _add_all(self, dimension: int, at: int, groups: Groups, owned: Sequence[Own]) -> None:
        cutters = self._cutters[dimension]
        theirs = self._theirs.axes[dimension]
        for own in owned:
            key = arn(own.segments) if dimension == 2 and self._keyed else None
            root = Spot(own.mask, theirs.mask(own.segments, self._budget), key)
            groups.setdefault(Group(root, root), []).append(own.path)
            for path in cutters.parts(own.path) if cutters.any else ():
                spot = self._spot(dimension, at, path)
                if spot is not None and spot != root:
                    groups.setdefault(Group(root, spot), []).append(path)

    def _spot(self, dimension: int, at: int, path: Path) -> Spot | None:
        """Where a part of the Allow's path stands; None where its Not-element leaves it out."""
        segments = point(path)
        mine = self._mine.axes[dimension].mask(segments, self._budget)
        if not mine >> at & 1:
            return None
        theirs = self._theirs.axes[dimension].mask(segments, self._budget)
        key = arn(segments) if dimension == 2 and self._keyed else None
        return Spot(mine & self._relevant, theirs, key)

    def _cell(self, at: int, cell: tuple[Group, ...]) -> Answer:
        """What the cell is a witness of, unless a wider cell of the same Allow is already."""
        self._budget.spend(1)
        plain, denied = self._answer(at, _joined(tuple(each.spot for each in cell)))
        if plain is None and denied is None:
            return None, None
        choices = [dict.fromkeys((each.root, each.spot)) for each in cell]
        own = tuple(each.spot for each in cell)
        for wider in product(*choices):
            if wider != own and (plain is not None or denied is not None):
                other_plain, other_denied = self._answer(at, _joined(wider))
                plain = plain if other_plain is None else None
                denied = denied if other_denied is None else None
        return plain, denied

    def _answer(self, at: int, spot: Spot) -> Answer:
        """Conditions under which the other side does not allow the requests there, or denies them.

        None where there are none.
        """
        key = (at, spot.mine & self._relevant, spot.theirs, spot.key)
        if key not in self._answers:
            self._answers[key] = self._asked(at, spot)
        return self._answers[key]

    def _asked(self, at: int, spot: Spot) -> Answer:
        mine, theirs = self._mine, self._theirs
        denials = [mine.tests[each] for each in _bits(spot.mine & mine.deny)]
        if frozenset() in denials:
            return None, None
        forced = Forced(spot.key) if self._keyed else None
        terms = [mine.tests[at]]
        if mine.bounded:
            terms = [terms[0] | mine.tests[each] for each in _bits(spot.mine & mine.bound)]
        walls = [theirs.allow] + [theirs.bound] * theirs.bounded
        plain = self._first(
            (term, [*denials, *(theirs.tests[each] for each in _bits(spot.theirs & wall))], forced)
            for term in terms
            for wall in walls
        )
        denied = self._first(
            (term | theirs.tests[each], denials, forced)
            for term in terms
            for each in _bits(spot.theirs & theirs.deny)
        )
        return plain, denied

    def _first(
        self, questions: Iterator[tuple[Tests, list[Tests], Forced | None]]
    ) -> Conditions | None:
        """The answer with the fewest conditions that any of the questions has."""
        best: Conditions | None = None
        for required, forbidden, forced in questions:
            answer = find(required, forbidden, forced, self._budget)
            if answer is not None and (best is None or len(answer) < len(best)):
                best = answer
            if best == {}:
                break
        return best


def _joined(spots: tuple[Spot, ...]) -> Spot:
    """The statements that lie over all of an action, a resource and a principal."""
    mine = theirs = _ALL
    for each in spots:
        mine &= each.mine
        theirs &= each.theirs
    return Spot(mine, theirs, spots[2].key)
