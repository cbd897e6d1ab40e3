"""The AWS-managed policies that decide whether an EKS node joins, and the one that allows all.

For where a snapshot does not hold a policy's document (it was not readable, or a baseline holds
none); what a snapshot holds comes first, since AWS changes these policies. Source: the default
versions that AWS publishes (AWS Managed Policy Reference Guide), each with the day it is of.
"""

from types import MappingProxyType
from typing import Final

from driftaudit.model import Json, Record

PREFIX: Final = "arn:${partition}:iam::aws:policy/"
"""How the portable ARN of every AWS-managed policy begins."""


class Managed(Record, frozen=True, kw_only=True):
    """One AWS-managed policy: its default version on the day of its last update (`2026-03-04`)."""

    version: str
    updated: str
    document: Json


def document(portable_arn: str) -> Json | None:
    """The document of an AWS-managed policy by its portable ARN; None where it is not known here.

    Its own ARNs are portable too (`arn:${partition}:ec2:*:*:volume/*`).
    """
    known = MANAGED.get(portable_arn)
    return known.document if known else None


def _allow(*actions: str, on: tuple[str, ...] = (), when: Json = None) -> Json:
    """A statement; actions as `service: Name Name`, resources of EC2 or else every one."""
    made = {
        "Effect": "Allow",
        "Action": [
            f"{service}:{name}"
            for service, _, names in (each.partition(": ") for each in actions)
            for name in names.split()
        ],
        "Resource": [f"arn:${{partition}}:ec2:*:*:{each}" for each in on] or "*",
    }
    return {**made, "Condition": when} if when else made


def _document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


