"""The parts of an Allow's path that other statements single out."""

from typing import TypeAlias

from driftaudit.iam.budget import Budget, ExhaustedError
from driftaudit.iam.globs import is_literal, lengths
from driftaudit.iam.paths import Path, common
from driftaudit.iam.symbols import MAX_MARKS

Group: TypeAlias = tuple[Path, ...]
"""Paths of which one at a time matters: those of all Denies, or those of one Not-element."""


class Cutters:
    """Paths that may cut something out of others, and those with `?`, which tell lengths apart."""

    def __init__(
        self, dimension: int, groups: tuple[Group, ...], marked: tuple[Path, ...], budget: Budget
    ) -> None:
        self._budget = budget
        self._dimension = dimension
        self._marked = marked
        self._groups = [_Near((0, 2, 0)[dimension], each) for each in dict.fromkeys(groups)]
        self._memory: dict[Path, tuple[Path, ...]] = {}
        self.any = bool(groups or marked)

    def parts(self, path: Path) -> tuple[Path, ...]:
        """All that the path has in common with paths of one or more groups, one of each.

        The path itself is not among them. Raises ExhaustedError.
        """
        if path not in self._memory:
            found = self._closed(path)
            if self._marked:
                found |= dict.fromkeys(x for each in list(found) for x in self._lengths(each))
            del found[path]
            self._memory[path] = tuple(found)
        return self._memory[path]

    def _closed(self, path: Path) -> dict[Path, None]:
        found: dict[Path, None] = {path: None}
        for group in self._groups:
            for each in list(found):
                near = group.to(each)
                self._budget.spend(1 + len(near))
                for cutter in near:
                    found |= dict.fromkeys(common(each, cutter, self._budget))
            self._budget.spend(4 * len(found))
        return found

    def _lengths(self, path: Path) -> list[Path]:
        """The path with its stars of each length that a pattern with `?` may tell apart."""
        most = [0] * len(path)
        for each in self._marked:
            self._budget.spend(1)
            if len(each) == len(path) and common(path, each, self._budget):
                most = [max(x, glob.count("?")) for x, glob in zip(most, each, strict=True)]
        if max(most) > MAX_MARKS:
            raise ExhaustedError("a pattern with very many `?`")
        made: list[Path] = [()]
        for glob, marks in zip(path, most, strict=True):
            shapes = lengths(glob, marks) if marks else (glob,)
            made = [(*start, each) for start in made for each in shapes]
            self._budget.spend(4 * len(made))
        # No action is without a name: `s3:?*` is all of `s3:*`.
        return made if self._dimension else [each for each in made if all(each)]


class _Near:
    """Finds the paths that may have something in common with another.

    `segment` is the one that most paths have literally: the service of actions and ARNs.
    """

    def __init__(self, segment: int, paths: tuple[Path, ...]) -> None:
        self._segment = segment
        self._all = tuple(dict.fromkeys(paths))
        self._literal = frozenset(each for each in self._all if all(map(is_literal, each)))
        self._open = tuple(each for each in self._all if self._key(each) is None)
        self._keyed: dict[str, list[Path]] = {}
        self._wild: dict[str, list[Path]] = {}
        for path in self._all:
            key = self._key(path)
            if key is not None:
                self._keyed.setdefault(key, []).append(path)
                if path not in self._literal:
                    self._wild.setdefault(key, []).append(path)

    def _key(self, path: Path) -> str | None:
        """The literal segment by which paths are told apart; None where it is open."""
        if len(path) <= self._segment:
            return None
        return path[self._segment] if is_literal(path[self._segment]) else None

    def to(self, path: Path) -> tuple[Path, ...]:
        """Paths that may have something in common with this one."""
        key = self._key(path)
        if key is None:
            return self._all
        if not all(map(is_literal, path)):
            return (*self._keyed.get(key, ()), *self._open)
        same = (path,) if path in self._literal else ()
        return (*same, *self._wild.get(key, ()), *self._open)
