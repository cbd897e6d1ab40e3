"""What an environment becomes when a change of its baseline is carried out, as far as that says.

Only what the baseline changes is changed: what the environment has beside it stays.
"""

from msgspec import structs

from driftaudit.baselines.layers import is_map
from driftaudit.compare.align import align
from driftaudit.compare.matchers import GONE, Matcher, matches
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.model import UNKNOWN, Json, Resource, Snapshot, digest_of, make_resource

_UNSAID = {UNKNOWN: "the baseline names no single value"}


def projected(snapshot: Snapshot, before: Side, after: Side) -> Snapshot:
    """The snapshot with every change from `before` to `after` made to it, under `after`'s names.

    A matcher that the environment satisfies leaves its value; one that it does not makes the
    value unknown, since any of many would do. A kind that `after` does not audit stays as it is.
    """
    aligned = align(after, before, Side.of_snapshot(snapshot))
    new, old, now = (each.side.resources for each in aligned)
    keys = sorted(new.keys() | now.keys())
    found = (
        now.get(key)
        if key[0] in after.unread
        else _resource(key, now.get(key), old.get(key), new.get(key))
        for key in keys
    )
    return structs.replace(snapshot, resources=tuple(each for each in found if each))


def _resource(
    key: ResourceKey, now: Resource | None, before: Resource | None, after: Resource | None
) -> Resource | None:
    """One resource after the change; None where it is gone, or was never there."""
    if (before and before.digest) == (after and after.digest):
        return now
    if after is None:
        return None
    held = _laid(
        now.attributes if now else {},
        before.attributes if before else {},
        after.attributes,
    )
    return make_resource(
        *key,
        {name: value for name, value in held.items() if value is not None},
        used_by=now.used_by if now else after.used_by,
        source=now.source if now else after.source,
    )


def _laid(now: Json, before: Json, after: Json) -> Json:
    """One value after the change; None where there is none."""
    if digest_of(before) == digest_of(after):
        return now
    if after == GONE:
        return None
    if isinstance(after, Matcher):
        return now if matches(after, now) else dict(_UNSAID)
    if not is_map(after):
        return after
    own, old = (each if is_map(each) else {} for each in (now, before))
    keys = sorted({*own, *after, *old})
    made = {key: _laid(own.get(key), old.get(key), after.get(key)) for key in keys}
    return {key: value for key, value in made.items() if value is not None}
