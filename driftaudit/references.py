"""What a reference such as `prod-us@24h` or `baseline:prod` names: one grammar, everywhere."""

import re
from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Final, TypeAlias

from driftaudit.errors import UnknownReferenceError
from driftaudit.model import Record
from driftaudit.names import did_you_mean, name_problem

_AGE: Final = re.compile(r"([0-9]{1,6})([mhd])")
_LONGEST: Final = timedelta(days=36500)
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FORMS: Final = "latest, a time such as 2026-11-21T10:50Z, or an age such as 30m, 24h or 7d"


class Live(Record, frozen=True, kw_only=True):
    """An environment as it is now."""

    environment: str


class Stored(Record, frozen=True, kw_only=True):
    """The newest stored snapshot of an environment that is not younger than `not_after`.

    None is the newest of all; otherwise a moment with a time zone.
    """

    environment: str
    not_after: datetime | None = None


class BaselineRef(Record, frozen=True, kw_only=True):
    """A baseline, by name."""

    name: str


class SnapshotFile(Record, frozen=True, kw_only=True):
    """A snapshot in a file, by its path as given."""

    path: str


class PlanRef(Record, frozen=True, kw_only=True):
    """An environment as it would be after the Terraform plan in a file, by its path as given."""

    environment: str
    path: str


Reference: TypeAlias = Live | Stored | BaselineRef | SnapshotFile | PlanRef


def parse(text: str, environments: Collection[str], *, now: datetime) -> Reference:
    """What a reference names; whether it exists is for its reader to find out.

    A day without a time means its end, UTC: the last that was stored on it. `now` has a time
    zone; ages count from it. Raises UnknownReferenceError with the nearest environment.
    """
    if text.startswith("plan:"):
        return _plan(text, environments)
    if text.startswith("baseline:"):
        return _baseline(text)
    if text.endswith(".json"):
        return SnapshotFile(path=text)
    name, at, when = text.partition("@")
    if name not in environments:
        raise UnknownReferenceError(_unknown(text, name, environments))
    return (
        Stored(environment=name, not_after=_moment(text, when, now))
        if at
        else Live(environment=name)
    )


def parse_age(text: str) -> timedelta:
    """A length of time such as `30m`, `24h` or `7d`; raises UnknownReferenceError."""
    found = _AGE.fullmatch(text)
    age = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta.max
    if age > _LONGEST:
        raise UnknownReferenceError(f"{text!r} is no age\nnext: write one such as 30m, 24h or 7d")
    return age


def _baseline(text: str) -> BaselineRef:
    name = text.removeprefix("baseline:")
    problem = name_problem(name)
    if problem:
        raise UnknownReferenceError(
            f"{text!r}: {problem}\nnext: write `baseline:prod`, without `.yaml`"
        )
    return BaselineRef(name=name)


def _plan(text: str, environments: Collection[str]) -> PlanRef:
    name, equals, path = text.removeprefix("plan:").partition("=")
    if not equals or not name or not path:
        raise UnknownReferenceError(
            f"{text!r} names no environment and no file\n"
            "next: write `plan:ENV=plan.json`, with the file of `terraform show -json PLANFILE`"
        )
    if name not in environments:
        raise UnknownReferenceError(_unknown(text, name, environments))
    return PlanRef(environment=name, path=path)


def _unknown(text: str, name: str, environments: Collection[str]) -> str:
    if any(sign in name for sign in "*?["):
        return f"{text!r}: a reference is one environment, not a pattern\nnext: name one of them"
    return (
        f"{text!r}: there is no environment {name!r}{did_you_mean(name, environments)}\n"
        "next: write ENV, ENV@latest, ENV@24h, baseline:NAME, plan:ENV=FILE, or a path that ends in"
        " .json"
    )


def _moment(text: str, when: str, now: datetime) -> datetime | None:
    if when == "latest":
        return None
    age, moment = _AGE.fullmatch(when), _TIME.fullmatch(when)
    if not age and not moment and not _DATE.fullmatch(when):
        near = did_you_mean(when, ("latest",)) if when.isalpha() else ""
        near = near if near.startswith(", did") else ""
        raise UnknownReferenceError(f"{text!r}: {when!r} is no time{near}\nnext: write {_FORMS}")
    if moment and not moment[2]:
        raise UnknownReferenceError(f"{text!r}: the time has no zone\nnext: add Z for UTC: {when}Z")
    try:
        if age:
            return now - parse_age(when)
        found = datetime.fromisoformat(when)
        return found if moment else datetime.combine(found, time.max, tzinfo=now.tzinfo)
    except ValueError as caught:
        raise UnknownReferenceError(
            f"{text!r}: {when!r} is no time: {caught}\nnext: write {_FORMS}"
        ) from caught
