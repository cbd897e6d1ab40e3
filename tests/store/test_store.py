"""A folder of snapshots: whole files only, none overwritten, every failure named."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from driftaudit.errors import StoreError
from driftaudit.model import Snapshot
from driftaudit.store import DirectoryStore, open_store
from driftaudit.store.s3 import S3Store
from tests.snapshots import snapshot, snapshots

NOON, ONE, TWO = (f"2026-11-22T{hour}:00:00.000000Z" for hour in (12, 13, 14))


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "deep/store")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(snapshots)
def test_what_is_saved_comes_back(tmp_path_factory, made: Snapshot) -> None:
    store = DirectoryStore(tmp_path_factory.mktemp("store"))
    store.save(made)
    assert store.newest(made.environment.name) == made
    assert store.list(made.environment.name) == (made.captured_at,)


def test_the_newest_and_the_state_then(store: DirectoryStore) -> None:
    for moment in (ONE, NOON, TWO):
        store.save(snapshot(moment))
    store.save(snapshot(NOON, "prod-de"))
    assert store.list("prod-us") == (NOON, ONE, TWO)
    assert store.list("staging") == ()
    assert store.newest("prod-us").captured_at == TWO
    then = datetime(2026, 11, 22, 13, tzinfo=UTC)
    assert store.newest("prod-us", then).captured_at == ONE
    assert store.newest("prod-de").environment.name == "prod-de"


def test_it_is_where_it_says_and_nothing_else_is(store: DirectoryStore) -> None:
    place = Path(store.save(snapshot()))
    assert place == store.root / "prod-us/2026-11-22T105000.000000Z.json"
    assert list(place.parent.iterdir()) == [place]


def test_nothing_stored(store: DirectoryStore) -> None:
    with pytest.raises(StoreError, match=r"prod-us: no snapshot is stored in .*/store/prod-us"):
        store.newest("prod-us")
    store.save(snapshot(ONE))
    with pytest.raises(StoreError, match=f"as old as 2026-11-22T12.* the oldest is of {ONE}\nnext"):
        store.newest("prod-us", datetime(2026, 11, 22, 12, tzinfo=UTC))


def test_none_is_overwritten(store: DirectoryStore) -> None:
    place = Path(store.save(snapshot()))
    before = place.read_bytes()
    with pytest.raises(StoreError, match=r"prod-us: a snapshot of .* is already stored"):
        store.save(snapshot())
    assert place.read_bytes() == before
    assert list(place.parent.iterdir()) == [place]


def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.parametrize("links", [True, False])
def test_of_many_writers_of_one_moment_one_wins(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        no_links(monkeypatch)

    def save(number: int) -> str:
        try:
            return store.save(snapshot(f"2026-11-22T10:50:0{number % 2}.000000Z"))
        except StoreError as caught:
            return str(caught)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(save, range(32)))
    assert sum("already stored" in each for each in said) == 30
    assert len(store.list("prod-us")) == 2
    assert store.newest("prod-us") == snapshot("2026-11-22T10:50:01.000000Z")
    assert len(list((store.root / "prod-us").iterdir())) == 2


def test_leftovers_of_killed_writers_are_nothing(store: DirectoryStore) -> None:
    folder = Path(store.save(snapshot(NOON))).parent
    (folder / ".2026-11-22T130000.000000Z.json.ab.tmp").write_text('{"half')
    (folder / "2026-11-22T140000.000000Z.json").touch()
    (folder / "notes.txt").write_text("by hand")
    assert store.list("prod-us") == (NOON,)
    assert store.newest("prod-us").captured_at == NOON


def test_a_write_that_fails_leaves_nothing(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"prod-us: the store .*: No space left on device\nnext: "):
        store.save(snapshot())
    assert list((store.root / "prod-us").iterdir()) == []


def test_a_link_that_fails_for_another_reason_is_named(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", broken)
    with pytest.raises(StoreError, match=r"Input/output error"):
        store.save(snapshot())


def test_a_damaged_snapshot_does_not_make_way_for_an_older_one(store: DirectoryStore) -> None:
    store.save(snapshot(NOON))
    place = Path(store.save(snapshot(ONE)))
    place.write_bytes(place.read_bytes()[:99])
    with pytest.raises(StoreError, match=r"T130000\.000000Z\.json: cut short after 99 bytes"):
        store.newest("prod-us")


@pytest.mark.parametrize("moved", ["prod-de/2026-11-22T120000.000000Z.json", "prod-us/x"])
def test_a_snapshot_that_was_moved_is_not_believed(store: DirectoryStore, moved: str) -> None:
    place = Path(store.save(snapshot(NOON)))
    target = store.root / moved.replace("/x", "/2026-11-22T130000.000000Z.json")
    target.parent.mkdir(exist_ok=True)
    place.rename(target)
    with pytest.raises(StoreError, match=r"holds 'prod-us' at .*, not what its name says\nnext: "):
        store.newest(target.parent.name)


@pytest.mark.parametrize("blocked", ["store", "store/prod-us"])
def test_a_file_where_a_folder_should_be(tmp_path: Path, blocked: str) -> None:
    (tmp_path / blocked).parent.mkdir(exist_ok=True)
    (tmp_path / blocked).write_text("")
    store = DirectoryStore(tmp_path / "store")
    with pytest.raises(
        StoreError, match=r"prod-us: the store .* cannot be written: .*\nnext: corr"
    ):
        store.save(snapshot())
    with pytest.raises(StoreError, match=r"prod-us: the store .* cannot be read: Not a directory"):
        store.newest("prod-us")


def test_permission_denied(store: DirectoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(snapshot())

    def denied(*_: object, **__: object) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(StoreError, match=r"read: Permission denied"):
        store.newest("prod-us")
    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(StoreError, match=r"read: Permission denied"):
        store.list("prod-us")


def test_a_location_is_a_folder_or_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    folder = open_store("snapshots", tmp_path)
    assert isinstance(folder, DirectoryStore)
    assert folder.root == tmp_path / "snapshots"
    assert isinstance(open_store("s3://bucket/a/b/", tmp_path), S3Store)
