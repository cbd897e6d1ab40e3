"""Nothing is wrong by itself in the fleet of the demo as it was meant to be."""

from pathlib import Path

import pytest

from driftaudit.demo.fleet import SITES
from driftaudit.lint.lints import lint
from driftaudit.store.snapshot_file import decode
from tests.cli.commands import at
from tests.fleet import SeededFleet

pytestmark = [pytest.mark.enable_socket, pytest.mark.xdist_group("clean-fleet")]


def test_nothing_is_said_of_the_clean_fleet(clean_fleet: SeededFleet, tmp_path: Path) -> None:
    assert at(clean_fleet, tmp_path).run("snapshot") == 0
    files = sorted((tmp_path / "snapshots").glob("*/*.json"))
    assert len(files) == len(SITES)
    assert [lint(decode(each.read_bytes(), str(each))) for each in files] == [()] * len(SITES)
