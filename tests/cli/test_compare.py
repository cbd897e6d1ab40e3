"""`driftaudit compare`: whatever two references name, side by side."""

import json
from pathlib import Path
from typing import Any

import pytest

from driftaudit.cli.main import run
from tests.cli.commands import at, command
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("drifted-fleet")


@pytest.fixture(scope="module")
def own(drifted_fleet: SeededFleet, tmp_path_factory: pytest.TempPathFactory) -> SeededFleet:
    """The fleet with snapshots of two of its environments."""
    fleet = at(drifted_fleet, tmp_path_factory.mktemp("compare"))
    assert fleet.run("snapshot", "prod-ca", "prod-de") == 0
    return fleet


def compared(own: SeededFleet, folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    report = folder / "report.json"
    status = own.run("compare", *words, "--output", f"json={report}")
    return status, json.loads(report.read_text())


def stored_file(own: SeededFleet, site: str) -> str:
    return str(next((own.config.parent / "snapshots" / site).glob("*.json")))


def test_two_environments_as_they_are(own: SeededFleet, tmp_path: Path) -> None:
    status, report = compared(own, tmp_path, "prod-ca", "prod-de")
    assert status == 1
    assert {each["environment"] for each in report["findings"]} == {"prod-de"}
    assert {each["reference"] for each in report["findings"]} == {"prod-ca"}
    assert {"IAM001", "IAM006", "ADDON003"} <= {each["code"] for each in report["findings"]}


def test_now_and_as_it_was_stored_is_the_same(own: SeededFleet, tmp_path: Path) -> None:
    for words in (
        ("prod-de@latest", "prod-de"),
        ("prod-de", "prod-de@latest"),
        ("prod-de@latest", "prod-de@latest"),
        (stored_file(own, "prod-de"), "prod-de"),
        (stored_file(own, "prod-de"), stored_file(own, "prod-de")),
    ):
        status, report = compared(own, tmp_path, *words)
        assert (status, report["findings"]) == (0, []), words


def test_stored_files_tell_the_same_as_the_environments(own: SeededFleet, tmp_path: Path) -> None:
    _, live = compared(own, tmp_path, "prod-ca", "prod-de")
    status, files = compared(own, tmp_path, *(stored_file(own, f"prod-{x}") for x in ("ca", "de")))
    assert status == 1
    place = ("code", "kind", "resource", "path", "expected", "actual")
    assert [[each[key] for key in place] for each in files["findings"]] == [
        [each[key] for key in place] for each in live["findings"]
    ]


def test_a_baseline_as_reference(own: SeededFleet, tmp_path: Path) -> None:
    status, report = compared(own, tmp_path, "baseline:prod", "prod-de@latest")
    assert status == 1
    assert {each["reference"] for each in report["findings"]} == {"baseline:prod"}
    assert compared(own, tmp_path, "baseline:prod", "prod-ca")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("prod-ca@24h", "prod-ca"), "is as old as"),
        (("prod-ca@2020-01-01", "prod-ca@latest"), "is as old as"),
        (("prod-us@latest", "prod-ca"), "driftaudit snapshot prod-us"),
        (("/no/where.json", "prod-ca"), "/no/where.json: cannot be read: No such file"),
        (("plan:prod-us=plan.json", "prod-us"), "plan"),
        (("prd-*", "prod-ca"), "no environment matches"),
        (("prod-ca", "prod-de@latest", "--offline", "--max-age", "0m"), "older than --max-age"),
        (("prod-ca", "prod-de", "--offline", "--max-age", "much"), "'much' is no age"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_compared_says_why_and_what_then(
    words: tuple[str, ...], said: str, own: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert own.run("compare", *words) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert said in seen.err
    assert "next: " in seen.err


def test_offline_takes_what_is_stored(own: SeededFleet) -> None:
    nothing = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    words = ("compare", "prod-ca", "prod-de", "--offline")
    assert command(own, *words, **nothing) == 1
    assert command(own, *words, "--max-age", "1h", **nothing) == 1
    # What is dated is meant to be old.
    moment = "prod-ca@2999-01-01"
    assert command(own, "compare", moment, moment, "--offline", "--max-age", "0m", **nothing) == 0


def test_a_side_that_cannot_be_read_is_no_difference(own: SeededFleet, tmp_path: Path) -> None:
    lost = at(own, tmp_path, ("cluster: acme-prod-de", "cluster: acme-prod-dee"))
    for words in (("prod-ca@latest", "prod-de"), ("prod-de", "prod-ca")):
        lost.run("snapshot", "prod-ca")
        status, report = compared(lost, tmp_path, *words)
        assert (status, report["result"], report["findings"]) == (3, "incomplete", [])


def test_files_are_compared_without_a_configuration(
    own: SeededFleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    files = [stored_file(own, site) for site in ("prod-ca", "prod-de")]
    assert run(["compare", *files]) == 1
    assert run(["compare", files[0], files[0]]) == 0
    capsys.readouterr()
    assert run(["compare", files[0], "prod-de"]) == 2
    assert "no driftaudit.yaml" in capsys.readouterr().err
    assert run(["compare", files[0], "plan:prod-de=plan.json"]) == 2
    assert "no driftaudit.yaml" in capsys.readouterr().err


def test_a_configuration_that_is_there_is_not_passed_over(
    own: SeededFleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    (tmp_path / "driftaudit.yaml").write_text("version: 2\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    file = stored_file(own, "prod-ca")
    assert run(["compare", file, file]) == 2
    assert "driftaudit.yaml:1" in capsys.readouterr().err
    assert run(["-c", "elsewhere.yaml", "compare", file, file]) == 2
    assert "elsewhere.yaml" in capsys.readouterr().err
