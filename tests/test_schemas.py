"""The schemas say what the readers accept: the same fields, and whole documents."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from driftaudit.config.file import ConfigFile
from driftaudit.config.text import example
from driftaudit.errors import ConfigError
from driftaudit.model import Snapshot
from driftaudit.render.json import json as as_json
from driftaudit.report import Gate, GateAnswer, Report
from driftaudit.schemas import SCHEMAS, schema
from driftaudit.store.snapshot_file import encode
from driftaudit.waivers.file import FILE_NAME
from driftaudit.yaml_source import parse
from tests.render.sample import HOSTILE, REPORT
from tests.render.sample_fleet import FLEET_REPORT, poisoned
from tests.snapshots import snapshot

ROOT = Path(__file__).parent.parent


def structs(name: str) -> dict[str, Any]:
    return json.loads(schema(name))["$defs"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_a_title_and_describes_every_part(name: str) -> None:
    made = json.loads(schema(name))
    assert made["title"] == SCHEMAS[name][0]
    assert made["$ref"] in {f"#/$defs/{part}" for part in made["$defs"]}
    for title, part in made["$defs"].items():
        assert part["title"] == title
        assert part["description"]
        assert "\n  " not in part["description"]
        assert part["additionalProperties"] is False


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_always_the_same_bytes(name: str) -> None:
    assert schema(name) == schema(name)
    assert schema(name).endswith("}\n")


@pytest.mark.parametrize(
    ("name", "shape"), [("config", ConfigFile), ("snapshot", Snapshot), ("report", Report)]
)
def test_a_schema_has_the_fields_of_the_type(name: str, shape: type[msgspec.Struct]) -> None:
    part = structs(name)[shape.__name__]
    fields = msgspec.structs.fields(shape)
    assert set(part["properties"]) == {field.name for field in fields}
    assert set(part["required"]) == {field.name for field in fields if field.required}


def problems(name: str, document: Any) -> list[str]:
    """What keeps a document from having a schema, by a validator of somebody else's."""
    found = Draft202012Validator(json.loads(schema(name))).iter_errors(document)
    return [f"{each.json_path}: {each.message}" for each in found]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema(name)))


REPORTS = {"check": REPORT, "fleet": FLEET_REPORT, "poisoned": poisoned(REPORT, HOSTILE)}
GATE = Gate(
    verdict="blocked",
    reason="prod-de is not it",
    touched=("prod-de",),
    answers=(GateAnswer(id="targets", question="?", status="blocked", answer="no"),),
    changes=REPORT.findings,
)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_reports_have_their_schema(report: Report) -> None:
    document = json.loads(as_json(report))
    assert problems("report", document) == []
    gated = json.loads(as_json(msgspec.structs.replace(report, gate=GATE)))
    assert problems("report", gated) == []
    for wrong in ({"more": 1}, {"result": "fine"}, {"findings": 1}, {"summary": None}):
        assert problems("report", document | wrong)


@pytest.mark.parametrize("path", sorted((ROOT / "baselines").glob("*.yaml")), ids=str)
def test_the_committed_baselines_have_their_schema(path: Path) -> None:
    name = "waivers" if path.name == FILE_NAME else "baseline"
    document = parse(path.read_text(), str(path)).data
    assert problems(name, document) == []
    assert problems(name, document | {"version": 2})


def test_a_waiver_file_has_its_schema() -> None:
    waiver = {"fingerprint": "0" * 16, "reason": "known", "expires": "2026-12-24"}
    assert problems("waivers", {"version": 1, "waivers": [waiver]}) == []
    assert problems("waivers", {"version": 1, "waivers": [{"reason": 1}]})


def test_snapshots_and_configurations_have_their_schema() -> None:
    document = json.loads(encode(snapshot()))
    assert problems("snapshot", document) == []
    assert problems("snapshot", document | {"extra": 1})
    assert problems("snapshot", document | {"gaps": 1})
    config = parse(example(), "f").data
    assert problems("config", config) == []
    assert problems("config", config | {"version": 2})


def test_the_published_files_are_those_that_the_program_prints() -> None:
    """`make docs` writes them anew; an editor reads them where they are."""
    published = {each.name: each.read_text() for each in (ROOT / "docs" / "schemas").iterdir()}
    assert published == {f"{name}.json": schema(name) for name in SCHEMAS}


def test_an_unknown_schema() -> None:
    with pytest.raises(ConfigError, match=r"no schema 'snapshto', did you mean 'snapshot'\?"):
        schema("snapshto")
