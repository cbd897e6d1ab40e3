"""The differences between two sides: digests first, deepdiff only inside what differs.

`compare(x, x)` is empty, and swapping the sides swaps missing with unexpected and expected with
actual. What either side could not read is neither different nor equal (`Side.unread`).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from driftaudit.compare.align import align, rename_differences
from driftaudit.compare.documents import as_meant
from driftaudit.compare.implied import without_implied
from driftaudit.compare.inside import inside
from driftaudit.compare.literally import as_expected
from driftaudit.compare.matchers import plain, settle
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.compare.uses import with_likely_users, with_users
from driftaudit.model import KINDS, Change, Difference, Record, Resource

_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}


class Compared(Record, frozen=True, kw_only=True):
    """The differences of two sides, and the sides as they were compared: under common names."""

    differences: tuple[Difference, ...]
    reference: Side
    subject: Side


def compare(reference: Side, subject: Side) -> tuple[Difference, ...]:
    """Every known difference of `subject` from `reference`, one a path, in the order of reports.

    What has another name on each side is compared under the reference's; the other name itself is
    a difference of its own. A document that means the same is none.
    """
    return compared(reference, subject).differences


def compared(reference: Side, subject: Side) -> Compared:
    """As `compare`, with the sides that were compared."""
    held, renamed = align(reference, as_expected(subject, reference))
    kept = with_users(held.side, renamed.side)
    now = with_likely_users(renamed.side, kept)
    found = [
        *without_implied(_differences(kept, now), kept, now),
        *rename_differences(renamed, kept),
    ]
    return Compared(differences=in_order(found), reference=kept, subject=now)


def in_order(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The differences in the order of reports: that of `model.KINDS`, then resource, then path."""
    found = tuple(differences)
    return tuple(sorted(found, key=lambda each: (*_place((each.kind, each.resource)), each.path)))


def _differences(reference: Side, subject: Side) -> Iterator[Difference]:
    unread = reference.unread.keys() | subject.unread.keys()
    keys = {key for key in reference.resources.keys() | subject.resources if key[0] not in unread}
    # Equal digests are left first: they are nearly everything, and cost one hash each.
    differing = [key for key in keys if _digest(reference, key) != _digest(subject, key)]
    absent_here = subject.partial_against(reference)
    absent_there = reference.partial_against(subject)
    for key in differing:
        expected, actual = reference.resources.get(key), subject.resources.get(key)
        if expected and actual:
            yield from _within(expected, actual, reference, subject)
        elif expected and key[0] not in absent_here and subject.expects(key):
            yield _whole(expected, "missing")
        elif actual and key[0] not in absent_there and reference.expects(key):
            yield _whole(actual, "unexpected")


def _digest(side: Side, key: ResourceKey) -> str | None:
    resource = side.resources.get(key)
    return resource.digest if resource else None


def _kind_place(kind: str) -> tuple[int, str]:
    return _ORDER.get(kind, len(_ORDER)), kind


def _place(key: ResourceKey) -> tuple[tuple[int, str], str]:
    return _kind_place(key[0]), key[1]


def _whole(resource: Resource, change: Change) -> Difference:
    """The difference that a resource is, of which the other side has nothing."""
    return Difference(
        kind=resource.kind,
        resource=resource.name,
        path=(),
        change=change,
        expected=plain(resource.attributes) if change == "missing" else None,
        actual=plain(resource.attributes) if change == "unexpected" else None,
        used_by=resource.used_by,
        source=resource.source,
    )


def _within(
    expected: Resource, actual: Resource, reference: Side, subject: Side
) -> Iterator[Difference]:
    """The differences of two resources of the same kind and name."""
    rest = settle(expected.attributes, actual.attributes)
    meant = as_meant(rest.expected, rest.actual)
    for path, change, old, new in (*rest.found, *inside(rest.expected, meant)):
        if (change == "unexpected" and not reference.mentions(expected, path[0])) or (
            change == "missing" and not subject.mentions(actual, path[0])
        ):
            continue
        yield Difference(
            kind=actual.kind,
            resource=actual.name,
            path=path,
            change=change,
            expected=old,
            actual=new,
            used_by=actual.used_by or expected.used_by,
            source=actual.source or expected.source,
        )
