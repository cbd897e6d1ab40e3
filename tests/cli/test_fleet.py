"""`driftaudit compare` of three or more: who is the odd one out of the demo's fleet.

What two of the tests read, the others take as it is stored: all that is asked for is the matrix.
"""

import json

import pytest

from tests.cli.stored_fleet import Stored
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("drifted-fleet")

CNI = "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy"


def matrix(
    fleet: SeededFleet | Stored, capsys: pytest.CaptureFixture[str], *arguments: str
) -> dict:
    capsys.readouterr()
    assert fleet.run("compare", *arguments, "--format", "json") == 0
    report = json.loads(capsys.readouterr().out)
    return {(row["kind"], row["resource"], tuple(row["path"])): row for row in report["matrix"]}


def test_a_group_names_each_odd_one_and_the_consensus(
    drifted_fleet: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = matrix(drifted_fleet, capsys, "--group", "prod")
    version = rows["addon", "coredns", ("addonVersion",)]
    assert (version["outliers"], version["consensus"]) == (["prod-de"], "v1.11.1-eksbuild.9")
    policy = rows["iam-role", "${cluster}-vpc-cni", ("AttachedManagedPolicies", CNI)]
    # Three of five lack it: what most have is not what is right, and the baseline says so.
    assert (policy["outliers"], policy["consensus"]) == (["prod-au", "prod-ca"], None)
    assert len(rows) == 7


def test_globs_and_names_make_a_fleet_too(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    group = matrix(stored, capsys, "--offline", "--group", "prod")
    assert matrix(stored, capsys, "--offline", "prod-*") == group
    three = matrix(stored, capsys, "--offline", "prod-us", "prod-ca", "prod-de")
    assert three["addon", "coredns", ("addonVersion",)]["outliers"] == ["prod-de"]


def test_against_the_consensus_it_is_drift(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("compare", "--offline", "--against-consensus")
    assert stored.run(*asked, "--group", "prod") == 1
    text = capsys.readouterr().out
    assert "prod: 5 environments, 7 settings differ" in text
    assert "ADDON003" in text
    assert stored.run(*asked, "prod-*", "--fail-on", "none") == 0


def test_the_table_shows_who_at_a_glance(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stored.run("compare", "--offline", "--group", "prod") == 0
    text = capsys.readouterr().out
    assert "odd one out: prod-de (3)" in text
    assert "60 !" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("prod-u?", "baseline:prod", "prod-ca"), "without a baseline"),
        (("prod-us", "prod-us@latest", "prod-ca"), "once"),
        (("--group", "nonprod"), "one environment"),
        (("--group", "prd"), "prod"),
        (("prd-*",), "no environment matches"),
    ],
)
def test_what_is_no_fleet_is_refused(
    arguments: tuple[str, ...], said: str, stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stored.run("compare", *arguments) == 2
    assert said in capsys.readouterr().err


def test_two_by_a_glob_are_a_fleet_and_two_by_name_a_pair(
    drifted_fleet: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drifted_fleet.run("compare", "prod-u*") == 0
    assert "prod-u*: 2 environments" in capsys.readouterr().out
    assert drifted_fleet.run("compare", "prod-us", "prod-uk") == 1
