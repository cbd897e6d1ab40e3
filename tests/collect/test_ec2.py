from functools import partial
from typing import Any

from driftaudit.collect import ec2
from driftaudit.collect.failures import ReadError
from tests.collect.scripted import Scripted, collected


def asked_ids(params: dict[str, Any]) -> list[str]:
    (only,) = params["Filters"]
    return list(only["Values"])


def echo(member: str, key: str) -> Any:
    return lambda params: {member: [{key: each, "VpcId": "vpc-1"} for each in asked_ids(params)]}


def test_ids_are_asked_for_in_batches_of_200_by_filter() -> None:
    aws = Scripted(ec2_DescribeImages=lambda params: {"Images": []})
    ids = [f"ami-{number:03}" for number in range(401)]
    shapes, _ = collected(aws, partial(ec2.images, ids=[*ids, *ids]))
    assert shapes == {"image": ()}
    assert [len(asked_ids(params)) for _, params in aws.asked] == [200, 200, 1]


def test_no_ids_no_call() -> None:
    aws = Scripted()
    assert collected(aws, partial(ec2.images, ids=()))[0] == {"image": ()}
    assert collected(aws, partial(ec2.kms_aliases, keys=()))[0] == {"kms-alias": ()}
    assert collected(aws, partial(ec2.launch_templates, nodegroups=({},)))[0] == {
        "launch-template": ()
    }
    assert aws.asked == []


def test_subnets_bring_their_vpc_and_its_route_tables() -> None:
    aws = Scripted(
        ec2_DescribeSubnets=echo("Subnets", "SubnetId"),
        ec2_DescribeRouteTables={"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1"}]},
        ec2_DescribeVpcs={"Vpcs": [{"VpcId": "vpc-1"}]},
    )
    shapes, _ = collected(aws, partial(ec2.subnets, ids=["subnet-2", "subnet-1"]))
    assert [each["SubnetId"] for each in shapes["subnet"]] == ["subnet-1", "subnet-2"]
    assert [each["RouteTableId"] for each in shapes["route-table"]] == ["rtb-1"]
    assert [each["VpcId"] for each in shapes["vpc"]] == ["vpc-1"]


def test_subnets_without_route_tables_are_subnets_with_a_gap() -> None:
    aws = Scripted(
        ec2_DescribeSubnets=echo("Subnets", "SubnetId"),
        ec2_DescribeRouteTables=("UnauthorizedOperation", "not you"),
        ec2_DescribeVpcs={"Vpcs": []},
    )
    shapes, own = collected(aws, partial(ec2.subnets, ids=["subnet-1"]))
    assert sorted(shapes) == ["subnet", "vpc"]
    assert [read.gap.kind for read in own.reads if read.gap] == ["route-table"]


def test_groups_that_rules_name_are_read_too() -> None:
    def describe(params: dict[str, Any]) -> Any:
        pairs = [{"GroupId": "sg-2"}, {"GroupId": "sg-1"}, {"PeeringStatus": "active"}]
        rules = {"sg-1": [{"IpProtocol": "tcp", "UserIdGroupPairs": pairs}]}
        return {
            "SecurityGroups": [
                {"GroupId": each, "IpPermissions": rules.get(each, [])}
                for each in asked_ids(params)
            ]
        }

    aws = Scripted(ec2_DescribeSecurityGroups=describe)
    shapes, _ = collected(aws, partial(ec2.security_groups, ids=["sg-1"]))
    assert [each["GroupId"] for each in shapes["security-group"]] == ["sg-1", "sg-2"]


def with_prefix_lists(params: dict[str, Any]) -> Any:
    rule = {"PrefixListIds": [{"PrefixListId": "pl-2"}, {"PrefixListId": "pl-1"}]}
    return {
        "SecurityGroups": [
            {"GroupId": each, "IpPermissionsEgress": [rule]} for each in asked_ids(params)
        ]
    }


