import pytest

from driftaudit.judge.codes import CODES
from driftaudit.judge.rules import code_of
from driftaudit.judge.severity import is_vital, severity_of
from tests.judge.difference import difference

CNI = ("AttachedManagedPolicies", "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy")
ADMIN = ("AttachedManagedPolicies", "arn:${partition}:iam::aws:policy/AdministratorAccess")
CLUSTER_ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
GROUPS = {"kind": "aws-auth", "path": ("groups",)}
NODE = {"groups": ["system:bootstrappers", "system:nodes"], "type": "role"}
POLICY = {"kind": "iam-policy", "path": ("Document", "Statement"), "expected": [1], "actual": [2]}


@pytest.mark.parametrize(
    ("severity", "fields"),
    [
        ("high", {"path": CNI, "expected": {}}),
        ("high", {"path": CNI, "expected": {}, "used_by": ("addon/ebs-csi",)}),
        ("critical", {"path": CNI, "expected": {}, "used_by": ("nodegroup/workers",)}),
        ("critical", {"path": CNI, "expected": {}, "used_by": ("cluster",)}),
        ("critical", {"path": CNI, "expected": {}, "used_by": ("a/b", "addon/vpc-cni")}),
        (
            "critical",
            {"path": CNI, "expected": {}, "used_by": ("service-account/kube-system/aws-node",)},
        ),
        ("medium", {"path": CNI, "actual": {}}),
        ("high", {"path": CNI, "actual": {}, "used_by": ("nodegroup/workers",)}),
        ("critical", {"path": ADMIN, "actual": {}}),
        ("high", {"path": ADMIN, "expected": {}}),
        ("critical", {"path": (), "actual": {"AttachedManagedPolicies": {ADMIN[1]: {}}}}),
        ("medium", {"path": (), "actual": {"Path": "/x/"}}),
        ("low", {"path": ("Tags", "x"), "expected": "a", "used_by": ("nodegroup/workers",)}),
        ("high", POLICY),
        ("critical", POLICY | {"used_by": ("iam-role/${cluster}-node",)}),
        ("high", POLICY | {"used_by": ("iam-role/other",)}),
        ("critical", {"kind": "addon", "resource": "vpc-cni", "expected": {}}),
        ("critical", {"kind": "addon", "resource": "coredns", "expected": {}}),
        ("high", {"kind": "addon", "resource": "ebs", "expected": {}}),
        (
            "high",
            {
                "kind": "addon",
                "resource": "vpc-cni",
                "path": ("configurationValues", "env"),
                "expected": 1,
                "actual": 2,
            },
        ),
        ("critical", GROUPS | {"expected": ["a"], "actual": ["a", "system:masters"]}),
        ("critical", GROUPS | {"actual": ["system:masters"]}),
        ("high", GROUPS | {"expected": ["a", "system:masters"], "actual": ["a"]}),
        ("critical", GROUPS | {"expected": ["system:nodes"], "actual": []}),
        ("high", GROUPS | {"expected": ["a"], "actual": ["system:nodes"]}),
        ("critical", {"kind": "aws-auth", "expected": NODE}),
        ("high", {"kind": "aws-auth", "actual": NODE}),
        ("critical", {"kind": "access-entry", "expected": {"type": "EC2_LINUX"}}),
        ("high", {"kind": "access-entry", "expected": {"type": "STANDARD"}}),
        (
            "critical",
            {
                "kind": "access-entry",
                "path": ("type",),
                "expected": "EC2_LINUX",
                "actual": "STANDARD",
            },
        ),
        (
            "critical",
            {
                "kind": "access-entry",
                "path": ("associatedAccessPolicies", CLUSTER_ADMIN),
                "actual": {"type": "cluster"},
            },
        ),
        (
            "high",
            {
                "kind": "access-entry",
                "path": ("associatedAccessPolicies", CLUSTER_ADMIN),
                "expected": {"type": "cluster"},
            },
        ),
        ("info", {"kind": "cluster", "path": ("platformVersion",), "expected": 1, "actual": 2}),
    ],
)
def test_severity_is_raised_by_use_and_by_gain(severity, fields):
    found = difference(**fields)
    users = {"iam-role/${cluster}-node": ("nodegroup/workers",)}
    assert severity_of(found, CODES[code_of(found)], users) == severity


def test_nothing_is_vital_that_nothing_uses():
    assert not is_vital((), {})
    assert not is_vital(("addon/coredns", "clustered"), {})
