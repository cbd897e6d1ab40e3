"""Baselines: read, made out of snapshots, linted, shown. The one module that others import."""

from driftaudit.baseline_accept import Acceptance, from_snapshots
from driftaudit.baseline_agree import LeftOut
from driftaudit.baseline_file import base_of, load
from driftaudit.baseline_layers import Baseline, Override
from driftaudit.baseline_lint import lint
from driftaudit.baseline_pick import Choice, accept_some, choices, preview
from driftaudit.baseline_problem import Problem
from driftaudit.baseline_text import text_of


def show(baseline: Baseline, environment: str | None = None) -> str:
    """The baseline as it is held against environments, or against one of them, as YAML."""
    return text_of(baseline.expected_of(environment) if environment else baseline)


__all__ = [
    "Acceptance",
    "Baseline",
    "Choice",
    "LeftOut",
    "Override",
    "Problem",
    "accept_some",
    "base_of",
    "choices",
    "from_snapshots",
    "lint",
    "load",
    "preview",
    "show",
    "text_of",
]
