"""One side of a comparison: its statements, and an index of what each applies to.

A statement is a box: actions x resources x principals x conditions. The side allows a request
that lies in the box of an Allow, in one of its boundary if there is one, and in that of no Deny.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from driftaudit.iam.budget import Budget
from driftaudit.iam.documents import Document, Element, Statement
from driftaudit.iam.paths import ANY, ANY_ACTION, Index, Path, point, resource_paths
from driftaudit.iam.principals import KEY

Role = Literal["allow", "bound", "deny"]

_ROLES: Final[tuple[Role, ...]] = ("allow", "bound", "deny")

DIMENSIONS: Final = 3
"""Actions, resources, principals: in this order everywhere."""

_SEGMENTS: Final = (0, 2, 0)
_UNIVERSES: Final[tuple[Path, ...]] = (ANY_ACTION, ANY, ANY)
_MOST_WORK: Final = 200_000
_WITH_KEY: Final[Path] = ("AWS", "*")


class Own:
    """A path of an Allow: where it stands, and which of the side's own statements lie over it."""

    __slots__ = ("mask", "path", "segments")

    def __init__(self, path: Path, mask: int) -> None:
        self.path = path
        self.segments = point(path)
        self.mask = mask


class Axis:
    """One dimension of all boxes of a side."""

    def __init__(self, dimension: int, elements: Sequence[Element | None]) -> None:
        self._universe = _UNIVERSES[dimension]
        self._positive = Index(_SEGMENTS[dimension])
        self._excluded = Index(_SEGMENTS[dimension])
        self._negated = 0
        self.marked: dict[Path, None] = {}
        for at, element in enumerate(elements):
            self._add(element, 1 << at)

    def _add(self, element: Element | None, bit: int) -> None:
        if element is None:
            self._positive.add(self._universe, bit)
            return
        if element.negated:
            self._negated |= bit
        index = self._excluded if element.negated else self._positive
        for path in element.paths:
            index.add(path, bit)
            if any("?" in each for each in path):
                self.marked[path] = None

    def mask(self, segments: Path, budget: Budget) -> int:
        """The bits of the statements whose element the request lies in."""
        found = self._positive.mask(segments, budget)
        if self._negated:
            found |= self._negated & ~self._excluded.mask(segments, budget)
        return found

    def knows(self, service: str) -> bool:
        """Whether any statement may have something in this service."""
        index = self._positive
        return bool(self._negated) or index.reaches_far or service in index.services


