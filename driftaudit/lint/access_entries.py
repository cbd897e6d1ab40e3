"""Access entries that no longer mean the role they name.

Source: EKS user guide, access entries: an entry remembers the role's id, so a role that is
deleted and created again under the same name gets nothing from it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import structs

from driftaudit.lint.seen import Lint, Seen, lint_of
from driftaudit.model import Json, Resource
from driftaudit.normalize.odd import string

_CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""By how much the clocks of two services may differ, at most."""

_OF_AWS: Final = ":role/aws-service-role/"


def role_recreated(seen: Seen) -> Iterator[Lint]:
    """Entries older than the role they name: the entry is for a role that is gone."""
    roles = {each.source: each for each in seen.of("iam-role")}
    for entry in seen.of("access-entry"):
        role = roles.get(entry.source)
        made = _time(seen.facts("access-entry", entry.name).get("createdAt"))
        born = _time(seen.facts("iam-role", role.name).get("CreateDate")) if role else None
        if not made or not born or born - made <= _CLOCKS_DIFFER:
            continue
        actual = {"entry created": _text(made), "role created": _text(born)}
        detail = (
            f"the role was created again on {_text(born)}, after its entry of {_text(made)}, "
            "which is still for the deleted one: delete the entry and create it anew"
        )
        lint = lint_of("ACCESS007", entry, actual=actual, detail=detail)
        yield structs.replace(lint, keeps_nodes_out=_is_for_nodes(entry))


def role_gone(seen: Seen) -> Iterator[Lint]:
    """Entries of this account's roles that do not exist; none while roles were not read."""
    if not seen.knows("iam-role"):
        return
    known = {each.source for each in seen.of("iam-role")}
    names = {each.source.rpartition("/")[2].lower(): each.name for each in seen.of("iam-role")}
    for entry in seen.of("access-entry"):
        own = f":iam::{seen.account}:role/" in entry.source
        if not own or _OF_AWS in entry.source or entry.source in known:
            continue
        other = names.get(entry.source.rpartition("/")[2].lower())
        moved = f"; the role {other} has another path" if other else ""
        detail = f"no role has the ARN {entry.name}{moved}: delete the entry"
        yield lint_of("ACCESS008", entry, actual=entry.name, detail=detail)


def _is_for_nodes(entry: Resource) -> bool:
    return string(entry.attributes.get("type")) in {"EC2_LINUX", "EC2_WINDOWS", "EC2"}


def _time(value: Json) -> datetime | None:
    try:
        found = datetime.fromisoformat(string(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")
