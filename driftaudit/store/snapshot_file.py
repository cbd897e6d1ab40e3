"""A snapshot as bytes and back: the same snapshot gives the same bytes, and damage is noticed."""

import re
from typing import Final

import msgspec

from driftaudit.errors import StoreError
from driftaudit.model import Json, Snapshot, digest_of

_SCHEMA: Final = re.compile(r"driftaudit\.([a-z-]+)/v([0-9]+)")
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NEXT: Final = "next: take a new one with `driftaudit snapshot`"


def encode(snapshot: Snapshot) -> bytes:
    """Indented JSON with sorted keys and a last newline: it reads and compares line by line."""
    return msgspec.json.format(msgspec.json.encode(snapshot, order="deterministic")) + b"\n"


def decode(data: bytes, origin: str) -> Snapshot:
    """The snapshot that these bytes are; `origin` says in errors where they are from.

    Raises StoreError where they are not JSON, were cut short, are another document or another
    version of it, have unknown fields, or were changed after they were written.
    """
    try:
        snapshot = msgspec.json.decode(data, type=Snapshot)
    except _UNREADABLE as caught:
        raise StoreError(f"{origin}: {_why_not(data, str(caught))}") from caught
    for resource in snapshot.resources:
        if digest_of(resource.attributes) != resource.digest:
            raise StoreError(
                f"{origin}: {resource.kind} {resource.name!r} does not have the digest that was "
                f"written with it: the file was changed or damaged\n{_NEXT}"
            )
    return snapshot


def _not_json(data: bytes, problem: str) -> str:
    if not data.strip():
        return f"empty, expected a snapshot\n{_NEXT}"
    if data.lstrip().startswith(b"{") and "truncated" in problem:
        return f"cut short after {len(data)} bytes, expected a whole snapshot\n{_NEXT}"
    return f"not JSON, expected a snapshot: {problem}\n{_NEXT}"


def _why_not(data: bytes, problem: str) -> str:
    """What bytes are that are no snapshot of this version."""
    try:
        document = msgspec.json.decode(data)
    except _UNREADABLE as caught:
        return _not_json(data, str(caught))
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(schema, str):
        return f"has no 'schema', so it is no snapshot of driftaudit\n{_NEXT}"
    if schema == "driftaudit.snapshot/v1":
        return f"not a valid snapshot: {problem}; written by {_tool(document)}\n{_NEXT}"
    found = _SCHEMA.fullmatch(schema)
    if found and found[1] == "snapshot":
        return (
            f"has the schema {schema!r}, written by {_tool(document)}; this driftaudit reads v1\n"
            "next: upgrade driftaudit, or take a new one with `driftaudit snapshot`"
        )
    return (
        f"has the schema {schema!r}, written by {_tool(document)}, and is no snapshot\n"
        "next: name a file that `driftaudit snapshot` wrote"
    )


def _tool(document: dict[str, Json]) -> str:
    tool = document.get("tool")
    if not isinstance(tool, dict):
        return "an unknown tool"
    return repr(f"{tool.get('name', 'unknown')} {tool.get('version', '')}".strip())
