"""The codes of who may use the cluster: access entries, pod identities and aws-auth."""

from typing import Final

from driftaudit.judge.code import EKS_GUIDE, Code

_ENTRIES: Final = EKS_GUIDE + "access-entries.html"
_POLICIES: Final = EKS_GUIDE + "access-policies.html"
_PODS: Final = EKS_GUIDE + "pod-identities.html"
_MAP: Final = EKS_GUIDE + "auth-configmap.html"

ACCESS_CODES: Final = (
    Code(
        "ACCESS001",
        "high",
        "access entry missing",
        "the principal cannot use the cluster; if it is a node role, its nodes cannot join",
        "Create the access entry.",
        _ENTRIES,
    ),
    Code(
        "ACCESS002",
        "high",
        "access entry that is not expected",
        "a principal may use this cluster that no peer lets in",
        "Delete the access entry, or accept it into the baseline.",
        _ENTRIES,
    ),
    Code(
        "ACCESS003",
        "high",
        "access policies differ",
        "the principal may do more, or less, in this cluster than in its peers",
        "Associate the expected access policies with the expected scope.",
        _POLICIES,
    ),
    Code(
        "ACCESS004",
        "high",
        "groups of the access entry differ",
        "RBAC gives rights to these groups: the principal gains or loses them",
        "Set the expected groups.",
        _ENTRIES,
    ),
    Code(
        "ACCESS005",
        "medium",
        "username of the access entry differs",
        "RBAC bindings and audit logs know the principal by this name",
        "Set the expected username.",
        _ENTRIES,
    ),
    Code(
        "ACCESS006",
        "high",
        "type of the access entry differs",
        "the type gives nodes their rights; with another one nodes of this role cannot join",
        "Delete the entry and create it with the expected type; a type cannot be changed.",
        _ENTRIES,
    ),
    Code(
        "ACCESS010",
        "high",
        "pod identity association missing",
        "pods of the service account get no credentials, or fall back to the node's",
        "Create the association.",
        _PODS,
    ),
    Code(
        "ACCESS011",
        "medium",
        "pod identity association that is not expected",
        "pods act with a role here that they do not have elsewhere; it wins over the node's role",
        "Delete the association, or accept it into the baseline.",
        _PODS,
    ),
    Code(
        "ACCESS012",
        "high",
        "role of the pod identity differs",
        "pods of the service account act with another role",
        "Set the expected role.",
        _PODS,
    ),
    Code(
        "ACCESS013",
        "medium",
        "other pod identity setting differs",
        "the session of the pods has other tags or limits than elsewhere",
        "Set the expected value.",
        _PODS,
    ),
    Code(
        "ACCESS014",
        "info",
        "the same access, in another way",
        "the principal is let in as elsewhere, but by other means: an entry of aws-auth here, an "
        "access entry there",
        "Nothing to do; to have it alike, migrate aws-auth to access entries everywhere.",
        EKS_GUIDE + "migrating-access-entries.html",
    ),
    Code(
        "ACCESS015",
        "info",
        "entry that has no effect differs",
        "nothing looks at the entry, so nobody gains or loses by it now; it may take effect when "
        "the authentication mode changes, or the entry that comes first is deleted",
        "Delete what has no effect, here or there.",
        EKS_GUIDE + "migrating-access-entries.html",
    ),
    Code(
        "ACCESS016",
        "info",
        "the same role for pods, in another way",
        "pods of the service account act with the same role as elsewhere, but get it by other "
        "means: IRSA here, a pod identity association there",
        "Nothing to do; to have it alike, choose one of the two everywhere.",
        EKS_GUIDE + "service-accounts.html",
    ),
    Code(
        "ACCESS097",
        "low",
        "tag of an access entry or association differs",
        "tags decide ownership, and access where policies have tag conditions",
        "Set the expected tags.",
        EKS_GUIDE + "eks-using-tags.html",
    ),
    Code(
        "ACCESS099",
        "medium",
        "other access setting differs",
        "it decides who may use the cluster; it has no rule yet",
        "Compare it with a peer, then set it or accept it.",
        _ENTRIES,
    ),
)

AUTH_CODES: Final = (
    Code(
        "AUTH001",
        "high",
        "principal not mapped in aws-auth",
        "the principal cannot use the cluster; if it is a node role, its nodes cannot join and "
        "running ones lose their control plane",
        "Add the entry to mapRoles or mapUsers of ConfigMap kube-system/aws-auth.",
        _MAP,
    ),
    Code(
        "AUTH002",
        "high",
        "principal mapped in aws-auth that is not expected",
        "a principal may use this cluster that no peer lets in; no AWS log shows such an edit",
        "Remove the entry from ConfigMap kube-system/aws-auth, or accept it into the baseline.",
        _MAP,
    ),
    Code(
        "AUTH003",
        "high",
        "groups in aws-auth differ",
        "RBAC gives rights to these groups; a node without system:bootstrappers and system:nodes "
        "cannot join",
        "Set the expected groups of the entry.",
        _MAP,
    ),
    Code(
        "AUTH004",
        "high",
        "username in aws-auth differs",
        "a node is known only as system:node:{{EC2PrivateDNSName}}; RBAC bindings and audit logs "
        "know others by this name",
        "Set the expected username of the entry.",
        _MAP,
    ),
    Code(
        "AUTH099",
        "medium",
        "other aws-auth setting differs",
        "it decides who may use the cluster; it has no rule yet",
        "Compare the entry with a peer's, then set it or accept it.",
        _MAP,
    ),
)
