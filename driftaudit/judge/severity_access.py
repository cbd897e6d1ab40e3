"""How bad it is that somebody gains or loses access to a cluster, by what exactly that is.

Sources: Kubernetes' built-in group system:masters, which no RBAC rule limits; EKS user guide on
access policies (AmazonEKSClusterAdminPolicy is cluster-admin, AmazonEKSAdminPolicy nearly so).
"""

from typing import Final

from driftaudit.model import SEVERITIES, Impact, Severity

_EVERYTHING: Final = ("group system:masters", "policy AmazonEKSClusterAdminPolicy (cluster)")
_JOINS: Final = "joins as "
_ROLE: Final = " takes role "
_ANYONE: Final = ("any ", "a token ")
_LITTLE: Final = ("username ", "policy AmazonEKSViewPolicy ", "may sign in")


def access_severity(impact: Impact) -> Severity | None:
    """The severity of the access that is gained and lost; None where there is neither.

    All of a cluster gained, or a node locked out, is critical; anything else is high, but for
    another name, to sign in, to look, or one service account that newly has a role.
    """
    found = (
        *(_gained(_right(each)) for each in impact.access_gained),
        *(_lost(_right(each)) for each in impact.access_lost),
    )
    return min(found, key=SEVERITIES.index) if found else None


def _right(line: str) -> str:
    """A line without the principal that stands before it (`PRINCIPAL: group x`)."""
    return line.rpartition(": ")[2]


def _gained(right: str) -> Severity:
    if right in _EVERYTHING:
        return "critical"
    one_account = _ROLE in right and not right.startswith(_ANYONE)
    return "medium" if right.startswith(_LITTLE) or one_account else "high"


def _lost(right: str) -> Severity:
    if right.startswith(_JOINS):
        return "critical"
    return "medium" if right.startswith(_LITTLE) else "high"
