"""What is known after apply is known before, where the configuration tells; else it is unknown."""

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.plan.convert import GENERATED
from driftaudit.plan.foretell import BY_AWS, LATER, Foretell, is_stand_in, later
from tests.normalize.stack import US
from tests.plan.made import BASE, change, one, plan, refers, written

ROLE_ARN = f"arn:aws:iam::{US.account}:role/nodes"
OPEN_GROUP = {"node_role_arn": True, "version": True}


def foretold(made, address):
    """The values after apply of one resource of a plan."""
    foretell = Foretell(made, BASE.identity)
    (found,) = (each for each in made.planned if each.address == address)
    return foretell.after(found)


def role(**more):
    values = more.pop("values", {"name": "nodes", "path": "/"})
    return change("aws_iam_role", None, values, unknown={"arn": True, "id": True}, **more)


def group(**more):
    return change("aws_eks_node_group", None, {"node_group_name": "x"}, **more)


def node_role(changes, expression, more=(), **rest):
    """What the role of a node group is, that is written as this expression."""
    configuration = written(
        ("aws_eks_node_group", "this", {"node_role_arn": expression}), *more, **rest
    )
    made = plan(*changes, group(unknown=OPEN_GROUP), configuration=configuration)
    return foretold(made, "aws_eks_node_group.this")["node_role_arn"]


def test_a_reference_to_a_new_role_is_its_arn() -> None:
    assert node_role([role()], refers("aws_iam_role.this.arn", "aws_iam_role.this")) == ROLE_ARN


def test_what_is_left_to_aws_is_unknown_and_says_so() -> None:
    made = plan(group(unknown=OPEN_GROUP), configuration=written())
    assert foretold(made, "aws_eks_node_group.this")["version"] == later(BY_AWS)


def test_a_role_that_is_there_has_the_arn_that_it_has() -> None:
    there = {"arn": "arn:aws:iam::1:role/there", "name": "there"}
    changes = [change("aws_iam_role", there, there)]
    assert node_role(changes, refers("aws_iam_role.this.arn")) == there["arn"]


@pytest.mark.parametrize(
    ("index", "reference"),
    [
        (0, "aws_iam_role.this[0].arn"),
        ("a.b", 'aws_iam_role.this["a.b"].arn'),
        (0, "aws_iam_role.this[0]"),
        ("only", "aws_iam_role.this"),
    ],
)
def test_a_reference_to_one_of_several(index, reference) -> None:
    other = role(index="other", values={"name": "other"}, address="aws_iam_role.this[1]")
    changes = [role(index=index, address="aws_iam_role.this[x]")]
    if "[" in reference:
        changes.append(other)
    assert node_role(changes, refers(reference)) == ROLE_ARN


def test_a_resource_for_each_key_refers_to_the_one_of_its_key() -> None:
    changes = [role(index="a"), role(index="b", values={"name": "b"}, address="x")]
    made = plan(
        *changes,
        group(unknown=OPEN_GROUP, index="a"),
        configuration=written(
            (
                "aws_eks_node_group",
                "this",
                {"node_role_arn": refers("aws_iam_role.this", "each.key")},
            )
        ),
    )
    assert foretold(made, "aws_eks_node_group.this")["node_role_arn"] == ROLE_ARN


def test_a_reference_goes_through_modules_and_variables() -> None:
    module = {
        "resources": [one("aws_iam_role", "this", {})],
        "outputs": {"arn": {"expression": refers("aws_iam_role.this.arn", "aws_iam_role.this")}},
    }
    groups = {"resources": [one("aws_eks_node_group", "this", {"node_role_arn": refers("var.r")})]}
    root = {
        "resources": [],
        "module_calls": {
            "role": {"module": module},
            "groups": {"module": groups, "expressions": {"r": refers("module.role[0].arn")}},
        },
    }
    made = plan(
        role(module="module.role[0]"),
        group(unknown=OPEN_GROUP, module='module.groups["x"]'),
        configuration={"root_module": root},
    )
    found = foretold(made, 'module.groups["x"].aws_eks_node_group.this')
    assert found["node_role_arn"] == ROLE_ARN


