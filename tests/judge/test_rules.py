import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.judge.codes import CODES
from driftaudit.judge.rules import code_of
from driftaudit.model import KINDS
from tests.judge.difference import difference

POD = ("containers", "aws-node")


@pytest.mark.parametrize(
    ("code", "kind", "path", "expected", "actual"),
    [
        ("EKS001", "cluster", (), {}, None),
        ("EKS002", "cluster", (), None, {}),
        ("EKS003", "cluster", ("version",), "1.31", "1.30"),
        ("EKS004", "cluster", ("accessConfig", "authenticationMode"), "API", "CONFIG_MAP"),
        ("EKS005", "cluster", ("resourcesVpcConfig", "endpointPublicAccess"), True, False),
        ("EKS006", "cluster", ("resourcesVpcConfig", "publicAccessCidrs"), ["a"], ["b"]),
        ("EKS010", "cluster", ("resourcesVpcConfig", "subnetIds"), ["a"], ["b"]),
        ("EKS011", "cluster", ("kubernetesNetworkConfig", "ipFamily"), "ipv4", "ipv6"),
        ("EKS014", "cluster", ("kubernetesNetworkConfig", "elasticLoadBalancing", "enabled"), 1, 2),
        ("EKS008", "cluster", ("logging", "audit"), True, None),
        ("EKS097", "cluster", ("tags", "x.y"), "a", "b"),
        ("EKS099", "cluster", ("somethingNew",), 1, 2),
        ("ADDON003", "addon", ("addonVersion",), "v1", "v2"),
        ("ADDON004", "addon", ("configurationValues", "env", "X"), "1", "2"),
        ("NODE001", "nodegroup", (), {}, None),
        ("NODE003", "nodegroup", ("scalingConfig", "maxSize"), 3, 6),
        (
            "NODE012",
            "nodegroup",
            ("instanceTypes",),
            ["m5.large", "c5.large"],
            ["c5.large", "m5.large"],
        ),
        ("NODE011", "nodegroup", ("instanceTypes",), ["m5.large"], ["c5.large"]),
        ("NODE011", "nodegroup", ("instanceTypes",), ["m5.large"], None),
        ("NODE011", "nodegroup", ("instanceTypes",), ["a", "a"], ["a"]),
        ("NODE033", "launch-template", ("LaunchTemplateData", "UserData"), "a", "b"),
        ("NODE036", "launch-template", ("LaunchTemplateData", "EbsOptimized"), True, False),
        ("NODE023", "fargate-profile", ("selectors", "default"), {}, None),
        ("ACCESS003", "access-entry", ("associatedAccessPolicies", "arn"), None, {}),
        ("ACCESS012", "pod-identity", ("roleArn",), "a", "b"),
        ("AUTH003", "aws-auth", ("groups",), ["a"], ["b"]),
        ("IAM001", "iam-role", ("AttachedManagedPolicies", "arn"), {}, None),
        ("IAM002", "iam-role", ("AttachedManagedPolicies", "arn"), None, {}),
        ("IAM003", "iam-role", ("RolePolicyList", "s3"), {"Statement": []}, None),
        ("IAM004", "iam-role", ("RolePolicyList", "s3"), None, {"Statement": []}),
        ("IAM005", "iam-role", ("RolePolicyList", "s3"), {"Statement": []}, "text"),
        ("IAM005", "iam-role", ("RolePolicyList", "s3", "Statement"), [], None),
        ("IAM006", "iam-role", ("AssumeRolePolicyDocument", "Statement"), [1], [2]),
        ("IAM007", "iam-role", ("PermissionsBoundary", "PermissionsBoundaryArn"), "a", None),
        ("IAM012", "iam-policy", ("Document", "Statement"), [1], [2]),
        ("IAM013", "oidc-provider", (), {}, None),
        ("IAM015", "oidc-provider", ("ClientIDList",), ["a"], ["b"]),
        ("NET001", "security-group", ("IpPermissions", "tcp 443 from 0.0.0.0/0"), None, {}),
        ("KUBE001", "workload", (*POD, "image"), "a", "b"),
        ("KUBE002", "workload", (*POD, "env", "WARM_IP_TARGET"), "1", None),
        ("KUBE099", "workload", ("spec", "template", "spec", "hostNetwork"), True, None),
        ("KUBE012", "service-account", ("annotations", "eks.amazonaws.com/role-arn"), "a", "b"),
        ("META001", "volcano", ("x",), 1, 2),
    ],
)
def test_code_of(code, kind, path, expected, actual):
    assert code_of(difference(kind, path, expected=expected, actual=actual)) == code


PARTS = st.sampled_from(["", "*", "tags", "version", "IpPermissions", "a.b", "\n", "é", "groups"])


@given(
    st.sampled_from([*KINDS, "volcano", ""]),
    st.lists(PARTS, max_size=4),
    st.sampled_from(["missing", "unexpected", "changed"]),
    st.sampled_from([None, 1, [], ["a"], {}]),
)
def test_every_difference_has_a_code(kind, path, change, value):
    assert code_of(difference(kind, path, change, value, value)) in CODES
