"""aws-auth as the authenticator reads it."""

import pytest

from driftaudit.normalize.aws_auth_map import Mapped, read
from tests.normalize import stack

ARN = "arn:aws:iam::222222222222:role/node"


def configmap(**sections):
    return {"metadata": {"name": "aws-auth", "namespace": "kube-system"}, "data": sections}


def principals(**sections):
    return [each.principal for each in read(configmap(**sections)).mapped]


@pytest.mark.parametrize("text", ["", " ", "``", "` `", '""', "''", "\n", "null", "~", "[]", "# x"])
def test_what_counts_as_empty(text):
    assert read(configmap(mapRoles=text)) == read({})


@pytest.mark.parametrize("odd", [None, 3, [], {}, {"data": None}, {"data": {"maproles": "- x"}}])
def test_no_map_at_all(odd):
    assert read(odd).mapped == ()
    assert read(odd).dropped == {}


def test_inner_keys_in_any_case_and_groups_as_a_set():
    text = f"- RoleArn: {ARN}\n  USERNAME: u\n  Groups: [b, a, b]\n"
    assert read(configmap(mapRoles=text)).mapped == (
        Mapped(type="role", principal=ARN, username="u", groups=("a", "b")),
    )


def test_of_duplicates_the_last_wins_roles_in_any_case():
    text = f"- {{rolearn: {ARN}, username: first}}\n- {{rolearn: {ARN.upper()}, username: last}}\n"
    (only,) = read(configmap(mapRoles=text)).mapped
    assert only.username == "last"
    users = "- {userarn: a, username: first}\n- {userarn: A, username: last}\n"
    assert principals(mapUsers=users) == ["A", "a"]


def test_leading_zeros_of_accounts_are_kept():
    text = '- 012345678901\n- "000000000001"\n- 0123\n- 222222222222\n'
    assert principals(mapAccounts=text) == ["000000000001", "0123", "012345678901", "222222222222"]


@pytest.mark.parametrize(
    ("section", "text", "why"),
    [
        ("mapRoles", "- rolearn: [", "the section is not YAML: ParserError"),
        ("mapRoles", "a: b", "the section is no list"),
        ("mapRoles", "!!python/object:os.system x", "the section is not YAML: ConstructorError"),
        ("mapRoles", "- x", "entry 1: no mapping"),
        ("mapRoles", "- username: x", "entry 1: no rolearn"),
        ("mapRoles", "- rolearn: 3", "entry 1: no rolearn"),
        ("mapRoles", "- {rolearn: a, groups: b}", "entry 1: a: groups are no list"),
        ("mapRoles", "- {rolearn: a, groups: [1]}", "entry 1: a: a group is no string"),
        ("mapRoles", "- {rolearn: a, username: 1}", "entry 1: a: username is no string"),
        ("mapUsers", "- {rolearn: a}", "entry 1: no userarn"),
        ("mapAccounts", "- [1]", "entry 1: no account id"),
        ("mapUsers", 3, "the section is no string"),
    ],
)
def test_what_is_broken_is_dropped_and_said(section, text, why):
    good = configmap(mapAccounts="- 111111111111") if section != "mapAccounts" else configmap()
    good["data"][section] = text
    found = read(good)
    assert found.dropped == {section: (why,)}
    assert len(found.mapped) == (section != "mapAccounts")


@pytest.mark.parametrize("kind", ["mapRoles", "mapUsers", "mapAccounts"])
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("---\n", "---\n", False),
        ("# x\n", "---\n# y\n...\n", False),
        ("\ufeff", "---\n- 222222222222\n", True),
        ("", "--- # x\n- [broken", True),
    ],
)
def test_only_the_first_document_is_read_as_go_does(kind, before, after, said):
    entry = {"mapRoles": f"- rolearn: {ARN}\n", "mapUsers": f"- userarn: {ARN}\n"}
    text = before + entry.get(kind, f"- {ARN}\n") + after
    found = read(configmap(**{kind: text}))
    assert [each.principal for each in found.mapped] == [ARN]
    assert found.dropped == (
        {kind: ("what follows the first YAML document is dropped",)} if said else {}
    )


