"""EKS's Terraform resources have the shape of EKS's answers."""

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.plan.convert import GENERATED
from driftaudit.plan.foretell import BY_AWS, LATER, later
from driftaudit.plan.map_eks import (
    access_entry,
    access_policy_association,
    addon,
    cluster,
    fargate_profile,
    node_group,
    pod_identity_association,
)


def shape(mapper, **values):
    """The shape of the only part that values make, empty members aside."""
    (part,) = mapper(values)
    return {key: each for key, each in part.shape.items() if each not in (None, [], {}, "")}


CLUSTER = {
    "network": (
        {
            "kubernetes_network_config": [
                {
                    "ip_family": "ipv6",
                    "service_ipv4_cidr": "",
                    "elastic_load_balancing": [{"enabled": True}],
                }
            ]
        },
        {
            "kubernetesNetworkConfig": {
                "ipFamily": "ipv6",
                "elasticLoadBalancing": {"enabled": True},
            }
        },
    ),
    "hybrid nodes": (
        {
            "remote_network_config": [
                {
                    "remote_node_networks": [{"cidrs": ["10.1.0.0/16"]}],
                    "remote_pod_networks": [{"cidrs": ["10.2.0.0/16"]}],
                }
            ]
        },
        {
            "remoteNetworkConfig": {
                "remoteNodeNetworks": [{"cidrs": ["10.1.0.0/16"]}],
                "remotePodNetworks": [{"cidrs": ["10.2.0.0/16"]}],
            }
        },
    ),
    "auto mode": (
        {
            "compute_config": [
                {"enabled": True, "node_pools": ["system"], "node_role_arn": "arn:x"}
            ],
            "storage_config": [{"block_storage": [{"enabled": True}]}],
        },
        {
            "computeConfig": {"enabled": True, "nodePools": ["system"], "nodeRoleArn": "arn:x"},
            "storageConfig": {"blockStorage": {"enabled": True}},
        },
    ),
    "encryption": (
        {"encryption_config": [{"resources": ["secrets"], "provider": [{"key_arn": "arn:k"}]}]},
        {"encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:k"}}]},
    ),
    "an outpost": (
        {
            "outpost_config": [
                {
                    "outpost_arns": ["arn:o"],
                    "control_plane_instance_type": "m5.large",
                    "control_plane_placement": [{"group_name": "g"}],
                }
            ]
        },
        {
            "outpostConfig": {
                "outpostArns": ["arn:o"],
                "controlPlaneInstanceType": "m5.large",
                "controlPlanePlacement": {"groupName": "g"},
            }
        },
    ),
    "switches": (
        {
            "zonal_shift_config": [{"enabled": True}],
            "upgrade_policy": [{"support_type": "STANDARD"}],
            "deletion_protection": True,
            "bootstrap_self_managed_addons": True,
        },
        {
            "zonalShiftConfig": {"enabled": True},
            "upgradePolicy": {"supportType": "STANDARD"},
            "deletionProtection": True,
        },
    ),
}


@pytest.mark.parametrize("case", CLUSTER)
def test_the_blocks_of_a_cluster(case: str) -> None:
    values, expected = CLUSTER[case]
    made = shape(cluster, name="c", **values)
    del made["name"], made["logging"]
    assert made == expected


def test_log_types_that_are_not_known_yet() -> None:
    made = shape(cluster, name="c", enabled_cluster_log_types=later(LATER))
    assert made["logging"] == {UNKNOWN: LATER}


def test_a_node_group_with_remote_access() -> None:
    access = [{"ec2_ssh_key": "k", "source_security_group_ids": ["sg-1"]}]
    made = shape(node_group, node_group_name="x", remote_access=access)
    assert made["remoteAccess"] == {"ec2SshKey": "k", "sourceSecurityGroups": ["sg-1"]}
    for access in ([], later(BY_AWS), None):
        assert "remoteAccess" not in shape(node_group, node_group_name="x", remote_access=access)


def test_a_node_group_of_a_name_to_come() -> None:
    values = {"node_group_name": later(BY_AWS), "node_group_name_prefix": "w-"}
    assert shape(node_group, **values)["nodegroupName"] == f"w-{GENERATED}"


def test_an_add_on_without_configuration_has_none() -> None:
    values = {"addon_name": "x", "configuration_values": later(BY_AWS)}
    assert "configurationValues" not in shape(addon, **values)
    values["configuration_values"] = later(LATER)
    assert shape(addon, **values)["configurationValues"] == {UNKNOWN: LATER}


def test_an_add_on_whose_pod_identities_are_not_known_yet() -> None:
    (part,) = addon({"addon_name": "x", "pod_identity_association": later(LATER)})
    assert part.said == {"podIdentityAssociations": {UNKNOWN: LATER}}


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("STANDARD", {}),
        (None, {}),
        ("EC2_LINUX", {"username": {UNKNOWN: BY_AWS}, "kubernetesGroups": {UNKNOWN: BY_AWS}}),
    ],
)
def test_what_eks_gives_an_access_entry(type_, expected) -> None:
    open_ = {"user_name": later(BY_AWS), "kubernetes_groups": later(BY_AWS)}
    made = shape(access_entry, principal_arn="arn:x", type=type_, **open_)
    assert made == {"principalArn": "arn:x", **({"type": type_} if type_ else {}), **expected}


def test_a_username_that_is_not_known_yet_is_unknown() -> None:
    made = shape(access_entry, principal_arn="arn:x", user_name=later(LATER))
    assert made["username"] == {UNKNOWN: LATER}


def test_an_access_policy_is_part_of_its_entry() -> None:
    scope = [{"type": "namespace", "namespaces": ["a"]}]
    values = {"principal_arn": "arn:x", "policy_arn": "arn:p", "access_scope": scope}
    (part,) = access_policy_association(values | {"cluster_name": "c"})
    assert (part.kind, part.key, part.whole) == ("access-entry", "arn:x", False)
    assert part.shape["associatedAccessPolicies"] == [
        {"policyArn": "arn:p", "accessScope": {"type": "namespace", "namespaces": ["a"]}}
    ]


def test_a_pod_identity_and_a_fargate_profile() -> None:
    made = shape(
        pod_identity_association,
        namespace="n",
        service_account="s",
        role_arn="arn:r",
        target_role_arn="arn:t",
        disable_session_tags=True,
        association_id="a-1",
    )
    assert made == {
        "namespace": "n",
        "serviceAccount": "s",
        "roleArn": "arn:r",
        "targetRoleArn": "arn:t",
        "disableSessionTags": True,
    }
    selector = [{"namespace": "n", "labels": {"a": "b"}}]
    made = shape(
        fargate_profile,
        fargate_profile_name="f",
        pod_execution_role_arn="arn:r",
        subnet_ids=["subnet-1"],
        selector=selector,
        tags_all={"a": "b"},
        tags={},
    )
    assert made == {
        "fargateProfileName": "f",
        "podExecutionRoleArn": "arn:r",
        "subnets": ["subnet-1"],
        "selectors": selector,
        "tags": {"a": "b"},
    }
