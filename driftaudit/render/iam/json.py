"""A comparison of policies as JSON, exactly the contract's fields."""

import msgspec

from driftaudit.iam_diff import IamDiff


def json(diff: IamDiff, _limit: int | None = None) -> str:
    """The comparison, indented: every witness, maps sorted, newline at the end."""
    encoded = msgspec.json.encode(diff, order="deterministic")
    return msgspec.json.format(encoded, indent=2).decode() + "\n"
