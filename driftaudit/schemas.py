"""The JSON Schemas of what driftaudit reads and writes, made from the very types that read it."""

from inspect import cleandoc
from typing import Final, Literal

import msgspec

from driftaudit.baselines.layers import Mode
from driftaudit.config.file import ConfigFile
from driftaudit.errors import ConfigError
from driftaudit.iam_diff import IamDiff
from driftaudit.judge.waivers import WaiverDocument
from driftaudit.model import Json, Record, Snapshot
from driftaudit.names import did_you_mean
from driftaudit.report import Report


class ExpectedDifference(Record, frozen=True, kw_only=True):
    """What is expected to be different in one environment, and why; laid over `resources`."""

    reason: str
    resources: dict[str, dict[str, Json]] = {}


class BaselineDocument(Record, frozen=True, kw_only=True):
    """What is accepted for a group, by kind and portable name; laid over what it `extends`.

    A value may be a matcher: `{$min: v1.18.1}`, `{$max: …}`, `{$in: […]}`, `{$regex: …}`,
    `{$any: true}`, `{$absent: true}`. In `subset` mode more than it mentions is no difference.
    """

    version: Literal[1]
    extends: str | None = None
    mode: Mode | None = None
    not_audited: dict[str, str] = {}
    environments: dict[str, ExpectedDifference] = {}
    resources: dict[str, dict[str, Json]] = {}


SCHEMAS: Final[dict[str, tuple[str, type[Record]]]] = {
    "config": ("driftaudit.yaml", ConfigFile),
    "snapshot": ("driftaudit.snapshot/v1", Snapshot),
    "report": ("driftaudit.report/v1", Report),
    "iam-diff": ("driftaudit.iam-diff/v1", IamDiff),
    "baseline": ("baselines/NAME.yaml", BaselineDocument),
    "waivers": ("baselines/waivers.yaml", WaiverDocument),
}
"""The documents that have a schema: title and type by name."""


def schema(name: str) -> str:
    """The JSON Schema (2020-12) of a document as indented JSON, always the same bytes.

    Raises ConfigError for a name that is not in SCHEMAS.
    """
    if name not in SCHEMAS:
        raise ConfigError(f"no schema {name!r}{did_you_mean(name, SCHEMAS)}\nnext: name another")
    title, document = SCHEMAS[name]
    (inner,), parts = msgspec.json.schema_components([document], ref_template="#/$defs/{name}")
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **inner,
        "$defs": {name: _cleaned(part) for name, part in sorted(parts.items())},
    }
    return msgspec.json.format(msgspec.json.encode(made)).decode() + "\n"


def _cleaned(part: dict[str, Json]) -> dict[str, Json]:
    """A type's schema with its docstring as a text of its own, not as it is indented in code."""
    return {**part, "description": cleandoc(part["description"])}
