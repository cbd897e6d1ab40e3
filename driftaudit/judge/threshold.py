"""Which findings count: what `--fail-on` says of severities."""

from typing import Literal

from driftaudit.model import SEVERITIES, Finding, Severity

FailOn = Severity | Literal["none"]
"""The least severity that makes a run drift; `none` never does."""


def severity_reaches(finding: Finding, fail_on: FailOn) -> bool:
    """Whether a finding alone makes the run drift: unwaived, and at or above `fail_on`."""
    if fail_on == "none" or finding.waiver is not None:
        return False
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)
