"""EKS's Terraform resources as pieces of what EKS's Describe operations answer."""

from collections.abc import Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.odd import items, mappings, string
from driftaudit.plan.convert import block, camel, generated, objects, renamed, tags
from driftaudit.plan.foretell import BY_AWS
from driftaudit.plan.part import Part, why_unknown

Values = dict[str, Json]

_CLUSTER: Final = {"name": "name", "arn": "arn", "role_arn": "roleArn", "version": "version"}
_CLUSTER_BLOCKS: Final = (
    "access_config",
    "compute_config",
    "kubernetes_network_config",
    "outpost_config",
    "remote_network_config",
    "storage_config",
    "upgrade_policy",
    "zonal_shift_config",
    "control_plane_scaling_config",
)
_MANY: Final = frozenset({"remote_node_networks", "remote_pod_networks", "encryption_config"})


def cluster(values: Values) -> Iterator[Part]:
    """The cluster itself."""
    names = _CLUSTER | {"deletion_protection": "deletionProtection"}
    shape: Values = renamed(values, names)
    for key in _CLUSTER_BLOCKS:
        shape[camel(key)] = block(objects(values.get(key), camel, _MANY))
    shape["resourcesVpcConfig"] = block(objects(values.get("vpc_config"), camel))
    shape["encryptionConfig"] = objects(values.get("encryption_config"), camel, _MANY)
    shape["logging"] = _logging(values.get("enabled_cluster_log_types"))
    shape["tags"] = tags(values)
    name = values.get("name")
    yield Part(kind="cluster", key=name, shape=shape, whole=True, cluster=name or "")


def _logging(types: Json) -> Json:
    if why_unknown(types):
        return types
    return {"clusterLogging": [{"types": items(types), "enabled": True}]}


_NODEGROUP: Final = {
    "node_group_name": "nodegroupName",
    "arn": "nodegroupArn",
    "node_role_arn": "nodeRole",
    "subnet_ids": "subnets",
    "ami_type": "amiType",
    "capacity_type": "capacityType",
    "disk_size": "diskSize",
    "instance_types": "instanceTypes",
    "release_version": "releaseVersion",
    "version": "version",
    "labels": "labels",
    "taint": "taints",
}


def node_group(values: Values) -> Iterator[Part]:
    """A managed node group."""
    name = values.get("node_group_name")
    if why_unknown(name):
        name = generated(values.get("node_group_name_prefix"))
    shape = renamed(values, _NODEGROUP) | {"nodegroupName": name, "tags": tags(values)}
    for key in ("launch_template", "node_repair_config", "scaling_config", "update_config"):
        shape[camel(key)] = block(objects(values.get(key), camel))
    access = block(values.get("remote_access"))
    if why_unknown(access) != BY_AWS and isinstance(access, dict):
        names = {"ec2_ssh_key": "ec2SshKey", "source_security_group_ids": "sourceSecurityGroups"}
        shape["remoteAccess"] = access if why_unknown(access) else renamed(access, names)
    yield Part(kind="nodegroup", key=name, shape=shape, whole=True, cluster=_cluster(values))


_ADDON: Final = {
    "addon_name": "addonName",
    "arn": "addonArn",
    "addon_version": "addonVersion",
    "configuration_values": "configurationValues",
    "service_account_role_arn": "serviceAccountRoleArn",
}


def addon(values: Values) -> Iterator[Part]:
    """An add-on, and the pod identity associations that EKS makes for it.

    Where the configuration is left out, EKS has none. An association is in the namespace of the
    add-on, which is kube-system unless the add-on was told otherwise (EKS user guide).
    """
    shape = renamed(values, _ADDON) | {"tags": tags(values)}
    if why_unknown(shape.get("configurationValues")) == BY_AWS:
        del shape["configurationValues"]
    name, owned = string(values.get("addon_name")), values.get("pod_identity_association")
    said: Values = {"podIdentityAssociations": owned} if why_unknown(owned) else {}
    accounts = [f"kube-system/{each.get('service_account')}" for each in mappings(owned)]
    if accounts:
        said["podIdentityAssociations"] = sorted(accounts)
    yield Part(
        kind="addon",
        key=name,
        shape=shape,
        whole=True,
        said=said,
        aws_sets=("owner", "publisher", "marketplaceInformation"),
        cluster=_cluster(values),
    )
    for each in mappings(owned):
        inner = {"namespace": "kube-system", "cluster_name": values.get("cluster_name")}
        for part in pod_identity_association(inner | each):
            yield _owned(part, name)


def _owned(part: Part, addon_name: str) -> Part:
    return Part(
        kind=part.kind,
        key=part.key,
        shape=part.shape,
        whole=True,
        said={"ownerArn": f"addon/{addon_name}"},
        aws_sets=("tags",),
        cluster=part.cluster,
    )


def access_entry(values: Values) -> Iterator[Part]:
    """An access entry; of an ordinary one what is left out is EKS's default."""
    names = {"kubernetes_groups": "kubernetesGroups", "type": "type", "user_name": "username"}
    shape = renamed(values, names | {"principal_arn": "principalArn"})
    if shape.get("type", "STANDARD") == "STANDARD":
        shape = {key: each for key, each in shape.items() if why_unknown(each) != BY_AWS}
    yield Part(
        kind="access-entry",
        key=values.get("principal_arn"),
        shape=shape | {"tags": tags(values)},
        whole=True,
        cluster=_cluster(values),
    )


def access_policy_association(values: Values) -> Iterator[Part]:
    """An access policy of an access entry."""
    policy = {
        "policyArn": values.get("policy_arn"),
        "accessScope": block(objects(values.get("access_scope"), camel)),
    }
    yield Part(
        kind="access-entry",
        key=values.get("principal_arn"),
        shape={"associatedAccessPolicies": [policy]},
        cluster=_cluster(values),
    )


_IDENTITY: Final = {
    "namespace": "namespace",
    "service_account": "serviceAccount",
    "role_arn": "roleArn",
    "target_role_arn": "targetRoleArn",
    "disable_session_tags": "disableSessionTags",
    "association_arn": "associationArn",
}


def pod_identity_association(values: Values) -> Iterator[Part]:
    """A pod identity association."""
    shape = renamed(values, _IDENTITY) | {"tags": tags(values)}
    key = f"{string(values.get('namespace'))}/{string(values.get('service_account'))}"
    yield Part(kind="pod-identity", key=key, shape=shape, whole=True, cluster=_cluster(values))


_FARGATE: Final = {
    "fargate_profile_name": "fargateProfileName",
    "arn": "fargateProfileArn",
    "pod_execution_role_arn": "podExecutionRoleArn",
    "subnet_ids": "subnets",
    "selector": "selectors",
}


def fargate_profile(values: Values) -> Iterator[Part]:
    """A Fargate profile."""
    shape = renamed(values, _FARGATE) | {"tags": tags(values)}
    key = values.get("fargate_profile_name")
    yield Part(kind="fargate-profile", key=key, shape=shape, whole=True, cluster=_cluster(values))


def _cluster(values: Values) -> Json:
    return values.get("cluster_name") or ""