def test_a_reference_goes_through_what_is_itself_unknown() -> None:
    entry = change("aws_eks_access_entry", None, {}, unknown={"principal_arn": True})
    association = change(
        "aws_eks_access_policy_association", None, {}, unknown={"principal_arn": True}
    )
    configuration = written(
        ("aws_eks_access_entry", "this", {"principal_arn": refers("aws_iam_role.this.arn")}),
        (
            "aws_eks_access_policy_association",
            "this",
            {"principal_arn": refers("aws_eks_access_entry.this.principal_arn")},
        ),
    )
    made = plan(role(), entry, association, configuration=configuration)
    found = foretold(made, "aws_eks_access_policy_association.this")
    assert found["principal_arn"] == ROLE_ARN


def test_a_variable_of_the_root_has_the_value_that_it_was_given() -> None:
    made = plan(
        group(unknown=OPEN_GROUP),
        configuration=written(
            ("aws_eks_node_group", "this", {"node_role_arn": refers("var.role")})
        ),
        variables={"role": {"value": ROLE_ARN}},
    )
    assert foretold(made, "aws_eks_node_group.this")["node_role_arn"] == ROLE_ARN


SG = "aws_security_group.this.id"
TOLD = {
    "a condition": refers("var.make", "aws_iam_role.this.arn", "var.given"),
    "what else there may be is known": refers("aws_iam_role.this.arn", "aws_iam_role.old.arn"),
    "what else there may be is not there": refers("aws_iam_role.this.arn", "aws_iam_role.none.arn"),
    "what else there may be is no ARN": refers("aws_iam_role.this.arn", "aws_vpc.this.id"),
    "an index that is another expression": refers("aws_iam_role.this", "local.key"),
    "one of several, of which one is new": refers("aws_iam_role.many", "each.value"),
    "each of a resource": refers("each.value.arn", "each.value"),
    "each of a module": refers("module.roles", "each.key"),
}


@pytest.mark.parametrize("case", TOLD)
def test_of_several_things_the_one_that_can_make_a_value_unknown_is_meant(case: str) -> None:
    old = {"name": "old", "arn": ROLE_ARN + "-old"}
    inner = {
        "resources": [],
        "outputs": {
            "arn": {"expression": refers("aws_iam_role.this.arn")},
            "name": {"expression": refers("aws_iam_role.this.name")},
        },
    }
    key = 'a["b"]/c'
    root = {
        "resources": [
            {
                "type": "aws_eks_node_group",
                "name": "this",
                "expressions": {"node_role_arn": TOLD[case]},
                "for_each_expression": refers("aws_iam_role.this"),
            }
        ],
        "module_calls": {"roles": {"module": inner}},
    }
    another = {"name": "another", "path": "/"}
    made = plan(
        role(index=key) if "module" not in case else change("aws_vpc", None, {}, name="that"),
        role(name="many", index="x")
        if "several" in case
        else change("aws_vpc", None, {}, name="c"),
        change("aws_iam_role", old, old, name="old"),
        change("aws_iam_role", old, old, name="many", index="y"),
        change("aws_vpc", None, {}, unknown={"id": True}),
        role(module='module.roles["a[\\"b\\"]/c"]'),
        role(module='module.roles["other"]', values=another),
        group(unknown=OPEN_GROUP, index=key),
        configuration={"root_module": root},
        variables={"make": {"value": True}, "given": {"value": None}},
    )
    address = next(each.address for each in made.planned if each.type == "aws_eks_node_group")
    assert foretold(made, address)["node_role_arn"] == ROLE_ARN


def test_a_list_is_of_the_one_thing_that_there_is_to_be_in_it() -> None:
    configuration = written(
        ("aws_launch_template", "this", {"vpc_security_group_ids": refers("var.x", "var.y", SG)})
    )
    template = change("aws_launch_template", None, {}, unknown={"vpc_security_group_ids": True})
    new = change("aws_security_group", None, {"name": "x"}, unknown={"id": True})
    for given, expected in (([], ["new:aws_security_group.this"]), (["sg-1"], later(LATER))):
        made = plan(
            new,
            template,
            configuration=configuration,
            variables={"x": {"value": given}, "y": {"value": False}},
        )
        found = foretold(made, "aws_launch_template.this")
        assert found["vpc_security_group_ids"] == expected


