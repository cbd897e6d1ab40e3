"""What is stored is found again by what Terraform calls it."""

import pytest

from driftaudit.normalize.portable import Portable
from driftaudit.plan.part import Part
from driftaudit.plan.pool import Pool, real_key
from tests.normalize.stack import US
from tests.plan.made import BASE

KEYS = {
    ("cluster", "${cluster}"): US.cluster,
    ("addon", "vpc-cni"): "vpc-cni",
    ("access-entry", "arn:${partition}:iam::${account}:role/people/${cluster}-admin"): US.role(
        "admin", "/people/"
    ),
    ("pod-identity", "kube-system/ebs-csi"): "kube-system/ebs-csi",
    ("iam-role", "${cluster}-admin"): f"{US.cluster}-admin",
    ("iam-policy", "${cluster}-boundary"): (
        f"arn:aws:iam::{US.account}:policy/{US.cluster}-boundary"
    ),
    ("oidc-provider", "${oidc}"): US.oidc,
    ("security-group", "eks-cluster-sg-${cluster}"): US.id("sg", "own"),
    ("launch-template", "${cluster}-workers"): f"{US.id('lt')}:{US.number}",
    ("aws-auth", "arn:${partition}:iam::${account}:role/${cluster}-node"): (
        "arn:${partition}:iam::${account}:role/${cluster}-node"
    ),
    ("service-account", "kube-system/aws-node"): "kube-system/aws-node",
}


@pytest.mark.parametrize("place", KEYS, ids=lambda place: place[0])
def test_the_real_key_of_a_stored_resource(place) -> None:
    (found,) = (each for each in BASE.resources if (each.kind, each.name) == place)
    assert real_key(found, Portable(BASE.identity)) == KEYS[place]


def test_a_pool_holds_what_the_snapshot_holds() -> None:
    pool = Pool(BASE)
    assert {(each.kind, each.name) for each in pool} == {
        (each.kind, each.name) for each in BASE.resources
    }
    assert [each.key for each in pool.of("addon")] == ["vpc-cni"]


def test_what_goes_is_gone_and_what_is_not_there_cannot_change() -> None:
    pool = Pool(BASE)
    pool.drop("addon", "vpc-cni")
    pool.drop("addon", "vpc-cni")
    assert pool.get("addon", "vpc-cni") is None
    part = Part(kind="addon", key="vpc-cni", shape={})
    assert not pool.patch(part, {}, {"a": 1})


def test_kinds_that_go_are_told() -> None:
    pool = Pool(BASE)
    assert pool.drop_kinds(("nodegroup", "nothing")) == {"nodegroup"}
    assert pool.of("nodegroup") == []
    assert pool.of("addon") != []


def test_the_stored_resource_stays_beside_what_becomes_of_it() -> None:
    pool = Pool(BASE)
    part = Part(kind="addon", key="vpc-cni", shape={"a": 1}, whole=True)
    assert pool.patch(part, {"addonVersion": "x"}, {"addonVersion": "y"})
    held = pool.get("addon", "vpc-cni")
    assert held is not None
    assert held.attributes["addonVersion"] == "y"
    assert held.base is not None
    assert held.base.attributes["addonVersion"] == "v1.18.1-eksbuild.1"
    assert held.shape == {"a": 1}
