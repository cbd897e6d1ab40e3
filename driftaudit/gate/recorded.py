"""What of an environment's drift a change records: makes it, by name, what is expected.

A change that only stops looking (a kind that is not audited, a subset, `{$any: true}`) records
nothing: what it hides was never agreed on.
"""

from collections.abc import Mapping
from typing import Final

from driftaudit.compare.matchers import Matcher
from driftaudit.compare.side import Side
from driftaudit.model import NAME_FIELDS, Difference, Json

Place = tuple[str, str, tuple[str, ...]]
"""Kind, resource and path of a difference."""

_ANY: Final = "$any"


def place_of(difference: Difference) -> Place:
    """Where a difference is."""
    return difference.kind, difference.resource, difference.path


def records(after: Side, own: Side, drift: Difference) -> bool:
    """Whether the head's baseline says what a difference from the base's found.

    `after` is that baseline under the base's names, `own` under its own. It is asked only where
    the environment does not differ from it.
    """
    if drift.kind in after.unread:
        return False
    resource = after.resources.get((drift.kind, drift.resource))
    if not drift.path:
        return (resource is None) == (drift.change == "missing")
    if drift.path == (NAME_FIELDS.get(drift.kind),):
        return (drift.kind, str(drift.actual)) in own.resources
    value = _at(resource.attributes if resource else {}, drift.path)
    if isinstance(value, Matcher):
        return _ANY not in value.shown
    return (value is None) == (drift.change == "missing")


def _at(value: Json, path: tuple[str, ...]) -> Json:
    """What is at a path, or the matcher above it that stands for all below."""
    for key in path:
        if not isinstance(value, Mapping):
            return value if isinstance(value, Matcher) else None
        value = value.get(key)
    return value
