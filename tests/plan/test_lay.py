"""In which order a plan takes effect, and what of it is known."""

import json

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.plan.foretell import BY_AWS
from driftaudit.plan.things import SENSITIVE
from tests.normalize import stack
from tests.normalize.stack import US
from tests.plan.cases import ADDON, CLUSTER, ENTRY, GROUP, MANAGED, ROLE, attachment, document
from tests.plan.made import BASE, change, projected, refers, written


def attributes(projection):
    return {(each.kind, each.name): each.attributes for each in projection.snapshot.resources}


def touched(projection):
    return {(each.kind, each.name): each.how for each in projection.touched}


NODE = ("iam-role", "${cluster}-node")
REPLACED = ["delete", "create"]


@pytest.mark.parametrize("actions", [REPLACED, ["create", "delete"]])
def test_a_role_that_is_replaced_loses_what_is_not_attached_anew(actions) -> None:
    after = ROLE | {"path": "/eks/", "managed_policy_arns": None, "inline_policy": None}
    unknown = {"arn": True, "managed_policy_arns": True, "inline_policy": True}
    kept = attachment("node", MANAGED + "Kept")
    projection = projected(
        change("aws_iam_role", ROLE, after, actions=actions, unknown=unknown),
        change("aws_iam_role_policy_attachment", kept, kept, actions=actions),
        change(
            "aws_iam_role_policy_attachment",
            attachment("node", MANAGED + "Lost"),
            attachment("node", MANAGED + "Lost"),
            name="lost",
        ),
    )
    found = attributes(projection)[NODE]
    assert found["Path"] == "/eks/"
    assert found["AttachedManagedPolicies"] == {"arn:${partition}:iam::aws:policy/Kept": {}}
    assert "RolePolicyList" not in found


def test_a_role_of_another_name_takes_the_place_of_the_old_one() -> None:
    projection = projected(
        change(
            "aws_iam_role",
            ROLE,
            ROLE | {"name": f"{CLUSTER}-new", "arn": None},
            actions=REPLACED,
            unknown={"arn": True},
        ),
        change(
            "aws_eks_node_group", GROUP, GROUP | {"node_role_arn": US.role("new")}, actions=REPLACED
        ),
    )
    assert touched(projection)[NODE] == "removed"
    assert touched(projection)["iam-role", "${cluster}-new"] == "added"


def test_what_a_deposed_object_was_goes_but_not_what_has_its_name_now() -> None:
    entry = ENTRY | {"principal_arn": US.role("old")}
    projection = projected(
        change("aws_eks_addon", ADDON, ADDON | {"addon_version": "v2"}),
        change("aws_eks_addon", ADDON, None, deposed="0a", address="x"),
        change("aws_eks_access_entry", entry, None, deposed="0b"),
    )
    assert attributes(projection)["addon", "vpc-cni"]["addonVersion"] == "v2"


def test_a_new_node_group_is_unknown_where_aws_chooses() -> None:
    open_ = dict.fromkeys(
        ("ami_type", "arn", "capacity_type", "release_version", "update_config", "version"), True
    )
    values = {key: GROUP[key] for key in GROUP if key not in ("launch_template", "update_config")}
    projection = projected(
        change("aws_eks_node_group", None, values | {"node_group_name": "new"}, unknown=open_),
        change("aws_eks_node_group", GROUP, GROUP, name="workers"),
    )
    found = attributes(projection)["nodegroup", "new"]
    assert found["amiType"] == found["releaseVersion"] == found["version"] == {UNKNOWN: BY_AWS}
    # What EKS documents as its default is known without asking.
    assert found["capacityType"] == "ON_DEMAND"
    assert "updateConfig" not in found
    assert found["subnets"] == attributes(projection)["nodegroup", "workers"]["subnets"]
    assert {path for _, _, path in projection.unknown} == {
        ("amiType",),
        ("releaseVersion",),
        ("version",),
    }


def test_an_open_document_leaves_the_others_of_the_role_known() -> None:
    policy = {"role": f"{CLUSTER}-node", "name": "new"}
    projection = projected(change("aws_iam_role_policy", None, policy, unknown={"policy": True}))
    inline = attributes(projection)[NODE]["RolePolicyList"]
    assert inline["new"] == {UNKNOWN: BY_AWS}
    assert inline["secrets"] == BASE_ATTRIBUTES[NODE]["RolePolicyList"]["secrets"]


BASE_ATTRIBUTES = {(each.kind, each.name): each.attributes for each in BASE.resources}


def test_a_policy_of_unknown_name_leaves_the_policies_of_a_role_unknown_and_readable() -> None:
    values = {"role": f"{CLUSTER}-node"}
    projection = projected(
        change("aws_iam_role_policy_attachment", None, values, unknown={"policy_arn": True})
    )
    before = BASE_ATTRIBUTES[NODE]["AttachedManagedPolicies"]
    assert attributes(projection)[NODE]["AttachedManagedPolicies"] == before | {UNKNOWN: BY_AWS}


