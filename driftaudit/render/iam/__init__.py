"""A comparison of two policies or roles in, a string out. Pure."""

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType
from typing import Final

from driftaudit.iam_diff import IamDiff

LIMIT: Final = 10
"""How many witnesses of each direction are shown where not all are asked for."""

FORMATS: Final = MappingProxyType(
    {
        "table": "driftaudit.render.iam.table:table",
        "json": "driftaudit.render.iam.json:json",
        "markdown": "driftaudit.render.iam.markdown:markdown",
    }
)
"""The formats of `driftaudit iam diff` by name, and the function that makes each."""


def rendered(format_: str, diff: IamDiff, limit: int | None) -> str:
    """The comparison in a format of FORMATS; `limit` witnesses of each direction, None for all.

    JSON has all of them always.
    """
    module, _, function = FORMATS[format_].partition(":")
    render: Callable[[IamDiff, int | None], str] = getattr(import_module(module), function)
    return render(diff, limit)
