"""A Report in, a string out. Pure."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from driftaudit.render.json import json
from driftaudit.render.table import table
from driftaudit.report import Report

RENDERERS: Final[MappingProxyType[str, Callable[[Report], str]]] = MappingProxyType(
    {"table": table, "json": json}
)
"""Every output format by its name; the table also takes `color` and `limit`."""
