"""`driftaudit check` where not all can be read: status 3, in table and JSON, and what to grant."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import command
from tests.faulty_aws import Faults
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")


def test_the_clean_fleet_has_no_finding(
    clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert clean_fleet.run("check", "--output", f"json={report}") == 0
    document = json.loads(report.read_text())
    assert (document["result"], document["findings"]) == ("clean", [])
    assert {each["status"] for each in document["environments"]} == {"ok"}
    assert capsys.readouterr().out.endswith("result: clean\n")


def test_iam_denied_is_a_gap_that_says_what_to_grant(
    faulty: Faults,
    clean_fleet: SeededFleet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    action = "iam:GetAccountAuthorizationDetails"
    faulty.deny(action)
    report = tmp_path / "report.json"
    own = clean_fleet._replace(endpoint=faulty.url)
    assert command(own, "check", "prod-ca", "staging", "--output", f"json={report}") == 3
    document = json.loads(report.read_text())
    assert (document["result"], document["findings"]) == ("incomplete", [])
    for each in document["environments"]:
        assert each["status"] == "partial"
        assert {gap["kind"] for gap in each["gaps"]} == {"iam-role", "iam-policy"}
        assert {gap["needs"] for gap in each["gaps"]} == {action}
    shown = capsys.readouterr().out
    assert f"grant: {action}" in shown
    assert "result: incomplete (2 environments)" in shown
    assert command(own, "check", "prod-ca", "--allow-partial") == 0
    assert f"grant: {action}" in capsys.readouterr().out


def test_one_account_of_six_that_cannot_be_entered(
    faulty: Faults,
    clean_fleet: SeededFleet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = {"code": "AccessDenied", "status": 403, "message": "not you"}
    body = "contains(RoleArn, '555555555555')"
    faulty.set({"service": "sts", "operation": "AssumeRole", "body": body, "error": error})
    report = tmp_path / "report.json"
    own = clean_fleet._replace(endpoint=faulty.url)
    asked = ("check", "--output", f"json={report}")
    assert command(own, *asked) == 3
    assert "grant: sts:AssumeRole on arn:aws:iam::555555555555:role/" in capsys.readouterr().out
    states = {
        each["name"]: each["status"] for each in json.loads(report.read_text())["environments"]
    }
    assert states.pop("prod-ca") == "error"
    assert set(states.values()) == {"ok"}
