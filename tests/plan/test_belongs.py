"""A plan of another account, region or cluster is refused; of several, only ours is laid over."""

import pytest

from driftaudit.errors import PlanError
from driftaudit.plan.belongs import Belongs, cluster_of
from driftaudit.plan.planned import Planned
from tests.normalize.stack import US
from tests.plan.made import BASE, change, one, plan, refers

HERE = BASE.environment
OTHER = "arn:aws:iam::999999999999:role/x"
OURS = US.role("node")


def role(arn, name="this", **more):
    return change("aws_iam_role", {"arn": arn, "name": "x"}, {"arn": arn, "name": "y"}, name=name)


def addon(cluster, name="this", region="us-east-1", account=US.account):
    arn = f"arn:aws:eks:{region}:{account}:addon/{cluster}/coredns/x"
    before = {"arn": arn, "cluster_name": cluster, "addon_name": "coredns"}
    return change("aws_eks_addon", before, before | {"addon_version": "v1"}, name=name)


def provider(**expressions):
    return {
        "provider_config": {"aws": {"expressions": expressions}},
        "root_module": {"resources": [one("aws_iam_role", "this", {})]},
    }


NEW = change("aws_iam_role", None, {"name": "x"})

REFUSED = {
    "another account by its ARNs": (plan(role(OTHER)), "account 999999999999"),
    "another account and region": (
        plan(addon("x", region="eu-west-1", account="999999999999")),
        "account 999999999999 (eu-west-1)",
    ),
    "another region": (plan(addon("x", region="eu-west-1")), "region eu-west-1"),
    "clusters of another region, beside roles that have none": (
        plan(role(OURS), addon("x", region="eu-west-1")),
        "is a plan for region eu-west-1, and",
    ),
    "another account, with and without its region": (
        plan(role(OTHER), addon("x", region="eu-west-1", account="999999999999")),
        "is a plan for account 999999999999 (eu-west-1), and",
    ),
    "another cluster": (plan(role(OURS), addon("other")), "cluster other"),
    "another account by what may be used": (
        plan(NEW, configuration=provider(allowed_account_ids={"constant_value": ["9" * 12]})),
        "account 999999999999",
    ),
    "another account by the role that is assumed": (
        plan(NEW, configuration=provider(assume_role=[{"role_arn": {"constant_value": OTHER}}])),
        "account 999999999999",
    ),
    "another account by a variable": (
        plan(
            NEW,
            configuration=provider(assume_role=[{"role_arn": refers("var.role")}]),
            variables={"role": {"value": OTHER}},
        ),
        "account 999999999999",
    ),
    "another account by who asked": (
        plan(
            NEW,
            configuration=provider(),
            prior_state={
                "values": {
                    "root_module": {
                        "resources": [
                            {
                                "mode": "data",
                                "type": "aws_caller_identity",
                                "name": "me",
                                "values": {"account_id": "999999999999"},
                            }
                        ]
                    }
                }
            },
        ),
        None,
    ),
    "another region by the provider": (
        plan(
            change("aws_eks_addon", None, {"cluster_name": "x"}),
            configuration={
                "provider_config": {
                    "aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}
                },
                "root_module": {"resources": [one("aws_eks_addon", "this", {})]},
            },
        ),
        "region eu-west-1",
    ),
}


@pytest.mark.parametrize("case", [case for case in REFUSED if REFUSED[case][1]])
def test_a_plan_for_others_is_refused(case: str) -> None:
    made, named = REFUSED[case]
    with pytest.raises(PlanError) as caught:
        Belongs(made, HERE).check()
    assert named in str(caught.value)
    assert f"{HERE.name} is cluster acme-us in account 222222222222" in str(caught.value)
    assert "next: " in str(caught.value)


def test_who_asked_tells_of_the_provider_that_was_asked_through() -> None:
    made, _ = REFUSED["another account by who asked"]
    # The data source goes through a provider of which nothing else is known: it tells nothing.
    Belongs(made, HERE).check()


@pytest.mark.parametrize(
    "made",
    [
        plan(),
        plan(NEW),
        plan(role(OURS)),
        plan(role(OURS), role(OTHER, "other")),
        plan(addon(US.cluster), addon("other", "other")),
        plan(change("kubernetes_config_map", None, {})),
        plan(NEW, configuration=provider(region={"constant_value": "eu-west-1"})),
        plan(NEW, configuration=provider(region=refers("local.region"))),
    ],
)
def test_a_plan_that_is_ours_in_part_or_that_does_not_tell_is_read(made) -> None:
    Belongs(made, HERE).check()


def test_what_is_others_says_whose() -> None:
    made = plan(
        role(OURS),
        role(OTHER, "other"),
        addon("other", "cluster"),
        addon(US.cluster, "region", region="eu-west-1"),
    )
    belongs = Belongs(made, HERE)
    assert [belongs.why_not(each) for each in made.planned] == [
        None,
        "is for account 999999999999, not for acme-us",
        "is for cluster other, not for acme-us",
        "is for region eu-west-1, not for acme-us",
    ]


def test_a_new_resource_is_of_the_account_of_its_provider() -> None:
    made = plan(
        role(OTHER),
        change("aws_iam_role_policy_attachment", None, {"role": "x"}),
        role(OURS, "ours"),
        configuration={
            "root_module": {
                "resources": [
                    one("aws_iam_role", "this", {}, "aws.other"),
                    one("aws_iam_role_policy_attachment", "this", {}, "aws.other"),
                    one("aws_iam_role", "ours", {}, "aws"),
                ]
            }
        },
    )
    belongs = Belongs(made, HERE)
    assert [belongs.why_not(each) is None for each in made.planned] == [False, False, True]


