"""What the parts of this package answer: effects of differences, and rewrites that have none."""

from driftaudit.model import Difference, Impact, Record

Place = tuple[str, str, tuple[str, ...]]
"""The kind, resource and path of a difference."""


class Effects(Record, frozen=True, kw_only=True):
    """What a set of differences does.

    `impacts` is by place. The differences of `replaced` are another way to write the same; each
    of `rewrites` is one difference that stands for some of them, and is `info`. Those of `slight`
    do nothing as things are, and would if something else changed: a Deny of what is not allowed.
    After those of `usable` all that has to take a role surely still may.
    """

    impacts: dict[Place, Impact] = {}
    replaced: frozenset[Place] = frozenset()
    rewrites: tuple[Difference, ...] = ()
    slight: frozenset[Place] = frozenset()
    usable: frozenset[Place] = frozenset()


def place_of(difference: Difference) -> Place:
    """Where a difference is."""
    return difference.kind, difference.resource, difference.path
