"""Who gets in: entries, aws-auth and the mode as one view, by the authenticator's rules."""

import pytest

from driftaudit.compare.matchers import Matcher
from driftaudit.effects.cluster_access import (
    SIGNS_IN,
    ClusterAccess,
    UnknownAccess,
    effective_access,
    principal_of,
)
from driftaudit.model import UNKNOWN
from tests.effects.sides import (
    ADMIN_POLICY,
    NODE_GROUPS,
    NODE_NAME,
    VIEW_POLICY,
    arn,
    auth,
    cluster,
    entry,
    side,
)

BOB = arn("Bob")
MASTERS = "group system:masters"
NODE = frozenset({"joins as node"})
CLUSTER_WIDE = {ADMIN_POLICY: {"type": "cluster"}}
OPEN = Matcher(shown={"$any": True})


def words(*resources, mode="API_AND_CONFIG_MAP"):
    """What each principal is, by the last part of its name."""
    view = effective_access(side(cluster(mode), *resources))
    return {name.rpartition("/")[2]: each.words for name, each in view.principals.items()}


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        (auth(BOB, "system:masters"), {MASTERS}),
        (auth(BOB), {SIGNS_IN}),
        (auth(BOB, "b", "a", username="bob"), {"group a", "group b", "username bob"}),
        (entry(BOB, "a"), {"group a"}),
        (entry(BOB, policies=CLUSTER_WIDE), {"policy AmazonEKSClusterAdminPolicy (cluster)"}),
        (
            entry(BOB, policies={VIEW_POLICY: {"type": "namespace", "namespaces": ["b", "a"]}}),
            {"policy AmazonEKSViewPolicy (namespaces a, b)"},
        ),
        (entry(BOB, policies={VIEW_POLICY: {}}), {"policy AmazonEKSViewPolicy (nowhere)"}),
        (auth(arn("bob", "user"), "a", kind="user"), {"group a"}),
        (entry(arn("bob", "user"), username=arn("bob", "user")), {SIGNS_IN}),
    ],
)
def test_what_a_principal_is(resource, said):
    assert words(resource) == {resource[1].rpartition("/")[2].lower(): frozenset(said)}


@pytest.mark.parametrize(
    "name",
    [
        "arn:${partition}:sts::${account}:assumed-role/Bob/{{SessionName}}",
        "arn:${partition}:sts::${account}:assumed-role/bob/{{SessionName}}",
        "",
    ],
)
def test_the_default_username_is_none(name):
    assert words(auth(BOB, username=name)) == words(entry(arn("team/Bob")))


@pytest.mark.parametrize(
    ("kind", "username", "groups"),
    [
        ("EC2_LINUX", NODE_NAME, NODE_GROUPS),
        ("EC2_WINDOWS", NODE_NAME, [*NODE_GROUPS, "eks:kube-proxy-windows"]),
        ("FARGATE_LINUX", "system:node:{{SessionName}}", [*NODE_GROUPS, "system:node-proxier"]),
        ("HYBRID_LINUX", "system:node:{{SessionName}}", NODE_GROUPS),
    ],
)
def test_a_node_is_the_same_by_entry_and_by_aws_auth(kind, username, groups):
    by_map = auth(BOB, *groups, username=username)
    by_entry = entry(BOB, "system:nodes", kind=kind, username=username)
    assert words(by_map) == words(by_entry)
    assert len(words(by_map)["bob"]) == 1


def test_what_a_node_has_beside_its_rights_is_told():
    more = auth(BOB, *NODE_GROUPS, "system:masters", username=NODE_NAME)
    assert words(more)["bob"] == NODE | {MASTERS}


def test_half_of_a_nodes_rights_let_no_node_in():
    assert NODE.isdisjoint(words(auth(BOB, "system:nodes", username=NODE_NAME))["bob"])
    assert NODE.isdisjoint(words(auth(BOB, *NODE_GROUPS, username="node"))["bob"])


def test_a_type_that_is_not_known_yet_is_named():
    assert words(entry(BOB, kind="EC2_MARS"))["bob"] == {"joins as EC2_MARS"}


