"""Each thing that is wrong is an error or a gap with a name and a way out; the others go on."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from driftaudit.cli.main import run
from tests.cli.commands import at, command, only
from tests.faulty_aws import Faults
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)

ONE = "version: 1\nenvironments:\n  a: "


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("version: [1\n", 2, "flow sequence"),
        (BOMB, 7, "aliases stand for more than"),
        (f"version: 1\nenvironments: {{a: {{vars: *x}}}}\n{BOMB}", 2, "alias"),
        ("version: 1\nenvironments: []\n", 2, "expected a map"),
        ("version: 1\nenvironments: {}\n", 2, "names no environment"),
        ("version: '1'\nenvironments: {a: {}}\n", 1, "not known"),
        ("version: 1\nenvironments: {}\nenvironment: {}\n", 3, "did you mean 'environments'?"),
        ("", 1, "the file is empty"),
        ("version: !!python/object/apply:os.system [id]\n", 1, "more than data"),
        ("version: 1\nversion: 1\n", 2, "version"),
        (
            f"{ONE}{{account: 222222222222, region: us-east-1, cluster: c}}\n",
            3,
            "quote",
        ),
        (
            f"{ONE}{{account: '222222222222', region: us-east-1a, cluster: c}}\n",
            3,
            "availability zone",
        ),
    ],
)
def test_a_configuration_that_is_wrong_has_its_line(
    text: str, line: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "driftaudit.yaml"
    config.write_text(text)
    for words in (["check"], ["snapshot"], ["doctor"], ["baseline", "lint"], ["compare", "a", "b"]):
        assert run(["-c", str(config), *words]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith(f"driftaudit: {config}:{line}")
        assert said in told.err
        assert "\nnext: " in told.err


def test_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["check"]) == 2
    assert "no driftaudit.yaml" in capsys.readouterr().err
    monkeypatch.setenv("DRIFTAUDIT_CONFIG", "/nowhere/at-all.yaml")
    assert run(["check"]) == 2
    assert "/nowhere/at-all.yaml: no such file\nnext: `driftaudit init`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "prod-uss"], "did you mean 'prod-us'?"),
        (["check", "prud-*"], "no environment matches 'prud-*'"),
        (["check", "--group", "prd"], "did you mean 'prod'?"),
        (["check", "staging", "--group", "prod"], "has no environment 'staging'"),
        (["check", "--baseline", "prd"], "did you mean 'prod'?"),
        (["snapshot", "stagin"], "did you mean 'staging'?"),
        (["doctor", "stagin"], "did you mean 'staging'?"),
        (["baseline", "accept", "--group", "nonprd"], "did you mean 'nonprod'?"),
        (["baseline", "show", "prd"], "did you mean 'prod'?"),
        (["baseline", "lint", "prd"], "did you mean 'prod'?"),
        (["compare", "prod-us", "prod-ukk"], "did you mean 'prod-uk'?"),
        (["compare", "prod-us", "prod-uk@yesterday"], "'yesterday' is no time"),
        (["compare", "baseline:prd", "prod-uk"], "did you mean 'prod'?"),
        (["compare", "prod-us", "baseline:prod"], "driftaudit compare baseline:prod prod-us"),
        (["check", "--max-age", "soon"], "'soon' is no age"),
        (["explain", "IAM01"], "did you mean 'IAM0"),
    ],
    ids=" ".join,
)
def test_a_name_that_is_not_there_gets_the_nearest(
    words: list[str],
    said: str,
    clean_fleet: SeededFleet,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert clean_fleet.run(*words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


LOST = [
    ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "NoCredentialsError", "credentials"),
    ({"AWS_SECRET_ACCESS_KEY": ""}, "PartialCredentialsError", "valid credentials"),
    ({"AWS_PROFILE": "nobody"}, "ProfileNotFound", "valid credentials"),
    ({"AWS_SESSION_TOKEN": "sec\nret"}, "InvalidCredentials", "valid credentials"),
    ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "EndpointConnectionError", "a network path"),
    ({"AWS_ENDPOINT_URL": "nonsense"}, "InvalidSettings", "settings that AWS takes"),
    ({"AWS_ENDPOINT_URL_EKS": "nonsense"}, "InvalidSettings", "settings that AWS takes"),
    ({"AWS_MAX_ATTEMPTS": "many"}, "InvalidSettings", "settings that AWS takes"),
    ({"AWS_MAX_ATTEMPTS": "0"}, "InvalidMaxRetryAttemptsError", "settings that AWS takes"),
    ({"AWS_RETRY_MODE": "again"}, "InvalidRetryModeError", "settings that AWS takes"),
    ({"AWS_DEFAULTS_MODE": "none"}, "InvalidDefaultsMode", "settings that AWS takes"),
]


@pytest.mark.parametrize(("settings", "code", "needs"), LOST, ids=[str(each[0]) for each in LOST])
def test_without_access_to_anything_it_is_status_2_and_every_environment_says_why(
    settings: dict[str, str],
    code: str,
    needs: str,
    clean_fleet: SeededFleet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = tmp_path / "report.json"
    asked = ("check", "--allow-partial", "--output", f"json={report}")
    assert command(clean_fleet, *asked, **settings) == 2
    environments = json.loads(report.read_text())["environments"]
    assert len(environments) == 6
    for each in environments:
        assert each["status"] == "error"
        assert code in {gap["code"] for gap in each["gaps"]}
        assert any(needs in gap["needs"] for gap in each["gaps"])
    shown = capsys.readouterr().out
    assert code in shown
    assert "sec" not in shown.replace("security", "").replace("secret", "")
    assert "result: incomplete (6 environments)" in shown


def audited(fleet: SeededFleet, folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """The status of a check, and its environments in JSON by name."""
    report = folder / "report.json"
    status = command(fleet, "check", *words, "--output", f"json={report}")
    found = json.loads(report.read_text())["environments"]
    return status, {each["name"]: each for each in found}


@pytest.mark.parametrize(
    ("service", "code", "needs"),
    [
        ("sts", "ExpiredToken", "valid credentials"),
        ("sts", "AccessDenied", "sts:AssumeRole on arn:aws:iam::222222222222:role/"),
        ("sts", "InvalidClientTokenId", "a region that is enabled"),
        ("eks", "UnrecognizedClientException", "a region that is enabled"),
        ("eks", "AccessDeniedException", "eks:DescribeCluster"),
    ],
)
def test_one_environment_that_refuses_leaves_the_others(
    service: str,
    code: str,
    needs: str,
    faulty: Faults,
    clean_fleet: SeededFleet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = {"code": code, "status": 403, "message": "no, not \u202eyou"}
    faulty.set({"service": service, "region": "us-east-1", "error": error})
    own = clean_fleet._replace(endpoint=faulty.url)
    status, found = audited(own, tmp_path, "prod-us", "prod-uk")
    assert status == 3
    assert (found["prod-us"]["status"], found["prod-uk"]["status"]) == ("error", "ok")
    gap = found["prod-us"]["gaps"][0]
    assert (gap["kind"], gap["code"]) == ("*", code)
    assert needs in gap["needs"]
    shown = capsys.readouterr().out
    assert code in shown
    assert "\u202e" not in shown
    assert "driftaudit doctor prod-us" in shown


def test_a_region_that_is_off_takes_no_other_of_the_same_login_with_it(
    faulty: Faults, clean_fleet: SeededFleet, tmp_path: Path
) -> None:
    """Both are entered by one role; the first that logs in is in the region that is off."""
    error = {"code": "InvalidClientTokenId", "status": 403}
    faulty.set({"service": "*", "region": "us-west-1", "error": error})
    block = clean_fleet.config.read_text().partition("  prod-us:\n")[2].partition("  prod-uk:")[0]
    off = block.replace("region: us-east-1", "region: us-west-1")
    added = ("environments:\n", f"environments:\n  west:\n{off}")
    own = at(clean_fleet._replace(endpoint=faulty.url), tmp_path, added)
    status, found = audited(own, tmp_path, "west", "prod-us")
    assert status == 3
    assert (found["west"]["status"], found["prod-us"]["status"]) == ("error", "ok")


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("cluster: acme-prod-us", "cluster: acme-prod-uss"), "ResourceNotFoundException", "init"),
        (("region: us-east-1", "region: sa-east-1"), "ResourceNotFoundException", "region"),
    ],
)
def test_a_cluster_that_is_not_there(
    change: tuple[str, str], code: str, said: str, clean_fleet: SeededFleet, tmp_path: Path
) -> None:
    own = at(clean_fleet, tmp_path, change)
    status, found = audited(own, tmp_path, "prod-us", "prod-uk")
    assert status == 3
    (gap,) = found["prod-us"]["gaps"]
    assert (gap["kind"], gap["operation"], gap["code"]) == ("*", "eks:DescribeCluster", code)
    assert said in gap["needs"]
    assert audited(own, tmp_path, "prod-us")[0] == 2


def test_credentials_of_another_account_are_an_error_and_no_drift(
    clean_fleet: SeededFleet, tmp_path: Path
) -> None:
    role = "  role: arn:aws:iam::${account}:role/driftaudit-reader\n"
    own = at(clean_fleet, tmp_path, (role, "  vars: {}\n"))
    status, found = audited(own, tmp_path)
    assert status == 2
    for each in found.values():
        (gap,) = each["gaps"]
        assert gap["code"] == "WrongAccount"
        assert "111111111111" in gap["message"]
        assert each["account"] in gap["needs"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"response": {"truncate_frac": 0.5}}, "ResponseParserError"),
        ({"response": {"truncate_frac": 0}}, "ResponseParserError"),
        ({"reset": True}, "ConnectionClosedError"),
    ],
)
def test_an_answer_of_sts_cut_short_shows_none_of_its_secrets(
    fault: dict[str, Any],
    code: str,
    faulty: Faults,
    clean_fleet: SeededFleet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    faulty.set({"service": "sts", "operation": "AssumeRole"} | fault)
    status, found = audited(clean_fleet._replace(endpoint=faulty.url), tmp_path, "prod-us")
    assert status == 2
    (gap,) = found["prod-us"]["gaps"]
    assert gap["code"] == code
    shown = capsys.readouterr().out + json.dumps(found)
    for secret in ("AccessKey", "Secret", "Token>", "ASIA"):
        assert secret not in shown


def aws_auth(fleet: SeededFleet, data: Any) -> dict[str, Any]:
    """prod-us's Kubernetes objects with another aws-auth; None is without."""
    objects = dict(fleet.kubernetes.objects)
    cluster = "acme-prod-us"
    others = [each for each in objects[cluster] if each["metadata"]["name"] != "aws-auth"]
    if data is not None:
        metadata = {"name": "aws-auth", "namespace": "kube-system"}
        others.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, **data})
    return objects | {cluster: tuple(others)}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"data": None},
        {"data": {}},
        {"data": {"mapRoles": ""}},
        {"data": {"mapRoles": "- rolearn: [\n"}},
        {"data": {"mapRoles": BOMB}},
        {"data": {"mapRoles": "- 17\n- null\n- {rolearn: 5}\n- {groups: x}\n- {rolearn: x}\n"}},
        {"data": {"mapUsers": "just text", "mapAccounts": "- 1\n- '2'\n"}},
        {"data": {"mapRoles": '[{"rolearn": "arn:\\u001b[31m", "username": "\\u202e"}]'}},
    ],
    ids=["missing", "bare", "null", "empty", "blank", "broken", "bomb", "odd", "text", "escapes"],
)
def test_any_aws_auth_is_read_as_far_as_it_goes(
    data: Any,
    clean_fleet: SeededFleet,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(clean_fleet.kubernetes, "objects", aws_auth(clean_fleet, data))
    status = command(clean_fleet, "check", "prod-us", "--fail-on", "info")
    seen = capsys.readouterr()
    # The baseline expects two entries: whatever is there instead is told or unknown, never clean.
    # Access entries let both principals in all the same, so that it may be told as `info`.
    assert status in {1, 3}
    assert "aws-auth" in seen.out
    assert seen.err == ""
    assert not {"\x1b", "\u202e"} & set(seen.out)


def test_kubernetes_down_is_a_gap_of_what_it_knows(
    clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = clean_fleet.kubernetes.url("acme-prod-us")
    own = at(clean_fleet, tmp_path, (server, "http://127.0.0.1:1"))
    status, found = audited(own, tmp_path)
    assert status == 3
    lost = found.pop("prod-us")
    assert {gap["kind"] for gap in lost["gaps"]} == {"aws-auth", "workload", "service-account"}
    assert {each["status"] for each in found.values()} == {"ok"}
    shown = capsys.readouterr().out
    assert "INCOMPLETE  3 kinds could not be read in full" in shown
    assert all(gap["needs"] and gap["code"] in shown for gap in lost["gaps"])


def test_kubernetes_left_out_is_said_and_no_gap(
    clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"{{server: {json.dumps(clean_fleet.kubernetes.url('acme-prod-us'))}}}"
    own = at(clean_fleet, tmp_path, (server, "false"))
    status, found = audited(own, tmp_path, "prod-us")
    assert status == 0
    assert found["prod-us"]["gaps"] == []
    assert {"aws-auth", "workload", "service-account"} <= set(found["prod-us"]["not_audited"])
    assert "kubernetes: false in driftaudit.yaml" in " ".join(capsys.readouterr().out.split())


def test_a_snapshot_that_is_none(
    clean_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = at(clean_fleet, tmp_path)
    assert own.run("snapshot", "prod-us") == 0
    capsys.readouterr()
    whole = next((tmp_path / "snapshots" / "prod-us").iterdir())
    text = whole.read_text()
    changed = msgspec.json.decode(text)
    changed["resources"][0]["attributes"]["roleArn"] = "changed"
    for content, said in (
        ("", "empty"),
        (text[: len(text) // 2], "cut short"),
        (text.replace("snapshot/v1", "snapshot/v9"), "this driftaudit reads v1"),
        (text.replace("driftaudit.snapshot/v1", "driftaudit.report/v1"), "is no snapshot"),
        ("[1, 2]", "no 'schema'"),
        ("<html>", "not JSON"),
        (json.dumps(changed), "was changed or damaged"),
    ):
        broken = tmp_path / "broken.json"
        broken.write_text(content)
        assert own.run("compare", str(whole), str(broken)) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert f"driftaudit: {broken}: " in told.err
        assert said in told.err
        assert "next: " in told.err
        if content:  # an empty file is what a crash may leave: as if it were not there
            whole.write_text(content)
            assert own.run("check", "prod-us", "--offline") == 2
            assert said in capsys.readouterr().err
            whole.write_text(text)


def test_a_snapshot_cut_in_half_leaves_the_other_environments(
    clean_fleet: SeededFleet, tmp_path: Path
) -> None:
    own = at(clean_fleet, tmp_path)
    assert own.run("snapshot", "prod-us", "prod-uk") == 0
    whole = next((tmp_path / "snapshots" / "prod-us").iterdir())
    whole.write_bytes(whole.read_bytes()[:900])
    status, found = audited(own, tmp_path, "prod-u*", "--offline")
    assert status == 3
    (gap,) = found["prod-us"]["gaps"]
    assert gap["code"] == "NoSnapshot"
    assert "cut short" in gap["message"]
    assert gap["needs"] == "driftaudit snapshot prod-us"
    assert found["prod-uk"]["status"] == "ok"


def test_a_value_that_aws_takes_no_call_with(clean_fleet: SeededFleet, tmp_path: Path) -> None:
    own = only(clean_fleet, tmp_path, "staging", "    external_id: x\n")
    status, found = audited(own, tmp_path)
    assert (status, list(found)) == (2, ["staging"])
    (gap,) = found["staging"]["gaps"]
    assert gap["code"] == "ParamValidationError"
    assert "driftaudit.yaml" in gap["needs"]
