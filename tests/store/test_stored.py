"""File names sort as moments do, and only a snapshot's own name is one."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.errors import StoreError
from driftaudit.store.stored import file_name, moments, not_found, pick, text_of
from tests import snapshots as made


def test_a_name_that_no_system_minds() -> None:
    assert file_name(made.snapshot()) == "2026-11-22T105000.000000Z.json"


@given(st.lists(made.moments, unique=True))
def test_names_sort_as_moments_do(captured: list[str]) -> None:
    names = [file_name(made.snapshot(moment)) for moment in captured]
    assert list(moments(names).values()) == sorted(captured)
    assert pick(moments(names), None) == max(names, default=None)


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=1), st.data())
def test_the_newest_that_is_not_younger(captured: list[datetime], data: st.DataObject) -> None:
    limit = data.draw(st.sampled_from(captured) | st.datetimes(timezones=st.just(UTC)))
    found = moments(file_name(made.snapshot(text_of(moment))) for moment in captured)
    fitting = [moment for moment in captured if moment <= limit]
    name = pick(found, limit)
    assert (found[name] if name else None) == (text_of(max(fitting)) if fitting else None)


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-22T10:50:00.000000Z.json",
        "2026-11-22T105000Z.json",
        "2026-13-22T105000.000000Z.json",
        ".2026-11-22T105000.000000Z.json.12.tmp",
        "2026-11-22T105000.000000Z.json\n",
        "notes.json",
    ],
)
def test_other_names_are_left_out(name: str) -> None:
    assert moments([name]) == {}


@pytest.mark.parametrize(
    "captured_at",
    ["", "now", "2026-11-22T10:50:00Z", "2026-11-22T10:50:00.000000+01:00", "../../x"],
)
def test_a_moment_that_is_none(captured_at: str) -> None:
    with pytest.raises(StoreError, match=r"prod-us: captured_at .* is no moment such as"):
        file_name(made.snapshot(captured_at))


@pytest.mark.parametrize("name", ["../x", "a/b", "", "a@b", ".hidden"])
def test_an_environment_that_cannot_be_a_folder(name: str) -> None:
    environment = msgspec.structs.replace(made.snapshot().environment, name=name)
    with pytest.raises(StoreError, match=r"not a valid name"):
        file_name(msgspec.structs.replace(made.snapshot(), environment=environment))


def test_what_is_not_there_says_what_is() -> None:
    found = {"x.json": "2026-11-22T10:50:00.000000Z"}
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    assert "the oldest is of 2026-11-22T10:50" in not_found("prod-us", "s", found, moment)
    assert "`driftaudit snapshot prod-us`" in not_found("prod-us", "s", {}, moment)
