"""What the users of a role need of it: by what uses it, by version, by address family."""

import pytest

from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.needs import cni_needs, needs_of, vpc_cni_version
from driftaudit.iam import managed
from tests.effects.sides import (
    account,
    arn,
    association,
    auth,
    cluster,
    entry,
    node_auth,
    side,
    vpc_cni,
)

BARE = side(cluster(), vpc_cni())
OWN_ROLE = side(cluster(), vpc_cni(role=arn("cni")), account(AWS_NODE, arn("cni")))
ASSIGN = "ec2:AssignPrivateIpAddresses"
GROUPS = "ec2:DescribeSecurityGroups"
SUBNETS = "ec2:DescribeSubnets"
AGENT = "eks-auth:AssumeRoleForPodIdentity"
PULL = {"ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
NODE_POLICIES = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKS_CNI_Policy",
)


def actions(*used_by, on=BARE, users=None):
    return {each.action for each in needs_of(used_by, users or {}, on)}


def allowed(*policies):
    documents = (managed.document(managed.PREFIX + each) for each in policies)
    return {
        action
        for document in documents
        for each in document["Statement"]
        for action in each["Action"]
    }


@pytest.mark.parametrize(
    ("user", "policies"),
    [
        ("nodegroup/workers", NODE_POLICIES),
        ("addon/vpc-cni", ("AmazonEKS_CNI_Policy",)),
        ("cluster", ("AmazonEKSClusterPolicy",)),
        ("cluster/compute", ("AmazonEKSWorkerNodeMinimalPolicy", NODE_POLICIES[1])),
        ("fargate-profile/x", ("AmazonEC2ContainerRegistryReadOnly",)),
    ],
)
def test_what_aws_tells_to_attach_gives_all_that_is_needed(user, policies):
    pods = association("a/b", arn("pod"))
    needed = actions(user, on=side(cluster(), vpc_cni("v1.22.0"), pods))
    assert needed
    assert needed <= allowed(*policies)


def test_a_node_carries_what_vpc_cni_needs_unless_that_has_a_role_of_its_own():
    assert ASSIGN in actions("nodegroup/workers")
    assert ASSIGN not in actions("nodegroup/workers", on=OWN_ROLE)
    assert actions("addon/vpc-cni", on=OWN_ROLE) == {each.action for each in cni_needs(BARE)}


@pytest.mark.parametrize("kind", ["pod-identity", "service-account", "addon"])
def test_what_is_unread_leaves_the_need_with_the_node(kind):
    assert ASSIGN in actions("nodegroup/workers", on=side(cluster(), vpc_cni(), unread=(kind,)))


def test_a_broken_role_of_its_own_gives_the_node_nothing_to_carry():
    broken = side(cluster(), vpc_cni(), account(AWS_NODE, arn("gone")))
    assert ASSIGN not in actions("nodegroup/workers", on=broken)


@pytest.mark.parametrize(
    "user", ["addon/vpc-cni", f"service-account/{AWS_NODE}", f"pod-identity/{AWS_NODE}"]
)
def test_the_users_of_a_role_for_vpc_cni(user):
    assert ASSIGN in actions(user)


@pytest.mark.parametrize(
    "user", ["addon/coredns", "service-account/a/b", f"pod-identity/{AWS_NODE}/target", "x"]
)
def test_others_need_nothing_to_join(user):
    assert actions(user) == set()


@pytest.mark.parametrize(
    ("resource", "needed"),
    [
        (entry(arn("Node"), kind="EC2_LINUX"), True),
        (entry(arn("Node"), kind="STANDARD"), False),
        (node_auth(arn("Node")), True),
        (auth(arn("Node"), "system:masters"), False),
    ],
)
def test_nodes_of_no_node_group_are_known_by_how_they_are_let_in(resource, needed):
    kind, name, _ = resource
    on = side(cluster(), vpc_cni(), resource)
    assert ("eks:DescribeCluster" in actions(f"{kind}/{name.lower()}", on=on)) is needed


def test_nodes_of_auto_mode_bring_their_network():
    on = side(cluster(), vpc_cni(), entry(arn("n"), kind="EC2"))
    assert actions(f"access-entry/{arn('n')}", on=on) == PULL


def test_a_policy_is_needed_by_what_uses_its_roles():
    users = {"iam-role/node": ("nodegroup/workers",)}
    assert actions("iam-role/node", users=users) == actions("nodegroup/workers")


@pytest.mark.parametrize(
    ("version", "more"),
    [
        ("v1.17.1-eksbuild.1", set()),
        ("v1.18.0-eksbuild.1", {SUBNETS}),
        ("v1.22.3", {SUBNETS, GROUPS}),
        ("latest", {SUBNETS, GROUPS}),
    ],
)
def test_newer_versions_need_more_and_an_unknown_one_is_new(version, more):
    found = {each.action for each in cni_needs(side(cluster(), vpc_cni(version)))}
    assert found & {SUBNETS, GROUPS} == more


def test_the_version_is_that_which_runs():
    image = "${registry}/amazon-k8s-cni:v1.22.1"
    runs = ("workload", "aws-node", {"containers": {"aws-node": {"image": image}}})
    assert vpc_cni_version(side(vpc_cni("v1.18.1"), runs)) == (1, 22)
    assert vpc_cni_version(side()) is None


def test_ipv6_needs_other_actions():
    found = {each.action for each in cni_needs(side(cluster(family="ipv6"), vpc_cni("v1.30")))}
    assert "ec2:AssignIpv6Addresses" in found
    assert not found & {ASSIGN, SUBNETS}


def test_where_another_network_plugin_runs_nothing_is_needed():
    assert cni_needs(side(cluster())) == ()
    assert cni_needs(side(cluster(), unread=("workload",)))


@pytest.mark.parametrize(
    ("name", "vital"), [(AWS_NODE, True), ("a/b", False)], ids=["network", "other pods"]
)
def test_the_agent_is_vital_where_the_network_depends_on_it(name, vital):
    found = needs_of(("nodegroup/x",), {}, side(cluster(), association(name, arn("r"))))
    (agent,) = (each for each in found if each.action == AGENT)
    assert agent.vital is vital
    assert AGENT not in actions("nodegroup/x")


def test_each_action_has_one_reason_for_each_carrier():
    found = needs_of(("nodegroup/x", "addon/vpc-cni", "cluster"), {}, BARE)
    assert len({(each.carrier, each.action) for each in found}) == len(found)
    assert all(each.why and not each.why.endswith(".") for each in found)


def test_until_the_account_follows_its_add_on_nodes_carry_what_vpc_cni_needs():
    late = side(cluster(), vpc_cni(role=arn("cni")), account(AWS_NODE, ""))
    assert ASSIGN in actions("nodegroup/workers", on=late)
    unread = side(cluster(), vpc_cni(role=arn("cni")), unread=("service-account",))
    assert ASSIGN not in actions("nodegroup/workers", on=unread)