def test_an_updated_document_that_is_not_known_yet_is_unknown() -> None:
    arn = f"arn:aws:iam::{US.account}:policy/{CLUSTER}-boundary"
    before = {"arn": arn, "name": f"{CLUSTER}-boundary", "policy": "{}"}
    projection = projected(
        change("aws_iam_policy", before, before | {"policy": None}, unknown={"policy": True})
    )
    found = attributes(projection)["iam-policy", "${cluster}-boundary"]
    assert found["Document"] == {UNKNOWN: BY_AWS}


def test_the_workload_of_a_changed_add_on_is_unknown() -> None:
    projection = projected(change("aws_eks_addon", ADDON, ADDON | {"addon_version": "v2"}))
    found = attributes(projection)["workload", "aws-node"]
    why = "the plan changes its add-on vpc-cni"
    assert found == {key: {UNKNOWN: why} for key in BASE_ATTRIBUTES["workload", "aws-node"]}


def test_an_add_on_with_pod_identities_has_associations_of_its_own() -> None:
    values = {
        "cluster_name": CLUSTER,
        "addon_name": "aws-efs-csi-driver",
        "addon_version": "v1",
        "pod_identity_association": [{"role_arn": US.role("ebs"), "service_account": "efs"}],
    }
    projection = projected(change("aws_eks_addon", None, values))
    found = attributes(projection)
    addon = found["addon", "aws-efs-csi-driver"]
    assert addon["podIdentityAssociations"] == ["kube-system/efs"]
    assert addon["publisher"] == {UNKNOWN: "AWS sets it"}
    own = found["pod-identity", "kube-system/efs"]
    assert own["ownerArn"] == "addon/aws-efs-csi-driver"
    (role,) = (each for each in projection.snapshot.resources if each.name == "${cluster}-ebs")
    assert "addon/aws-efs-csi-driver" in role.used_by
    assert "pod-identity/kube-system/efs" in role.used_by


CLUSTER_VALUES = {
    "name": CLUSTER,
    "arn": US.eks(f"cluster/{CLUSTER}"),
    "role_arn": US.role("cluster"),
    "version": "1.30",
}


def test_what_is_in_a_cluster_that_is_replaced_is_not_known_any_more() -> None:
    projection = projected(
        change("aws_eks_cluster", CLUSTER_VALUES, CLUSTER_VALUES, actions=REPLACED),
        change("aws_eks_addon", ADDON, ADDON, actions=REPLACED),
    )
    kinds = {each.kind for each in projection.unmapped}
    assert {"nodegroup", "access-entry", "aws-auth", "workload"} <= kinds
    assert "addon" not in kinds  # the plan says of the only one what becomes of it
    assert {gap.kind for gap in projection.snapshot.gaps} == kinds
    assert ("addon", "vpc-cni") in attributes(projection)
    assert ("nodegroup", "workers") not in attributes(projection)


def test_a_cluster_that_goes_leaves_nothing_in_it() -> None:
    projection = projected(change("aws_eks_cluster", CLUSTER_VALUES, None))
    kinds = {each.kind for each in projection.snapshot.resources}
    assert not kinds & {"cluster", "addon", "nodegroup", "access-entry", "workload", "iam-role"}


def test_a_part_of_what_is_not_there_leaves_a_gap() -> None:
    values = {
        "cluster_name": CLUSTER,
        "principal_arn": US.role("nobody"),
        "policy_arn": "arn:aws:eks::aws:cluster-access-policy/X",
        "access_scope": [{"type": "cluster"}],
    }
    for changed in (
        change("aws_eks_access_policy_association", None, values),
        change("aws_eks_access_policy_association", values, values | {"policy_arn": "y"}),
    ):
        (found,) = projected(changed).unmapped
        assert found.reason == "its access-entry is not in the snapshot"
        assert found.kind == "access-entry"


def test_what_is_updated_and_was_not_there_is_there() -> None:
    values = {"cluster_name": CLUSTER, "addon_name": "new", "addon_version": "v1"}
    projection = projected(change("aws_eks_addon", values, values | {"addon_version": "v2"}))
    assert attributes(projection)["addon", "new"]["addonVersion"] == "v2"


SECRET = "hunter2hunter2"


def test_what_is_sensitive_is_not_shown() -> None:
    values = json.dumps({"env": {"ENABLE_PREFIX_DELEGATION": "true", "password": SECRET, "a": 1}})
    projection = projected(
        change(
            "aws_eks_addon",
            ADDON,
            ADDON | {"configuration_values": values},
            sensitive={"configuration_values": True},
        )
    )
    found = attributes(projection)["addon", "vpc-cni"]["configurationValues"]["env"]
    # What the snapshot shows already stays, what the normalizer redacts compares by its digest.
    assert found["ENABLE_PREFIX_DELEGATION"] == "true"
    assert found["password"].startswith("<redacted sha256:")
    assert found["a"] == {UNKNOWN: SENSITIVE}
    assert SECRET not in str(projection)


