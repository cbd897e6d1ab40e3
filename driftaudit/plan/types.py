"""Every Terraform type that is mapped, in one place."""

from collections.abc import Callable, Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.plan import map_ec2, map_eks, map_iam, map_kube
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
    "aws_ec2_tag": map_ec2.tag,
    "aws_security_group": map_ec2.security_group,
    "aws_default_security_group": map_ec2.security_group,
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