_BY_NAME: Final = {
    "AdministratorAccess": Managed(
        version="v1",
        updated="2015-02-06",
        document=_document({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    ),
    "AmazonEKSWorkerNodePolicy": Managed(
        version="v3",
        updated="2023-11-27",
        document=_document(
            _allow(
                "ec2: DescribeInstances DescribeInstanceTypes DescribeRouteTables"
                " DescribeSecurityGroups DescribeSubnets DescribeVolumes"
                " DescribeVolumesModifications DescribeVpcs",
                "eks: DescribeCluster",
                "eks-auth: AssumeRoleForPodIdentity",
            ),
        ),
    ),
    "AmazonEKSWorkerNodeMinimalPolicy": Managed(
        version="v1",
        updated="2024-10-02",
        document=_document(
            _allow(
                "eks-auth: AssumeRoleForPodIdentity",
            ),
        ),
    ),
    "AmazonEKS_CNI_Policy": Managed(
        version="v6",
        updated="2026-03-04",
        document=_document(
            _allow(
                "ec2: AssignPrivateIpAddresses AttachNetworkInterface"
                " CreateNetworkInterface DeleteNetworkInterface DescribeInstances"
                " DescribeTags DescribeNetworkInterfaces DescribeInstanceTypes"
                " DescribeSubnets DescribeSecurityGroups DetachNetworkInterface"
                " ModifyNetworkInterfaceAttribute UnassignPrivateIpAddresses",
            ),
            _allow(
                "ec2: CreateTags",
                on=("network-interface/*",),
            ),
        ),
    ),
    "AmazonEC2ContainerRegistryReadOnly": Managed(
        version="v3",
        updated="2019-12-10",
        document=_document(
            _allow(
                "ecr: GetAuthorizationToken BatchCheckLayerAvailability"
                " GetDownloadUrlForLayer GetRepositoryPolicy DescribeRepositories"
                " ListImages DescribeImages BatchGetImage GetLifecyclePolicy"
                " GetLifecyclePolicyPreview ListTagsForResource"
                " DescribeImageScanFindings",
            ),
        ),
    ),
    "AmazonEC2ContainerRegistryPullOnly": Managed(
        version="v1",
        updated="2024-10-04",
        document=_document(
            _allow(
                "ecr: GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer"
                " BatchImportUpstreamImage",
            ),
        ),
    ),
    "AmazonEKSClusterPolicy": Managed(
        version="v10",
        updated="2026-02-12",
        document=_document(
            _allow(
                "autoscaling: DescribeAutoScalingGroups UpdateAutoScalingGroup",
                "ec2: AttachVolume AuthorizeSecurityGroupIngress CreateRoute"
                " CreateSecurityGroup CreateTags CreateVolume DeleteRoute"
                " DeleteSecurityGroup DeleteVolume DescribeInstances"
                " DescribeRouteTables DescribeSecurityGroups DescribeSubnets"
                " DescribeVolumes DescribeVolumesModifications DescribeVpcs"
                " DescribeDhcpOptions DescribeNetworkInterfaces"
                " DescribeAvailabilityZones DetachVolume ModifyInstanceAttribute"
                " ModifyVolume RevokeSecurityGroupIngress DescribeAccountAttributes"
                " DescribeAddresses DescribeInternetGateways"
                " DescribeInstanceTopology",
                "elasticloadbalancing: AddTags ApplySecurityGroupsToLoadBalancer"
                " AttachLoadBalancerToSubnets ConfigureHealthCheck CreateListener"
                " CreateLoadBalancer CreateLoadBalancerListeners"
                " CreateLoadBalancerPolicy CreateTargetGroup DeleteListener"
                " DeleteLoadBalancer DeleteLoadBalancerListeners DeleteTargetGroup"
                " DeregisterInstancesFromLoadBalancer DeregisterTargets"
                " DescribeListeners DescribeLoadBalancerAttributes"
                " DescribeLoadBalancerPolicies DescribeLoadBalancers"
                " DescribeTargetGroupAttributes DescribeTargetGroups"
                " DescribeTargetHealth DetachLoadBalancerFromSubnets ModifyListener"
                " ModifyLoadBalancerAttributes ModifyTargetGroup"
                " ModifyTargetGroupAttributes RegisterInstancesWithLoadBalancer"
                " RegisterTargets SetLoadBalancerPoliciesForBackendServer"
                " SetLoadBalancerPoliciesOfListener",
                "kms: DescribeKey",
            ),
            _allow(
                "iam: CreateServiceLinkedRole",
                when={"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
            ),
            _allow(
                "ec2: DeleteNetworkInterface",
                when={"StringEquals": {"ec2:ResourceTag/eks:eni:owner": "amazon-vpc-cni"}},
            ),
        ),
    ),
    "AmazonEKSVPCResourceController": Managed(
        version="v1",
        updated="2020-08-12",
        document=_document(
            _allow(
                "ec2: CreateNetworkInterfacePermission",
                when={
                    "ForAnyValue:StringEquals": {
                        "ec2:ResourceTag/eks:eni:owner": "eks-vpc-resource-controller"
                    }
                },
            ),
            _allow(
                "ec2: CreateNetworkInterface DetachNetworkInterface"
                " ModifyNetworkInterfaceAttribute DeleteNetworkInterface"
                " AttachNetworkInterface UnassignPrivateIpAddresses"
                " AssignPrivateIpAddresses",
            ),
        ),
    ),
    "AmazonSSMManagedInstanceCore": Managed(
        version="v2",
        updated="2019-05-23",
        document=_document(
            _allow(
                "ssm: DescribeAssociation GetDeployablePatchSnapshotForInstance"
                " GetDocument DescribeDocument GetManifest GetParameter"
                " GetParameters ListAssociations ListInstanceAssociations"
                " PutInventory PutComplianceItems PutConfigurePackageResult"
                " UpdateAssociationStatus UpdateInstanceAssociationStatus"
                " UpdateInstanceInformation",
            ),
            _allow(
                "ssmmessages: CreateControlChannel CreateDataChannel"
                " OpenControlChannel OpenDataChannel",
            ),
            _allow(
                "ec2messages: AcknowledgeMessage DeleteMessage FailMessage"
                " GetEndpoint GetMessages SendReply",
            ),
        ),
    ),
    "service-role/AmazonEBSCSIDriverPolicy": Managed(
        version="v15",
        updated="2026-05-13",
        document=_document(
            _allow(
                "ec2: DescribeAvailabilityZones DescribeInstances"
                " DescribeInstanceTypes DescribeSnapshots DescribeTags"
                " DescribeVolumes DescribeVolumesModifications DescribeVolumeStatus",
            ),
            _allow(
                "ec2: CreateSnapshot ModifyVolume",
                on=("volume/*",),
            ),
            _allow(
                "ec2: CopyVolumes",
                on=("volume/vol-*",),
            ),
            _allow(
                "ec2: AttachVolume DetachVolume",
                on=("volume/*", "instance/*"),
            ),
            _allow(
                "ec2: CreateVolume EnableFastSnapshotRestores",
                on=("snapshot/*",),
            ),
            _allow(
                "ec2: CreateTags",
                on=("volume/*", "snapshot/*"),
                when={
                    "StringEquals": {
                        "ec2:CreateAction": ["CreateVolume", "CreateSnapshot", "CopyVolumes"]
                    }
                },
            ),
            _allow(
                "ec2: DeleteTags",
                on=("volume/*", "snapshot/*"),
            ),
            _allow(
                "ec2: CreateVolume CopyVolumes",
                on=("volume/*",),
                when={"StringLike": {"aws:RequestTag/ebs.csi.aws.com/cluster": "true"}},
            ),
            _allow(
                "ec2: CreateVolume CopyVolumes",
                on=("volume/*",),
                when={"StringLike": {"aws:RequestTag/CSIVolumeName": "*"}},
            ),
            _allow(
                "ec2: DeleteVolume",
                on=("volume/*",),
                when={"StringLike": {"ec2:ResourceTag/ebs.csi.aws.com/cluster": "true"}},
            ),
            _allow(
                "ec2: DeleteVolume",
                on=("volume/*",),
                when={"StringLike": {"ec2:ResourceTag/CSIVolumeName": "*"}},
            ),
            _allow(
                "ec2: DeleteVolume",
                on=("volume/*",),
                when={"StringLike": {"ec2:ResourceTag/kubernetes.io/created-for/pvc/name": "*"}},
            ),
            _allow(
                "ec2: CreateSnapshot",
                on=("snapshot/*",),
                when={"StringLike": {"aws:RequestTag/CSIVolumeSnapshotName": "*"}},
            ),
            _allow(
                "ec2: CreateSnapshot",
                on=("snapshot/*",),
                when={"StringLike": {"aws:RequestTag/ebs.csi.aws.com/cluster": "true"}},
            ),
            _allow(
                "ec2: DeleteSnapshot LockSnapshot",
                on=("snapshot/*",),
                when={"StringLike": {"ec2:ResourceTag/CSIVolumeSnapshotName": "*"}},
            ),
            _allow(
                "ec2: DeleteSnapshot LockSnapshot",
                on=("snapshot/*",),
                when={"StringLike": {"ec2:ResourceTag/ebs.csi.aws.com/cluster": "true"}},
            ),
        ),
    ),
}

MANAGED: Final = MappingProxyType({PREFIX + name: each for name, each in _BY_NAME.items()})
"""Every policy that is known here, by its portable ARN; its path is part of it."""
