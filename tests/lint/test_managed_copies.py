"""Hand-made copies of AWS-managed policies, as they once were."""

import pytest

from driftaudit.lint.managed_versions import MANAGED
from tests.lint.made import said
from tests.normalize import stack
from tests.normalize.stack import US

CNI = MANAGED["AmazonEKS_CNI_Policy"]
WORKER = MANAGED["AmazonEKSWorkerNodePolicy"]
CLUSTER = MANAGED["AmazonEKSClusterPolicy"]
AWS = "arn:aws:iam::aws:policy/"
OWN = f"arn:aws:iam::{US.account}:policy/"


def allows(*actions, **more):
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"} | more
    return {"Version": "2012-10-17", "Statement": [statement]}


def attached(*arns):
    return [{"PolicyArn": arn, "PolicyName": arn.rpartition("/")[2]} for arn in arns]


def with_role(inline=None, arns=(), policies=None, managed=(), name="vpc-cni", **more):
    """The stack whose role has these policies; `policies` are customer-managed, by name."""
    own = [f"{OWN}{each}" for each in policies or {}]
    listed = [
        {"PolicyName": each, "PolicyDocument": document}
        for each, document in (inline or {}).items()
    ]
    fields = {"RolePolicyList": listed, "AttachedManagedPolicies": attached(*arns, *own)} | more
    roles = tuple(
        each | fields if each["RoleName"] == f"{US.cluster}-{name}" else each
        for each in stack.roles(US)
    )
    versions = [
        {
            "PolicyName": each,
            "Arn": f"{OWN}{each}",
            "PolicyVersionList": [{"Document": document, "IsDefaultVersion": True}],
        }
        for each, document in (policies or {}).items()
    ]
    sources = {"iam-role": roles, "iam-policy": tuple(versions), "managed-policy": tuple(managed)}
    return stack.snapshot(**sources)


@pytest.mark.parametrize(
    ("document", "copied", "lacks"),
    [
        (
            allows(*CNI.first),
            "AmazonEKS_CNI_Policy",
            ["ec2:DescribeSecurityGroups (2026-03)", "ec2:DescribeSubnets (2024-03)"],
        ),
        (
            allows(*CNI.first, "EC2:describesubnets"),
            "AmazonEKS_CNI_Policy",
            ["ec2:DescribeSecurityGroups (2026-03)"],
        ),
        (
            allows(*WORKER.first, "ec2:DescribeInstanceTypes"),
            "AmazonEKSWorkerNodePolicy",
            ["eks-auth:AssumeRoleForPodIdentity (2023-11)"],
        ),
        (
            allows(*(CLUSTER.actions - {"ec2:DescribeInstanceTopology"})),
            "AmazonEKSClusterPolicy",
            ["ec2:DescribeInstanceTopology (2024-11)"],
        ),
    ],
)
def test_a_copy_is_one_inline_or_attached(document, copied, lacks):
    (inline,) = said("IAM020", with_role(inline={"mine": document}))
    assert inline.path == ("RolePolicyList", "mine")
    assert inline.actual == {"copy of": copied, "lacks": lacks}
    (policy,) = said("IAM020", with_role(policies={"mine": document}))
    assert (policy.kind, policy.resource, policy.path) == ("iam-policy", "mine", ("Document",))
    assert policy.actual == inline.actual
    assert all(each.partition(" ")[0] in policy.detail for each in lacks)


def test_what_the_role_gets_elsewhere_is_not_lacking():
    old = {"old": allows(*CNI.first)}
    elsewhere = {"more": allows("ec2:DescribeS*")}
    assert said("IAM020", with_role(inline=old | elsewhere)) == ()
    assert said("IAM020", with_role(inline=old, policies=elsewhere)) == ()
    assert said("IAM020", with_role(inline=old, arns=[f"{AWS}AmazonEKS_CNI_Policy"])) == ()
    half = {"more": allows("ec2:DescribeSubnets")}
    (only,) = said("IAM020", with_role(inline=old | half))
    assert only.actual["lacks"] == ["ec2:DescribeSecurityGroups (2026-03)"]


@pytest.mark.parametrize(
    ("document", "lacking"),
    [(allows("ec2:*"), False), (allows("s3:*"), True), (None, False)],
)
def test_other_policies_of_aws_are_looked_into(document, lacking):
    managed = {"Arn": f"{AWS}Other", "DefaultVersionId": "v1", "Document": document}
    old = {"old": allows(*CNI.first)}
    made = with_role(inline=old, arns=[f"{AWS}Other"], managed=[managed])
    assert bool(said("IAM020", made)) is lacking


@pytest.mark.parametrize(
    "document",
    [
        allows(*CNI.actions),
        allows(*CNI.first[1:]),
        allows(*CNI.first, "s3:GetObject"),
        allows("ec2:*"),
        allows(),
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "x:y"}]},
        {"Statement": [*allows(*CNI.first)["Statement"], {"Effect": "Deny", "Action": "s3:*"}]},
        "no document",
        None,
    ],
)
def test_no_copy(document):
    made = with_role(inline={"mine": document}, policies={"other": document})
    assert said("IAM020", made) == ()


def test_a_copy_that_nothing_attaches_or_whose_role_is_half_known():
    boundary = {"PermissionsBoundary": {"PermissionsBoundaryArn": f"{OWN}old"}}
    old = {"old": allows(*CNI.first)}
    assert said("IAM020", with_role(policies=old, AttachedManagedPolicies=[], **boundary)) == ()
    assert said("IAM020", with_role(inline=old, arns=[f"{OWN}unread"])) == ()


def test_policies_only_ever_grow():
    for managed in MANAGED.values():
        assert not set(managed.first) & set(managed.added)
        assert len(set(managed.first)) == len(managed.first)
    assert len(CNI.actions) == 14
    assert len(WORKER.actions) == 10
    assert len(CLUSTER.actions) == 63
