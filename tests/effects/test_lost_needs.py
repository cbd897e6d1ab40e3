"""A lost permission is grave where the role's users need it, and nothing else has it for them."""

import pytest

from driftaudit.model import make_resource
from tests.effects.made import CNI, CNI_ADDON, actions, allow, effects, role

ASSIGN = "ec2:AssignPrivateIpAddresses"
NODE = ("nodegroup/workers",)
ADDON = ("addon/vpc-cni",)
OWN_ROLE = "arn:${partition}:iam::${account}:role/"
CNI_ACTIONS = allow(
    *("ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses", "ec2:CreateTags"),
    *("ec2:AttachNetworkInterface", "ec2:DetachNetworkInterface", "ec2:CreateNetworkInterface"),
    *("ec2:DeleteNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute", "ec2:Describe*"),
)
GROUP = make_resource("nodegroup", "workers", {"nodeRole": f"{OWN_ROLE}node"})


def impact(before, after, **fields):
    found, result = effects(before, after, **fields)
    (impact,) = (result.impacts[each.kind, each.resource, each.path] for each in found.differences)
    return impact


def changed(before, after, used_by, *more):
    """The impact of another inline policy of a role that these use."""
    roles = [role("r", inline={"a": each}, used_by=used_by) for each in (before, after)]
    return impact([roles[0], *more], [roles[1], *more])


@pytest.mark.parametrize(
    ("lost", "used_by", "needed"),
    [
        (ASSIGN, ADDON, "new nodes stay NotReady"),
        ("ec2:*", ADDON, "new nodes stay NotReady"),
        ("ec2:Assign*", ADDON, "new nodes stay NotReady"),
        ("*", ADDON, "new nodes stay NotReady"),
        (ASSIGN, NODE, "new nodes stay NotReady"),
        ("eks:DescribeCluster", NODE, "the node does not join"),
        ("ecr:GetAuthorizationToken", NODE, "no pod starts"),
        ("ec2:DescribeInstances", ("cluster",), "not admitted"),
        (ASSIGN, ("cluster",), ""),
        ("s3:GetObject", NODE, ""),
        ("s3:GetObject", ADDON, ""),
        (ASSIGN, ("addon/ebs-csi",), ""),
        ("ec2:DescribeVolumeStatus", ADDON, ""),
    ],
)
def test_what_nodes_cannot_do_without(lost, used_by, needed):
    told = changed(allow("sqs:*", lost), allow("sqs:*"), used_by, CNI_ADDON)
    assert told.lost
    assert bool(told.need) == bool(needed)
    assert needed in told.need


def test_what_is_needed_is_named_in_front_of_a_pattern():
    told = changed(allow("sqs:*", "ec2:*"), allow("sqs:*"), ADDON, CNI_ADDON)
    assert actions(told.lost) == [ASSIGN, "ec2:*"]


def test_what_is_needed_comes_first_and_once():
    told = changed(allow("ec2:AAA", ASSIGN, "sqs:*"), allow("sqs:*"), ADDON, CNI_ADDON)
    assert actions(told.lost) == [ASSIGN, "ec2:AAA"]


def test_what_is_only_allowed_less_widely_but_still_is_allowed_is_not_missed():
    wide = allow(ASSIGN, "s3:GetObject")
    told = changed(wide, allow(ASSIGN), ADDON, CNI_ADDON)
    assert (actions(told.lost), told.need) == (["s3:GetObject"], "")


def test_what_is_no_matter_of_life_is_a_note():
    told = changed(allow("kms:DescribeKey", "sqs:*"), allow("sqs:*"), ("cluster",))
    assert told.need == ""
    assert any(note.startswith("kms:DescribeKey: ") for note in told.notes)


@pytest.mark.parametrize("annotated", [True, False])
def test_a_node_role_need_not_carry_what_vpc_cni_has_from_its_own(annotated):
    own = CNI_ADDON.attributes | {"serviceAccountRoleArn": f"{OWN_ROLE}cni"}
    notes = {"eks.amazonaws.com/role-arn": f"{OWN_ROLE}cni"} if annotated else {}
    more = (
        make_resource("addon", "vpc-cni", own),
        make_resource("service-account", "kube-system/aws-node", {"annotations": notes}),
        role("cni", inline={"a": CNI_ACTIONS}, used_by=ADDON),
    )
    told = changed(allow("sqs:*", ASSIGN), allow("sqs:*"), NODE, *more)
    assert (actions(told.lost), not told.need) == ([ASSIGN], annotated)


def test_a_role_that_vpc_cni_no_longer_uses_is_not_missed():
    """An association wins over the annotation: the other role's loss stops nothing."""
    pods = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": ["pods.eks.amazonaws.com"]},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
            }
        ],
    }
    same = [
        make_resource("addon", "vpc-cni", {"addonVersion": "v1.18.1-eksbuild.1"}),
        make_resource("addon", "eks-pod-identity-agent", {"addonVersion": "v1.3.0-eksbuild.1"}),
        make_resource("pod-identity", "kube-system/aws-node", {"roleArn": f"{OWN_ROLE}new"}),
        role("new", inline={"a": CNI_ACTIONS}, trust=pods),
    ]
    told = changed(allow("sqs:*", ASSIGN), allow("sqs:*"), ADDON, *same)
    assert (actions(told.lost), told.need) == ([ASSIGN], "")


def test_a_boundary_that_takes_what_is_needed_is_as_grave():
    bounds = make_resource("iam-policy", "b", {"Document": allow("s3:*")})
    bound = "arn:${partition}:iam::${account}:policy/b"
    told = impact(
        [role("r", attached=[CNI], used_by=ADDON), CNI_ADDON, bounds],
        [role("r", attached=[CNI], boundary=bound, used_by=ADDON), CNI_ADDON, bounds],
    )
    assert told.lost[0].action == ASSIGN
    assert "NotReady" in told.need