UNTOLD = {
    "two references": refers("aws_iam_role.this.arn", "aws_iam_role.other.arn"),
    "a local": refers("local.role"),
    "a data source": refers("data.aws_iam_role.x.arn"),
    "no such resource": refers("aws_iam_role.none.arn"),
    "a whole module": refers("module.role"),
    "no such output": refers("module.role.arn"),
    "no such variable": refers("var.none"),
    "an attribute that is no ARN": refers("aws_iam_role.this.name"),
    "nothing at all": {},
    "a null": {"constant_value": None},
    "an index that is an expression": refers("aws_iam_role.this[count.index].arn"),
    "only the loop": refers("each.value"),
}


@pytest.mark.parametrize("case", UNTOLD)
def test_what_the_configuration_does_not_tell_is_unknown(case: str) -> None:
    other = role(name="other", values={"name": "other", "path": "/"})
    assert node_role([role(index=7), other], UNTOLD[case]) == later(LATER)


def test_a_circle_of_references_ends() -> None:
    configuration = written(
        (
            "aws_eks_access_entry",
            "this",
            {"principal_arn": refers("aws_eks_access_entry.this.principal_arn")},
        )
    )
    entry = change("aws_eks_access_entry", None, {}, unknown={"principal_arn": True})
    made = plan(entry, configuration=configuration)
    assert foretold(made, "aws_eks_access_entry.this") == {"principal_arn": later(LATER)}


def test_what_is_put_together_of_a_reference_is_not_the_reference() -> None:
    made = plan(
        role(),
        change("aws_iam_role_policy", None, {"name": "x"}, unknown={"policy": True, "role": True}),
        configuration=written(
            (
                "aws_iam_role_policy",
                "this",
                {"policy": refers("aws_iam_role.this.arn"), "role": refers("aws_iam_role.this.id")},
            )
        ),
    )
    found = foretold(made, "aws_iam_role_policy.this")
    assert found["policy"] == later(LATER)
    assert found["role"] == "nodes"


def test_ids_that_aws_makes_up_get_a_stand_in_that_both_sides_have() -> None:
    group_ = change("aws_security_group", None, {"name": "x"}, unknown={"id": True})
    template = change(
        "aws_launch_template",
        None,
        {"name": "x"},
        unknown={"vpc_security_group_ids": True, "id": True, "latest_version": True},
    )
    made = plan(
        group_,
        template,
        change(
            "aws_eks_node_group",
            None,
            {"launch_template": [{}]},
            unknown={"launch_template": [{"id": True, "version": True, "name": True}]},
        ),
        configuration=written(
            (
                "aws_launch_template",
                "this",
                {"vpc_security_group_ids": refers("aws_security_group.this.id")},
            ),
            (
                "aws_eks_node_group",
                "this",
                {
                    "launch_template": [
                        {
                            "id": refers("aws_launch_template.this.id"),
                            "version": refers("aws_launch_template.this.latest_version"),
                        }
                    ]
                },
            ),
        ),
    )
    own = foretold(made, "aws_security_group.this")["id"]
    found = foretold(made, "aws_launch_template.this")
    assert is_stand_in(own)
    assert found["vpc_security_group_ids"] == [own]
    used = foretold(made, "aws_eks_node_group.this")["launch_template"]
    assert used == [{"id": found["id"], "version": found["latest_version"], "name": later(BY_AWS)}]


def test_a_name_that_terraform_generates_is_told_as_far_as_it_goes() -> None:
    values = {"name_prefix": "shop-", "path": "/eks/"}
    made = plan(change("aws_iam_role", None, values, unknown={"arn": True, "name": True}))
    found = foretold(made, "aws_iam_role.this")
    assert found["name"] == f"shop-{GENERATED}"
    assert found["arn"] == f"arn:aws:iam::{US.account}:role/eks/shop-{GENERATED}"


@pytest.mark.parametrize(
    ("type_", "values", "attribute", "expected"),
    [
        ("aws_iam_policy", {"name": "p", "path": "/"}, "id", "policy/p"),
        ("aws_iam_instance_profile", {"name": "p"}, "arn", "instance-profile/p"),
        (
            "aws_iam_openid_connect_provider",
            {"url": "https://h/id/X"},
            "arn",
            "oidc-provider/h/id/X",
        ),
    ],
)
def test_arns_of_iam(type_, values, attribute, expected) -> None:
    made = plan(change(type_, None, values, unknown={attribute: True}))
    arn = f"arn:aws:iam::{US.account}:{expected}"
    assert foretold(made, f"{type_}.this")[attribute] == arn


