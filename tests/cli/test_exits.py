"""The exit statuses of the contract, from gaps alone and from whole runs."""

import json
from pathlib import Path

import pytest

from driftaudit.cli.exits import is_lost, of_gaps
from driftaudit.model import Gap
from tests.cli.commands import at, command
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("drifted-fleet")


def gap(kind: str = "*", operation: str = "sts:AssumeRole", code: str = "AccessDenied") -> Gap:
    return Gap(kind=kind, operation=operation, code=code, message="", needs="")


LOGIN = (gap(),)
NO_CLUSTER = (gap(operation="eks:DescribeCluster", code="ResourceNotFoundException"),)
DENIED = (gap(operation="eks:DescribeCluster"),)
SETTINGS = (gap(operation="eks:DescribeCluster", code="InvalidSettings"),)
ADDONS = (gap(kind="addon", operation="eks:ListAddons"),)


@pytest.mark.parametrize(
    ("environments", "status", "if_partial"),
    [
        ([], 0, 0),
        ([()], 0, 0),
        ([(), ()], 0, 0),
        ([ADDONS], 3, 0),
        ([(), ADDONS], 3, 0),
        ([DENIED], 3, 0),
        ([LOGIN, ()], 3, 0),
        ([LOGIN, ADDONS], 3, 0),
        ([LOGIN], 2, 2),
        ([LOGIN, NO_CLUSTER], 2, 2),
        ([SETTINGS, SETTINGS], 2, 2),
        ([(*ADDONS, *LOGIN)], 2, 2),
        ([(gap(kind="iam-role"),)], 3, 0),
    ],
)
def test_the_status_of_gaps(
    environments: list[tuple[Gap, ...]], status: int, if_partial: int
) -> None:
    assert of_gaps(environments) == status
    assert of_gaps(iter(environments), allow_partial=True) == if_partial


def test_an_environment_is_lost_by_a_gap_of_everything() -> None:
    assert is_lost(LOGIN)
    assert is_lost((*ADDONS, *DENIED))
    assert not is_lost(ADDONS)
    assert not is_lost(())


@pytest.mark.parametrize(
    ("site", "fail_on", "status"),
    [
        ("prod-uk", "critical", 1),
        ("prod-uk", "none", 0),
        ("prod-de", "high", 1),
        ("prod-ca", "info", 0),
        ("staging", "low", 0),
        ("prod-us", "medium", 1),
    ],
)
def test_fail_on_decides_what_is_drift(
    site: str, fail_on: str, status: int, drifted_fleet: SeededFleet, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    asked = ("check", site, "--output", f"json={report}")
    assert drifted_fleet.run(*asked, "--fail-on", fail_on) == status
    shown = json.loads(report.read_text())
    assert shown["result"] == ("drift" if status else "clean")
    # What is found is told, whatever it is called.
    assert bool(shown["findings"]) == (site not in {"prod-ca", "staging"})


def test_every_severity_is_a_threshold(drifted_fleet: SeededFleet, tmp_path: Path) -> None:
    """Of prod-uk's findings only those at or above the threshold count: less and less."""
    own = at(drifted_fleet, tmp_path)
    assert own.run("snapshot", "prod-uk") == 0
    snapshot = next((tmp_path / "snapshots" / "prod-uk").iterdir())
    document = json.loads(snapshot.read_text())
    assert document["environment"]["name"] == "prod-uk"
    statuses = [
        own.run("check", "prod-uk", "--offline", "--fail-on", each)
        for each in ("info", "low", "medium", "high", "critical", "none")
    ]
    assert statuses == sorted(statuses, reverse=True)
    assert statuses[0] == 1
    assert statuses[-1] == 0


def test_fail_on_comes_from_the_configuration_a_variable_or_the_command_line(
    drifted_fleet: SeededFleet, tmp_path: Path
) -> None:
    own = at(drifted_fleet, tmp_path, ("version: 1\n", "version: 1\nfail_on: none\n"))
    assert command(own, "check", "prod-us") == 0
    assert command(own, "check", "prod-us", DRIFTAUDIT_FAIL_ON="low") == 1
    assert command(own, "check", "prod-us", "--fail-on", "none", DRIFTAUDIT_FAIL_ON="low") == 0


def test_drift_outranks_what_was_not_read(drifted_fleet: SeededFleet, tmp_path: Path) -> None:
    server = drifted_fleet.kubernetes.url("acme-prod-us")
    own = at(drifted_fleet, tmp_path, (server, "http://127.0.0.1:1"))
    assert command(own, "check", "prod-us") == 1
    assert command(own, "check", "prod-us", "--fail-on", "none") == 3
    assert command(own, "check", "prod-us", "--fail-on", "none", "--allow-partial") == 0
