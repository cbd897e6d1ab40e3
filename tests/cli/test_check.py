"""`driftaudit check` on the demo's fleet: what was planted is found, what is unread is told."""

import importlib
import json
from pathlib import Path

import pytest

from driftaudit.demo.verdict import judge_report, planted
from tests.cli.commands import at, command
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("drifted-fleet")


def test_every_planted_drift_is_found_and_nothing_else(
    drifted_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "reports" / "check.json"
    assert drifted_fleet.run("check", "--output", f"json={report}") == 1
    verdict = judge_report(report)
    assert (verdict.overlooked, verdict.unplanted) == ((), ())
    document = json.loads(report.read_text())
    assert len(document["findings"]) == len(planted())
    assert document["result"] == "drift"
    assert {each["status"] for each in document["environments"]} == {"ok"}
    shown = capsys.readouterr().out
    for seen in planted():
        assert seen.code in shown
        assert seen.environment in shown
    first, *rest = shown.split("\n")
    for told in ("prod-de, prod-uk and prod-us", "ec2:AssignPrivateIpAddresses", "vpc-cni", "role"):
        assert told in first
    assert all(len(line) <= 100 or "aws " in line or "kubectl " in line for line in rest)


def test_json_on_stdout_is_what_is_written(
    drifted_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("check", "prod-au", "--format", "json", "--output", f"json={tmp_path / 'a.json'}")
    assert drifted_fleet.run(*asked, "--output", f"table={tmp_path / 'a.txt'}") == 1
    assert capsys.readouterr().out == (tmp_path / "a.json").read_text()
    assert "IAM002" in (tmp_path / "a.txt").read_text()


def test_an_output_that_cannot_be_written_leaves_the_others(
    drifted_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    outputs = [f"json={tmp_path / name}" for name in ("a.json", "file/b.json", "c.json", "file/d")]
    words = [word for each in outputs for word in ("--output", each)]
    assert drifted_fleet.run("check", "prod-ca", *words) == 2
    seen = capsys.readouterr()
    assert seen.out.endswith("result: clean\n")
    for lost in (outputs[1], outputs[3]):
        assert f"--output {lost}: cannot be written: " in seen.err
    assert (tmp_path / "a.json").read_text() == (tmp_path / "c.json").read_text()


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["jsn=x"], "not FORMAT=PATH with a format of "),
        (["json"], "not FORMAT=PATH"),
        (["json="], "not FORMAT=PATH"),
        (["json=x", "table=./x"], "named twice"),
    ],
)
def test_outputs_that_cannot_be_meant_are_refused_before_any_work(
    outputs: list[str],
    said: str,
    drifted_fleet: SeededFleet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [word for each in outputs for word in ("--output", each)]
    for command_words in (["check"], ["compare", "prod-us", "prod-uk"]):
        assert drifted_fleet.run(*command_words, *words) == 2
        seen = capsys.readouterr()
        assert (seen.out, list(tmp_path.iterdir())) == ("", [])
        assert said in seen.err


def test_variables_stand_for_options(
    drifted_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {
        "DRIFTAUDIT_FORMAT": "json",
        "DRIFTAUDIT_GROUP": "nonprod",
        "DRIFTAUDIT_OUTPUT": f"table={tmp_path / 'report.txt'}",
        "DRIFTAUDIT_CONCURRENCY": "2",
        "DRIFTAUDIT_BASELINE": "nonprod",
        "DRIFTAUDIT_QUIET": "1",
        "DRIFTAUDIT_ALL": "1",
    }
    assert command(drifted_fleet, "check", **settings) == 0
    report = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in report["environments"]] == ["staging"]
    assert (tmp_path / "report.txt").read_text().startswith("staging checked against")


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"NO_COLOR": "1"}, False)],
)
def test_colour_only_where_it_is_wanted(
    settings: dict[str, str],
    coloured: bool,
    drifted_fleet: SeededFleet,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert command(drifted_fleet, "-q", "check", "prod-au", **settings) == 1
    assert ("\x1b[" in capsys.readouterr().out) == coloured


def test_all_shows_every_finding(
    drifted_fleet: SeededFleet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.import_module("driftaudit.render.table"), "LIMIT", 1)
    drifted_fleet.run("check", "prod-us")
    assert "--all shows them" in capsys.readouterr().out
    drifted_fleet.run("check", "prod-us", "--all")
    assert "--all shows them" not in capsys.readouterr().out


def test_a_baseline_that_is_not_there_says_how_to_make_one(
    drifted_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = at(drifted_fleet, tmp_path, ("    group: nonprod\n", ""))
    assert own.run("check", "staging") == 2
    assert "next: driftaudit baseline accept staging\n" in capsys.readouterr().err
    own = at(drifted_fleet, tmp_path, ("group: nonprod", "group: test"))
    assert own.run("check") == 2
    assert "next: driftaudit baseline accept --group test\n" in capsys.readouterr().err


def test_offline_needs_no_aws(
    drifted_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = at(drifted_fleet, tmp_path)
    nothing = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    assert command(own, "check", "--offline", **nothing) == 2
    assert "no snapshot is stored" in capsys.readouterr().err
    assert own.run("snapshot", "staging", "prod-us") == 0
    assert command(own, "check", "--offline", "staging", **nothing) == 0
    assert command(own, "check", "--offline", "staging", "--max-age", "1h", **nothing) == 0
    capsys.readouterr()
    assert command(own, "check", "--offline", "staging", "--max-age", "0m", **nothing) == 2
    assert "older than --max-age allows\nnext: driftaudit snapshot" in capsys.readouterr().err
    # One is stored, five are not: incomplete, and it says of which.
    assert command(own, "check", "--offline", **nothing) == 1
    shown = capsys.readouterr().out
    assert "driftaudit snapshot prod-uk" in shown
    assert "incomplete (4 environments)" in shown
