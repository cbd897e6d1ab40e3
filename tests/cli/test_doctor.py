"""`driftaudit doctor`: prints exactly what is to be granted, ready to be pasted."""

import json
import re
from typing import Any

import pytest

from tests.cli.commands import command
from tests.faulty_aws import Faults
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")

DENIED = ("eks:ListAddons", "iam:GetAccountAuthorizationDetails", "ec2:DescribeSubnets")


def printed(shown: str, heading: str) -> list[Any]:
    """The JSON documents that stand indented below a heading."""
    found = re.findall(rf"^  {heading}.*\n((?:    .*\n)+)", shown, re.MULTILINE)
    return [json.loads(each) for each in found]


def test_where_all_can_be_read_there_is_nothing_to_grant(
    clean_fleet: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clean_fleet.run("doctor") == 0
    shown = capsys.readouterr().out
    assert "result: 6 of 6 environments can be read in full" in shown
    assert "add to" not in shown
    assert "prod-us  us-east-1  222222222222  acme-prod-us: ok, " in shown


def test_the_statement_holds_exactly_what_was_denied(
    faulty: Faults, clean_fleet: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty.deny(*DENIED)
    assert command(clean_fleet._replace(endpoint=faulty.url), "doctor", "prod-us", "prod-uk") == 3
    shown = capsys.readouterr().out
    statement = {"Sid": "DriftauditReads", "Effect": "Allow", "Action": sorted(DENIED)}
    policy = {"Version": "2012-10-17", "Statement": [statement | {"Resource": "*"}]}
    assert printed(shown, "add to the reader's IAM policy:") == [policy, policy]
    for action in DENIED:
        assert f"  FAILS  {action}  (" in shown
        assert f"         needs: {action}\n" in shown
    assert "FAILS  iam:GetAccountAuthorizationDetails  (iam-policy, iam-role)" in shown
    assert "prod-us  us-east-1  222222222222  acme-prod-us: INCOMPLETE, " in shown
    assert "result: 0 of 2 environments can be read in full" in shown


def test_the_rule_holds_exactly_what_kubernetes_denied(
    clean_fleet: SeededFleet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    forbidden = {"acme-prod-us": ["get configmaps/aws-auth", "list serviceaccounts"]}
    monkeypatch.setattr(clean_fleet.kubernetes, "forbidden", forbidden)
    assert clean_fleet.run("doctor", "prod-us") == 3
    shown = capsys.readouterr().out
    maps = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}
    accounts = {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["list"]}
    heading = "add to the Kubernetes rules of group driftaudit:readers, in "
    assert printed(shown, f"{heading}kube-system") == [maps | {"resourceNames": ["aws-auth"]}]
    assert printed(shown, f"{heading}all namespaces") == [accounts]
    assert "IAM policy" not in shown


def test_what_cannot_be_granted_by_a_statement_is_named(
    faulty: Faults, clean_fleet: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty.deny("sts:AssumeRole")
    through = clean_fleet._replace(endpoint=faulty.url)
    assert command(through, "doctor", "prod-us") == 2
    shown = capsys.readouterr().out
    assert "acme-prod-us: NOTHING can be read, 0 reads work" in shown
    assert "FAILS  sts:AssumeRole  (everything)" in shown
    assert "sts:AssumeRole on arn:aws:iam::222222222222:role/driftaudit-reader" in shown
    assert printed(shown, "add to") == []


def test_messages_of_apis_move_no_cursor(
    clean_fleet: SeededFleet, faulty: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    error = {"code": "AccessDeniedException", "status": 403, "message": "a\x1b[2Jb\u202ec"}
    faulty.set({"service": "eks", "operation": "ListAddons", "error": error})
    assert command(clean_fleet._replace(endpoint=faulty.url), "doctor", "prod-us") == 3
    assert "AccessDeniedException: abc\n" in capsys.readouterr().out


def test_the_answer_comes_first_and_then_those_that_need_something(
    faulty: Faults, clean_fleet: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    error = {"code": "AccessDenied", "status": 403}
    faulty.set({"service": "sts", "region": "us-east-1", "error": error})
    through = clean_fleet._replace(endpoint=faulty.url)
    assert command(through, "doctor", "prod-us", "prod-uk") == 3
    shown = capsys.readouterr().out
    assert shown.startswith("result: 1 of 2 environments can be read in full\n\nprod-us  ")
    assert shown.index("prod-us  ") < shown.index("prod-uk  ")
