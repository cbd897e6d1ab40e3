"""What cannot be laid over is listed with its reason, and leaves a gap where that may matter."""

import pytest
from msgspec import structs

from driftaudit.model import EVERY_KIND, Gap
from driftaudit.plan.planned import Unmapped
from tests.normalize.stack import US
from tests.plan.made import BASE, change, projected

CLUSTER = US.cluster
ROLE = {"name": f"{CLUSTER}-node", "arn": US.role("node")}
AUTH = {"metadata": [{"name": "aws-auth", "namespace": "kube-system"}], "data": {}}

NOT_LAID = {
    "a type that nobody knows": (change("aws_iam_role_wonder", None, {}), "iam-role"),
    "a policy's": (change("aws_iam_policy_wonder", None, {}), "iam-policy"),
    "of EKS": (change("aws_eks_wonder", None, {"cluster_name": CLUSTER}), "cluster"),
    "of a node group": (change("aws_eks_node_group_wonder", None, {}), "nodegroup"),
    "of a security group": (change("aws_security_group_wonder", None, {}), "security-group"),
    "no kind of ours": (change("aws_s3_bucket", None, {}), ""),
    "a user of IAM": (change("aws_iam_user", None, {}), ""),
    "an identity provider": (
        change("aws_eks_identity_provider_config", None, {"cluster_name": CLUSTER}),
        "",
    ),
    "a zone": (change("aws_route53_zone", None, {}), ""),
    "a subnet of which others are told by name": (
        change("aws_subnet", {"tags": {"Name": "a"}}, {"tags": {}}),
        "subnet",
    ),
    "a new subnet": (change("aws_subnet", None, {}), ""),
    "a route": (change("aws_route", {}, None), "route-table"),
    "a chart": (change("helm_release", None, {"name": "shop"}), ""),
    "a manifest of aws-auth": (
        change("kubernetes_manifest", None, {"manifest": {"metadata": {"name": "aws-auth"}}}),
        "aws-auth",
    ),
    "a manifest of a service account": (
        change("kubernetes_manifest", None, {"manifest": {"kind": "ServiceAccount"}}),
        "service-account",
    ),
    "a manifest as text": (
        change("kubectl_manifest", None, {"yaml_body": "metadata: {name: coredns}"}),
        "workload",
    ),
    "a daemon set": (
        change("kubernetes_daemon_set_v1", None, {"metadata": [{"name": "aws-node"}]}),
        "workload",
    ),
    "another deployment": (
        change("kubernetes_deployment", None, {"metadata": [{"name": "shop"}]}),
        "",
    ),
}


@pytest.mark.parametrize("case", NOT_LAID)
def test_what_is_not_mapped_is_listed(case: str) -> None:
    changed, kind = NOT_LAID[case]
    projection = projected(changed)
    (found,) = projection.unmapped
    assert (found.address, found.type, found.kind) == (changed["address"], changed["type"], kind)
    assert found.reason == f"{changed['type']} is not a type that driftaudit lays over a snapshot"
    gaps = projection.snapshot.gaps[len(BASE.gaps) :]
    assert [gap.kind for gap in gaps] == ([kind] if kind else [])
    listed = projection.snapshot.not_audited.get(found.address)
    assert listed == (None if kind else found.reason)


def test_what_is_not_changed_is_not_listed() -> None:
    assert projected(change("aws_s3_bucket", {"a": 1}, {"a": 1})).unmapped == ()


def test_a_gap_says_which_change_it_is_and_what_to_do() -> None:
    (gap,) = projected(change("aws_iam_role_wonder", None, {})).snapshot.gaps
    assert gap.operation == "plan aws_iam_role_wonder.this"
    assert gap.code == "NotProjected"
    assert gap.message.startswith("aws_iam_role_wonder.this: aws_iam_role_wonder is not a type")
    assert "read the environment again" in gap.needs


UNTOLD = {
    "an attachment to a role of unknown name": (
        change("aws_iam_role_policy_attachment", None, {"policy_arn": "x"}, unknown={"role": True}),
        "iam-role",
        "which iam-role it belongs to is known after apply",
    ),
    "a rule of an unknown group": (
        change(
            "aws_vpc_security_group_ingress_rule", None, {}, unknown={"security_group_id": True}
        ),
        "security-group",
        "which security-group it belongs to is known after apply",
    ),
    "aws-auth that maps nobody knows whom": (
        change("kubernetes_config_map", AUTH, AUTH, unknown={"data": True}, actions=["update"]),
        "aws-auth",
        "whom it maps is known after apply",
    ),
    "one section of aws-auth": (
        change("kubernetes_config_map", None, AUTH, unknown={"data": {"mapRoles": True}}),
        "aws-auth",
        "whom it maps is known after apply",
    ),
}


@pytest.mark.parametrize("case", UNTOLD)
def test_what_has_no_name_yet_leaves_a_gap(case: str) -> None:
    changed, kind, reason = UNTOLD[case]
    projection = projected(changed)
    assert projection.unmapped == (
        Unmapped(address=changed["address"], type=changed["type"], reason=reason, kind=kind),
    )
    assert [gap.kind for gap in projection.snapshot.gaps] == [kind]


@pytest.mark.parametrize("kind", ["iam-role", EVERY_KIND])
def test_nothing_is_laid_over_what_was_not_read(kind: str) -> None:
    gap = Gap(kind=kind, operation="iam:Get", code="AccessDenied", message="", needs="")
    base = structs.replace(BASE, gaps=(gap,))
    projection = projected(change("aws_iam_role", ROLE, ROLE | {"tags_all": {"a": "b"}}), base=base)
    assert [each.reason for each in projection.unmapped] == [
        "iam-role was not read (iam:Get: AccessDenied)"
    ]
    assert projection.snapshot.resources == base.resources
    assert projection.snapshot.gaps == (gap,)