def test_a_yaml_bomb_is_dropped():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for one, two in zip("abcdefg", "bcdefgh", strict=True):
        bomb += f"{two}: &{two} [{','.join([f'*{one}'] * 9)}]\n"
    assert read(configmap(mapRoles=bomb)).dropped == {
        "mapRoles": ("the section is more than 20000 nodes or 100 levels",)
    }


def test_a_fused_group_stays_as_it_is():
    text = f"- rolearn: {ARN}\n  groups:\n  - system:bootstrappers\n    - system:nodes\n"
    (only,) = read(configmap(mapRoles=text)).mapped
    assert only.groups == ("system:bootstrappers - system:nodes",)


def resources(text, section="mapRoles"):
    made = stack.resources(configmap=(configmap(**{section: text}),))
    return {name: attributes for (kind, name), attributes in made.items() if kind == "aws-auth"}


def test_names_are_portable_and_spelled_as_the_role():
    arn = stack.US.role("node")
    shouted = arn.replace("acme-us-node", "ACME-US-Node")
    made = resources(f"- {{rolearn: {shouted}, groups: [{stack.US.cluster}-x]}}")
    assert made == {
        "arn:${partition}:iam::${account}:role/${cluster}-node": {
            "type": "role",
            "groups": ["${cluster}-x"],
        }
    }


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("role/eks/acme-us-node", "role/eks/${cluster}-node"),
        ("instance-profile/acme-us-node", "instance-profile/${cluster}-node"),
        ("role/Gone", "role/Gone"),
        ("role/acme-us-ADMIN", "role/${cluster}-admin"),
    ],
)
def test_what_never_matches_is_kept_as_written(arn, name):
    text = f"- rolearn: arn:aws:iam::{stack.US.account}:{arn}"
    assert list(resources(text)) == [f"arn:${{partition}}:iam::${{account}}:{name}"]


def test_what_was_dropped_is_a_fact():
    made = stack.snapshot(configmap=(configmap(mapRoles="- x"),))
    assert made.facts["aws-auth/mapRoles"] == {"dropped": ["entry 1: no mapping"]}


def test_what_is_shadowed_ignored_or_unquoted_is_a_fact():
    node = f"- {{rolearn: {ARN}, username: first, groups: [b, a]}}\n"
    made = stack.snapshot(
        configmap=(
            configmap(
                mapRoles=node + f"- {{rolearn: {ARN.upper()}, username: last}}",
                mapAccounts='- 012345678901\n- "000000000001"\n- true\n- x\n',
                maproles="- x",
                MAPUSERS="",
                other="- x",
            ),
        )
    )
    facts = {key: made.facts[key] for key in made.facts if key.startswith("aws-auth/")}
    assert facts == {
        "aws-auth/mapRoles": {
            "shadowed": [
                {
                    "principal": "arn:${partition}:iam::${account}:role/node",
                    "type": "role",
                    "username": "first",
                    "groups": ["a", "b"],
                }
            ]
        },
        "aws-auth/mapAccounts": {"unquoted": ["012345678901"]},
        "aws-auth/data": {"ignored": ["maproles"]},
    }


def test_nothing_is_said_of_a_sound_map():
    assert not [key for key in stack.snapshot().facts if key.startswith("aws-auth/")]


def test_users_and_accounts():
    assert resources(
        "- {userarn: 'arn:aws:iam::222222222222:user/jo', username: jo}", "mapUsers"
    ) == {"arn:${partition}:iam::${account}:user/jo": {"type": "user", "username": "jo"}}
    assert resources("- 222222222222", "mapAccounts") == {"${account}": {"type": "account"}}
