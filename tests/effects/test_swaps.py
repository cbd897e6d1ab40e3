"""What it does that something uses another role, or less of it."""

import pytest

from driftaudit.compare.pair import compare
from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.effect import place_of
from driftaudit.effects.permissions import managed_documents
from driftaudit.effects.swaps import swap_effects
from tests.effects.made import allow, statement
from tests.effects.sides import (
    account,
    arn,
    association,
    cluster,
    pod_trust,
    role,
    side,
    vpc_cni,
)

ASSIGN = "ec2:AssignPrivateIpAddresses"
CNI = role("cni", pod_trust(), ("AmazonEKS_CNI_Policy",))
COPY = role("copy", pod_trust(), ("AmazonEKS_CNI_Policy",))
BARE = role("bare", pod_trust())
BOUND = role(
    "bound",
    pod_trust(),
    ("AmazonEKS_CNI_Policy",),
    PermissionsBoundary={"PermissionsBoundaryArn": "arn:${partition}:iam::aws:policy/X"},
)
NARROW = allow("s3:GetObject")
SAME = "the other role may do the same"


def pods(name, of=AWS_NODE, **more):
    return association(of, arn(name), **more)


def swapped(before, after, *others):
    """The impacts of one resource in place of another, beside roles and what else there is."""
    both = (cluster(), CNI, COPY, BARE, BOUND, vpc_cni(), *others)
    sides = [side(*both, each) for each in (before, after)]
    found = compare(*sides)
    effects = swap_effects(*sides, found, managed_documents())
    assert effects.impacts.keys() <= set(map(place_of, found))
    return list(effects.impacts.values())


def nodes(name):
    return "nodegroup", "a", {"nodeRole": arn(name)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (pods("cni"), pods("bare")),
        (account(AWS_NODE, arn("cni")), account(AWS_NODE, arn("bare"))),
        (vpc_cni(role=arn("cni")), vpc_cni(role=arn("bare"))),
        (pods("copy", targetRoleArn=arn("cni")), pods("copy", targetRoleArn=arn("bare"))),
        (pods("bare", targetRoleArn=arn("cni")), pods("bare")),
        (pods("cni"), pods("cni", policy=NARROW)),
        (pods("cni", policy=allow("ec2:*")), pods("cni", policy=NARROW)),
    ],
)
def test_what_a_role_in_place_of_another_takes_away(before, after):
    (impact,) = swapped(before, after)
    assert (impact.verdict, impact.exact, impact.lost[0].action) == ("less", True, ASSIGN)
    assert "pods their addresses" in impact.need
    (back,) = swapped(after, before)
    assert (back.verdict, back.need) == ("more", "")
    assert ASSIGN in {each.action for each in back.gained}


def test_nodes_miss_what_they_start_with_first():
    (impact,) = swapped(nodes("cni"), nodes("bare"))
    assert (impact.verdict, impact.lost[0].action) == ("less", "ec2:DescribeInstances")
    assert "new nodes stay NotReady" in impact.need


def test_a_role_that_may_do_the_same_is_said_to():
    (impact,) = swapped(nodes("cni"), nodes("copy"))
    assert (impact.verdict, impact.notes) == ("equivalent", (SAME,))


def test_a_session_policy_that_takes_nothing_away_changes_nothing():
    (impact,) = swapped(pods("cni"), pods("cni", policy=allow("ec2:*", "sts:*")))
    assert (impact.verdict, impact.exact, impact.need) == ("equivalent", True, "")


def test_what_is_not_the_networks_is_needed_by_nobody():
    (impact,) = swapped(pods("cni", of="apps/x"), pods("bare", of="apps/x"))
    assert (impact.verdict, impact.need) == ("less", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (nodes("cni"), nodes("gone")),
        (nodes("cni"), ("nodegroup", "a", {"nodeRole": "arn:aws:iam::999999999999:role/cni"})),
        (nodes("cni"), ("nodegroup", "a", {"nodeRole": {"$any": True}})),
        (pods("cni", targetRoleArn=arn("bare")), pods("copy", targetRoleArn=arn("bare"))),
        (nodes("cni"), nodes("cni")),
    ],
)
def test_of_what_is_not_known_or_not_acted_with_nothing_is_said(before, after):
    assert swapped(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (nodes("cni"), nodes("bound")),
        (pods("bound"), pods("bound", policy=NARROW)),
        (pods("cni"), pods("cni", policy={"Statement": [statement("s3:*") | {"NotAction": "x"}]})),
    ],
)
def test_where_a_limit_is_not_known_nothing_is_exact(before, after):
    (impact,) = swapped(before, after)
    assert not impact.exact
    assert impact.verdict != "equivalent"
