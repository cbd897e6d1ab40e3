"""The codes of the cluster itself and of its addons."""

from typing import Final

from driftaudit.judge.code import EKS_GUIDE, Code

EKS_CODES: Final = (
    Code(
        "EKS001",
        "critical",
        "cluster missing",
        "there is no such cluster; nothing else of the environment can be as expected",
        "Check cluster, account and region of the environment in driftaudit.yaml.",
        EKS_GUIDE + "clusters.html",
    ),
    Code(
        "EKS002",
        "medium",
        "cluster that is not expected",
        "the reference knows no such cluster",
        "Accept it into the baseline, or check what it is held against.",
        EKS_GUIDE + "clusters.html",
    ),
    Code(
        "EKS003",
        "high",
        "Kubernetes version differs",
        "other APIs, other defaults, other addon and kubelet versions that fit; extended support "
        "costs more, and a version past it is upgraded by AWS",
        "Upgrade one minor at a time: addons, control plane, nodes. There is no way back.",
        EKS_GUIDE + "kubernetes-versions.html",
    ),
    Code(
        "EKS004",
        "high",
        "authentication mode differs",
        "it decides whether aws-auth or access entries let people and nodes in; in mode API an "
        "aws-auth ConfigMap is ignored, in CONFIG_MAP access entries are",
        "Move towards API_AND_CONFIG_MAP; the mode only goes from CONFIG_MAP to API, never back.",
        EKS_GUIDE + "grant-k8s-access.html",
    ),
    Code(
        "EKS005",
        "high",
        "endpoint access differs",
        "nodes reach the API server through this endpoint; with neither public nor private access "
        "that fits their subnets they lose their control plane",
        "Set the expected endpoint access.",
        EKS_GUIDE + "cluster-endpoint.html",
    ),
    Code(
        "EKS006",
        "high",
        "public endpoint is open to other addresses",
        "who can reach the API server from the internet differs; nodes behind a NAT address that "
        "is not in the list cannot join",
        "Set the expected CIDRs.",
        EKS_GUIDE + "cluster-endpoint.html",
    ),
    Code(
        "EKS007",
        "critical",
        "cluster role differs",
        "the control plane acts with this role; without its permissions it cannot manage network "
        "interfaces, and nodes lose it",
        "The role of a cluster cannot be changed: give this role what the expected one has.",
        EKS_GUIDE + "cluster-iam-role.html",
    ),
    Code(
        "EKS008",
        "medium",
        "control-plane logging differs",
        "in an incident the audit and authenticator logs tell who changed what, or they are not "
        "there",
        "Enable the expected log types.",
        EKS_GUIDE + "control-plane-logs.html",
    ),
    Code(
        "EKS009",
        "high",
        "secrets encryption differs",
        "secrets are under another key, or under none of yours; a key that is disabled takes the "
        "cluster down",
        "Associate the expected key; it can be added, not removed.",
        EKS_GUIDE + "enable-kms.html",
    ),
    Code(
        "EKS010",
        "high",
        "subnets or security groups of the control plane differ",
        "its network interfaces live there: two zones and free addresses are needed for upgrades, "
        "and nodes must reach them",
        "Set the expected subnets and security groups.",
        EKS_GUIDE + "network-reqs.html",
    ),
    Code(
        "EKS011",
        "high",
        "service network differs",
        "IP family and service CIDR are fixed when a cluster is made; kubelet's DNS address and "
        "routes to overlapping networks depend on them",
        "Only a new cluster changes this; accept it with a reason.",
        EKS_GUIDE + "network-reqs.html",
    ),
    Code(
        "EKS012",
        "medium",
        "support type differs",
        "STANDARD lets AWS upgrade the cluster when standard support ends, EXTENDED costs more",
        "Set the expected upgrade policy.",
        EKS_GUIDE + "view-upgrade-policy.html",
    ),
    Code(
        "EKS013",
        "medium",
        "deletion protection differs",
        "without it one call deletes the cluster",
        "Set the expected deletion protection.",
        EKS_GUIDE + "deletion-protection.html",
    ),
    Code(
        "EKS014",
        "high",
        "Auto Mode differs",
        "who runs nodes, load balancers and volumes is another: AWS, or what you installed",
        "Set compute, storage and load balancing of the cluster together.",
        EKS_GUIDE + "automode.html",
    ),
    Code(
        "EKS015",
        "low",
        "zonal shift differs",
        "in a zone's outage traffic is moved away, or is not",
        "Set the expected zonal shift.",
        EKS_GUIDE + "zone-shift.html",
    ),
    Code(
        "EKS016",
        "high",
        "remote networks differ",
        "hybrid nodes and their pods are reached through these networks",
        "Set the expected remote networks.",
        EKS_GUIDE + "hybrid-nodes-networking.html",
    ),
    Code(
        "EKS017",
        "info",
        "platform version differs",
        "AWS moves it on its own; it tells which fixes the control plane has",
        "Nothing to do.",
        EKS_GUIDE + "platform-versions.html",
    ),
    Code(
        "EKS018",
        "medium",
        "creator's admin rights differ",
        "whoever created the cluster is, or is not, an administrator of it",
        "Give access by access entries; this is fixed when the cluster is made.",
        EKS_GUIDE + "access-entries.html",
    ),
    Code(
        "EKS097",
        "low",
        "cluster tag differs",
        "tags decide costs, ownership, and access where policies have tag conditions",
        "Set the expected tags.",
        EKS_GUIDE + "eks-using-tags.html",
    ),
    Code(
        "EKS099",
        "medium",
        "other cluster setting differs",
        "it is a setting of the control plane; it has no rule yet",
        "Compare it with a peer, then set it or accept it.",
        EKS_GUIDE + "clusters.html",
    ),
)

