from typing import Any

import pytest

from driftaudit.compare.align import align
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.compare.uses import uses_of
from driftaudit.generated import stem
from driftaudit.model import Resource, make_resource

ROLE = "arn:${partition}:iam::${account}:role/"
POLICY = "arn:${partition}:iam::${account}:policy/"
TERRAFORM = ("20231122104500123400000001", "2024051710301199990000000c")


def side(label: str, *resources: Resource, **unread: str) -> Side:
    found = {(each.kind, each.name): each for each in resources}
    return Side(
        label=label, resources=found, unread={k.replace("_", "-"): v for k, v in unread.items()}
    )


def role(name: str, **attributes: Any) -> Resource:
    return make_resource("iam-role", name, {"Path": "/"} | attributes)


def nodegroup(role_name: str, name: str = "workers", **attributes: Any) -> Resource:
    return make_resource("nodegroup", name, {"nodeRole": ROLE + role_name} | attributes)


def found(reference: Side, subject: Side) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [
        (each.kind, each.resource, each.path, each.change) for each in compare(reference, subject)
    ]


@pytest.mark.parametrize(
    ("name", "left"),
    [
        (f"acme-node-{TERRAFORM[0]}", "acme-node-"),
        (f"workers{TERRAFORM[1]}", "workers"),
        ("AWSReservedSSO_Admin_0123456789abcdef", "AWSReservedSSO_Admin_"),
        ("eks-0b1c2d3e-aaaa-bbbb-cccc-0123456789ab", "eks-"),
        ("eksctl-acme-NodeInstanceRole-1XO2P3ABCDEFG", "eksctl-acme-NodeInstanceRole-"),
        ("eksctl-acme-NodeInstanceRole-aBcD12eFgH34", "eksctl-acme-NodeInstanceRole-"),
        ("acme-node", None),
        ("acme-node-20231122", None),
        ("acme-KUBERNETES12ABC-x", None),
        ("stack-INFRASTRUCTURE", None),
        ("stack-123456789012", None),
        ("stack-administrator", None),
        ("0b1c2d3e-aaaa-bbbb-cccc-0123456789ab", None),
    ],
)
def test_a_generated_suffix_is_told_from_a_name(name: str, left: str | None) -> None:
    assert stem(name) == left


def test_what_differs_by_a_generated_suffix_is_the_same_and_no_finding() -> None:
    reference = side("a", role(f"node-{TERRAFORM[0]}"), nodegroup(f"node-{TERRAFORM[0]}"))
    subject = side("b", role(f"node-{TERRAFORM[1]}"), nodegroup(f"node-{TERRAFORM[1]}"))
    assert found(reference, subject) == []


def test_a_node_group_s_generated_name_carries_its_role_and_tags_along() -> None:
    sides = [
        side(
            str(number),
            role("node-role-" + suffix, Tags={"Name": f"workers-{suffix}"}),
            nodegroup("node-role-" + suffix, f"workers-{suffix}"),
        )
        for number, suffix in enumerate(TERRAFORM)
    ]
    assert found(*sides) == []


def test_a_role_is_known_by_what_uses_it_and_its_rename_is_told_once() -> None:
    reference = side("a", role("node", Tags={"x": "1"}), nodegroup("node"))
    subject = side("b", role("NodeInstance", Tags={"x": "2"}), nodegroup("NodeInstance"))
    assert found(reference, subject) == [
        ("iam-role", "node", ("RoleName",), "changed"),
        ("iam-role", "node", ("Tags", "x"), "changed"),
    ]
    (rename, _) = compare(reference, subject)
    assert (rename.expected, rename.actual) == ("node", "NodeInstance")


def test_a_role_is_known_by_its_content_where_nothing_tells_its_use() -> None:
    trust = {"Statement": [{"Action": ["sts:assumerole"]}]}
    reference = side("a", role("ci", AssumeRolePolicyDocument=trust))
    subject = side("b", role("deploy", AssumeRolePolicyDocument=trust))
    assert found(reference, subject) == [("iam-role", "ci", ("RoleName",), "changed")]


def test_two_of_one_content_are_nobody_s_other_name() -> None:
    reference = side("a", role("ci"))
    subject = side("b", role("one"), role("two"))
    assert {(each[1], each[3]) for each in found(reference, subject)} == {
        ("ci", "missing"),
        ("one", "unexpected"),
        ("two", "unexpected"),
    }


