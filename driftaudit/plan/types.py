"""Every Terraform type that is mapped, in one place, and what the others leave in doubt."""

from collections.abc import Callable, Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.odd import mapping
from driftaudit.plan import map_ec2, map_eks, map_iam, map_kube
from driftaudit.plan.convert import block
from driftaudit.plan.map_launch_template import launch_template
from driftaudit.plan.part import Part

Mapper = Callable[[dict[str, Json]], Iterator[Part]]

MAPPERS: Final[dict[str, Mapper]] = {
    "aws_iam_role": map_iam.role,
    "aws_iam_role_policy": map_iam.role_policy,
    "aws_iam_role_policy_attachment": map_iam.role_policy_attachment,
    "aws_iam_policy_attachment": map_iam.policy_attachment,
    "aws_iam_role_policies_exclusive": map_iam.policies_exclusive,
    "aws_iam_role_policy_attachments_exclusive": map_iam.attachments_exclusive,
    "aws_iam_policy": map_iam.policy,
    "aws_iam_instance_profile": map_iam.instance_profile,
    "aws_iam_openid_connect_provider": map_iam.oidc_provider,
    "aws_eks_cluster": map_eks.cluster,
    "aws_eks_node_group": map_eks.node_group,
    "aws_eks_addon": map_eks.addon,
    "aws_eks_access_entry": map_eks.access_entry,
    "aws_eks_access_policy_association": map_eks.access_policy_association,
    "aws_eks_pod_identity_association": map_eks.pod_identity_association,
    "aws_eks_fargate_profile": map_eks.fargate_profile,
    "aws_launch_template": launch_template,
    "aws_security_group": map_ec2.security_group,
    "aws_security_group_rule": map_ec2.security_group_rule,
    "aws_vpc_security_group_ingress_rule": map_ec2.ingress_rule,
    "aws_vpc_security_group_egress_rule": map_ec2.egress_rule,
    "kubernetes_config_map": map_kube.config_map,
    "kubernetes_config_map_v1": map_kube.config_map,
    "kubernetes_config_map_v1_data": map_kube.config_map,
    "kubernetes_service_account": map_kube.service_account,
    "kubernetes_service_account_v1": map_kube.service_account,
}
"""Terraform type → what makes the parts of its values."""

_DOUBTS: Final = (
    ("aws_iam_role", "iam-role"),
    ("aws_iam_policy", "iam-policy"),
    ("aws_iam_instance_profile", "iam-role"),
    ("aws_iam_openid_connect_provider", "oidc-provider"),
    ("aws_eks_cluster", "cluster"),
    ("aws_eks_node_group", "nodegroup"),
    ("aws_eks_addon", "addon"),
    ("aws_eks_access", "access-entry"),
    ("aws_eks_pod_identity", "pod-identity"),
    ("aws_eks_fargate", "fargate-profile"),
    ("aws_eks_identity_provider_config", ""),
    ("aws_eks_", "cluster"),
    ("aws_launch_template", "launch-template"),
    ("aws_security_group", "security-group"),
    ("aws_default_security_group", "security-group"),
    ("aws_vpc_security_group", "security-group"),
    ("aws_subnet", "subnet"),
    ("aws_route", "route-table"),
    ("aws_default_route_table", "route-table"),
    ("aws_main_route_table_association", "route-table"),
    ("aws_kms_alias", "kms-alias"),
    ("kubernetes_config_map", "aws-auth"),
    ("kubernetes_service_account", "service-account"),
)
_WORKLOADS: Final = ("aws-node", "kube-proxy", "coredns")


def doubt(type_: str, values: dict[str, Json]) -> str:
    """The kind that a change of this type leaves in doubt; empty where it cannot matter.

    Of Kubernetes, what bears the name of something that is audited.
    """
    if type_.startswith(("kubernetes_", "kubectl_")):
        return _of_kubernetes(type_, values)
    if type_ not in MAPPERS and type_ in ("aws_route53_zone", "aws_route53_record"):
        return ""
    return next((kind for prefix, kind in _DOUBTS if type_.startswith(prefix)), "")


def _of_kubernetes(type_: str, values: dict[str, Json]) -> str:
    manifest = mapping(values.get("manifest"))
    metadata = mapping(manifest.get("metadata") or block(values.get("metadata")))
    written = str(values.get("yaml_body") or "")
    name, account = metadata.get("name"), "ServiceAccount"
    if name == "aws-auth" or "aws-auth" in written:
        return "aws-auth"
    if manifest.get("kind") == account or account in written or "service_account" in type_:
        return "service-account"
    if name in _WORKLOADS or any(each in written for each in _WORKLOADS):
        return "workload"
    return ""
