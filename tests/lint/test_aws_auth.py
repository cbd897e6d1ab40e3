"""Entries of aws-auth that do nothing, or not what they say."""

import pytest

from tests.lint.made import ARN, NODE, NODE_GROUPS, NODE_RIGHTS, auth, entry, said
from tests.normalize import stack

PATH = f"{ARN}:role/eks/acme-us-node"
PORTABLE = "arn:${partition}:iam::${account}"


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (entry(PATH), ["role/eks/${cluster}-node"]),
        (entry(f"{ARN}:role/a/b/c/x", "groups: [x]"), ["role/a/b/c/x"]),
        (entry(PATH.upper().replace("ARN:AWS:IAM", "arn:aws:iam").replace("ROLE/", "role/")), 1),
        (
            entry(f"{ARN}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x", "groups: [x]")
            + entry(NODE),
            ["role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x"],
        ),
    ],
)
def test_a_role_arn_with_a_path(roles, names):
    found = said("AUTH005", auth(mapRoles=roles))
    if names != 1:
        assert [each.resource for each in found] == [f"{PORTABLE}:{name}" for name in names]
    (only,) = found
    assert only.detail.endswith(f":role/{only.resource.rpartition('/')[2]}")


@pytest.mark.parametrize(
    "sections",
    [
        {"mapRoles": entry(NODE)},
        {"mapRoles": entry(PATH) + entry(NODE)},
        {"mapRoles": entry(f"arn:aws:sts::{stack.US.account}:assumed-role/x/y", "groups: [x]")},
        {"mapUsers": entry(f"{ARN}:user/people/jo", "groups: [x]", "userarn")},
        {"mapRoles": entry(PATH), "mode": "API"},
    ],
)
def test_no_path_to_speak_of(sections):
    assert said("AUTH005", auth(**sections)) == ()


@pytest.mark.parametrize("name", ["workers", "eks/workers", "system:nodes"])
def test_an_instance_profile(name):
    (only,) = said("AUTH006", auth(mapRoles=entry(f"{ARN}:instance-profile/{name}")))
    assert only.resource == f"{PORTABLE}:instance-profile/{name}"
    assert only.keeps_nodes_out


@pytest.mark.parametrize(
    "sections",
    [
        {"mapRoles": entry(f"{ARN}:role/instance-profile")},
        {"mapUsers": entry(f"{ARN}:instance-profile/x", "groups: [x]", "userarn")},
        {"mapRoles": entry(f"{ARN}:instance-profile/x"), "mode": "API"},
    ],
)
def test_no_instance_profile(sections):
    assert said("AUTH006", auth(**sections)) == ()


@pytest.mark.parametrize(
    ("sections", "keeps_out"),
    [
        ({"mapRoles": entry(NODE) + entry(NODE, "username: x")}, True),
        ({"mapRoles": entry(NODE, "username: x") + entry(NODE.upper())}, False),
        ({"mapRoles": entry(NODE, "groups: [a]") + 2 * entry(NODE, "groups: [b]")}, False),
        (
            {
                "mapUsers": entry(f"{ARN}:user/jo", "groups: [a]", "userarn")
                + entry(f"{ARN}:user/jo", "groups: [b]", "userarn")
            },
            False,
        ),
    ],
)
def test_a_shadowed_entry(sections, keeps_out):
    (only,) = said("AUTH007", auth(**sections))
    assert set(only.actual) == {"without effect", "in effect"}
    assert only.keeps_nodes_out is keeps_out


@pytest.mark.parametrize(
    "sections",
    [
        {"mapRoles": entry(NODE) + entry(NODE)},
        {"mapRoles": entry(NODE, "groups: [a, b]") + entry(NODE.upper(), "groups: [b, a, b]")},
        {"mapRoles": entry(NODE) + entry(f"{NODE}-2", "groups: [x]")},
        {
            "mapUsers": entry(f"{ARN}:user/jo", "groups: [a]", "userarn")
            + entry(f"{ARN}:user/Jo", "groups: [b]", "userarn")
        },
        {"mapRoles": entry(NODE) + entry(NODE, "username: x"), "mode": "API"},
    ],
)
def test_nothing_is_lost_to_a_shadow(sections):
    assert said("AUTH007", auth(**sections)) == ()


@pytest.mark.parametrize(
    ("groups", "keeps_out"),
    [
        ("'system:bootstrappers - system:nodes'", True),
        ("'system:bootstrappers - system:nodes', system:nodes", True),
        ("'acme:viewers - acme:deployers'", False),
        ("'system:bootstrappers,system:nodes'", True),
        ("'system:nodes - system:bootstrappers', system:nodes, system:bootstrappers", False),
    ],
)
def test_fused_groups(groups, keeps_out):
    (only,) = said("AUTH008", auth(mapRoles=entry(NODE, NODE_RIGHTS % groups)))
    assert only.path == ("groups",)
    assert only.keeps_nodes_out is keeps_out


def test_bad_indentation_is_what_fuses():
    text = f"- rolearn: {NODE}\n  groups:\n    - system:bootstrappers\n      - system:nodes\n"
    (only,) = said("AUTH008", auth(mapRoles=text))
    assert only.actual == ["system:bootstrappers - system:nodes"]
    assert "system:bootstrappers, system:nodes apart" in only.detail