ADDON_CODES: Final = (
    Code(
        "ADDON001",
        "high",
        "addon missing",
        "what it does is done by nothing, or by a self-managed copy that nobody updates",
        "Create the addon.",
        EKS_GUIDE + "eks-add-ons.html",
    ),
    Code(
        "ADDON002",
        "medium",
        "addon that is not expected",
        "it runs here only, and may overwrite what was installed by other means",
        "Delete the addon (`--preserve` keeps it running), or accept it into the baseline.",
        EKS_GUIDE + "eks-add-ons.html",
    ),
    Code(
        "ADDON003",
        "medium",
        "addon version differs",
        "other defaults, other permissions (vpc-cni 1.22 needs ec2:DescribeSecurityGroups), other "
        "bugs; each version is meant for certain Kubernetes versions",
        "Update the addon to the expected version.",
        EKS_GUIDE + "updating-an-add-on.html",
    ),
    Code(
        "ADDON004",
        "medium",
        "addon configuration differs",
        "the addon behaves differently here; for vpc-cni that is how pods get addresses",
        "Set the expected configuration values.",
        EKS_GUIDE + "updating-an-add-on.html",
    ),
    Code(
        "ADDON005",
        "high",
        "role of the addon differs",
        "the addon's pods act with another role, or fall back to the node's",
        "Set the expected role.",
        EKS_GUIDE + "add-ons-iam.html",
    ),
    Code(
        "ADDON006",
        "high",
        "pod identity of the addon differs",
        "the addon's pods act with another role, or fall back to the node's",
        "Set the expected pod identity association on the addon.",
        EKS_GUIDE + "add-ons-iam.html",
    ),
    Code(
        "ADDON097",
        "low",
        "addon tag differs",
        "tags decide costs and ownership",
        "Set the expected tags.",
        EKS_GUIDE + "eks-using-tags.html",
    ),
    Code(
        "ADDON099",
        "medium",
        "other addon setting differs",
        "it is a setting of an addon that runs on every node; it has no rule yet",
        "Compare it with a peer, then set it or accept it.",
        EKS_GUIDE + "eks-add-ons.html",
    ),
)
