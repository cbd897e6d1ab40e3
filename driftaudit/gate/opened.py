"""Where a baseline says less of a value than it did: one of many will do from now on."""

from collections.abc import Iterator
from typing import Final

from driftaudit.baselines.layers import is_map
from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.gate.recorded import Place
from driftaudit.gate.target import Target
from driftaudit.model import Json
from driftaudit.render.values import path_text

_ACCESS: Final = frozenset(
    {"iam-role", "iam-policy", "access-entry", "aws-auth", "pod-identity", "service-account"}
)
_SLIGHT: Final = frozenset({("Tags",), ("tags",), ("Description",), ("MaxSessionDuration",)})


def opened(target: Target) -> tuple[Place, ...]:
    """Where the head's baseline has a matcher, and the base's a value, another one, or nothing."""
    if target.before is None:
        return ()
    known = target.before.resources
    found: list[Place] = []
    for key, each in target.after.resources.items():
        old = known.get(key)
        if old is None or old.digest != each.digest:
            paths = _paths(each.attributes, old.attributes if old else {}, ())
            found += ((*key, path) for path in paths)
    return tuple(sorted(found))


def grants(place: Place) -> bool:
    """Whether what is not known, or left open, at a place may let someone do more."""
    kind, _, path = place
    return kind in _ACCESS and path[:1] not in _SLIGHT


def place_words(place: Place) -> str:
    """`iam-role ${cluster}-node AttachedManagedPolicies`."""
    kind, resource, path = place
    return " ".join(filter(None, (kind, resource, path_text(path))))


def _paths(after: Json, before: Json, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(after, Matcher):
        if after not in (before, GONE):
            yield path
    elif is_map(after):
        old = before if is_map(before) else {}
        for key, each in after.items():
            yield from _paths(each, old.get(key), (*path, key))