@pytest.mark.parametrize(
    ("type_", "before", "after", "cluster"),
    [
        ("aws_eks_cluster", {"name": "a"}, None, "a"),
        ("aws_eks_cluster", None, {"name": "b"}, "b"),
        ("aws_eks_addon", {"cluster_name": "a"}, {"cluster_name": "b"}, "b"),
        ("aws_eks_addon", None, {}, ""),
        ("aws_iam_role", None, {"name": "a"}, ""),
    ],
)
def test_the_cluster_of_a_resource(type_, before, after, cluster) -> None:
    found = Planned(address="x", type=type_, actions=("update",), before=before, after=after)
    assert cluster_of(found) == cluster


def mapped(**more):
    metadata = [{"name": "aws-auth", "namespace": "kube-system"}]
    return change("kubernetes_config_map", None, {"metadata": metadata, "data": {}}, **more)


def cluster(named, **more):
    arn = f"arn:aws:eks:us-east-1:{US.account}:cluster/{named}"
    values = {"name": named, "arn": arn}
    return change("aws_eks_cluster", values, values, **more)


KUBERNETES = {
    "the only cluster is meant": ([cluster(US.cluster), mapped()], None, False),
    "the one in its module": (
        [
            cluster(US.cluster, module="module.a"),
            cluster("other", module="module.b"),
            mapped(module="module.a.module.auth"),
        ],
        None,
        False,
    ),
    "another one in its module": (
        [
            cluster(US.cluster, module="module.a"),
            cluster("other", module="module.b"),
            mapped(module="module.b"),
        ],
        "is for cluster other, not for acme-us",
        False,
    ),
    "one of two side by side": (
        [cluster(US.cluster), cluster("other", name="other"), mapped()],
        None,
        True,
    ),
    "one of two elsewhere": (
        [
            cluster(US.cluster, module="module.a"),
            cluster("other", module="module.b"),
            mapped(module="module.c"),
        ],
        None,
        True,
    ),
    "no cluster in the plan": ([mapped()], None, False),
}


@pytest.mark.parametrize("case", KUBERNETES)
def test_in_which_cluster_something_in_kubernetes_is(case: str) -> None:
    changes, why, anyones = KUBERNETES[case]
    made = plan(*changes)
    belongs, last = Belongs(made, HERE), made.planned[-1]
    assert belongs.why_not(last) == why
    assert belongs.is_anyones(last) is anyones


@pytest.mark.parametrize(
    ("through", "arn", "anyones"),
    [("aws", "", False), ("aws.b", "", True), ("aws.b", OURS, False), ("gone", "", False)],
)
def test_what_goes_through_a_provider_of_an_unknown_account(through, arn, anyones) -> None:
    resources = [one("aws_iam_role", "this", {})]
    if through != "gone":
        resources.append(one("aws_iam_policy", "new", {}, provider=through))
    made = plan(
        role(OURS),
        change("aws_iam_policy", {"arn": arn}, {"arn": arn, "name": "p"}, name="new"),
        configuration={"root_module": {"resources": resources}},
    )
    assert Belongs(made, HERE).is_anyones(made.planned[1]) is anyones


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"region": refers("var.at.de", "var.at")}, "is for region eu-central-1, not for"),
        ({"region": refers('var.at["de"]', "var.at")}, "is for region eu-central-1, not for"),
        ({"region": refers("var.area")}, None),
        ({"region": refers("var.at", "var.area")}, None),
        ({"assume_role": [{"role_arn": refers("var.account")}]}, "is for account 999999999999"),
        ({"assume_role": [{"role_arn": refers("var.area")}]}, None),
    ],
)
def test_what_a_provider_is_told_by_variables(told, why) -> None:
    variables = {"at": {"de": "eu-central-1"}, "area": "eu-central", "account": "999999999999"}
    made = plan(
        change("aws_eks_addon", None, {"cluster_name": US.cluster, "addon_name": "x"}),
        configuration={
            "provider_config": {"aws": {"expressions": told}},
            "root_module": {"resources": [one("aws_eks_addon", "this", {})]},
        },
        variables={name: {"value": value} for name, value in variables.items()},
    )
    found = Belongs(made, HERE).why_not(made.planned[0])
    assert (found or "").startswith(why or "")
    assert (found is None) is (why is None)


@pytest.mark.parametrize(("type_", "anyones"), [("aws_eks_cluster", True), ("aws_iam_role", False)])
def test_what_goes_through_a_provider_of_an_unknown_region(type_: str, anyones: bool) -> None:
    told = {"allowed_account_ids": {"constant_value": [US.account]}}
    here = told | {"region": {"constant_value": HERE.region}}
    made = plan(
        change(type_, None, {"name": US.cluster}),
        configuration={
            "provider_config": {"aws": {"expressions": here}, "aws.b": {"expressions": told}},
            "root_module": {"resources": [one(type_, "this", {}, provider="aws.b")]},
        },
    )
    assert Belongs(made, HERE).is_anyones(made.planned[0]) is anyones


@pytest.mark.parametrize("region", [HERE.region, "eu-west-1"])
def test_a_resource_may_name_a_region_of_its_own(region: str) -> None:
    made = plan(
        addon(US.cluster), change("aws_eks_cluster", None, {"name": US.cluster, "region": region})
    )
    found = Belongs(made, HERE).why_not(made.planned[1])
    ours = region == HERE.region
    assert found == (None if ours else f"is for region {region}, not for {HERE.name}")
