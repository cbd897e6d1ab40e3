"""What a code is: one judgement on one sort of difference, with a name that is never reused."""

from typing import Final

import msgspec

from driftaudit.model import Severity

EKS_GUIDE: Final = "https://docs.aws.amazon.com/eks/latest/userguide/"
IAM_GUIDE: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code of the table.

    `severity` is that of an ordinary case; what uses the thing may raise it (judge/severity.py).
    `why` says what the difference does to an EKS environment, `fix` what to do in words, and
    `reference` is where the rule comes from.
    """

    id: str
    severity: Severity
    title: str
    why: str
    fix: str
    reference: str
