"""The codes of security groups and of what runs in kube-system."""

from typing import Final

from driftaudit.judge.code import EKS_GUIDE, Code

_RULES: Final = EKS_GUIDE + "sec-group-reqs.html"
_ADDONS: Final = EKS_GUIDE + "eks-add-ons.html"
_IRSA: Final = EKS_GUIDE + "associate-service-account-role.html"

NET_CODES: Final = (
    Code(
        "NET001",
        "high",
        "inbound rules differ",
        "control plane and nodes need 443, 10250 and DNS between them; another rule lets others in",
        "Set the expected inbound rules.",
        _RULES,
    ),
    Code(
        "NET002",
        "high",
        "outbound rules differ",
        "nodes that may not reach the API server, ECR, STS or EC2 do not join",
        "Set the expected outbound rules.",
        _RULES,
    ),
    Code(
        "NET003",
        "high",
        "security group missing, or not used here",
        "what has this group in its peers is reached by other rules here",
        "Create the group, or attach it where its peers have it.",
        _RULES,
    ),
    Code(
        "NET004",
        "medium",
        "security group that is not expected",
        "cluster or nodes are reached by rules that no peer has",
        "Take it off, or accept it into the baseline.",
        _RULES,
    ),
    Code(
        "NET097",
        "low",
        "tag of a security group differs",
        "the load balancer controller finds groups by kubernetes.io/cluster tags",
        "Set the expected tags.",
        _RULES,
    ),
    Code(
        "NET098",
        "info",
        "description of a security group differs",
        "only people read a description; it cannot be changed",
        "Nothing to do.",
        _RULES,
    ),
    Code(
        "NET099",
        "medium",
        "other network setting differs",
        "it decides who reaches cluster and nodes; it has no rule yet",
        "Compare it with a peer, then set it or accept it.",
        _RULES,
    ),
)

KUBE_CODES: Final = (
    Code(
        "KUBE001",
        "medium",
        "image of a system workload differs",
        "another version runs than in its peers, whatever the addon's version says",
        "Update the addon, or the manifest that installs it.",
        "https://github.com/aws/amazon-vpc-cni-k8s/issues/2272",
    ),
    Code(
        "KUBE002",
        "medium",
        "environment of a system workload differs",
        "for aws-node these variables decide how pods get addresses",
        "Set them through the addon's configuration values; a change by hand is overwritten.",
        "https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables",
    ),
    Code(
        "KUBE003",
        "critical",
        "system workload missing",
        "without aws-node pods get no network, without kube-proxy no services, without coredns no "
        "names",
        "Install the addon.",
        _ADDONS,
    ),
    Code(
        "KUBE004",
        "medium",
        "system workload that is not expected",
        "it runs in this cluster only, on its nodes",
        "Delete it, or accept it into the baseline.",
        _ADDONS,
    ),
    Code(
        "KUBE005",
        "high",
        "system workload scaled to none on one side",
        "without a replica of coredns no name resolves in the cluster; a controller does nothing",
        "Scale it up again, or accept into the baseline that it does not run.",
        _ADDONS,
    ),
    Code(
        "KUBE010",
        "high",
        "service account with a role missing",
        "its pods get no credentials, or fall back to the node's",
        "Create the service account with its role annotation.",
        _IRSA,
    ),
    Code(
        "KUBE011",
        "medium",
        "service account with a role that is not expected",
        "its pods act with a role that no peer gives them",
        "Remove the annotation, or accept it into the baseline.",
        _IRSA,
    ),
    Code(
        "KUBE012",
        "high",
        "role of a service account differs",
        "its pods act with another role, or get AccessDenied where that does not trust them",
        "Set the expected annotation and restart the pods.",
        _IRSA,
    ),
    Code(
        "KUBE098",
        "info",
        "label or annotation differs",
        "it does not change what runs",
        "Nothing to do unless a selector uses it.",
        _ADDONS,
    ),
    Code(
        "KUBE099",
        "medium",
        "other Kubernetes setting differs",
        "what runs in kube-system runs on every node; this setting has no rule yet",
        "Compare it with a peer, then set it or accept it.",
        _ADDONS,
    ),
)
