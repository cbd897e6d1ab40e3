import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from driftaudit.cli.main import run
from driftaudit.schemas import SCHEMAS
from tests.cli.stored_fleet import Stored


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", name]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["title"] == SCHEMAS[name][0]
    assert document["$schema"].endswith("2020-12/schema")


def test_any_other_name_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "reprt"]) == 2
    told = capsys.readouterr().err
    assert all(repr(name) in told for name in SCHEMAS)


def test_the_rules_are_printed_as_a_page_or_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "rules"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("# What is evened out")
    assert run(["schema", "rules", "--format", "markdown"]) == 0
    assert capsys.readouterr().out == page
    assert run(["schema", "rules", "--format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert page.count("\n| `") == len(rules)


def test_a_schema_is_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "config", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "driftaudit.yaml"
    assert run(["schema", "config", "--format", "markdown"]) == 2
    assert "next: leave --format out" in capsys.readouterr().err


@pytest.mark.xdist_group("drifted-fleet")
def test_what_commands_write_has_the_schema_that_is_printed(
    stored: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["schema", "report"]) == 0
    validator = Draft202012Validator(json.loads(capsys.readouterr().out))
    fleet = ("compare", "--group", "prod", "--offline")
    commands = (
        ("check", "--offline"),
        ("compare", "prod-us@latest", "prod-uk@latest"),
        fleet,
        (*fleet, "--against-consensus"),
    )
    for words in commands:
        file = tmp_path / "written.json"
        stored.run(*words, "--output", f"json={file}")
        assert [each.message for each in validator.iter_errors(json.loads(file.read_text()))] == []
        file.unlink()
