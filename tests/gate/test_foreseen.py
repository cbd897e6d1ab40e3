import pytest
from msgspec import structs

from driftaudit.gate.foreseen import with_nodes, with_policies, with_roles
from tests.gate.made import ROLE, resources, snapshot

OF_AWS = "arn:${partition}:iam::aws:policy/"
KNOWN = f"{OF_AWS}AmazonEKS_CNI_Policy"
NEW = f"{OF_AWS}Nobody"
OWN = "arn:${partition}:iam::${account}:policy/own"


def with_attached(*arns, facts=()):
    role = resources()["iam-role"][ROLE] | {"AttachedManagedPolicies": {arn: {} for arn in arns}}
    return structs.replace(snapshot(**{"iam-role": {ROLE: role}}), facts=dict(facts))


def documents(after, before, facts=()):
    return dict(with_policies(after, before, dict(facts)).facts)


def test_a_new_policy_that_nobody_has_allows_nothing():
    found = documents(with_attached(NEW, KNOWN, OWN), with_attached())
    assert found == {
        f"aws-managed-policy/{NEW}": {"document": {"Version": "2012-10-17", "Statement": []}}
    }


def test_what_was_unknown_before_stays_so():
    assert documents(with_attached(NEW), with_attached(NEW)) == {}


def test_another_environments_document_counts_and_the_own_more():
    key = f"aws-managed-policy/{NEW}"
    theirs, own = {key: {"document": {"x": 1}}}, {key: {"document": {"x": 2}}}
    assert documents(with_attached(NEW), with_attached(), theirs) == theirs
    assert documents(with_attached(NEW, facts=own), with_attached(), theirs) == own


ROLE_ARN = "arn:${partition}:iam::${account}:role/"
ANNOTATION = "eks.amazonaws.com/role-arn"


def network(addon, account):
    role = {"serviceAccountRoleArn": f"{ROLE_ARN}{addon}"} if addon else {}
    annotations = {ANNOTATION: f"{ROLE_ARN}{account}"} if account else {}
    accounts = {"kube-system/aws-node": {"annotations": annotations | {"kept": "x"}}}
    return snapshot(addon={"vpc-cni": role}, **{"service-account": accounts})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (network("a", "a"), network("b", "a"), "b"),
        (network("a", "a"), network("", "a"), None),
        (network("", ""), network("b", ""), "b"),
        (network("a", "a"), network("a", "a"), "a"),
        (network("a", "x"), network("a", "x"), "x"),
        (network("a", "a"), network("b", "c"), "c"),
    ],
    ids=["other", "none", "new", "same", "not followed before", "both change"],
)
def test_the_account_of_the_network_follows_its_add_on(before, after, expected):
    found = with_roles(after, before)
    (account,) = (each for each in found.resources if each.kind == "service-account")
    role = account.attributes["annotations"].get(ANNOTATION)
    assert role == (expected and f"{ROLE_ARN}{expected}")
    assert account.attributes["annotations"]["kept"] == "x"


def test_without_an_account_nothing_follows():
    before, after = (snapshot(addon={"vpc-cni": {"serviceAccountRoleArn": e}}) for e in "ab")
    assert with_roles(after, before) is after


NODE = "system:node:{{EC2PrivateDNSName}}"
NODES = ["system:bootstrappers", "system:nodes"]


def cluster_of(mode, groups, entries=()):
    """A cluster whose node groups have roles, some of which have an access entry."""
    return snapshot(
        cluster={"${cluster}": {"accessConfig": {"authenticationMode": mode}}},
        nodegroup={
            name: {"nodeRole": f"{ROLE_ARN}{role}", "amiType": image}
            for name, (role, image) in groups.items()
        },
        **{"access-entry": {f"{ROLE_ARN}{name}": {"type": "STANDARD"} for name in entries}},
    )


OLD = {"old": ("nodes", "AL2023_x86_64_STANDARD")}


@pytest.mark.parametrize(
    ("mode", "image", "kind", "name", "expected"),
    [
        ("API", "BOTTLEROCKET_x86_64", "access-entry", "path/new", {"type": "EC2_LINUX"}),
        (
            "API_AND_CONFIG_MAP",
            {"$unknown": "x"},
            "access-entry",
            "path/new",
            {"type": "EC2_LINUX"},
        ),
        ("API", "WINDOWS_CORE_2022_x86_64", "access-entry", "path/new", {"type": "EC2_WINDOWS"}),
        ("CONFIG_MAP", "CUSTOM", "aws-auth", "new", {"username": NODE, "groups": NODES}),
        (
            "CONFIG_MAP",
            "WINDOWS_FULL_2019_x86_64",
            "aws-auth",
            "new",
            {"username": NODE, "groups": ["eks:kube-proxy-windows", *NODES]},
        ),
    ],
)
def test_eks_lets_the_role_of_a_new_node_group_in(mode, image, kind, name, expected):
    before = cluster_of(mode, OLD)
    after = cluster_of(mode, OLD | {"new": ("path/new", image)})
    (*rest, made) = with_nodes(after, before).resources
    assert tuple(rest) == after.resources
    assert (made.kind, made.name) == (kind, f"{ROLE_ARN}{name}")
    assert expected.items() <= made.attributes.items()
    assert made.used_by == ("nodegroup/new",)


@pytest.mark.parametrize(
    ("mode", "before", "groups", "entries"),
    [
        ("API", OLD, OLD, ()),
        ("API", {}, {"new": ("nodes", "")}, ["nodes"]),
        ({"$unknown": "x"}, {}, OLD, ()),
    ],
    ids=["it was there", "it has an entry of another type", "the mode is not known"],
)
def test_eks_makes_no_other_entries(mode, before, groups, entries):
    after = cluster_of(mode, groups, entries)
    found = with_nodes(after, cluster_of(mode, before, entries))
    assert found.resources == after.resources


def test_eks_makes_an_instance_profile_for_the_role_of_a_new_node_group():
    roles = {"iam-role": {"nodes": {}, "own": {"InstanceProfileList": ["own"]}, "other": {}}}
    after = structs.replace(snapshot(**roles), resources=())
    groups = {"a": {"nodeRole": f"{ROLE_ARN}nodes"}, "b": {"nodeRole": f"{ROLE_ARN}own"}}
    found = with_nodes(snapshot(nodegroup=groups, **roles), after).resources
    profiles = {e.name: e.attributes.get("InstanceProfileList") for e in found}
    assert (profiles["nodes"], profiles["own"]) == (["eks-<generated>"], ["own"])
    assert profiles["other"] is None