class Side:
    """Statements with their roles, indexed. `spelled` maps actions to the documents' spelling."""

    def __init__(
        self,
        statements: Sequence[tuple[Role, Statement]],
        *,
        bounded: bool = False,
        spelled: dict[str, str] | None = None,
    ) -> None:
        self.statements = tuple(each for _, each in statements)
        self.roles = tuple(role for role, _ in statements)
        self.allow, self.bound, self.deny = (
            sum(1 << at for at, each in enumerate(self.roles) if each == role) for role in _ROLES
        )
        self.bounded = bounded
        self.of_role: dict[Role, frozenset[Statement]] = {
            role: frozenset(each for own, each in statements if own == role) for role in _ROLES
        }
        self.spelled = spelled or {}
        self.tests = tuple(each.tests for each in self.statements)
        self.elements = (
            tuple(each.actions for each in self.statements),
            tuple(each.resources for each in self.statements),
            tuple(each.principals for each in self.statements),
        )
        self.axes = tuple(Axis(at, self.elements[at]) for at in range(DIMENSIONS))
        self.has_principals = any(each.principals is not None for each in self.statements)
        self.has_resources = any(each.resources is not None for each in self.statements)
        self.allows = tuple(at for at, role in enumerate(self.roles) if role == "allow")
        self._own: dict[tuple[int, int], tuple[tuple[Own, ...], int]] = {}
        self._services: dict[int, dict[str, list[Own]]] = {}

    def takes_no_more_than(self, other: "Side") -> bool:
        """Whether the other side's Denies and boundary leave no Allow more than this side's do."""
        if self.bounded and not (other.bounded and other.of_role["bound"] <= self.of_role["bound"]):
            return False
        return self.of_role["deny"] <= other.of_role["deny"]

    def own(self, dimension: int, at: int, budget: Budget) -> tuple[Own, ...]:
        """The paths of one Allow in one dimension; all there is, where its element is negated.

        Remembered, and paid for in every comparison anew. Raises ExhaustedError.
        """
        key = (dimension, at)
        if key not in self._own:
            meter = Budget(_MOST_WORK)
            placed = tuple(
                self._placed(dimension, each, meter)
                for each in self._paths(dimension, at)
                if self._has(dimension, at, each, meter)
            )
            self._own[key] = (placed, _MOST_WORK - meter.left)
        found, work = self._own[key]
        budget.spend_once(key, work)
        return found

    def _paths(self, dimension: int, at: int) -> tuple[Path, ...]:
        element = self.elements[dimension][at]
        if element is None or element.negated:
            return (_UNIVERSES[dimension],)
        return element.paths

    def _has(self, dimension: int, at: int, path: Path, meter: Budget) -> bool:
        """Whether a path is the Allow's: not where a Not-element leaves everything out."""
        element = self.elements[dimension][at]
        if element is None or not element.negated:
            return True
        return bool(self.axes[dimension].mask(point(path), meter) >> at & 1)

    def _placed(self, dimension: int, path: Path, meter: Budget) -> Own:
        others = self.deny | self.bound
        segments = point(path)
        mask = self.axes[dimension].mask(segments, meter) & others if others else 0
        return Own(path, mask)

    def services(self, at: int, budget: Budget) -> dict[str, list[Own]]:
        """The actions of one Allow by the first segment of their path. Raises ExhaustedError."""
        owned = self.own(0, at, budget)
        if at not in self._services:
            made: dict[str, list[Own]] = {}
            for each in owned:
                made.setdefault(each.path[0], []).append(each)
            self._services[at] = made
        return self._services[at]

    def cutters(self, dimension: int, *, allowing: bool) -> tuple[tuple[Path, ...], ...]:
        """The paths that may cut a part out of an Allow which it does not show as a whole.

        `allowing` is this side's part: that of the Allow, or that of the side which lacks it. In
        groups: the paths of all Denies, or all of the boundary, and those of each Not-element.
        """
        return _cutters(self, dimension, allowing=allowing)

    def key_cutters(self) -> tuple[tuple[Path, ...], ...]:
        """The principals that conditions on the principal's own key single out, test by test.

        In front those that have the key at all: an ARN is what AWS principals have.
        """
        tests = [test for tests in self.tests for test in tests if test.key == KEY]
        named = [tuple(x for value in each.values for x in _principals(value)) for each in tests]
        return tuple(dict.fromkeys([(_WITH_KEY,), *filter(None, named)])) if tests else ()


@lru_cache(maxsize=16384)
def _cutters(side: Side, dimension: int, *, allowing: bool) -> tuple[tuple[Path, ...], ...]:
    taking = "bound" if allowing else "deny"
    together: dict[Path, None] = {}
    groups: list[tuple[Path, ...]] = []
    for role, element in zip(side.roles, side.elements[dimension], strict=True):
        if element is None:
            continue
        if role == taking and not element.negated:
            together |= dict.fromkeys(element.paths)
        elif element.negated and (role == "deny") == allowing:
            groups.append(element.paths)
    if together:
        groups.append(tuple(together))
    return tuple(dict.fromkeys(groups))


def _principals(value: str) -> Iterable[Path]:
    return (("AWS", *path) for path in resource_paths(value) if path[0] == "arn")


@lru_cache(maxsize=4096)
def side_of(document: Document) -> Side:
    """The side that one document is."""
    return Side(
        [("allow" if each.allow else "deny", each) for each in document.statements],
        spelled=document.spelled,
    )


@lru_cache(maxsize=2048)
def side_of_role(policies: tuple[Document, ...], boundary: tuple[Document, ...] | None) -> Side:
    """The side that a role's policies and its boundary are; a boundary of none allows nothing."""
    statements: list[tuple[Role, Statement]] = []
    spelled: dict[str, str] = {}
    for document in policies:
        spelled |= document.spelled
        statements += [("allow" if each.allow else "deny", each) for each in document.statements]
    for document in boundary or ():
        spelled |= document.spelled
        statements += [("bound" if each.allow else "deny", each) for each in document.statements]
    return Side(statements, bounded=boundary is not None, spelled=spelled)
