"""How AWS and Kubernetes spell their own names: what no environment's literal may touch.

Regular expressions (as text) and word lists, from botocore's `partitions.json`, the IAM user
guide (ARN and policy variable syntax) and the Kubernetes reference of well-known names.
"""

import re
from typing import Final

_GEOGRAPHY = r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn|eusc)"
_SUBDIVISION = r"(?:gov|iso[a-f]?|de)"
_DIRECTION = r"(?:central|north|south|east|west|northeast|southeast|northwest|southwest)"

REGION_NAME: Final = rf"{_GEOGRAPHY}(?:-{_SUBDIVISION})?-{_DIRECTION}-[0-9]{{1,2}}"
"""Any region's name: today's and those that AWS opens next year."""

DNS_SUFFIXES: Final = {
    "aws-cn": "amazonaws.com.cn",
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
    "aws-eusc": "amazonaws.eu",
}
"""Partition → DNS suffix (botocore partitions.json)."""

_SUFFIX = "(?:" + "|".join(sorted(map(re.escape, set(DNS_SUFFIXES.values())), reverse=True)) + ")"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\."

HOST: Final = rf"(?<![A-Za-z0-9-])(?:{_LABEL}){{0,10}}{_SUFFIX}(?![A-Za-z0-9-]|\.[A-Za-z0-9])"
"""A host of AWS, a service principal, or a label's prefix (`eks.amazonaws.com/…`)."""

_FIELD = r"[A-Za-z0-9*?-]*"
_NAME = r"[A-Za-z0-9_+=,.@/*-]*"
_TYPE = (
    r"(?:access-entry|addon|alias|assumed-role|cluster|fargateprofile|group|instance-profile|key|"
    r"log-group|nodegroup|oidc-provider|podidentityassociation|policy|role|secret|user)[/:]"
)
ARN_HEAD: Final = (
    rf"(?<![A-Za-z0-9])arn:{_FIELD}:{_FIELD}:{_FIELD}:"
    rf"(?:aws:(?![A-Za-z0-9_/-]*:){_NAME}|{_FIELD}:(?:{_TYPE})?)"
)
"""The first five fields of an ARN, and the type of resource that may follow.

Of what AWS owns (`…::aws:policy/NAME`) the name as well.
"""

IAM_VARIABLE: Final = (
    r"\$\{(?:[A-Za-z0-9-]+:[A-Za-z0-9][A-Za-z0-9/_.:@+=-]*|[*?$])\}|\{\{[^{}]*\}\}"
)
"""IAM's `${aws:username}` and the authenticator's `{{SessionName}}`; not a shell's `${A:-b}`."""

WORDS: Final = (
    "/etc/eks",
    "amazon-vpc-cni",
    "aws-auth",
    "aws-ebs-csi-driver",
    "aws-efs-csi-driver",
    "aws-load-balancer-controller",
    "aws-mountpoint-s3-csi-driver",
    "aws-network-policy-agent",
    "aws-node",
    "aws-service-role",
    "eks-pod-identity-agent",
    "enable-network-policy-controller",
    "eks-cluster-sg-",
    "eks:",
    "k8s-app",
    "k8s.io/cluster-autoscaler",
    "k8s.io/cluster",
    "k8s.io/role",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-dns",
    "kube-node-lease",
    "kube-proxy",
    "kube-proxy-config",
    "kube-public",
    "kube-scheduler",
    "kube-system",
    "kubernetes.io/cluster",
    "kubernetes.io/role",
    "role-arn",
    "system:anonymous",
    "system:authenticated",
    "system:bootstrappers",
    "system:masters",
    "system:node-proxier",
    "system:node:",
    "system:nodes",
    "system:serviceaccount:",
    "system:serviceaccounts",
    "system:unauthenticated",
    "system:",
)
"""Names that AWS and Kubernetes gave, which a cluster named `aws`, `eks` or `kube` is not in."""

_NOT_NAMED = frozenset({"pods", "oidc", "api", "dkr", "sts", "runtime"})


def is_own_label(labels: list[str], at: int) -> bool:
    """Whether a label of a host is a name that someone chose, as in `my-bucket.s3.REGION`.

    The other labels are those of services and regions, and AWS's own.
    """
    services = [each for each in labels if not re.fullmatch(REGION_NAME, each)]
    return at == 0 and len(services) >= 2 and labels[0] not in _NOT_NAMED


def not_into_region(literal: str) -> str:
    """A lookahead that keeps a literal `prod-us` out of `prod-us-west-2`."""
    begun = rf"(?:^|[^A-Za-z0-9]){_GEOGRAPHY}(?P<sub>-{_SUBDIVISION})?(?P<dir>-{_DIRECTION})?$"
    found = re.search(begun, literal)
    if not found:
        return ""
    if found["dir"]:
        return r"(?!-[0-9]{1,2}[a-z]?(?![A-Za-z0-9]))"
    subdivision = "" if found["sub"] else rf"(?:-{_SUBDIVISION})?"
    return rf"(?!{subdivision}-{_DIRECTION}-[0-9]{{1,2}}[a-z]?(?![A-Za-z0-9]))"
