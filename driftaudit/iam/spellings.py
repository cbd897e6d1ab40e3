"""How AWS spells the actions that matter to EKS: nodes, network, registry, storage, controllers.

IAM reads actions in any case, and documents are compared in lower case; reports are read by
people. Source: AWS's Service Authorization Reference. Not complete, and never asked for a verdict.
"""

from types import MappingProxyType
from typing import Final

from driftaudit.iam.managed import MANAGED
from driftaudit.model import Json

_MORE: Final = {
    "acm": "DescribeCertificate ListCertificates",
    "autoscaling": "DescribeAutoScalingInstances DescribeLaunchConfigurations"
    " DescribeScalingActivities DescribeTags SetDesiredCapacity"
    " TerminateInstanceInAutoScalingGroup",
    "cloudwatch": "PutMetricData",
    "cognito-idp": "DescribeUserPoolClient",
    "ec2": "AssignIpv6Addresses CreateFleet CreateLaunchTemplate DeleteLaunchTemplate"
    " DescribeAvailabilityZones DescribeCoipPools DescribeImages DescribeInstanceTypeOfferings"
    " DescribeInternetGateways DescribeIpamPools DescribeLaunchTemplates"
    " DescribeLaunchTemplateVersions DescribeSpotPriceHistory DescribeVpcPeeringConnections"
    " GetCoipPoolUsage GetInstanceTypesFromInstanceRequirements GetSecurityGroupsForVpc"
    " RunInstances TerminateInstances UnassignIpv6Addresses",
    "ecr": "CompleteLayerUpload CreateRepository InitiateLayerUpload PutImage UploadLayerPart",
    "eks": "AccessKubernetesApi AssociateAccessPolicy CreateAccessEntry DeleteAccessEntry"
    " DescribeNodegroup ListAccessEntries ListClusters ListNodegroups UpdateAccessEntry"
    " UpdateAddon UpdateClusterConfig UpdateClusterVersion UpdateNodegroupConfig",
    "elasticfilesystem": "ClientMount ClientRootAccess ClientWrite CreateAccessPoint"
    " DeleteAccessPoint DescribeAccessPoints DescribeFileSystems DescribeMountTargets TagResource",
    "elasticloadbalancing": "AddListenerCertificates CreateRule DeleteRule"
    " DescribeListenerCertificates DescribeRules DescribeSSLPolicies DescribeTags"
    " DescribeTrustStores ModifyRule RemoveListenerCertificates RemoveTags SetIpAddressType"
    " SetSecurityGroups SetSubnets SetWebAcl",
    "iam": "AddRoleToInstanceProfile AttachRolePolicy CreateInstanceProfile CreateRole"
    " DeleteInstanceProfile DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy"
    " GetInstanceProfile GetRole GetServerCertificate ListServerCertificates PassRole"
    " PutRolePermissionsBoundary PutRolePolicy RemoveRoleFromInstanceProfile TagInstanceProfile"
    " UpdateAssumeRolePolicy",
    "kms": "CreateGrant Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext"
    " ReEncryptFrom ReEncryptTo",
    "logs": "CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams PutLogEvents"
    " PutRetentionPolicy",
    "route53": "ChangeResourceRecordSets GetChange ListHostedZones ListHostedZonesByName"
    " ListResourceRecordSets ListTagsForResource",
    "s3": "DeleteObject GetBucketLocation GetObject ListAllMyBuckets ListBucket PutObject",
    "secretsmanager": "DescribeSecret GetSecretValue",
    "shield": "CreateProtection DeleteProtection DescribeProtection GetSubscriptionState",
    "sns": "Publish",
    "sqs": "DeleteMessage GetQueueAttributes GetQueueUrl ReceiveMessage SendMessage",
    "ssm": "GetParametersByPath",
    "sts": "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity GetCallerIdentity"
    " GetFederationToken GetSessionToken SetSourceIdentity TagSession",
    "waf-regional": "AssociateWebACL DisassociateWebACL GetWebACL GetWebACLForResource",
    "wafv2": "AssociateWebACL DisassociateWebACL GetWebACL GetWebACLForResource",
    "xray": "PutTelemetryRecords PutTraceSegments",
}


def _of_managed(document: Json) -> set[tuple[str, str]]:
    """The (service, name) of every action that a document names, and not by a pattern."""
    actions = {action for each in document["Statement"] for action in each["Action"]}
    actions = {action for action in actions if "*" not in action}
    return {(action.partition(":")[0], action.partition(":")[2]) for action in actions}


def _by_service() -> dict[str, tuple[str, ...]]:
    pairs = {pair for each in MANAGED.values() for pair in _of_managed(each.document)}
    pairs |= {(service, name) for service, names in _MORE.items() for name in names.split()}
    services = sorted({service for service, _ in pairs})
    return {each: tuple(sorted(n for service, n in pairs if service == each)) for each in services}


SPELLINGS: Final = MappingProxyType(_by_service())
"""Names of actions by the prefix of their service."""
