"""`driftaudit snapshot`: what can be stored is stored, and what is lacking is said."""

from pathlib import Path

import pytest

from driftaudit.store.snapshot_file import decode
from tests.cli.commands import at, command
from tests.faulty_aws import Faults
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")


def stored(folder: Path) -> dict[str, int]:
    """How many snapshots there are of each environment."""
    found = sorted((folder / "snapshots").glob("*/*.json"))
    names = [decode(each.read_bytes(), str(each)).environment.name for each in found]
    return {name: names.count(name) for name in names}


def test_each_environment_is_stored_and_named(
    clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = at(clean_fleet, tmp_path)
    assert own.run("snapshot", "prod-us", "staging") == 0
    assert own.run("snapshot", "--group", "nonprod") == 0
    assert stored(tmp_path) == {"prod-us": 1, "staging": 2}
    seen = capsys.readouterr()
    assert seen.err == ""
    assert [line.split()[0] for line in seen.out.splitlines()] == ["prod-us", "staging", "staging"]
    for line in seen.out.splitlines():
        assert Path(line.split()[1]).is_file()
        assert line.endswith(" resources)")


def test_what_was_half_read_is_stored_and_what_was_not_read_is_not(
    faulty: Faults, clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = {"code": "AccessDeniedException", "status": 403, "message": "no"}
    faulty.set(
        {"service": "eks", "region": "us-east-1", "operation": "ListAddons", "error": refused},
        {"service": "eks", "region": "eu-west-2", "error": refused},
    )
    own = at(clean_fleet._replace(endpoint=faulty.url), tmp_path)
    words = ("snapshot", "prod-us", "prod-uk", "prod-de")
    assert command(own, *words) == 3
    assert stored(tmp_path) == {"prod-us": 1, "prod-de": 1}
    seen = capsys.readouterr()
    assert "1 gaps" in seen.out
    assert "prod-uk: not stored, nothing could be read\n  not read: everything: eks:" in seen.err
    assert "  not read: addon: eks:ListAddons: AccessDeniedException: no\n" in seen.err
    assert "    needs: eks:ListAddons\n" in seen.err
    assert command(own, *words, "--allow-partial") == 0


def test_a_store_that_takes_one_environment_only(
    clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = at(clean_fleet, tmp_path)
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "prod-us").write_text("in the way")
    assert own.run("snapshot", "prod-us", "prod-uk") == 2
    assert stored(tmp_path) == {"prod-uk": 1}
    seen = capsys.readouterr()
    assert seen.err.startswith("driftaudit: prod-us: ")
    assert "next: " in seen.err


def test_a_store_that_is_a_file(
    clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = at(clean_fleet, tmp_path, ("store: snapshots", "store: driftaudit.yaml"))
    assert own.run("snapshot", "prod-us") == 2
    assert "correct `store:`" in capsys.readouterr().err
