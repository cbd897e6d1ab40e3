"""The drifted fleet as it is stored: read once, for tests that are about files, not AWS."""

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from driftaudit.demo.settings import baselines_directory
from tests.cli.commands import at, command, own_baselines
from tests.fleet import SeededFleet

NOWHERE = "http://127.0.0.1:1"


class Stored(NamedTuple):
    """A configuration with stored snapshots and baselines of one's own; no AWS is there."""

    fleet: SeededFleet

    @property
    def baselines(self) -> Path:
        return self.fleet.config.parent / "baselines"

    @property
    def waivers(self) -> Path:
        return self.baselines / "waivers.yaml"

    def run(self, *arguments: str) -> int:
        return command(self.fleet, *arguments, AWS_ENDPOINT_URL=NOWHERE)

    def check(self, *names: str) -> tuple[int, dict[str, Any]]:
        """The exit status of a check of what is stored, and its report."""
        file = self.fleet.config.parent / "report.json"
        file.unlink(missing_ok=True)
        status = self.run("check", "--offline", *names, "--output", f"json={file}")
        return status, json.loads(file.read_text()) if file.exists() else {}

    def configure(self, text: str) -> None:
        """Lines after those of the configuration."""
        self.fleet.config.write_text(self.fleet.config.read_text() + text)


def waiver_lines(shown: str) -> str:
    """The ready-made waiver at the end of what `explain` shows."""
    return shown.split("waiver, for baselines/waivers.yaml:\n")[1]


@pytest.fixture(scope="session")
def _snapshots(drifted_fleet: SeededFleet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored")
    # Half the tests stand on this one read: it may try again.
    assert command(at(drifted_fleet, folder), "snapshot", AWS_MAX_ATTEMPTS="5") == 0
    return folder / "snapshots"


@pytest.fixture
def stored(drifted_fleet: SeededFleet, _snapshots: Path, tmp_path: Path) -> Stored:
    """The stored fleet in the test's own folder, with copies of the committed baselines."""
    shutil.copytree(baselines_directory(), tmp_path / "baselines")
    own = (own_baselines(drifted_fleet), "baselines")
    return Stored(at(drifted_fleet, tmp_path, own, ("store: snapshots", f"store: {_snapshots}")))
