"""Ids are explained by what the plan and the snapshot both have; else they are unknown."""

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.plan.surroundings import world
from tests.normalize import stack
from tests.normalize.stack import US
from tests.plan.cases import GROUP
from tests.plan.made import BASE
from tests.plan.test_select import TEMPLATE

A, B = US.id("subnet", "a"), US.id("subnet", "b")
WORDS = ["private ${region}b ${cluster}-b", "public ${region}a ${cluster}-a"]


def subnet(zone, **more):
    values = {"id": US.id("subnet", zone), "availability_zone": f"{US.region}{zone}"}
    return "aws_subnet", values | {"tags": {"Name": f"{US.cluster}-{zone}"}} | more


def made(*before, after=()):
    return world(BASE, tuple(before), tuple(after), ((), ()))


def is_unknown(value):
    return isinstance(value, dict) and UNKNOWN in value


def test_the_subnets_of_something_that_both_have_are_described_as_there() -> None:
    known = made(("aws_eks_node_group", GROUP))
    assert known.subnets.describe([A, B]) == known.subnets.describe([B, A]) == WORDS
    assert is_unknown(known.subnets.describe([A]))
    assert known.subnets.describe([]) == []


def test_a_fargate_profile_and_a_cluster_explain_subnets_as_well() -> None:
    profile = {
        "cluster_name": US.cluster,
        "fargate_profile_name": "system",
        "subnet_ids": [A],
    }
    assert made(("aws_eks_fargate_profile", profile)).subnets.describe([A]) == WORDS[1:]
    cluster = {"name": US.cluster, "vpc_config": [{"subnet_ids": [A, B]}]}
    assert made(("aws_eks_cluster", cluster)).subnets.describe([A, B]) == WORDS


def test_what_another_cluster_has_explains_nothing() -> None:
    other = GROUP | {"cluster_name": "other"}
    assert is_unknown(made(("aws_eks_node_group", other)).subnets.describe([A, B]))
    cluster = {"name": "other", "vpc_config": [{"subnet_ids": [A, B]}]}
    assert is_unknown(made(("aws_eks_cluster", cluster)).subnets.describe([A, B]))


def test_a_subnet_is_described_by_zone_and_name_where_the_snapshot_has_such_a_one() -> None:
    known = made(subnet("a"), subnet("b"))
    assert known.subnets.describe([A]) == WORDS[1:]
    assert known.subnets.describe([B, A]) == WORDS


def test_a_subnet_that_the_snapshot_has_not_is_unknown() -> None:
    known = made(subnet("a", tags={"Name": "new"}))
    assert is_unknown(known.subnets.describe([A]))
    assert is_unknown(known.subnets.describe([A, "subnet-unheard"]))


def test_ids_after_the_plan_do_not_teach_what_the_snapshot_says() -> None:
    moved = GROUP | {"subnet_ids": ["subnet-new"]}
    known = made(("aws_eks_node_group", GROUP), after=[("aws_eks_node_group", moved)])
    assert is_unknown(known.subnets.describe(["subnet-new"]))


def test_groups_are_named_by_the_snapshot_and_by_the_plan() -> None:
    group = {"id": "sg-plan", "name": f"{US.cluster}-plan"}
    known = made(("aws_security_group", group))
    assert known.groups.describe("sg-plan") == "${cluster}-plan"
    assert known.groups.describe([US.id("sg", "own")]) == ["eks-cluster-sg-${cluster}"]
    assert is_unknown(known.groups.describe(["sg-plan", "sg-unheard"]))


def test_images_and_keys_are_named_as_in_the_version_that_both_have() -> None:
    known = made(("aws_launch_template", TEMPLATE))
    image, key = TEMPLATE["image_id"], stack.key(US)
    assert known.images.describe(image) == "amazon/amazon-eks-node-1.30-v20240531"
    assert known.keys.describe(key) == "alias/${cluster}"
    other = made(("aws_launch_template", TEMPLATE | {"latest_version": 7}))
    assert is_unknown(other.images.describe(image))
    assert is_unknown(other.keys.describe(key))


def test_the_key_of_a_cluster_is_known_by_its_alias() -> None:
    config = {"resources": ["secrets"], "provider": [{"key_arn": stack.key(US)}]}
    cluster = {"name": US.cluster, "encryption_config": [config]}
    assert made(("aws_eks_cluster", cluster)).keys.describe(stack.key(US)) == "alias/${cluster}"


@pytest.mark.parametrize("name", ["id", "image_id"])
def test_an_image_that_terraform_looked_up_has_its_name(name: str) -> None:
    image = {name: "ami-1", "name": "mine", "owner_id": US.account, "image_owner_alias": ""}
    assert made(("aws_ami", image)).images.describe("ami-1") == "${account}/mine"
    assert made().images.describe("resolve:ssm:/x") == "resolve:ssm:/x"


def test_an_alias_in_the_plan_names_its_key() -> None:
    arn = stack.key(US)[:-4] + "0000"
    alias = {"name": f"alias/{US.cluster}-new", "target_key_arn": arn}
    assert made(("aws_kms_alias", alias)).keys.describe(arn) == "alias/${cluster}-new"


def test_a_cluster_tells_what_bootstrap_scripts_repeat() -> None:
    shape = stack.cluster(US)
    cluster = {
        "name": US.cluster,
        "endpoint": shape["endpoint"],
        "certificate_authority": [shape["certificateAuthority"]],
    }
    known = made(("aws_eks_cluster", cluster))
    host = shape["endpoint"].removeprefix("https://")
    assert known.portable.text(f"--apiserver {host}") == "--apiserver ${endpoint}"
    assert made().portable.text(host) != "${endpoint}"
