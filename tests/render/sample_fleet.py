"""A fleet's rich report: outliers, a split, unread and hostile cells; and `poisoned` reports."""

import msgspec

from driftaudit.assemble import summarize
from driftaudit.model import EVERY_KIND, Gap, Tool
from driftaudit.report import MatrixRow, MatrixValue, Report
from tests.render.sample import DENIED, HOSTILE, environment


def row(path, values, **fields):
    base = {"kind": "addon", "resource": "coredns", "consensus": None, "outliers": ()}
    told = tuple(MatrixValue(value=value, environments=names) for value, names in values)
    return MatrixRow(path=path, values=told, **base | fields)


FLEET_ENVIRONMENTS = tuple(
    environment(
        f"prod-{name}",
        reference="fleet:prod",
        status="partial" if name == "sg" else "ok",
        gaps=(Gap(kind="addon", **DENIED),) if name == "sg" else (),
    )
    for name in ("au", "de", "sg", "us")
)

MATRIX = (
    row(
        ("addonVersion",),
        (("v1.12.4", ("prod-de", "prod-us")), ("v1.11.1", ("prod-au",))),
        consensus="v1.12.4",
        outliers=("prod-au",),
        unread=("prod-sg",),
    ),
    row(
        ("configurationValues", "replicaCount"),
        ((2, ("prod-au",)), (3, ("prod-de",)), (None, ("prod-us",))),
        split=True,
        unread=("prod-sg",),
    ),
    row(
        ("tags", HOSTILE),
        ((HOSTILE, ("prod-au", "prod-de", "prod-us")), (["```"], ("prod-sg",))),
        resource=HOSTILE,
        consensus=HOSTILE,
        outliers=("prod-sg",),
    ),
    row(
        (),
        ((True, ("prod-au", "prod-de", "prod-us")), (None, ("prod-sg",))),
        kind="nodegroup",
        resource="batch",
        consensus=True,
        outliers=("prod-sg",),
    ),
)

FLEET_REPORT = Report(
    tool=Tool(name="driftaudit", version="0.1.0"),
    generated_at="2026-11-22T11:00:00Z",
    command="compare",
    result="incomplete",
    environments=FLEET_ENVIRONMENTS,
    findings=(),
    matrix=MATRIX,
    summary=summarize(FLEET_ENVIRONMENTS, ()),
)

_OURS = {
    *("schema", "tool", "generated_at", "command", "result", "status", "captured_at"),
    *("severity", "change", "verdict", "by_severity"),
}
"""What no other person writes: it stays as it is."""


def poisoned(report, text):
    """The report with this text at the end of all that is other people's, keys of maps too."""
    return msgspec.convert(_poisoned(msgspec.to_builtins(report), text, ""), Report)


def _poisoned(value, text, field):
    if field in _OURS or value == EVERY_KIND:
        return value
    if isinstance(value, str):
        return value + text
    if isinstance(value, list | tuple):
        return [_poisoned(each, text, field) for each in value]
    if not isinstance(value, dict):
        return value
    foreign = field in {"not_audited", "by_environment", "conditions", "expected", "actual"}
    return {
        key + text if foreign else key: _poisoned(each, text, "" if foreign else key)
        for key, each in value.items()
    }
