"""The three carriers of vpc-cni's permissions, and what each lacks."""

import pytest

from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.carriers import cni_carriers, lacking_vital
from driftaudit.effects.permissions import managed_documents
from driftaudit.iam import managed
from tests.effects.sides import (
    account,
    arn,
    cluster,
    irsa_trust,
    pod_trust,
    provider,
    role,
    side,
    vpc_cni,
)
from tests.effects.test_service_identity import AGENT_ADDON, ASSOCIATED, changed

CNI_POLICY = "AmazonEKS_CNI_Policy"
DOCUMENTS = managed_documents()
WORKERS = ("nodegroup", "workers", {"nodeRole": arn("node")})
BASE = (cluster(), vpc_cni("v1.22.0"), WORKERS, provider())
ON_NODE = (*BASE, role("node", attached=(CNI_POLICY,)))
BY_IRSA = (
    *BASE,
    role("node"),
    account(AWS_NODE, arn("cni")),
    role("cni", irsa_trust(), attached=(CNI_POLICY,)),
)
BY_POD = (
    *BASE,
    role("node"),
    ASSOCIATED,
    AGENT_ADDON,
    role("cni", pod_trust(), attached=(CNI_POLICY,)),
)


def carriers(*resources, **more):
    return {each.kind: each for each in cni_carriers(side(*resources, **more), DOCUMENTS)}


@pytest.mark.parametrize(
    ("resources", "kind", "by"),
    [
        (ON_NODE, "node", "nodegroup/workers"),
        (BY_IRSA, "irsa", f"service-account/{AWS_NODE}"),
        (BY_POD, "pod-identity", f"pod-identity/{AWS_NODE}"),
    ],
)
def test_one_carrier_is_in_use_and_carries_all(resources, kind, by):
    found = carriers(*resources)
    (used,) = (each for each in found.values() if each.in_use)
    assert (used.kind, used.by, used.carries) == (kind, by, True)
    assert found.keys() == {kind, "node"}


def without(action):
    document = managed.document(managed.PREFIX + CNI_POLICY)
    first, *rest = document["Statement"]
    kept = [each for each in first["Action"] if each != action]
    return document | {"Statement": [first | {"Action": kept}, *rest]}


@pytest.mark.parametrize(
    ("action", "vital"),
    [
        ("ec2:AssignPrivateIpAddresses", True),
        ("ec2:DescribeSecurityGroups", True),
        ("ec2:DescribeSubnets", False),
    ],
)
def test_a_copy_of_the_policy_counts_and_lacks_what_it_lacks(action, vital):
    made = side(*BASE, role("node", inline={"copy": without(action)}))
    (found,) = cni_carriers(made, DOCUMENTS)
    assert (found.lacks, found.carries) == ((action,), False)
    assert [each.action for each in lacking_vital(found, made)] == ([action] if vital else [])


def test_an_older_version_needs_less():
    resources = changed(ON_NODE, vpc_cni("v1.18.0"))
    made = [*resources][:-1]
    copy = role("node", inline={"copy": without("ec2:DescribeSecurityGroups")})
    assert carriers(*made, copy)["node"].carries


def test_what_the_node_lacks_is_no_matter_where_aws_node_has_its_own_role():
    node = carriers(*BY_IRSA)["node"]
    assert (node.in_use, len(node.lacks) > 10) == (False, True)
    assert lacking_vital(node, side(*BY_IRSA)) == ()


def test_a_carrier_that_pods_do_not_get_is_broken():
    broken = carriers(*changed(BY_IRSA, role("cni", pod_trust(), attached=(CNI_POLICY,))))["irsa"]
    assert (broken.in_use, broken.broken, broken.carries, broken.lacks) == (True, True, False, ())
    assert "OIDC provider" in broken.why_not


def test_what_is_narrowed_cannot_be_told():
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["ec2:*"],
                "Resource": ["*"],
                "Condition": {"StringEquals": {"aws:RequestedRegion": ["${region}"]}},
            }
        ],
    }
    found = carriers(*BASE, role("node", inline={"mine": document}))["node"]
    assert found.lacks == ()
    assert "ec2:AssignPrivateIpAddresses" in found.unsure


@pytest.mark.parametrize("more", [{"unread": ("iam-role",)}, {}])
def test_of_a_role_that_is_not_there_nothing_can_be_told(more):
    found = carriers(*BASE, **more)["node"]
    assert (found.lacks, found.carries, len(found.unsure) > 10) == ((), False, True)


def test_without_vpc_cni_there_is_nothing_to_carry():
    assert cni_carriers(side(cluster(), WORKERS), DOCUMENTS) == ()


def test_a_session_policy_takes_from_the_carrier_it_is_for():
    kind, name, attributes = ASSOCIATED
    narrow = (kind, name, attributes | {"policy": without("ec2:AssignPrivateIpAddresses")})
    found = carriers(*changed(BY_POD, narrow))["pod-identity"]
    assert (found.lacks, found.carries) == (("ec2:AssignPrivateIpAddresses",), False)