def test_a_secret_is_redacted_as_the_normalizer_does_it() -> None:
    values = json.dumps({"password": SECRET})
    projection = projected(change("aws_eks_addon", ADDON, ADDON | {"configuration_values": values}))
    taken = stack.resources(US, addon=(stack.addon(US) | {"configurationValues": values},))
    assert attributes(projection)["addon", "vpc-cni"] == taken["addon", "vpc-cni"]


def test_sensitive_labels_of_a_new_group_are_unknown() -> None:
    projection = projected(
        change(
            "aws_eks_node_group",
            None,
            GROUP | {"node_group_name": "new"},
            sensitive={"labels": {"pool": True}},
        )
    )
    assert attributes(projection)["nodegroup", "new"]["labels"] == {"pool": {UNKNOWN: SENSITIVE}}


def test_a_role_behind_a_reference_enters_with_the_group_that_uses_it() -> None:
    role = {
        "name": f"{CLUSTER}-batch",
        "path": "/",
        "assume_role_policy": json.dumps(document("x")),
    }
    group = {key: GROUP[key] for key in GROUP if key != "node_role_arn"}
    projection = projected(
        change("aws_iam_role", None, role, unknown={"arn": True}),
        change(
            "aws_iam_role_policy_attachment",
            None,
            attachment("batch", MANAGED + "AmazonEKSWorkerNodePolicy"),
        ),
        change(
            "aws_eks_node_group",
            None,
            group | {"node_group_name": "batch"},
            unknown={"node_role_arn": True},
        ),
        configuration=written(
            ("aws_eks_node_group", "this", {"node_role_arn": refers("aws_iam_role.this.arn")})
        ),
    )
    assert touched(projection) == {
        ("nodegroup", "batch"): "added",
        ("iam-role", "${cluster}-batch"): "added",
    }
    (made,) = (each for each in projection.snapshot.resources if each.name == "${cluster}-batch")
    assert made.used_by == ("nodegroup/batch",)
    assert made.source == US.role("batch")
    fact = projection.snapshot.facts[
        "aws-managed-policy/arn:${partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy"
    ]
    assert fact["document"]["Statement"]


def test_what_is_deleted_is_gone() -> None:
    template = {"id": US.id("lt"), "name": f"{CLUSTER}-workers", "latest_version": US.number}
    auth = {
        "metadata": [{"name": "aws-auth", "namespace": "kube-system"}],
        "data": stack.aws_auth(US)["data"],
    }
    projection = projected(
        change("kubernetes_config_map", auth, None),
        change("aws_launch_template", template, None),
        change("aws_eks_node_group", GROUP, None),
        change("aws_iam_role", ROLE, None),
    )
    gone = {"aws-auth", "launch-template", "nodegroup"}
    assert not gone & {each.kind for each in projection.snapshot.resources}
    assert NODE not in attributes(projection)
    assert projection.snapshot.gaps == BASE.gaps


def test_an_association_that_its_add_on_lets_go_is_gone() -> None:
    owned = [{"role_arn": US.role("ebs"), "service_account": "efs"}]
    own = {"cluster_name": CLUSTER, "addon_name": "efs", "addon_version": "v1"}
    with_it = own | {"pod_identity_association": owned}
    base = projected(change("aws_eks_addon", None, with_it)).snapshot
    without = own | {"pod_identity_association": []}
    projection = projected(change("aws_eks_addon", with_it, without), base=base)
    assert touched(projection) == {
        ("addon", "efs"): "changed",
        ("pod-identity", "kube-system/efs"): "removed",
    }


def of_one_prefix(name, action):
    document_ = json.dumps(document(action))
    values = {"role": f"{CLUSTER}-node", "name_prefix": "own-", "policy": document_}
    return change("aws_iam_role_policy", None, values, name=name, unknown={"name": True})


def test_what_is_to_be_generated_of_one_prefix_is_not_one() -> None:
    group = {"cluster_name": CLUSTER, "node_group_name_prefix": "spot-"}
    projection = projected(
        of_one_prefix("a", "s3:*"),
        of_one_prefix("b", "sqs:*"),
        *(
            change("aws_eks_node_group", None, group, name=name, unknown={"node_group_name": True})
            for name in ("c", "d")
        ),
    )
    groups = [name for kind, name in touched(projection) if kind == "nodegroup"]
    assert len(set(groups)) == 2
    assert all(name.startswith("spot-") for name in groups)
    inline = attributes(projection)[NODE]["RolePolicyList"]
    own = [each for name, each in sorted(inline.items()) if name.startswith("own-")]
    assert [each["Statement"][0]["Action"] for each in own] == [["s3:*"], ["sqs:*"]]


