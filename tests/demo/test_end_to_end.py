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
from driftaudit.demo.verdict import Verdict, judge_report
from tests.cli.commands import own_baselines
from tests.fleet import SeededFleet

pytestmark = [pytest.mark.enable_socket, pytest.mark.xdist_group("fleet")]


class Played(NamedTuple):
    """A demo that is over."""

    status: int
    directory: Path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    directory = tmp_path_factory.mktemp("demo")
    return Played(run(["demo", "--directory", str(directory)]), directory)


def test_the_demo_finds_what_was_planted_and_nothing_else(played: Played) -> None:
    assert judge_report(played.directory / "reports" / "check.json") == Verdict()
    page = (played.directory / "reports" / "report.html").read_text(encoding="utf-8")
    assert "4 of 6 environments differ from 2 baselines" in page
    assert played.status == 0
    compared = json.loads((played.directory / "reports" / "compare.json").read_text())
    assert {each["environment"] for each in compared["findings"]} == {"prod-de"}


def test_what_was_stored_can_be_looked_at_when_the_demo_is_over(played: Played) -> None:
    base = ["-c", str(played.directory / "driftaudit.yaml")]
    assert run([*base, "compare", "baseline:prod", "prod-ca@latest"]) == 0
    assert run([*base, "compare", "baseline:prod", "prod-us@latest"]) == 1
    assert run(["explain", "IAM001"]) == 0


def test_the_clean_fleet_has_no_finding(clean_fleet: SeededFleet, tmp_path: Path) -> None:
    report = tmp_path / "check.json"
    assert clean_fleet.run("check", "--output", f"json={report}") == 0
    assert json.loads(report.read_text())["findings"] == []


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


def test_the_drifted_fleet_drifts_from_them(drifted_fleet: SeededFleet, tmp_path: Path) -> None:
    report = tmp_path / "check.json"
    assert drifted_fleet.run("check", "--output", f"json={report}") == 1
    assert judge_report(report) == Verdict()
    environments = json.loads(report.read_text())["environments"]
    assert {each["status"] for each in environments} == {"ok"}


@contextmanager
def kept(directory: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`driftaudit demo --keep` in a process of its own, once it waits; and the AWS it keeps."""
    process = subprocess.Popen(
        [sys.executable, "-m", "driftaudit", "demo", "--keep", "--directory", str(directory)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(os.environ, PYTHONUNBUFFERED="1"),
    )
    try:
        assert process.stdout
        endpoint = ""
        for line in process.stdout:
            found = re.match("export AWS_ENDPOINT_URL=(.*)", line)
            endpoint = found[1] if found else endpoint
            if "a key is its account" in line:
                break
        yield process, endpoint
    finally:
        process.kill()
        process.communicate()


def answers(endpoint: str) -> bool:
    try:
        health = f"{endpoint}/_ministack/health"
        return urllib3.request("GET", health, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def test_kept_running_it_ends_with_its_servers(tmp_path: Path) -> None:
    with kept(tmp_path / "demo") as (process, endpoint):
        assert answers(endpoint)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 143
        assert not answers(endpoint)
