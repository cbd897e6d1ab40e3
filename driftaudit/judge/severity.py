"""How bad a difference is: its code's severity, raised by what uses the thing, and by who gains.

Where it is known what the difference does, that decides instead (judge/effect.py).

Sources: the join checklist of the EKS user guide (node role, CNI permissions, mapping of the node
role) and Kubernetes' built-in group system:masters, which no RBAC rule limits.
"""

from collections.abc import Mapping
from typing import Final

from driftaudit.judge.code import Code
from driftaudit.judge.effect import UNKNOWN_EFFECT, Effect, is_grave, least_of
from driftaudit.judge.severity_access import access_severity
from driftaudit.model import SEVERITIES, Difference, Severity
from driftaudit.texts import texts

Users = Mapping[str, tuple[str, ...]]
"""What uses a resource, by its `kind/name`."""

_VITAL_KINDS: Final = ("cluster/", "nodegroup/")
_VITAL: Final = frozenset(
    {
        "cluster",
        "addon/vpc-cni",
        "service-account/kube-system/aws-node",
        "pod-identity/kube-system/aws-node",
    }
)
_TAKES_AWAY: Final = frozenset(
    {"IAM001", "IAM003", "IAM005", "IAM006", "IAM007", "IAM008", "IAM010", "IAM012", "IAM017"}
)
_GIVES: Final = frozenset({"IAM002", "IAM004", "IAM009", "IAM011"})
_VITAL_ADDONS: Final = frozenset({"vpc-cni", "kube-proxy", "coredns"})
_ENTRY_KINDS: Final = frozenset({"aws-auth", "access-entry"})
_NODE_TYPES: Final = frozenset(
    {"EC2_LINUX", "EC2_WINDOWS", "EC2", "FARGATE_LINUX", "HYBRID_LINUX", "HYPERPOD_LINUX"}
)
_NODE_GROUPS: Final = frozenset({"system:nodes", "system:bootstrappers"})
_NODE_ENTRIES: Final = _NODE_GROUPS | _NODE_TYPES
_ATTACHING: Final = frozenset({(), ("AttachedManagedPolicies",)})
_ADMIN_POLICIES: Final = ("AmazonEKSClusterAdminPolicy", "policy/AdministratorAccess")


def severity_of(
    difference: Difference,
    code: Code,
    users: Users,
    effect: Effect = UNKNOWN_EFFECT,
) -> Severity:
    """The severity of a difference with this code and effect.

    Below the code's own only where it is known exactly that the difference does less.
    """
    impact = effect.impact
    access = access_severity(impact) if impact else None
    if impact and access and impact.exact and difference.kind in _ENTRY_KINDS:
        return access
    vital = is_vital(difference.used_by, users)
    least = least_of(code, effect, vital=vital)
    raised = [least or _by_use(difference, code, vital=vital)]
    if _gains_everything(difference) or _locks_nodes_out(difference):
        raised.append("critical")
    if impact and not effect.slight and is_grave(impact):
        raised.append("high")
    if impact and impact.need:
        raised.append("critical")
    if access:
        raised.append(access)
    return min(raised, key=SEVERITIES.index)


def _by_use(difference: Difference, code: Code, *, vital: bool) -> Severity:
    """The severity where nothing is known but what differs, and who uses it."""
    if code.id == "ADDON001" and difference.resource in _VITAL_ADDONS:
        return "critical"
    if vital and code.id in _TAKES_AWAY:
        return "critical"
    raised = "high" if vital and code.id in _GIVES else code.severity
    if code.id == "ADDON004" and difference.resource == "vpc-cni":
        raised = "high"
    return min(raised, code.severity, key=SEVERITIES.index)


def is_vital(used_by: tuple[str, ...], users: Users) -> bool:
    """Whether nodes or their network depend on what is used by these, or by users of these.

    A policy is used by a role, which a node group uses.
    """
    everyone = {*used_by, *(each for user in used_by for each in users.get(user, ()))}
    return any(user.startswith(_VITAL_KINDS) or user in _VITAL for user in everyone)


def _gains_everything(difference: Difference) -> bool:
    """Whether the subject lets someone do anything that the reference does not."""
    new = set(texts(difference.actual)) | (
        set(difference.path) if difference.change == "unexpected" else set()
    )
    old = set(texts(difference.expected))
    if difference.kind in _ENTRY_KINDS:
        return "system:masters" in new - old or (_names_admin(new) and not _names_admin(old))
    attaches = difference.kind == "iam-role" and difference.path[:1] in _ATTACHING
    return attaches and _names_admin(new) and not _names_admin(old)


def _locks_nodes_out(difference: Difference) -> bool:
    """Whether a node's way into the cluster is closed, here where the reference opens it."""
    if difference.kind not in _ENTRY_KINDS:
        return False
    lost = set(texts(difference.expected)) - set(texts(difference.actual))
    return bool(lost & _NODE_ENTRIES)


def _names_admin(texts: set[str]) -> bool:
    return any(text.endswith(_ADMIN_POLICIES) for text in texts)