def test_nothing_is_laid_over_what_is_not_audited() -> None:
    base = structs.replace(
        BASE,
        resources=tuple(each for each in BASE.resources if each.kind != "addon"),
        not_audited={"addon": "left out"},
    )
    values = {"cluster_name": CLUSTER, "addon_name": "coredns", "addon_version": "v1"}
    projection = projected(change("aws_eks_addon", None, values), base=base)
    assert [each.reason for each in projection.unmapped] == ["addon was not read (left out)"]
    assert projection.snapshot.gaps == ()


def test_what_is_of_another_cluster_is_listed_and_leaves_no_gap() -> None:
    projection = projected(
        change("aws_eks_addon", None, {"cluster_name": "other", "addon_name": "x"}, name="other"),
        change("aws_eks_addon", None, {"cluster_name": CLUSTER, "addon_name": "x"}),
    )
    assert [(each.address, each.reason, each.kind) for each in projection.unmapped] == [
        ("aws_eks_addon.other", "is for cluster other, not for acme-us", "")
    ]
    assert [(each.kind, each.name) for each in projection.touched] == [("addon", "x")]


def test_what_is_put_off_leaves_a_gap() -> None:
    inner = {"address": "aws_eks_addon.x", "type": "aws_eks_addon"}
    deferred = [{"reason": "resource_config_unknown", "resource_change": inner}]
    (found,) = projected(deferred_changes=deferred).unmapped
    assert found.reason == "the plan puts it off (resource_config_unknown)"
    assert found.kind == "addon"


@pytest.mark.parametrize(("name", "kind"), [("x", ""), ("amazon-vpc-cni", "workload")])
def test_other_config_maps_are_listed(name: str, kind: str) -> None:
    other = {"metadata": [{"name": name, "namespace": "kube-system"}], "data": {"a": "b"}}
    projection = projected(change("kubernetes_config_map_v1", None, other))
    (found,) = projection.unmapped
    assert (found.kind, found.reason) == (
        kind,
        "holds nothing that driftaudit lays over a snapshot",
    )
    assert projection.snapshot.resources == BASE.resources


def test_a_policy_that_no_role_gets_is_listed() -> None:
    values = {"name": "a", "users": ["bob"], "policy_arn": "arn:aws:iam::aws:policy/X"}
    (found,) = projected(change("aws_iam_policy_attachment", None, values)).unmapped
    assert (found.kind, found.reason) == ("", "holds nothing that driftaudit lays over a snapshot")


def test_what_is_not_audited_is_in_no_doubt() -> None:
    base = structs.replace(BASE, not_audited={"workload": "kubernetes: false"})
    daemons = change("kubernetes_daemonset", None, {"metadata": [{"name": "aws-node"}]})
    (found,) = projected(daemons, base=base).unmapped
    assert found.kind == ""


def test_a_stack_leaves_every_kind_in_doubt_that_it_has() -> None:
    template = "Resources: {R: {Type: AWS::IAM::Role}, S: {Type: AWS::EC2::SecurityGroup}}"
    made = projected(change("aws_cloudformation_stack", None, {"template_body": template}))
    assert [each.kind for each in made.unmapped] == ["iam-role", "security-group"]
    assert {gap.kind for gap in made.snapshot.gaps} >= {"iam-role", "security-group"}


def test_what_may_be_in_any_of_two_clusters_leaves_a_gap() -> None:
    arn = f"arn:aws:eks:us-east-1:{US.account}:cluster/"
    clusters = [{"name": name, "arn": arn + name} for name in (CLUSTER, "other")]
    projection = projected(
        *(change("aws_eks_cluster", each, each, name=each["name"]) for each in clusters),
        change("kubernetes_config_map", AUTH, AUTH | {"data": {"mapRoles": "[]"}}),
        change("kubernetes_config_map_v1", AUTH, AUTH),
    )
    (found,) = projection.unmapped
    assert found.reason == "whether it is of this environment or of another cannot be told"
    assert [gap.kind for gap in projection.snapshot.gaps] == ["aws-auth"]


def test_a_plan_made_with_target_says_that_there_is_more() -> None:
    (found,) = projected(complete=False).unmapped
    assert found.address == "plan.json"
    assert "-target" in found.reason
    assert found.kind == ""


def test_only_the_provider_of_the_clusters_issuer_is_audited() -> None:
    values = {"url": "https://token.actions.example.com", "client_id_list": ["sts.amazonaws.com"]}
    projection = projected(change("aws_iam_openid_connect_provider", None, values))
    (found,) = projection.unmapped
    assert "is not the issuer" in found.reason
    assert projection.touched == ()


def test_the_default_group_that_nothing_uses_leaves_no_gap() -> None:
    group = {"id": "sg-default", "name": "default", "tags": {"a": "1"}}
    projection = projected(
        change("aws_default_security_group", group, group | {"tags": {"a": "2"}})
    )
    assert [each.kind for each in projection.unmapped] == [""]
    assert projection.snapshot.gaps == BASE.gaps


@pytest.mark.parametrize(
    ("type_", "values", "secret"),
    [
        ("aws_iam_role_policy_attachment", {"role": ROLE["name"]}, {"role": True}),
        ("aws_iam_policy_attachment", {"roles": [ROLE["name"], "b"]}, {"roles": True}),
    ],
)
def test_that_it_is_secret_whose_it_is_hides_nothing_of_what_it_does(type_, values, secret) -> None:
    admin = values | {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    projection = projected(change(type_, None, admin, sensitive=secret))
    (found,) = projection.touched
    assert (found.how, found.name) == ("changed", "${cluster}-node")
