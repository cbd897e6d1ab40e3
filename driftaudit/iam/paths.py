"""Actions, resources and principals as paths: tuples of globs, one a segment.

An action has two segments; an ARN six; a principal its type and those of its id. Wildcards stay
inside their segment, but for a last segment `*` of a shorter path, which stands for all that is
left: `("*",)` is every resource, `("AWS", "*")` every AWS principal.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations_with_replacement, product
from math import comb
from typing import Final, TypeAlias

from driftaudit.iam.budget import Budget
from driftaudit.iam.globs import collapse, effort, intersect, is_literal, matcher
from driftaudit.iam.symbols import decode, instance

Path: TypeAlias = tuple[str, ...]

_Shape: TypeAlias = tuple[int, bool, tuple[int, ...], bool]
"""How many segments, if the last is all that is left, which are literal, if any has a `?`."""

ANY: Final[Path] = ("*",)
ANY_ACTION: Final[Path] = ("*", "*")
ARN_SEGMENTS: Final = 6
_MOST_ALTERNATIVES: Final = 60


def action_path(text: str) -> Path:
    """An action's service and name; `*` is every action."""
    service, colon, name = text.partition(":")
    return (collapse(service), collapse(name)) if colon else ANY_ACTION


@lru_cache(maxsize=16384)
def resource_paths(pattern: str) -> tuple[Path, ...]:
    """The paths that a resource pattern stands for: one, but for an ARN with too few colons.

    A `*` stays inside its segment when it can: where segments are missing, one or more of the
    stars stand for them. What is no ARN is a path of its own sort.
    """
    pattern = collapse(pattern)
    if pattern == "*":
        return (ANY,)
    segments = pattern.split(":", ARN_SEGMENTS - 1)
    if len(segments) == ARN_SEGMENTS and matcher(segments[0])("arn"):
        return (("arn", *segments[1:]),)
    paths: list[Path] = []
    if not is_literal(pattern) and len(segments) < ARN_SEGMENTS:
        paths = _stretched(pattern, ARN_SEGMENTS - len(segments))
    return tuple(paths) if segments[0] == "arn" and paths else (*paths, ("", pattern))


@lru_cache(maxsize=16384)
def element_paths(pattern: str) -> tuple[Path, ...]:
    """The paths of a pattern in a `Resource`: `arn:aws:sqs` is `arn:aws:sqs:*:*:*` there.

    AWS completes an ARN by a `*` for each missing field (IAM user guide, "IAM identifiers"), and
    does not in conditions.
    """
    segments = collapse(pattern).split(":", ARN_SEGMENTS - 1)
    if segments[0] != "arn" or len(segments) in (1, ARN_SEGMENTS):
        return resource_paths(pattern)
    completed = (*segments, *["*"] * (ARN_SEGMENTS - len(segments)))
    if is_literal(pattern):
        return (completed,)
    return tuple(dict.fromkeys((*resource_paths(pattern), completed)))


def is_loose(pattern: str) -> bool:
    """Whether a pattern with too few colons could be ARNs in more ways than anyone means."""
    segments = collapse(pattern).split(":", ARN_SEGMENTS - 1)
    missing = ARN_SEGMENTS - len(segments)
    stars = collapse(pattern).count("*")
    return missing > 0 and stars > 0 and comb(stars + missing - 1, missing) > _MOST_ALTERNATIVES


def _stretched(pattern: str, missing: int) -> list[Path]:
    """The ARNs in which the stars of a short pattern take the missing colons."""
    parts = pattern.split("*")
    made: dict[Path, None] = {}
    choices = combinations_with_replacement(range(len(parts) - 1), missing)
    for chosen in choices:
        stars = ["*" + ":*" * chosen.count(at) for at in range(len(parts) - 1)]
        text = "".join(a + b for a, b in zip(parts, (*stars, ""), strict=True))
        segments = text.split(":", ARN_SEGMENTS - 1)
        if matcher(segments[0])("arn"):
            made["arn", *segments[1:]] = None
    return list(made)


def point(path: Path) -> Path:
    """A request's segments that are as general as the path; see `symbols.instance`."""
    return tuple(map(instance, path))


