"""What would undo a finding: exact commands where they are safe, else the code's own words.

The commands are shown, never run. One that needs more than a finding knows (a whole policy
document of which one statement differs) fetches it first and says where to edit.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from driftaudit.judge.code import Code
from driftaudit.judge.command import Commands, Fill
from driftaudit.judge.fixes_access import ACCESS_FIXES
from driftaudit.judge.fixes_eks import EKS_FIXES
from driftaudit.judge.fixes_iam import IAM_FIXES
from driftaudit.judge.fixes_lint import LINT_FIXES
from driftaudit.model import Difference

Fix = Callable[[Commands], tuple[str, ...]]
"""Commands for a difference; empty where there is no safe one."""

FIXES: Final[MappingProxyType[str, Fix]] = MappingProxyType(
    {**IAM_FIXES, **EKS_FIXES, **ACCESS_FIXES, **LINT_FIXES}
)
"""The codes whose findings have commands."""


def fix(difference: Difference, code: Code, fill: Fill) -> tuple[str, ...]:
    """The steps that make the subject as expected, in order; never empty."""
    commands = FIXES.get(code.id)
    return (commands(Commands(difference, fill)) if commands else ()) or (code.fix,)


__all__ = ["FIXES", "Fill", "fix"]
