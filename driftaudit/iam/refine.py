"""The parts of an Allow's path that other statements single out."""

from driftaudit.iam.budget import Budget, ExhaustedError
from driftaudit.iam.globs import is_literal, lengths
from driftaudit.iam.paths import Path, common
from driftaudit.iam.symbols import MAX_MARKS


class Cutters:
    """Paths of other statements, by a segment that most of them have literally."""

    def __init__(self, dimension: int, paths: tuple[Path, ...], marks: int, budget: Budget) -> None:
        if marks > MAX_MARKS:
            raise ExhaustedError("a pattern with very many `?`")
        self._segment = (0, 2, 0)[dimension]
        self._marks = marks
        self._budget = budget
        self._by_key: dict[str, list[Path]] = {}
        self._general: list[Path] = []
        for path in dict.fromkeys(paths):
            key = self._key(path)
            into = self._general if key is None else self._by_key.setdefault(key, [])
            into.append(path)
        self.any = bool(paths) or marks > 0
        self._all = tuple(dict.fromkeys(paths))

    def _key(self, path: Path) -> str | None:
        """The literal segment by which paths are told apart; None where it is open."""
        if len(path) <= self._segment or (len(path) == self._segment + 1 and path[-1] == "*"):
            return None
        return path[self._segment] if is_literal(path[self._segment]) else None

    def parts(self, path: Path) -> tuple[Path, ...]:
        """All that the path has in common with the cutters, several at a time too.

        The path itself is not among them. Raises ExhaustedError.
        """
        found: dict[Path, None] = {path: None}
        frontier = [path]
        while frontier:
            fresh: dict[Path, None] = {}
            for each in frontier:
                near = self._near(each)
                self._budget.spend(1 + len(near))
                for cutter in near:
                    for both in common(each, cutter, self._budget):
                        if both not in found:
                            fresh[both] = None
            self._budget.spend(4 * len(fresh))
            found |= fresh
            frontier = list(fresh)
        if self._marks:
            found |= dict.fromkeys(x for each in list(found) for x in self._lengths(each))
        del found[path]
        return tuple(found)

    def _near(self, path: Path) -> list[Path] | tuple[Path, ...]:
        key = self._key(path)
        if key is None:
            return self._all
        return [*self._by_key.get(key, ()), *self._general]

    def _lengths(self, path: Path) -> list[Path]:
        """The path with one or more of its stars of a certain length, segment by segment."""
        made: list[Path] = [()]
        for each in path:
            made = [(*start, x) for start in made for x in lengths(each, self._marks)]
            self._budget.spend(len(made))
        return made
