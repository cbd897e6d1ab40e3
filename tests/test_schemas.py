"""The schemas say what the readers accept: the same fields, and whole documents."""

import json
from typing import Any

import msgspec
import pytest

from driftaudit.config.file import ConfigFile
from driftaudit.config.text import example
from driftaudit.errors import ConfigError
from driftaudit.model import Snapshot
from driftaudit.report import Report
from driftaudit.schemas import SCHEMAS, schema
from driftaudit.store.snapshot_file import encode
from driftaudit.yaml_source import parse
from tests.snapshots import snapshot


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


def conforms(value: Any, part: Any, parts: dict[str, Any]) -> bool:
    """Whether a value has a schema, as far as these schemas go."""
    if "$ref" in part:
        return conforms(value, parts[part["$ref"].rsplit("/", 1)[-1]], parts)
    if "anyOf" in part:
        return any(conforms(value, choice, parts) for choice in part["anyOf"])
    if "enum" in part:
        return value in part["enum"]
    kind = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    if part.get("type", kind.get(type(value))) != kind.get(type(value)):
        return False
    if isinstance(value, list):
        return all(conforms(item, part.get("items", {}), parts) for item in value)
    if not isinstance(value, dict):
        return True
    inner, other = part.get("properties", {}), part.get("additionalProperties", {})
    return set(part.get("required", ())) <= set(value) and all(
        conforms(item, inner.get(key, other), parts)
        if inner.get(key, other) is not False
        else False
        for key, item in value.items()
    )


def test_real_documents_have_their_schema() -> None:
    parts = structs("snapshot")
    document = json.loads(encode(snapshot()))
    assert conforms(document, {"$ref": "#/$defs/Snapshot"}, parts)
    assert not conforms(document | {"extra": 1}, {"$ref": "#/$defs/Snapshot"}, parts)
    assert not conforms(document | {"gaps": 1}, {"$ref": "#/$defs/Snapshot"}, parts)
    config, parts = parse(example(), "f").data, structs("config")
    assert conforms(config, {"$ref": "#/$defs/ConfigFile"}, parts)
    assert not conforms(config | {"version": 2}, {"$ref": "#/$defs/ConfigFile"}, parts)


def test_an_unknown_schema() -> None:
    with pytest.raises(ConfigError, match=r"no schema 'snapshto', did you mean 'snapshot'\?"):
        schema("snapshto")
