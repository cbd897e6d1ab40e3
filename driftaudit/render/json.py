"""A report as JSON, exactly the contract's fields: the same report gives the same bytes."""

import msgspec

from driftaudit.report import Report


def json(report: Report) -> str:
    """The report, indented: keys in the contract's order, maps sorted, newline at the end."""
    encoded = msgspec.json.encode(report, order="deterministic")
    return msgspec.json.format(encoded, indent=2).decode() + "\n"