def test_things_that_both_exist_by_their_own_names_are_never_one() -> None:
    """The node group was moved to the other role: both roles stand on both sides."""
    both = (role("node", Tags={"x": "1"}), role("batch"))
    users = nodegroup("batch", "batch")
    reference = side("a", *both, users, nodegroup("node"))
    subject = side("b", *both, users, nodegroup("batch"))
    assert found(reference, subject) == [("nodegroup", "workers", ("nodeRole",), "changed")]


def test_a_policy_is_known_by_the_role_that_has_it() -> None:
    def fleet(label: str, name: str, action: str) -> Side:
        policy = make_resource("iam-policy", name, {"Document": {"Action": [action]}})
        return side(label, role("node", AttachedManagedPolicies={POLICY + name: {}}), policy)

    assert found(fleet("a", "logs", "x"), fleet("b", "node-logs", "y")) == [
        ("iam-policy", "logs", ("Document", "Action"), "changed"),
        ("iam-policy", "logs", ("PolicyName",), "changed"),
    ]


def test_a_renamed_security_group_keeps_its_rules() -> None:
    def fleet(label: str, name: str) -> Side:
        network = {"securityGroupIds": [name]}
        cluster = make_resource("cluster", "${cluster}", {"resourcesVpcConfig": network})
        rules = {"tcp 443 from sg nodes": {}, f"tcp 443 from sg {name}": {}}
        group = make_resource(
            "security-group", name, {"IpPermissions": rules, "Tags": {"Name": name}}
        )
        return side(label, cluster, group)

    assert found(fleet("a", "control"), fleet("b", "control-plane")) == [
        ("security-group", "control", ("GroupName",), "changed")
    ]


def test_reserved_sso_roles_are_the_same_in_access_entries_and_aws_auth() -> None:
    def fleet(label: str, suffix: str) -> Side:
        arn = f"{ROLE}aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_{suffix}"
        return side(
            label,
            make_resource("access-entry", arn, {"type": "STANDARD"}),
            make_resource("aws-auth", f"{ROLE}AWSReservedSSO_Admin_{suffix}", {"username": "a"}),
        )

    assert found(fleet("a", "0123456789abcdef"), fleet("b", "fedcba9876543210")) == []


def test_a_kind_that_was_not_read_is_not_aligned() -> None:
    reference = side("a", role("node"), nodegroup("node"))
    subject = side("b", nodegroup("NodeInstance"), iam_role="denied")
    assert found(reference, subject) == [("nodegroup", "workers", ("nodeRole",), "changed")]


def test_many_sides_get_one_name_whatever_their_order() -> None:
    def fleet(label: str, name: str) -> Side:
        return side(label, role(name), nodegroup(name))

    fleets = [fleet("a", "node"), fleet("b", "nodes"), fleet("c", "node"), fleet("d", "worker")]
    nobody = side("")
    for order in (fleets, fleets[::-1], [fleets[3], *fleets[:3]]):
        _, *aligned = align(nobody, *order)
        for each in aligned:
            assert set(each.side.resources) == {("iam-role", "node"), ("nodegroup", "workers")}
        renames = {each.side.label: [one.own for one in each.renames] for each in aligned}
        assert renames == {"a": [], "b": ["nodes"], "c": [], "d": ["worker"]}


def test_a_renamed_resource_is_digested_anew_and_only_then() -> None:
    reference = side("a", role("node"), nodegroup("node"))
    subject = side("b", role("nodes"), nodegroup("nodes"))
    _, aligned = align(reference, subject)
    assert aligned.side.resources == reference.resources
    same, _ = align(reference, reference)
    assert same.side is reference


def test_a_use_that_two_names_share_says_nothing() -> None:
    network = {"securityGroupIds": ["a", "b"], "clusterSecurityGroupId": "own"}
    cluster = make_resource("cluster", "c", {"resourcesVpcConfig": network})
    assert uses_of("security-group", [cluster]) == {
        "own": frozenset({"cluster/c resourcesVpcConfig.clusterSecurityGroupId"})
    }


def test_a_role_of_another_account_is_no_use_of_an_own_role() -> None:
    foreign = make_resource("addon", "x", {"serviceAccountRoleArn": "arn:aws:iam::1:role/node"})
    assert uses_of("iam-role", [foreign]) == {}
