"""Baselines: read, made out of snapshots, linted, shown. The one module that others import."""

from driftaudit.baseline_accept import Acceptance, LeftOut, from_snapshots
from driftaudit.baseline_file import Baseline, Problem, load, text_of
from driftaudit.baseline_lint import lint


def show(baseline: Baseline) -> str:
    """The baseline as it is held against an environment, as YAML."""
    return text_of(baseline)


__all__ = [
    "Acceptance",
    "Baseline",
    "LeftOut",
    "Problem",
    "from_snapshots",
    "lint",
    "load",
    "show",
    "text_of",
]
