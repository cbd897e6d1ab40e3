"""The table of fields that are not configuration: dropped, or kept as facts.

Everything that is not listed is configuration and is compared, so that a field which AWS adds
is audited on the day it appears.
"""

from typing import Final

from driftaudit.normalize.rule import Rule, rows

_EKS = "EKS API reference: set by AWS, ends in a generated id, or says who the resource is"
_STATE = "EKS API reference: a state, not a setting"
_IAM = "IAM API reference: set by AWS, or says who the resource is"
_EC2 = "EC2 API reference: set by AWS, or says who the resource is"
_KUBE = "Kubernetes API conventions: server-side bookkeeping, or a default that the server fills in"

VOLATILE: Final[tuple[Rule, ...]] = (
    *rows("cluster", "drop", _EKS, "name", "arn", "id", "createdAt", "clientRequestToken"),
    *rows("cluster", "drop", _EKS, "endpoint", "certificateAuthority", "identity"),
    *rows(
        "cluster",
        "drop",
        "EKS API reference: AWS takes it from fc00::/7, nobody can choose it",
        "kubernetesNetworkConfig.serviceIpv6Cidr",
    ),
    *rows("cluster", "drop", _EKS, "connectorConfig.activationCode"),
    *rows("cluster", "drop", _EKS, "connectorConfig.activationExpiry"),
    *rows("cluster", "drop", _EKS, "connectorConfig.activationId"),
    *rows("cluster", "fact", _STATE, "status", "health"),
    *rows("cluster", "fact", "EKS user guide, platform versions: AWS raises it", "platformVersion"),
    *rows("nodegroup", "drop", _EKS, "nodegroupName", "nodegroupArn", "clusterName"),
    *rows("nodegroup", "drop", _EKS, "createdAt", "modifiedAt", "resources"),
    *rows("nodegroup", "fact", _STATE, "status", "health"),
    *rows("nodegroup", "fact", "the autoscaler sets it", "scalingConfig.desiredSize"),
    *rows("nodegroup", "fact", _STATE, "warmPoolConfig.status"),
    *rows("addon", "drop", _EKS, "addonName", "addonArn", "clusterName", "createdAt", "modifiedAt"),
    *rows("addon", "fact", _STATE, "status", "health"),
    *rows("fargate-profile", "drop", _EKS, "fargateProfileName", "fargateProfileArn"),
    *rows("fargate-profile", "drop", _EKS, "clusterName", "createdAt"),
    *rows("fargate-profile", "fact", _STATE, "status", "health"),
    *rows("access-entry", "drop", _EKS, "principalArn", "accessEntryArn", "clusterName"),
    *rows("access-entry", "drop", _EKS, "modifiedAt"),
    *rows(
        "access-entry",
        "fact",
        "EKS user guide, access entries: a role that is younger than its entry was created anew",
        "createdAt",
    ),
    *rows("pod-identity", "drop", _EKS, "associationArn", "associationId", "clusterName"),
    *rows("pod-identity", "drop", _EKS, "namespace", "serviceAccount", "createdAt", "modifiedAt"),
    *(
        rule
        for kind in ("nodegroup", "addon", "fargate-profile", "access-entry", "pod-identity")
        for rule in rows(kind, "drop", _EKS, "clientRequestToken")
    ),
    *rows("iam-role", "drop", _IAM, "Arn", "RoleName", "RoleLastUsed"),
    *rows("iam-role", "drop", _IAM, "PermissionsBoundary.PermissionsBoundaryType"),
    *rows(
        "iam-role",
        "fact",
        "EKS user guide, access entries: an entry remembers the role's id",
        "RoleId",
        "CreateDate",
    ),
    *rows("iam-policy", "drop", _IAM, "PolicyName", "PolicyId", "Arn", "PolicyVersionList"),
    *rows("iam-policy", "drop", _IAM, "AttachmentCount", "PermissionsBoundaryUsageCount"),
    *rows("iam-policy", "drop", _IAM, "IsAttachable", "CreateDate", "UpdateDate"),
    *rows("iam-policy", "fact", _IAM, "DefaultVersionId"),
    *rows("oidc-provider", "drop", _IAM, "Arn", "CreateDate"),
    *rows(
        "oidc-provider",
        "drop",
        "IAM user guide: for OIDC providers AWS trusts its own list of authorities",
        "ThumbprintList",
    ),
    *rows("security-group", "drop", _EC2, "GroupId", "GroupName", "SecurityGroupArn", "VpcId"),
    *rows("launch-template", "drop", _EC2, "LaunchTemplateId", "LaunchTemplateName"),
    *rows("launch-template", "drop", _EC2, "CreateTime", "CreatedBy"),
    *rows("launch-template", "fact", _EC2, "VersionNumber", "RequestedVersion", "DefaultVersion"),
    *rows("launch-template", "fact", _EC2, "VersionDescription"),
    *rows("workload", "drop", _KUBE, "apiVersion", "kind", "metadata", "spec.selector"),
    *rows("workload", "drop", _KUBE, "spec.revisionHistoryLimit", "spec.progressDeadlineSeconds"),
    *rows("workload", "drop", _KUBE, "spec.template.metadata.creationTimestamp"),
    *rows("workload", "drop", _KUBE, "spec.template.metadata.name"),
    *rows("workload", "drop", _KUBE, "spec.template.spec.serviceAccount"),
    *rows("workload", "fact", _KUBE, "status"),
    *rows("workload", "fact", "the autoscaler of the add-on sets it; 0 is kept", "spec.replicas"),
)

VOLATILE_TAGS: Final = ("aws:*",)
"""Tags that AWS sets itself, with generated ids in them: the prefix is reserved for AWS."""

VOLATILE_NOTES: Final = (
    "kubectl.kubernetes.io/last-applied-configuration",
    "kubectl.kubernetes.io/restartedAt",
    "deprecated.daemonset.template.generation",
    "deployment.kubernetes.io/revision",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/version",
    "helm.sh/chart",
    "pod-template-hash",
    "controller-revision-hash",
)
"""Labels and annotations that tools write about themselves."""