@lru_cache(maxsize=65536)
def shown(path: Path) -> str:
    """The text of an action's or a resource's path."""
    if path == ANY_ACTION:
        return "*"
    return decode(":".join(path[1:] if path[0] == "" else path))


@lru_cache(maxsize=65536)
def covers(path: Path) -> Callable[[Path], bool]:
    """A function that tells whether a request's segments lie in the path."""
    literal = [(at, each) for at, each in enumerate(path) if is_literal(each)]
    fits = _fits_wild(path)

    def check(segments: Path) -> bool:
        return (
            _is_long_enough(path, segments)
            and all(segments[at] == each for at, each in literal)
            and fits(segments)
        )

    return check


def _is_long_enough(path: Path, segments: Path) -> bool:
    return len(segments) == len(path) or (path[-1] == "*" and len(segments) > len(path))


@lru_cache(maxsize=65536)
def _fits_wild(path: Path) -> Callable[[Path], bool]:
    """A function that tells whether segments fit the path's patterns; its literals are left out."""
    wild = [(at, x) for at, x in enumerate(path) if x != "*" and not is_literal(x)]
    if not wild:
        return lambda _: True
    if len(wild) == 1:
        ((only, glob),) = wild
        fits = matcher(glob)
        return lambda segments: fits(segments[only])
    checks = [(at, matcher(each)) for at, each in wild]
    return lambda segments: all(matches(segments[at]) for at, matches in checks)


def common(one: Path, other: Path, budget: Budget) -> tuple[Path, ...]:
    """Paths that together hold exactly what lies in both. Raises ExhaustedError."""
    if len(one) > len(other):
        one, other = other, one
    size = len(one)
    if size < len(other) and one[-1] != "*":
        return ()
    shorter = one if size == len(other) else one[:-1]
    pieces: list[tuple[str, ...]] = []
    for mine, theirs in zip(shorter, other, strict=False):
        if theirs in (mine, "*"):
            pieces.append((mine,))
        elif mine == "*":
            pieces.append((theirs,))
        else:
            both = _both(mine, theirs, budget)
            if not both:
                return ()
            pieces.append(both)
    return tuple((*each, *other[len(shorter) :]) for each in product(*pieces))


def _both(mine: str, theirs: str, budget: Budget) -> tuple[str, ...]:
    if is_literal(mine) and is_literal(theirs):
        return ()
    budget.spend(effort(mine, theirs))
    return intersect(mine, theirs)


class Index:
    """Which statements' paths a request lies in, as a bit mask.

    Paths are looked up by their literal segments. `segment` is the one that names the service.
    """

    def __init__(self, segment: int) -> None:
        self._segment = segment
        self._everywhere = 0
        self._shapes: dict[_Shape, dict[Path, dict[Path, int]]] = {}
        self.services: set[str] = set()
        self.reaches_far = False
        """Whether a path outside `services` may be in it."""

    def add(self, path: Path, bit: int) -> None:
        """Note that the statement of this bit has the path."""
        service = path[self._segment] if len(path) > self._segment else "*"
        if is_literal(service):
            self.services.add(service)
        else:
            self.reaches_far = True
        if path in (ANY, ANY_ACTION):
            self._everywhere |= bit
            return
        literal = tuple([at for at, each in enumerate(path) if is_literal(each)])
        marked = any("?" in each for each in path)
        shape = self._shapes.setdefault((len(path), path[-1] == "*", literal, marked), {})
        alike = shape.setdefault(tuple([path[at] for at in literal]), {})
        alike[path] = alike.get(path, 0) | bit

    def mask(self, segments: Path, budget: Budget) -> int:
        """The bits of the statements whose paths the request lies in. Raises ExhaustedError."""
        found = self._everywhere
        size = len(segments)
        for (length, rest, literal, marked), shape in self._shapes.items():
            if size != length and not (rest and size > length):
                continue
            alike = shape.get(tuple([segments[at] for at in literal]))
            if not alike:
                continue
            budget.spend(1 + len(alike) // (1 if marked else 2))
            for path, bits in alike.items():
                if found | bits != found and _fits_wild(path)(segments):
                    found |= bits
        return found
