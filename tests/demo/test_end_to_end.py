"""The whole demo by the real command line, and the fleet's baselines in this repository."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import urllib3

from driftaudit.cli.main import run
from driftaudit.demo.settings import baselines_directory
from driftaudit.demo.verdict import Verdict, judge_report, planted
from tests.cli.commands import own_baselines
from tests.fleet import SeededFleet

pytestmark = pytest.mark.enable_socket


class Played(NamedTuple):
    """A demo that was kept running, in a process of its own, until it was told to end."""

    directory: Path
    shown: str
    answered: bool
    status: int
    answers: bool


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    directory = tmp_path_factory.mktemp("demo")
    with kept(directory) as (process, shown):
        (endpoint,) = re.findall("^export AWS_ENDPOINT_URL=(.*)$", shown, re.MULTILINE)
        answered = answers(endpoint)
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=60)
        return Played(directory, shown, answered, status, answers(endpoint))


@contextmanager
def kept(directory: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`driftaudit demo --keep` once it waits, and what it has shown."""
    process = subprocess.Popen(
        [sys.executable, "-m", "driftaudit", "demo", "--keep", "--directory", str(directory)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(os.environ, PYTHONUNBUFFERED="1"),
    )
    try:
        assert process.stdout
        shown = ""
        for line in process.stdout:
            shown += line
            if "a key is its account" in line:
                break
        yield process, shown
    finally:
        process.kill()
        process.communicate()


def answers(endpoint: str) -> bool:
    try:
        health = f"{endpoint}/_ministack/health"
        return urllib3.request("GET", health, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


@pytest.mark.xdist_group("demo")
def test_the_demo_finds_what_was_planted_and_nothing_else(played: Played) -> None:
    assert judge_report(played.directory / "reports" / "check.json") == Verdict()
    page = (played.directory / "reports" / "report.html").read_text(encoding="utf-8")
    assert "4 of 6 environments differ from 2 baselines" in page
    assert f"All {len(planted())} planted differences were found, and nothing else." in played.shown
    compared = json.loads((played.directory / "reports" / "compare.json").read_text())
    assert {each["environment"] for each in compared["findings"]} == {"prod-de"}


@pytest.mark.xdist_group("demo")
def test_kept_running_it_ends_with_its_servers(played: Played) -> None:
    assert (played.answered, played.status, played.answers) == (True, 143, False)


@pytest.mark.xdist_group("demo")
def test_what_was_stored_can_be_looked_at_when_the_demo_is_over(played: Played) -> None:
    base = ["-c", str(played.directory / "driftaudit.yaml")]
    assert run([*base, "compare", "baseline:prod", "prod-ca@latest"]) == 0
    assert run([*base, "compare", "baseline:prod", "prod-us@latest"]) == 1
    assert run(["explain", "IAM001"]) == 0


@pytest.mark.xdist_group("clean-fleet")
@pytest.mark.parametrize("group", ["prod", "nonprod"])
def test_the_baselines_are_what_accepting_the_clean_fleet_writes(
    clean_fleet: SeededFleet, tmp_path: Path, group: str
) -> None:
    text = clean_fleet.config.read_text()
    elsewhere = tmp_path / "driftaudit.yaml"
    committed = baselines_directory()
    elsewhere.write_text(text.replace(own_baselines(clean_fleet), "baselines"))
    own = clean_fleet._replace(config=elsewhere)
    assert own.run("baseline", "accept", "--group", group) == 0
    written = (tmp_path / "baselines" / f"{group}.yaml").read_text()
    assert written == (committed / f"{group}.yaml").read_text()