def ignored(*resources, mode="API_AND_CONFIG_MAP"):
    return effective_access(side(cluster(mode), *resources)).ignored


@pytest.mark.parametrize(
    ("mode", "kind", "counts"),
    [
        ("CONFIG_MAP", "aws-auth", {MASTERS}),
        ("API_AND_CONFIG_MAP", "access-entry", {"group a"}),
        ("API", "access-entry", {"group a"}),
    ],
)
def test_where_both_map_a_principal_the_mode_says_which_counts(mode, kind, counts):
    resources = (auth(BOB, "system:masters"), entry(arn("team/Bob"), "a"))
    assert words(*resources, mode=mode) == {"bob": frozenset(counts)}
    ((other, _),) = ignored(*resources, mode=mode)
    assert other != kind


@pytest.mark.parametrize("mode", ["API", "CONFIG_MAP"])
def test_what_no_mode_reads_lets_nobody_in(mode):
    resource = auth(BOB) if mode == "API" else entry(BOB)
    assert words(resource, mode=mode) == {}
    (why,) = ignored(resource, mode=mode).values()
    assert mode in why


@pytest.mark.parametrize(
    ("name", "why"), [(arn("eks/Bob"), "path"), (arn("Bob", "instance-profile"), "profile")]
)
def test_what_matches_nobody_lets_nobody_in(name, why):
    resource = auth(name, "system:masters")
    assert words(resource) == {}
    assert why in ignored(resource)["aws-auth", name]


def test_why_nothing_has_an_effect_is_its_own_fault_first():
    pathy = auth(arn("eks/Bob"), "a")
    assert "path" in ignored(pathy, auth(BOB, "b"))["aws-auth", pathy[1]]


def test_roles_are_looked_up_before_users():
    user = auth(f"{BOB} (2)", "b", kind="user")
    assert words(user, auth(BOB, "a")) == {"bob": frozenset({"group a"})}
    assert words(auth(BOB, "b", kind="user")) == {"bob": frozenset({"group b"})}


def test_accounts_are_kept_as_they_are():
    assert words(auth("${account}", kind="account")) == {"${account}": frozenset({SIGNS_IN})}


@pytest.mark.parametrize(
    ("name", "principal"),
    [
        (arn("team/Bob"), arn("bob")),
        (arn("Bob (2)"), arn("bob")),
        (arn("Bob", "user"), arn("Bob", "user")),
        ("${account}", "${account}"),
    ],
)
def test_the_principal_of_an_entry(name, principal):
    assert principal_of(name) == principal


@pytest.mark.parametrize(
    ("made", "unread"),
    [
        (side(), None),
        (side(cluster(), unread=("cluster",)), None),
        (side(cluster(OPEN)), None),
        (side(cluster("NEW_MODE")), None),
        (side(cluster(), unread=("access-entry",)), "access-entry"),
        (side(cluster(), left_out=("aws-auth",)), "aws-auth"),
        (side(cluster("CONFIG_MAP"), unread=("aws-auth",)), "aws-auth"),
        (side(cluster("API"), unread=("access-entry",)), "access-entry"),
    ],
)
def test_without_what_decides_nothing_is_known(made, unread):
    view = effective_access(made)
    assert isinstance(view, UnknownAccess)
    assert (unread or "mode") in view.why


@pytest.mark.parametrize(("mode", "unread"), [("API", "aws-auth"), ("CONFIG_MAP", "access-entry")])
def test_what_a_mode_does_not_read_need_not_be_read(mode, unread):
    assert isinstance(effective_access(side(cluster(mode), unread=(unread,))), ClusterAccess)


def test_no_mode_is_the_default():
    view = effective_access(side(("cluster", "${cluster}", {}), auth(BOB)))
    assert (view.mode, list(view.principals)) == ("CONFIG_MAP", [BOB.lower()])


@pytest.mark.parametrize("left_open", [OPEN, {UNKNOWN: "not read"}])
def test_what_is_left_open_of_a_principal_is_said(left_open):
    resource = ("access-entry", BOB, {"type": "STANDARD", "kubernetesGroups": left_open})
    assert effective_access(side(cluster(), resource)).open == {BOB.lower()}
