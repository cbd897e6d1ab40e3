import json

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.plan.part import first_unknown
from tests.normalize import stack
from tests.normalize.stack import US
from tests.plan.cases import CLUSTER, GROUP, MANAGED, ROLE, document
from tests.plan.made import change, projected, refers, written

PODS = {"cluster_name": CLUSTER, "namespace": "shop", "service_account": "till"}


def role(name, trust):
    values = {"name": f"{CLUSTER}-{name}", "path": "/", "assume_role_policy": trust}
    return change("aws_iam_role", None, values, name=name, unknown={"arn": True})


def trusting(service):
    return json.dumps(stack.trust(US, service))


def names(projection, kind):
    return {each.name for each in projection.snapshot.resources if each.kind == kind}


PODS_TRUST = trusting("pods.eks")


@pytest.mark.parametrize(
    ("trust", "is_in"), [(PODS_TRUST, True), (trusting("lambda"), False), ("{}", False)]
)
def test_a_new_role_that_fits_what_is_not_known_yet_is_taken_in(trust: str, is_in: bool) -> None:
    projection = projected(
        role("till", trust),
        change("aws_eks_pod_identity_association", None, PODS, unknown={"role_arn": True}),
        configuration=written(
            ("aws_eks_pod_identity_association", "this", {"role_arn": refers("local.arn")})
        ),
    )
    found = [e for e in projection.snapshot.resources if e.name == "${cluster}-till"]
    assert [e.used_by for e in found] == [("pod-identity/shop/till",)] * is_in
    reasons = [each.reason for each in projection.unmapped]
    assert reasons == ["whether the environment uses this iam-role is known after apply"] * (
        not is_in
    )
    assert projection.snapshot.gaps == ()


def test_a_role_of_unknown_trust_may_be_anybodys() -> None:
    projection = projected(
        change(
            "aws_iam_role",
            None,
            {"name": f"{CLUSTER}-till", "path": "/"},
            unknown={"arn": True, "assume_role_policy": True},
        ),
        change("aws_eks_pod_identity_association", None, PODS, unknown={"role_arn": True}),
    )
    assert "${cluster}-till" in names(projection, "iam-role")


def test_where_everything_is_known_nothing_is_taken_in() -> None:
    projection = projected(role("till", PODS_TRUST))
    assert projection.touched == ()
    (found,) = projection.unmapped
    assert found.reason == "nothing in the environment uses this iam-role"


def policy(name):
    values = {"name": f"{CLUSTER}-{name}", "path": "/", "policy": json.dumps(document("s3:*"))}
    return change("aws_iam_policy", None, values, name=name, unknown={"arn": True, "id": True})


def test_policies_of_a_role_that_are_not_known_yet_are_those_it_had_and_those_named() -> None:
    before = ROLE | {"managed_policy_arns": [MANAGED + "X"]}
    after = {key: each for key, each in before.items() if key != "managed_policy_arns"}
    open_ = {"managed_policy_arns": True, "permissions_boundary": True}
    projection = projected(
        change("aws_iam_role", before, after | {"permissions_boundary": None}, unknown=open_),
        policy("named"),
        policy("too"),
        policy("other"),
        configuration=written(
            (
                "aws_iam_role",
                "this",
                {
                    "managed_policy_arns": refers(
                        "aws_iam_policy.named.arn", "aws_iam_policy.too.arn"
                    )
                },
            )
        ),
    )
    found = {e.name: e for e in projection.snapshot.resources}
    attached = found["${cluster}-node"].attributes["AttachedManagedPolicies"]
    assert UNKNOWN in attached
    assert names(projection, "iam-policy") == {
        "${cluster}-boundary",
        "${cluster}-named",
        "${cluster}-too",
    }
    (left,) = projection.unmapped
    assert left.address == "aws_iam_policy.other"
    assert left.reason == "whether the environment uses this iam-policy is known after apply"


def of_unknown_groups():
    """The cluster with one security group of its own, and after apply with nobody knows which."""
    before = {"name": CLUSTER, "vpc_config": [{"security_group_ids": [US.id("sg", "extra")]}]}
    return change(
        "aws_eks_cluster",
        before,
        before | {"vpc_config": [{}]},
        unknown={"vpc_config": [{"security_group_ids": True}]},
    )


def test_groups_that_are_not_known_yet_leave_those_there_were() -> None:
    projection = projected(of_unknown_groups())
    cluster = next(e for e in projection.snapshot.resources if e.kind == "cluster")
    assert first_unknown(cluster.attributes["resourcesVpcConfig"]) is not None
    assert "${cluster}-extra" in names(projection, "security-group")


def test_a_node_group_of_unknown_template_says_so() -> None:
    known = {key: each for key, each in GROUP.items() if key != "launch_template"}
    projection = projected(
        change(
            "aws_eks_node_group",
            None,
            known | {"node_group_name": "late", "launch_template": [{}]},
            unknown={"launch_template": [{"id": True, "name": True, "version": True}]},
            name="late",
        )
    )
    assert ("nodegroup", "late", ("launchTemplate", "name")) in projection.unknown


def test_a_new_group_that_is_named_where_the_groups_are_not_known_yet_is_taken_in() -> None:
    world = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    several = refers("aws_security_group.a.id", "aws_security_group.b.id")
    projection = projected(
        of_unknown_groups(),
        *(
            change(
                "aws_security_group",
                None,
                {"name": name, "ingress": [world]},
                name=name,
                unknown={"id": True},
            )
            for name in ("a", "b", "c")
        ),
        configuration=written(
            ("aws_eks_cluster", "this", {"vpc_config": [{"security_group_ids": several}]})
        ),
    )
    assert {"a", "b", "${cluster}-extra"} <= names(projection, "security-group")
    assert "c" not in names(projection, "security-group")
    (group,) = (each for each in projection.snapshot.resources if each.name == "a")
    assert group.used_by == ("cluster",)
    assert "tcp 22 from 0.0.0.0/0" in group.attributes["IpPermissions"]