@pytest.mark.parametrize(
    "group", ["'team - ops'", "a-b", "'system:nodes'", "'CN=a:b,OU=c'", "'a, b'", "system:a-b"]
)
def test_one_group_with_a_dash_or_a_comma(group):
    assert said("AUTH008", auth(mapRoles=entry(NODE, f"groups: [{group}]"))) == ()


@pytest.mark.parametrize(
    ("sections", "wanted", "keeps_out"),
    [
        ({"maproles": entry(NODE)}, "mapRoles", False),
        ({"maproles": entry(NODE), "mode": "CONFIG_MAP"}, "mapRoles", True),
        ({"MapUsers": "- x", "mapRoles": entry(NODE), "mode": "CONFIG_MAP"}, "mapUsers", False),
        ({"MAPACCOUNTS": "- '1'"}, "mapAccounts", False),
    ],
)
def test_a_section_in_the_wrong_case(sections, wanted, keeps_out):
    (only,) = said("AUTH009", auth(**sections))
    assert only.detail.endswith(f"write {wanted}")
    assert only.keeps_nodes_out is keeps_out


@pytest.mark.parametrize(
    "sections",
    [
        {"mapRoles": entry(NODE), "maproles": ""},
        {"mapRole": entry(NODE)},
        {"map_roles": entry(NODE)},
        {"maproles": entry(NODE), "mode": "API"},
    ],
)
def test_no_section_at_all(sections):
    assert said("AUTH009", auth(**sections)) == ()


@pytest.mark.parametrize(
    ("sections", "hint"),
    [
        ({"mapAccounts": "- 12345678901"}, '"012345678901"'),
        ({"mapAccounts": "- '12345678901'"}, '"012345678901"'),
        ({"mapAccounts": "- 1234-5678-9012"}, "not twelve digits"),
        ({"mapRoles": entry("arn:aws:iam::12345678901:role/x", "groups: [x]")}, '"012345678901"'),
        ({"mapUsers": entry("arn:aws:iam::1:user/x", "groups: [x]", "userarn")}, '"000000000001"'),
        ({"mapAccounts": "- 1234567890123"}, "not twelve digits"),
    ],
)
def test_an_account_without_its_digits(sections, hint):
    (only,) = said("AUTH010", auth(**sections))
    assert only.detail.endswith(hint) or f"{hint}, in quotes" in only.detail


@pytest.mark.parametrize(
    "sections",
    [
        {"mapAccounts": "- '012345678901'\n- 222222222222\n- 012345678901"},
        {"mapRoles": entry("arn:aws:iam::012345678901:role/x", "groups: [x]")},
        {"mapRoles": entry("not an ARN", "groups: [x]")},
        {"mapUsers": entry("arn:aws:sts::1:federated-user/x", "groups: [x]", "userarn")},
        {"mapAccounts": "- 1", "mode": "API"},
    ],
)
def test_accounts_of_twelve_digits(sections):
    assert said("AUTH010", auth(**sections)) == ()


@pytest.mark.parametrize(
    ("sections", "resource", "keeps_out"),
    [
        ({"mapRoles": "- rolearn: ["}, "mapRoles", False),
        ({"mapRoles": "- rolearn: [", "mode": "CONFIG_MAP"}, "mapRoles", True),
        ({"mapRoles": entry(NODE) + "- x\n- y\n", "mode": "CONFIG_MAP"}, "mapRoles", False),
        ({"mapUsers": "a: b"}, "mapUsers", False),
        ({"mapAccounts": "- [1]"}, "mapAccounts", False),
    ],
)
def test_what_is_dropped(sections, resource, keeps_out):
    (only,) = said("AUTH011", auth(**sections))
    assert only.resource == resource
    assert only.detail.endswith("; ".join(only.actual))
    assert only.keeps_nodes_out is keeps_out


@pytest.mark.parametrize(
    "sections",
    [
        {"mapRoles": entry(NODE)},
        {"mapRoles": '""', "mapUsers": "[]", "mapAccounts": "null"},
        {"maproles": "- rolearn: ["},
        {"mapRoles": "- rolearn: [", "mode": "API"},
    ],
)
def test_nothing_is_dropped(sections):
    assert said("AUTH011", auth(**sections)) == ()


@pytest.mark.parametrize("account", ["012345678901", "111111111111", "001234567012"])
def test_an_account_without_quotes(account):
    (only,) = said("AUTH012", auth(mapAccounts=f"- '222222222222'\n- {account}"))
    assert only.resource == account


@pytest.mark.parametrize(
    "sections",
    [
        {"mapAccounts": "- '012345678901'\n- \"111111111111\""},
        {"mapAccounts": "- 12345678901"},
        {"mapUsers": entry(f"{ARN}:user/1", "username: '1'", "userarn")},
        {"mapAccounts": "- 012345678901", "mode": "API"},
    ],
)
def test_no_account_without_quotes(sections):
    assert said("AUTH012", auth(**sections)) == ()


def test_nodes_with_an_access_entry_are_not_kept_out():
    from tests.normalize.stack import US

    node = stack.entry(US) | {"principalArn": NODE, "type": "EC2_LINUX"}
    configmap = {"metadata": {"name": "aws-auth"}, "data": {"mapRoles": entry(PATH)}}
    with_entry = {"configmap": (configmap,), "access-entry": (stack.entry(US), node)}
    (only,) = said("AUTH005", stack.snapshot(**with_entry))
    assert not only.keeps_nodes_out
    (only,) = said("AUTH005", auth(mapRoles=entry(PATH, NODE_GROUPS)))
    assert only.keeps_nodes_out
