"""The one table of codes: what every finding is called, how bad it is, and why it matters.

An id is for ever: it is never renamed, and never used again for something else. Families are IAM,
EKS, ADDON, NODE, ACCESS, AUTH, NET, KUBE and META; 097 are tags, 098 descriptions, 099 the rest.
"""

from types import MappingProxyType
from typing import Final

from driftaudit.judge.code import Code
from driftaudit.judge.codes_access import ACCESS_CODES, AUTH_CODES
from driftaudit.judge.codes_eks import ADDON_CODES, EKS_CODES
from driftaudit.judge.codes_iam import IAM_CODES
from driftaudit.judge.codes_kube import KUBE_CODES, NET_CODES
from driftaudit.judge.codes_lint import LINT_CODES
from driftaudit.judge.codes_meta import META_CODES
from driftaudit.judge.codes_node import NODE_CODES

CODES: Final = MappingProxyType(
    {
        code.id: code
        for family in (
            IAM_CODES,
            EKS_CODES,
            ADDON_CODES,
            NODE_CODES,
            ACCESS_CODES,
            AUTH_CODES,
            NET_CODES,
            KUBE_CODES,
            LINT_CODES,
            META_CODES,
        )
        for code in family
    }
)
"""Every code by its id, in the order of the documentation."""

__all__ = ["CODES", "Code"]
