"""Every form of a reference, and what is said about those that name nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.errors import UnknownReferenceError
from driftaudit.references import BaselineRef, Live, SnapshotFile, Stored, parse, parse_age

NOW = datetime(2026, 11, 22, 10, 50, tzinfo=UTC)
KNOWN = ("prod-us", "prod-de", "staging")


def stored(year: int, month: int, day: int, *clock: int) -> Stored:
    hour, minute, second, micro = (*clock, 0, 0, 0)[:4]
    moment = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
    return Stored(environment="prod-us", not_after=moment)


FORMS = {
    "prod-us": Live(environment="prod-us"),
    "prod-us@latest": Stored(environment="prod-us"),
    "prod-us@2026-11-21T10:50Z": stored(2026, 11, 21, 10, 50),
    "prod-us@2026-11-21T10:50:07Z": stored(2026, 11, 21, 10, 50, 7),
    "prod-us@2026-11-21T10:50:07.000009Z": stored(2026, 11, 21, 10, 50, 7, 9),
    "prod-us@2026-11-21T10:50+02:00": stored(2026, 11, 21, 8, 50),
    "prod-us@2026-11-21": stored(2026, 11, 21, 23, 59, 59, 999999),
    "prod-us@24h": stored(2026, 11, 21, 10, 50),
    "prod-us@30m": stored(2026, 11, 22, 10, 20),
    "prod-us@7d": stored(2026, 11, 15, 10, 50),
    "baseline:prod": BaselineRef(name="prod"),
    "old/prod-us.json": SnapshotFile(path="old/prod-us.json"),
    "prod-us@x.json": SnapshotFile(path="prod-us@x.json"),
}


@pytest.mark.parametrize(("text", "expected"), FORMS.items(), ids=FORMS)
def test_forms(text: str, expected: object) -> None:
    assert parse(text, KNOWN, now=NOW) == expected


NOTHING = {
    "": "no environment ''",
    "prod-su": "no environment 'prod-su', did you mean 'prod-us'?",
    "prod-su@latest": "did you mean 'prod-us'?",
    "prod-*": "not a pattern",
    "@latest": "no environment ''",
    "prod-us@": "'' is no time",
    "prod-us@lastest": "'lastest' is no time, did you mean 'latest'?",
    "prod-us@yesterday": "'yesterday' is no time\nnext: write latest, a time such as",
    "prod-us@24x": "'24x' is no time",
    "prod-us@-1h": "'-1h' is no time",
    "prod-us@999999d": "is no age",
    "prod-us@2026-11-21T10:50": "has no zone\nnext: add Z for UTC: 2026-11-21T10:50Z",
    "prod-us@2026-13-01": "is no time",
    "prod-us@2026-11-21T25:00Z": "is no time",
    "prod-us@20261121": "is no time",
    "prod-us@latest@latest": "is no time",
    "baseline:": "not a valid name",
    "baseline:../x": "not a valid name",
    "baseline:prod.yaml": "ends like a file",
    "plan:prod-us": "names no environment and no file\nnext: write `plan:ENV=plan.json`",
    "plan:=plan.json": "names no environment and no file",
    "plan:prod-us=": "names no environment and no file",
    "plan:prod-ux=plan.json": "there is no environment 'prod-ux', did you mean 'prod-us'?",
    "\x1b[31m": "'\\x1b[31m'",
}


@pytest.mark.parametrize(("text", "message"), NOTHING.items(), ids=map(repr, NOTHING))
def test_what_names_nothing(text: str, message: str) -> None:
    with pytest.raises(UnknownReferenceError) as caught:
        parse(text, KNOWN, now=NOW)
    assert message in str(caught.value)
    assert "\nnext: " in str(caught.value)


@pytest.mark.parametrize(("text", "hours"), [("90m", 1.5), ("6h", 6), ("2d", 48), ("0m", 0)])
def test_ages(text: str, hours: float) -> None:
    assert parse_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "6", "h", "6 h", "1h30m", "-1h", "999999d"])
def test_no_ages(text: str) -> None:
    with pytest.raises(UnknownReferenceError, match="is no age\nnext: "):
        parse_age(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_captured_at_is_a_time(moment: datetime) -> None:
    text = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
    assert parse(f"prod-us@{text}", KNOWN, now=NOW) == Stored(
        environment="prod-us", not_after=moment
    )


@given(st.text())
def test_any_text_is_a_reference_or_a_named_error(text: str) -> None:
    assert "next: " in outcome(text)


def outcome(text: str) -> str:
    try:
        return f"next: read {parse(text, KNOWN, now=NOW)}"
    except UnknownReferenceError as caught:
        return str(caught)
