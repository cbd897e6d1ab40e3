"""Can a new node join? One thing broken at a time, and what was not read is never ok."""

import pytest

from driftaudit.diagnose.check import Answer, check
from driftaudit.diagnose.join import join_checks
from driftaudit.model import EVERY_KIND
from tests.diagnose.healthy import EC2, NODE_POLICIES, PROFILES, WORKERS, put
from tests.effects.sides import (
    NODE_GROUPS,
    NODE_NAME,
    account,
    arn,
    auth,
    cluster,
    entry,
    irsa_trust,
    node_auth,
    pod_trust,
    role,
    service_trust,
    trust,
)

ENTRY = ("access-entry", arn("node"))
GUARD = {"StringEquals": {"aws:SourceAccount": ["${account}"]}}


def broken(snapshot, status="fails"):
    return {each.number: each for each in join_checks(snapshot) if each.status == status}


def node(document=EC2, attached=NODE_POLICIES, **more):
    return role("node", document, attached, **(PROFILES | more))


def statement(effect, *actions):
    return trust({"Effect": effect, "Action": list(actions), "Resource": ["*"]})


def test_in_a_healthy_environment_every_check_is_ok():
    found = join_checks(put())
    assert [each.number for each in found] == [1, 2, 3, 4, 5, 6, 7, 8, 12, 13]
    assert {(each.status, each.why, each.resources) for each in found} == {("ok", "", ())}


BROKEN = [
    (1, put(without=[ENTRY]), "is not mapped"),
    (1, put(entry(arn("node"), "system:masters")), "not as a node: group system:masters"),
    (1, put(node_auth(arn("eks/node")), without=[ENTRY]), "is not mapped"),
    (1, put(auth(arn("node"), "system:nodes", username=NODE_NAME), without=[ENTRY]), "not as a"),
    (1, put(cluster("API", version="1.30", roleArn=arn("cluster")), node_auth(arn("node")),
            without=[ENTRY]), "is not mapped"),
    (1, put(("nodegroup", "workers", WORKERS | {"amiType": "WINDOWS_CORE_2022_x86_64"})),
     "not mapped for Windows nodes"),
    (2, put(node(service_trust("eks.amazonaws.com"))), "does not trust ec2.amazonaws.com"),
    (3, put(node(attached=NODE_POLICIES[1:])), "node lacks eks:DescribeCluster and 1 more: a"),
    (4, put(node(attached=NODE_POLICIES[:1])), "ecr:GetAuthorizationToken and 2 more: i"),
    (5, put(role("cni", irsa_trust())), "ec2:AssignPrivateIpAddresses and 12 more: vpc-cni"),
    (5, put(role("cni", pod_trust(), ("AmazonEKS_CNI_Policy",))), "aws-node does not get cni"),
    (5, put(without=[("oidc-provider", "${oidc}")]), "IAM has no OIDC provider"),
    (5, put(without=[("service-account", "kube-system/aws-node")]), "node lacks ec2:Assign"),
    (8, put(role("cluster", EC2, ("AmazonEKSClusterPolicy",))), "does not trust eks.amazonaws"),
    (8, put(role("cluster", service_trust("eks.amazonaws.com"))), "lacks ec2:DescribeInstances"),
    (8, put(without=[("iam-role", "cluster")]), f"there is no role {arn('cluster')}"),
    (12, put(without=[("launch-template", "workers")]), "no launch template workers"),
    (12, put(("nodegroup", "workers", WORKERS | {"version": "1.25"})), "minors behind"),
    (12, put(("nodegroup", "workers", WORKERS | {"version": "1.31"})), "newer than"),
    (13, put(("addon", "kube-proxy", {"addonVersion": "v1.31.0"})), "kube-proxy of 1.31"),
    (13, put(facts={"addon/vpc-cni": {"status": "DEGRADED"}}), "not healthy: DEGRADED"),
    (13, put(facts={"addon/vpc-cni": {"health": {"issues": [{"code": "AccessDenied"}]}}}),
     "not healthy: AccessDenied"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "snapshot", "why"), BROKEN)
def test_one_thing_that_is_broken_fails_its_own_check(number, snapshot, why):
    found = broken(snapshot)
    assert list(found) == [number]
    assert why in found[number].why
    assert found[number].resources


