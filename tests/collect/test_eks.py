from typing import Any

from driftaudit.collect import eks
from driftaudit.collect.failures import ReadError
from tests.collect.scripted import Scripted, collected


def test_the_cluster_is_read_for_every_kind() -> None:
    aws = Scripted(eks_DescribeCluster={"cluster": {"name": "acme", "version": "1.31"}})
    cluster, own = collected(aws, eks.cluster)
    assert cluster == {"name": "acme", "version": "1.31"}
    assert [read.kind for read in own.reads] == ["*"]


def test_every_nodegroup_is_described() -> None:
    aws = Scripted(
        eks_ListNodegroups={"nodegroups": ["a", "b"]},
        eks_DescribeNodegroup=lambda params: {
            "nodegroup": {"nodegroupName": params["nodegroupName"], "clusterName": "acme"}
        },
    )
    shapes, _ = collected(aws, eks.nodegroups)
    assert [each["nodegroupName"] for each in shapes["nodegroup"]] == ["a", "b"]


def test_every_addon_is_described() -> None:
    aws = Scripted(
        eks_ListAddons={"addons": ["vpc-cni"]},
        eks_DescribeAddon={"addon": {"addonName": "vpc-cni", "addonVersion": "v1.18.1"}},
    )
    shapes, _ = collected(aws, eks.addons)
    assert shapes == {"addon": ({"addonName": "vpc-cni", "addonVersion": "v1.18.1"},)}
    assert aws.asked[1] == (
        "eks:DescribeAddon",
        {"clusterName": "acme", "addonName": "vpc-cni"},
    )


def test_every_fargate_profile_is_described() -> None:
    profile = {
        "fargateProfileName": "batch",
        "podExecutionRoleArn": "arn:aws:iam::222222222222:role/acme-fargate",
        "subnets": ["subnet-1"],
        "selectors": [{"namespace": "batch", "labels": {"compute": "fargate"}}],
        "status": "ACTIVE",
    }
    aws = Scripted(
        eks_ListFargateProfiles={"fargateProfileNames": ["batch"]},
        eks_DescribeFargateProfile={"fargateProfile": profile},
    )
    shapes, own = collected(aws, eks.fargate_profiles)
    assert shapes == {"fargate-profile": (profile,)}
    assert {read.kind for read in own.reads} == {"fargate-profile"}


def test_one_that_cannot_be_described_leaves_the_kind_unread() -> None:
    def describe(params: dict[str, Any]) -> Any:
        if params["addonName"] == "coredns":
            return ("AccessDeniedException", "not you")
        return {"addon": {"addonName": params["addonName"]}}

    aws = Scripted(eks_ListAddons={"addons": ["coredns", "vpc-cni"]}, eks_DescribeAddon=describe)
    error, own = collected(aws, eks.addons)
    assert isinstance(error, ReadError)
    assert [read.gap.message for read in own.reads if read.gap] == ["not you"]
    assert aws.actions().count("eks:DescribeAddon") == 2