def test_prefix_lists_that_rules_name_are_read_in_one_call() -> None:
    aws = Scripted(
        ec2_DescribeSecurityGroups=with_prefix_lists,
        ec2_DescribeManagedPrefixLists=lambda params: {
            "PrefixLists": [{"PrefixListId": each} for each in asked_ids(params)]
        },
    )
    shapes, _ = collected(aws, partial(ec2.security_groups, ids=["sg-1", "sg-2"]))
    assert [each["PrefixListId"] for each in shapes["prefix-list"]] == ["pl-1", "pl-2"]
    assert [len(asked_ids(params)) for _, params in aws.asked] == [2, 2]


def test_groups_without_prefix_lists_are_groups_with_a_gap() -> None:
    aws = Scripted(
        ec2_DescribeSecurityGroups=with_prefix_lists,
        ec2_DescribeManagedPrefixLists=("UnauthorizedOperation", "not you"),
    )
    shapes, own = collected(aws, partial(ec2.security_groups, ids=["sg-1"]))
    assert sorted(shapes) == ["security-group"]
    assert [read.gap.kind for read in own.reads if read.gap] == ["prefix-list"]


def nodegroup(**template: str) -> dict[str, Any]:
    return {"nodegroupName": "workers", "launchTemplate": template}


def test_a_template_s_version_is_read_once_however_many_use_it() -> None:
    aws = Scripted(
        ec2_DescribeLaunchTemplateVersions=lambda params: {
            "LaunchTemplateVersions": [
                {"LaunchTemplateId": params["LaunchTemplateId"], "VersionNumber": 3}
            ]
        }
    )
    groups = (
        nodegroup(id="lt-1", name="acme-workers", version="3"),
        nodegroup(id="lt-1", name="acme-workers", version="3"),
        nodegroup(id="lt-1", name="acme-workers", version="$Latest"),
        {"nodegroupName": "without"},
    )
    shapes, _ = collected(aws, partial(ec2.launch_templates, nodegroups=groups))
    assert [each["RequestedVersion"] for each in shapes["launch-template"]] == ["$Latest", "3"]
    assert [params["Versions"] for _, params in aws.asked] == [["$Latest"], ["3"]]


def test_a_template_known_by_name_alone_is_asked_for_by_name() -> None:
    aws = Scripted(ec2_DescribeLaunchTemplateVersions={"LaunchTemplateVersions": []})
    groups = (nodegroup(name="acme-workers"),)
    collected(aws, partial(ec2.launch_templates, nodegroups=groups))
    assert aws.asked[0][1] == {"LaunchTemplateName": "acme-workers", "Versions": ["$Default"]}


def test_a_template_that_is_gone_is_absent_and_no_gap() -> None:
    gone = ("InvalidLaunchTemplateId.VersionNotFound", "gone")
    aws = Scripted(ec2_DescribeLaunchTemplateVersions=gone)
    groups = (nodegroup(id="lt-1", version="9"),)
    shapes, own = collected(aws, partial(ec2.launch_templates, nodegroups=groups))
    assert shapes == {"launch-template": ()}
    assert [read.gap for read in own.reads] == [None]


def test_aliases_stand_with_the_key_that_was_asked_for() -> None:
    key = "arn:aws:kms:us-east-1:222222222222:key/1"
    aws = Scripted(kms_ListAliases={"Aliases": [{"AliasName": "alias/eks", "TargetKeyId": "1"}]})
    shapes, _ = collected(aws, partial(ec2.kms_aliases, keys=[key]))
    assert shapes["kms-alias"] == ({"AliasName": "alias/eks", "TargetKeyId": "1", "KeyArn": key},)


def test_a_denied_describe_is_a_gap_of_its_source() -> None:
    aws = Scripted(ec2_DescribeSecurityGroups=("UnauthorizedOperation", "not you"))
    error, own = collected(aws, partial(ec2.security_groups, ids=["sg-1"]))
    assert isinstance(error, ReadError)
    assert [(read.gap.kind, read.gap.needs) for read in own.reads if read.gap] == [
        ("security-group", "ec2:DescribeSecurityGroups")
    ]