@pytest.mark.parametrize(
    "more",
    [
        {"RolePolicyList": {"no": statement("Deny", "eks:DescribeCluster")}},
        {
            "PermissionsBoundary": {
                "PermissionsBoundaryArn": "arn:${partition}:iam::${account}:policy/edge"
            }
        },
    ],
)
def test_what_is_allowed_and_taken_away_is_told_as_that(more):
    edge = ("iam-policy", "edge", {"Document": statement("Allow", "ecr:*", "ec2:*")})
    found = broken(put(node(**more), edge))
    assert list(found) == [3, 6]
    assert found[6].why == "a Deny or the boundary of node takes eks:DescribeCluster away"


def test_an_instance_profile_is_missed_where_others_have_one():
    bare = role("node", EC2, NODE_POLICIES)
    assert list(broken(put(bare), "unknown")) == [7]
    other = role("other", **PROFILES)
    assert broken(put(bare, other))[7].why == "no instance profile holds node"


def test_without_its_role_nearly_everything_fails_and_says_so():
    found = broken(put(without=[("iam-role", "node")]))
    assert list(found) == [2, 3, 4, 6, 7]
    assert {each.why for each in found.values()} == {f"there is no role {arn('node')}"}


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("nodegroup", {1, 2, 3, 4, 5, 6, 7, 12}),
        ("iam-role", {2, 3, 4, 5, 6, 7, 8}),
        ("access-entry", {1}),
        ("cluster", {1, 5, 8, 12}),
        ("launch-template", {12}),
        ("addon", {5, 13}),
        ("oidc-provider", {5}),
        ("service-account", {5}),
        (EVERY_KIND, {1, 2, 3, 4, 5, 6, 7, 8, 12, 13}),
    ],
)
def test_what_was_not_read_is_never_ok(kind, numbers):
    found = join_checks(put(gaps=(kind,)))
    assert numbers <= {each.number for each in found if each.status != "ok"}
    assert not [each for each in found if each.status == "fails" and each.number not in numbers]


def test_conditions_leave_it_open():
    document = trust({**EC2["Statement"][0], "Condition": GUARD})
    found = broken(put(node(document)), "unknown")
    assert list(found) == [2]


def test_a_role_of_another_account_is_not_judged():
    far = "arn:aws:iam::999999999999:role/far"
    made = put(("nodegroup", "workers", WORKERS | {"nodeRole": far}), entry(far, kind="EC2_LINUX"))
    assert {2, 3, 4} <= set(broken(made, "unknown"))
    assert broken(made) == {}


@pytest.mark.parametrize(
    ("resource", "without", "needs"),
    [
        (node_auth(arn("Karp")), [], {2, 3, 4, 6, 7}),
        (entry(arn("Karp"), kind="EC2_LINUX"), [], {2, 3, 4, 6, 7}),
        (entry(arn("Karp"), kind="EC2"), [], {2, 4, 7}),
    ],
)
def test_nodes_of_no_node_group_are_checked_too(resource, without, needs):
    assert set(broken(put(resource, without=without))) == needs


def test_the_role_of_a_mapping_is_found_in_any_case_and_with_its_path():
    karp = role("Karp", EC2, (*NODE_POLICIES,), Path="/eks/", **PROFILES)
    assert broken(put(node_auth(arn("karp")), karp)) == {}


def test_a_recreated_role_keeps_nodes_out():
    facts = {
        f"access-entry/{arn('node')}": {"createdAt": "2026-01-01T00:00:00Z"},
        "iam-role/node": {"CreateDate": "2026-02-01T00:00:00Z"},
    }
    found = broken(put(facts=facts))
    assert list(found) == [1]
    assert "created again" in found[1].why


def test_aws_auth_does_as_well_as_an_entry():
    assert broken(put(node_auth(arn("node")), without=[ENTRY])) == {}
    windows = auth(arn("node"), *NODE_GROUPS, "eks:kube-proxy-windows", username=NODE_NAME)
    group = ("nodegroup", "workers", WORKERS | {"amiType": "WINDOWS_CORE_2022_x86_64"})
    assert broken(put(windows, group, without=[ENTRY])) == {}


def test_a_carrier_on_conditions_is_not_known():
    narrow = {**statement("Allow", "ec2:*")["Statement"][0], "Condition": GUARD}
    found = broken(put(role("cni", irsa_trust(), inline={"x": trust(narrow)})), "unknown")
    assert "cannot be told" in found[5].why


def test_a_carrier_whose_role_is_gone():
    found = broken(put(account("kube-system/aws-node", arn("gone"))))
    assert list(found) == [5]
    assert f"there is no role {arn('gone')}" in found[5].why


def test_what_fails_outweighs_what_is_not_known():
    found = check(1, "t", [Answer("unknown", "a", "x"), Answer("fails", "b", "y")])
    assert (found.status, found.why, found.resources) == ("fails", "y", ("b",))
