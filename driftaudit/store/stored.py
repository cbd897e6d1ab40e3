"""What every store agrees on: how snapshots are named, which one is meant, and what is said."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Final

from driftaudit.errors import StoreError
from driftaudit.model import Snapshot
from driftaudit.names import name_problem

_MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
_FILE: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2})([0-9]{2})([0-9]{2}\.[0-9]{6}Z)\.json"
)


def file_name(snapshot: Snapshot) -> str:
    """`2026-11-22T105000.000000Z.json`: names sort as moments do, and no system minds them.

    Raises StoreError for an environment's name that cannot be a folder, and for a moment that is
    not UTC to the microsecond.
    """
    name, captured_at = snapshot.environment.name, snapshot.captured_at
    problem = name_problem(name)
    if problem:
        raise StoreError(f"environment {name!r}: {problem}\nnext: rename it in driftaudit.yaml")
    result = captured_at.replace(":", "") + ".json"
    if not moments([result]).get(result) == captured_at:
        raise StoreError(
            f"{name}: captured_at {captured_at!r} is no moment such as 2026-11-22T10:50:00.000000Z"
            "\nnext: take a new snapshot with `driftaudit snapshot`"
        )
    return result


def moments(names: Iterable[str]) -> dict[str, str]:
    """`captured_at` by file name, oldest first; names that are no snapshot's are left out."""
    found = {}
    for name in sorted(names):
        match = _FILE.fullmatch(name)
        captured_at = ":".join(match.groups()) if match else ""
        if match and _is_moment(captured_at):
            found[name] = captured_at
    return found


def pick(found: dict[str, str], not_after: datetime | None) -> str | None:
    """The newest file name of `moments`, or the newest that is not younger than a moment."""
    limit = text_of(not_after) if not_after else None
    fitting = [name for name, moment in found.items() if limit is None or moment <= limit]
    return fitting[-1] if fitting else None


def text_of(moment: datetime) -> str:
    """A moment as snapshots write it: UTC, microseconds, `Z`."""
    # Not strftime: it does not pad years before 1000.
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def verified(snapshot: Snapshot, environment: str, name: str, place: object) -> Snapshot:
    """The snapshot, if it is the one that its place promises; StoreError if it was put there."""
    if snapshot.environment.name == environment and file_name(snapshot) == name:
        return snapshot
    raise StoreError(
        f"{place}: holds {snapshot.environment.name!r} at {snapshot.captured_at!r}, not what its "
        f"name says\nnext: remove it, then `driftaudit snapshot {environment}`"
    )


def already(environment: str, captured_at: str, place: object) -> str:
    """The message that a moment is taken."""
    return (
        f"{environment}: a snapshot of {captured_at} is already stored, and none is overwritten: "
        f"{place}\nnext: run `driftaudit snapshot {environment}` again"
    )


def not_found(
    environment: str, place: PurePath | str, found: dict[str, str], not_after: datetime | None
) -> str:
    """The message that there is no such snapshot, and which is the oldest if there are any."""
    if not found or not_after is None:
        return (
            f"{environment}: no snapshot is stored in {place}\n"
            f"next: `driftaudit snapshot {environment}` takes one"
        )
    oldest = next(iter(found.values()))
    return (
        f"{environment}: no snapshot in {place} is as old as {text_of(not_after)}; the oldest is "
        f"of {oldest}\nnext: name a later time; `driftaudit snapshot {environment}` takes a new one"
    )


def _is_moment(text: str) -> bool:
    try:
        datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True