def test_the_name_of_what_is_made_of_something_unknown_is_not_foretold() -> None:
    role = {"assume_role_policy": json.dumps(stack.trust(US, "pods.eks")), "path": "/"}
    later = {"name": True, "arn": True, "id": True}
    pods = {"cluster_name": CLUSTER, "namespace": "x", "service_account": "s"}
    projection = projected(
        change("aws_iam_role", None, role, unknown=later),
        change("aws_eks_pod_identity_association", None, pods, unknown={"role_arn": True}),
        configuration=written(
            ("aws_iam_role", "this", {"name": refers("random_pet.this.id", "random_pet.this")}),
            (
                "aws_eks_pod_identity_association",
                "this",
                {"role_arn": refers("aws_iam_role.this.arn", "aws_iam_role.this")},
            ),
        ),
    )
    (made,) = (each for each in projection.snapshot.resources if "known-after" in each.name)
    assert (made.kind, made.used_by) == ("iam-role", ("pod-identity/x/s",))
    taken = attributes(projection)["pod-identity", "x/s"]["roleArn"]
    assert taken == "arn:${partition}:iam::${account}:role/" + made.name


DISCOVERY = {"key": "karpenter.sh/discovery", "value": CLUSTER}


def test_a_tag_of_a_security_group_is_laid_over_it() -> None:
    tag = DISCOVERY | {"resource_id": US.id("sg", "extra")}
    tagged = projected(change("aws_ec2_tag", None, tag))
    group = ("security-group", "${cluster}-extra")
    assert attributes(tagged)[group]["Tags"][DISCOVERY["key"]] == "${cluster}"
    without = projected(change("aws_ec2_tag", tag, None), base=tagged.snapshot)
    assert without.snapshot.resources == BASE.resources


def test_a_tag_of_a_new_security_group_is_laid_over_it() -> None:
    values = CLUSTER_VALUES | {"vpc_config": [{"security_group_ids": [US.id("sg", "extra")]}]}
    projection = projected(
        change("aws_ec2_tag", None, DISCOVERY, unknown={"resource_id": True}),
        change("aws_security_group", None, {"name": "own"}, unknown={"id": True}),
        change(
            "aws_eks_cluster",
            values,
            CLUSTER_VALUES | {"vpc_config": [{}]},
            unknown={"vpc_config": [{"security_group_ids": True}]},
        ),
        configuration=written(
            ("aws_ec2_tag", "this", {"resource_id": refers("aws_security_group.this.id")}),
            (
                "aws_eks_cluster",
                "this",
                {"vpc_config": [{"security_group_ids": refers("aws_security_group.this.id")}]},
            ),
        ),
    )
    found = attributes(projection)["security-group", "own"]
    assert found["Tags"] == {DISCOVERY["key"]: "${cluster}"}


@pytest.mark.parametrize("force", ["kubernetes_config_map_v1_data", "kubernetes_config_map"])
def test_a_section_of_aws_auth_that_is_written_anew_has_nobody_else_in_it(force: str) -> None:
    ops = [{"rolearn": f"arn:aws:iam::{US.account}:role/ops", "username": "ops"}]
    values = {
        "metadata": [{"name": "aws-auth", "namespace": "kube-system"}],
        "data": {"mapRoles": json.dumps(ops)},
    }
    assert touched(projected(change(force, None, values))) == {
        ("aws-auth", "arn:${partition}:iam::${account}:role/${cluster}-node"): "removed",
        ("aws-auth", "arn:${partition}:iam::${account}:role/ops"): "added",
    }


EXCLUSIVE = {"role_name": f"{CLUSTER}-node"}


def test_inline_policies_that_are_to_be_left_and_have_no_names_yet_are_unknown() -> None:
    open_ = {"policy_names": True}
    limited = change("aws_iam_role_policies_exclusive", None, EXCLUSIVE, unknown=open_)
    assert UNKNOWN in attributes(projected(limited))[NODE]["RolePolicyList"]


def test_the_one_inline_policy_that_is_to_be_left_is_known_by_its_reference() -> None:
    names = {"policy_names": refers("aws_iam_role_policy.a.name", "aws_iam_role_policy.a")}
    projection = projected(
        of_one_prefix("a", "s3:*"),
        change("aws_iam_role_policies_exclusive", None, EXCLUSIVE, unknown={"policy_names": True}),
        configuration=written(
            ("aws_iam_role_policy", "a", {}), ("aws_iam_role_policies_exclusive", "this", names)
        ),
    )
    (left,) = attributes(projection)[NODE]["RolePolicyList"]
    assert left.startswith("own-")
