"""Snapshots come back from bytes as they were; damaged and foreign files are named as such."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given

from driftaudit.errors import StoreError
from driftaudit.model import Snapshot, Tool
from driftaudit.store.snapshot_file import decode, encode
from tests.snapshots import snapshot, snapshots


@given(snapshots)
def test_what_is_written_is_read_back_and_written_the_same(made: Snapshot) -> None:
    data = encode(made)
    assert decode(data, "f") == made
    assert encode(decode(data, "f")) == data


def test_the_order_of_keys_does_not_show() -> None:
    one, other = (
        msgspec.structs.replace(snapshot(), facts=facts)
        for facts in ({"a": {"x": 1, "y": 2}, "b": 1}, {"b": 1, "a": {"y": 2, "x": 1}})
    )
    assert encode(one) == encode(other)


def test_it_reads_line_by_line() -> None:
    text = encode(snapshot()).decode()
    assert text.startswith('{\n  "schema": "driftaudit.snapshot/v1",\n  "environment": {\n')
    assert text.endswith("}\n")
    assert '          "ü": "\\u001b"\n' in text


def changed(**fields: Any) -> bytes:
    document = json.loads(encode(snapshot())) | fields
    return json.dumps({key: value for key, value in document.items() if value != "gone"}).encode()


def tampered() -> bytes:
    return encode(snapshot()).replace(b'"a"', b'"c"')


TOOL_2 = {"name": "driftaudit", "version": "2.0.0"}
REFUSED = {
    "empty": (b" \n", "f.json: empty, expected a snapshot"),
    "half": (encode(snapshot())[:300], "f.json: cut short after 300 bytes, expected a whole"),
    "not json": (b"apiVersion: v1\n", "f.json: not JSON, expected a snapshot: "),
    "trailing": (encode(snapshot()) + b"x", "f.json: not JSON"),
    "not utf-8": (encode(snapshot()).replace(b"prod", b"pr\xffd"), "f.json: not JSON"),
    "half a character": (encode(snapshot()).replace(b"prod", b"pr\\ud800d"), "f.json: not JSON"),
    "deep": (b"[" * 100_000, "f.json: not JSON"),
    "list": (b"[]", "f.json: has no 'schema', so it is no snapshot"),
    "no schema": (b"{}", "f.json: has no 'schema'"),
    "schema gone": (changed(schema="gone", tool="gone", captured_at=5), "has no 'schema'"),
    "report": (
        changed(schema="driftaudit.report/v1"),
        "f.json: has the schema 'driftaudit.report/v1', written by 'driftaudit 0.1.0', and is no",
    ),
    "newer": (
        changed(schema="driftaudit.snapshot/v2", tool=TOOL_2),
        "'driftaudit.snapshot/v2', written by 'driftaudit 2.0.0'; this driftaudit reads v1\nnext",
    ),
    "other schema": (
        changed(schema="\x1b", tool="x"),
        r"schema '\x1b', written by an unknown tool",
    ),
    "unknown field": (
        changed(extra=1),
        "f.json: not a valid snapshot: Object contains unknown field `extra`; written by 'driftau",
    ),
    "missing field": (changed(environment="gone"), "missing required field `environment`"),
    "wrong type": (changed(gaps=5), "Expected `array`, got `int` - at `$.gaps`"),
    "tampered": (tampered(), "f.json: addon 'vpc-cni' does not have the digest that was written"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(data: bytes, message: str) -> None:
    with pytest.raises(StoreError) as caught:
        decode(data, "f.json")
    assert message in str(caught.value)
    assert "\nnext: " in str(caught.value)
    assert "\x1b" not in str(caught.value)


@given(snapshots)
def test_no_beginning_of_a_snapshot_is_a_snapshot(made: Snapshot) -> None:
    data = encode(made)
    for end in range(0, len(data) - 2, max(1, len(data) // 20)):
        with pytest.raises(StoreError):
            decode(data[:end], "f")


def test_a_tool_is_named() -> None:
    assert decode(encode(snapshot()), "f").tool == Tool(name="driftaudit", version="0.1.0")
