"""What AWS's policies for EKS allowed at first, and which actions AWS added when.

Sources: the EKS user guide's "updates to AWS managed policies", and the versions of the policies
themselves. Later versions add actions, none takes one away.
"""

from types import MappingProxyType
from typing import Final, NamedTuple


class Managed(NamedTuple):
    """The actions of the oldest version that is known, and later ones: action → when it came."""

    first: tuple[str, ...]
    added: dict[str, str]

    @property
    def actions(self) -> frozenset[str]:
        """All actions of the newest version."""
        return frozenset((*self.first, *self.added))


def _ec2(names: str) -> tuple[str, ...]:
    return tuple(f"ec2:{name}" for name in names.split())


def _elb(names: str) -> tuple[str, ...]:
    return tuple(f"elasticloadbalancing:{name}" for name in names.split())


MANAGED: Final = MappingProxyType(
    {
        "AmazonEKS_CNI_Policy": Managed(
            first=_ec2(
                "AssignPrivateIpAddresses AttachNetworkInterface CreateNetworkInterface CreateTags"
                " DeleteNetworkInterface DescribeInstances DescribeInstanceTypes"
                " DescribeNetworkInterfaces DescribeTags DetachNetworkInterface"
                " ModifyNetworkInterfaceAttribute UnassignPrivateIpAddresses"
            ),
            added={
                "ec2:DescribeSubnets": "2024-03",
                "ec2:DescribeSecurityGroups": "2026-03",
            },
        ),
        "AmazonEKSWorkerNodePolicy": Managed(
            first=(
                *_ec2(
                    "DescribeInstances DescribeRouteTables DescribeSecurityGroups DescribeSubnets"
                    " DescribeVolumes DescribeVolumesModifications DescribeVpcs"
                ),
                "eks:DescribeCluster",
            ),
            added={
                "ec2:DescribeInstanceTypes": "2022-03",
                "eks-auth:AssumeRoleForPodIdentity": "2023-11",
            },
        ),
        "AmazonEKSClusterPolicy": Managed(
            first=(
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:UpdateAutoScalingGroup",
                *_ec2(
                    "AttachVolume AuthorizeSecurityGroupIngress CreateRoute CreateSecurityGroup"
                    " CreateTags CreateVolume DeleteRoute DeleteSecurityGroup DeleteVolume"
                    " DescribeDhcpOptions DescribeInstances DescribeRouteTables"
                    " DescribeSecurityGroups DescribeSubnets DescribeVolumes"
                    " DescribeVolumesModifications DescribeVpcs DetachVolume"
                    " ModifyInstanceAttribute ModifyVolume RevokeSecurityGroupIngress"
                ),
                *_elb(
                    "AddTags ApplySecurityGroupsToLoadBalancer AttachLoadBalancerToSubnets"
                    " ConfigureHealthCheck CreateListener CreateLoadBalancer"
                    " CreateLoadBalancerListeners CreateLoadBalancerPolicy CreateTargetGroup"
                    " DeleteListener DeleteLoadBalancer DeleteLoadBalancerListeners"
                    " DeleteTargetGroup DeregisterInstancesFromLoadBalancer DeregisterTargets"
                    " DescribeListeners DescribeLoadBalancerAttributes"
                    " DescribeLoadBalancerPolicies DescribeLoadBalancers"
                    " DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth"
                    " DetachLoadBalancerFromSubnets ModifyListener ModifyLoadBalancerAttributes"
                    " ModifyTargetGroup ModifyTargetGroupAttributes"
                    " RegisterInstancesWithLoadBalancer RegisterTargets"
                    " SetLoadBalancerPoliciesForBackendServer SetLoadBalancerPoliciesOfListener"
                ),
                "iam:CreateServiceLinkedRole",
                "kms:DescribeKey",
            ),
            added={
                # No change log names this one: version 3 (2019) has it not, version 7 has.
                "ec2:DescribeNetworkInterfaces": "by 2024",
                "ec2:DescribeAccountAttributes": "2021-06",
                "ec2:DescribeAddresses": "2021-06",
                "ec2:DescribeInternetGateways": "2021-06",
                "ec2:DescribeAvailabilityZones": "2023-02",
                "ec2:DescribeInstanceTopology": "2024-11",
                "ec2:DeleteNetworkInterface": "2025-04",
            },
        ),
    }
)
"""The AWS-managed policies that people copy, by name."""
