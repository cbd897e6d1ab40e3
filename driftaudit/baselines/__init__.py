"""Baselines: read, made out of snapshots, linted, shown. The one module that others import."""

from driftaudit.baselines.accept import Acceptance, from_snapshots
from driftaudit.baselines.agree import LeftOut
from driftaudit.baselines.file import base_of, load, sources
from driftaudit.baselines.layers import Baseline, Override
from driftaudit.baselines.lint import lint
from driftaudit.baselines.locate import Line, locate
from driftaudit.baselines.pick import Choice, accept_some, choices, preview
from driftaudit.baselines.problem import Problem
from driftaudit.baselines.text import text_of


def show(baseline: Baseline, environment: str | None = None) -> str:
    """The baseline as it is held against environments, or against one of them, as YAML."""
    return text_of(baseline.expected_of(environment) if environment else baseline)


__all__ = [
    "Acceptance",
    "Baseline",
    "Choice",
    "LeftOut",
    "Line",
    "Override",
    "Problem",
    "accept_some",
    "base_of",
    "choices",
    "from_snapshots",
    "lint",
    "load",
    "locate",
    "preview",
    "show",
    "sources",
    "text_of",
]