def test_the_arn_of_a_cluster() -> None:
    made = plan(change("aws_eks_cluster", None, {"name": "c"}, unknown={"arn": True, "id": True}))
    found = foretold(made, "aws_eks_cluster.this")
    assert found["arn"] == f"arn:aws:eks:us-east-1:{US.account}:cluster/c"
    assert found["id"] == "c"


def test_an_oidc_provider_of_an_unknown_issuer_has_no_arn_yet() -> None:
    values = {"client_id_list": ["sts.amazonaws.com"]}
    made = plan(change("aws_iam_openid_connect_provider", None, values, unknown={"arn": True}))
    assert foretold(made, "aws_iam_openid_connect_provider.this")["arn"] == later(BY_AWS)


@pytest.mark.parametrize(
    ("default_tags", "tags", "unknown", "expected"),
    [
        (None, {"a": "1"}, {}, {"a": "1"}),
        (None, None, {}, {}),
        ([{"tags": {"constant_value": {"o": "x"}}}], {"a": "1"}, {}, {"a": "1", "o": "x"}),
        ([{"tags": refers("local.tags")}], {"a": "1"}, {}, {UNKNOWN: BY_AWS}),
        (None, {"a": "1"}, {"b": True}, {UNKNOWN: BY_AWS}),
    ],
)
def test_all_tags_are_those_given_and_those_of_the_provider(
    default_tags, tags, unknown, expected
) -> None:
    expressions = {"region": {}} | ({"default_tags": default_tags} if default_tags else {})
    made = plan(
        change("aws_x", None, {"tags": tags}, unknown={"tags_all": True, "tags": unknown}),
        configuration=written(
            ("aws_x", "this", {}), provider_config={"aws": {"expressions": expressions}}
        ),
    )
    assert foretold(made, "aws_x.this")["tags_all"] == expected


def test_lists_are_open_member_by_member() -> None:
    made = plan(
        change(
            "aws_x",
            None,
            {"ids": ["a", None], "rest": ["z"], "blocks": None},
            unknown={"ids": [False, True], "rest": [False], "blocks": [{"a": True}]},
        )
    )
    assert foretold(made, "aws_x.this") == {
        "ids": ["a", later(BY_AWS)],
        "rest": ["z"],
        "blocks": [{"a": later(BY_AWS)}],
    }


@pytest.mark.parametrize(
    ("templates", "expected"),
    [
        ([None], "new:aws_launch_template.this"),
        (["a", 'k["'], "new:b"),
        (["a", "b"], None),
        ([], None),
    ],
    ids=["the only one", "that of the same key", "none of several", "none"],
)
def test_a_dynamic_block_means_the_new_template_beside_it(templates, expected) -> None:
    made = plan(
        *(
            change(
                "aws_launch_template",
                None,
                {"name": "x"},
                unknown={"id": True},
                **({} if index is None else {"index": index, "address": "ab"[number]}),
            )
            for number, index in enumerate(templates)
        ),
        change(
            "aws_eks_node_group",
            None,
            {"launch_template": [{}]},
            unknown={"launch_template": [{"id": True, "version": True}]},
            index='k["',
        ),
    )
    (block,) = foretold(made, "aws_eks_node_group.this")["launch_template"]
    assert (block["id"], block["version"]) == (
        (expected, expected) if expected else (later(LATER), later(BY_AWS))
    )


STATIC = {"inline_policy": [{"name": {"constant_value": "a"}}]}


@pytest.mark.parametrize(
    ("written_", "before", "after", "unknown", "expected"),
    [
        ({}, {}, [{"name": "a"}], [{"policy": True}], [{"name": "a", "policy": later(LATER)}]),
        (STATIC, {}, [{"name": "a"}], [{"policy": True}], [{"name": "a", "policy": later(BY_AWS)}]),
        ({}, {}, None, True, later(BY_AWS)),
        ({}, {"inline_policy": []}, None, True, later(LATER)),
    ],
)
def test_what_may_stand_in_a_dynamic_block_is_not_left_to_aws(
    written_, before, after, unknown, expected
) -> None:
    values = {"name": "r"} | ({"inline_policy": after} if after else {})
    made = plan(
        change("aws_iam_role", before or None, values, unknown={"inline_policy": unknown}),
        configuration=written(("aws_iam_role", "this", written_)),
    )
    assert foretold(made, "aws_iam_role.this")["inline_policy"] == expected
