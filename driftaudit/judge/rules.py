"""Which code a difference has: an ordered table, first match wins, the last rule takes the rest.

A rule's path is a prefix: `("logging",)` matches `logging` and all below it, `*` any one key, and
`()` the resource itself.
"""

from types import MappingProxyType
from typing import Final, NamedTuple

from driftaudit.model import NAME_FIELDS, Change, Difference, Json, digest_of

NO_RULES: Final = "META001"
"""The code of a difference of a kind that has no rules."""

RENAMED: Final = "META003"
"""The code of what is only called otherwise."""

FOREIGN: Final = "META002"
"""The code of a value that names another environment, whatever it is a value of."""


class Rule(NamedTuple):
    """Differences at or below `path`, of one change or of any, have this code."""

    path: tuple[str, ...]
    code: str
    change: Change | None = None
    only_order: bool = False


def _resource(missing: str, unexpected: str) -> tuple[Rule, Rule]:
    return Rule((), missing, "missing"), Rule((), unexpected, "unexpected")


def _below(code: str, *keys: str) -> tuple[Rule, ...]:
    return tuple(Rule(tuple(key.split(".")), code) for key in keys)


RULES: Final = MappingProxyType(
    {
        "cluster": (
            *_resource("EKS001", "EKS002"),
            *_below("EKS003", "version"),
            *_below("EKS004", "accessConfig.authenticationMode"),
            *_below("EKS018", "accessConfig.bootstrapClusterCreatorAdminPermissions"),
            *_below("EKS006", "resourcesVpcConfig.publicAccessCidrs"),
            *_below("EKS005", "resourcesVpcConfig.endpointPublicAccess"),
            *_below("EKS005", "resourcesVpcConfig.endpointPrivateAccess"),
            *_below("EKS010", "resourcesVpcConfig"),
            *_below("EKS007", "roleArn"),
            *_below("EKS008", "logging"),
            *_below("EKS009", "encryptionConfig"),
            *_below("EKS014", "computeConfig", "storageConfig"),
            *_below("EKS014", "kubernetesNetworkConfig.elasticLoadBalancing"),
            *_below("EKS011", "kubernetesNetworkConfig"),
            *_below("EKS012", "upgradePolicy"),
            *_below("EKS013", "deletionProtection"),
            *_below("EKS015", "zonalShiftConfig"),
            *_below("EKS016", "remoteNetworkConfig"),
            *_below("EKS017", "platformVersion"),
            *_below("EKS097", "tags"),
            *_below("EKS099", "*"),
        ),
        "addon": (
            *_resource("ADDON001", "ADDON002"),
            *_below("ADDON003", "addonVersion"),
            *_below("ADDON004", "configurationValues"),
            *_below("ADDON005", "serviceAccountRoleArn"),
            *_below("ADDON006", "podIdentityAssociations"),
            *_below("ACCESS016", "identity"),
            *_below("ADDON097", "tags"),
            *_below("ADDON099", "*"),
        ),
        "nodegroup": (
            *_resource("NODE001", "NODE002"),
            *_below("NODE019", "scalingConfig.desiredSize"),
            *_below("NODE003", "scalingConfig"),
            *_below("NODE018", "version"),
            *_below("NODE004", "releaseVersion"),
            *_below("NODE005", "amiType"),
            *_below("NODE006", "nodeRole"),
            *_below("NODE007", "launchTemplate"),
            *_below("NODE008", "labels"),
            *_below("NODE009", "taints"),
            *_below("NODE010", "subnets"),
            Rule(("instanceTypes",), "NODE012", only_order=True),
            *_below("NODE011", "instanceTypes"),
            *_below("NODE013", "capacityType"),
            *_below("NODE014", "diskSize"),
            *_below("NODE015", "updateConfig"),
            *_below("NODE016", "remoteAccess"),
            *_below("NODE017", "nodeRepairConfig"),
            *_below("NODE097", "tags"),
            *_below("NODE099", "*"),
        ),
        "fargate-profile": (
            *_resource("NODE020", "NODE021"),
            *_below("NODE022", "podExecutionRoleArn"),
            *_below("NODE023", "selectors"),
            *_below("NODE097", "tags"),
            *_below("NODE024", "*"),
        ),
        "launch-template": (
            *_resource("NODE030", "NODE031"),
            *_below("NODE032", "LaunchTemplateData.ImageId"),
            *_below("NODE033", "LaunchTemplateData.UserData"),
            *_below("NODE034", "LaunchTemplateData.SecurityGroupIds"),
            *_below("NODE034", "LaunchTemplateData.NetworkInterfaces"),
            *_below("NODE035", "LaunchTemplateData.MetadataOptions"),
            *_below("NODE097", "LaunchTemplateData.TagSpecifications"),
            *_below("NODE097", "Tags"),
            *_below("NODE036", "*"),
        ),
        "access-entry": (
            *_resource("ACCESS001", "ACCESS002"),
            *_below("ACCESS003", "associatedAccessPolicies"),
            *_below("ACCESS004", "kubernetesGroups"),
            *_below("ACCESS005", "username"),
            *_below("ACCESS006", "type"),
            *_below("ACCESS014", "access"),
            *_below("ACCESS015", "effect"),
            *_below("ACCESS097", "tags"),
            *_below("ACCESS099", "*"),
        ),
        "pod-identity": (
            *_resource("ACCESS010", "ACCESS011"),
            *_below("ACCESS012", "roleArn", "targetRoleArn"),
            *_below("ACCESS016", "identity"),
            *_below("ACCESS097", "tags"),
            *_below("ACCESS013", "*"),
        ),
        "aws-auth": (
            *_resource("AUTH001", "AUTH002"),
            *_below("AUTH003", "groups"),
            *_below("AUTH004", "username"),
            *_below("ACCESS014", "access"),
            *_below("ACCESS015", "effect"),
            *_below("AUTH099", "*"),
        ),
        "iam-role": (
            *_resource("IAM008", "IAM009"),
            Rule(("AttachedManagedPolicies",), "IAM001", "missing"),
            Rule(("AttachedManagedPolicies",), "IAM002", "unexpected"),
            Rule(("RolePolicyList", "*", "*"), "IAM005"),
            Rule(("RolePolicyList",), "IAM003", "missing"),
            Rule(("RolePolicyList",), "IAM004", "unexpected"),
            Rule(("RolePolicyList",), "IAM005"),
            *_below("IAM006", "AssumeRolePolicyDocument"),
            *_below("IAM007", "PermissionsBoundary"),
            *_below("IAM016", "MaxSessionDuration"),
            *_below("IAM017", "InstanceProfileList"),
            *_below("IAM018", "Path"),
            *_below("IAM023", "permissions"),
            *_below("IAM097", "Tags"),
            *_below("IAM098", "Description"),
            *_below("IAM099", "*"),
        ),
        "iam-policy": (
            *_resource("IAM010", "IAM011"),
            *_below("IAM012", "Document"),
            *_below("IAM097", "Tags"),
            *_below("IAM098", "Description"),
            *_below("IAM099", "*"),
        ),
        "oidc-provider": (
            *_resource("IAM013", "IAM014"),
            *_below("IAM097", "Tags"),
            *_below("IAM015", "*"),
        ),
        "security-group": (
            *_resource("NET003", "NET004"),
            *_below("NET001", "IpPermissions"),
            *_below("NET002", "IpPermissionsEgress"),
            *_below("NET097", "Tags"),
            *_below("NET098", "Description"),
            *_below("NET099", "*"),
        ),
        "workload": (
            *_resource("KUBE003", "KUBE004"),
            *_below("KUBE001", "containers.*.image", "initContainers.*.image"),
            *_below("KUBE002", "containers.*.env", "initContainers.*.env"),
            *_below("KUBE002", "configMap"),
            Rule(("spec", "replicas"), "KUBE005"),
            *_below("KUBE098", "labels", "annotations"),
            *_below("KUBE099", "*"),
        ),
        "service-account": (
            *_resource("KUBE010", "KUBE011"),
            Rule(("annotations", "eks.amazonaws.com/role-arn"), "KUBE012"),
            *_below("ACCESS016", "identity"),
            *_below("KUBE099", "*"),
        ),
    }
)
"""The rules of every kind, in order; the last of a kind takes whatever is left."""


def code_of(difference: Difference) -> str:
    """The id of the one code that a difference has."""
    if difference.path == (NAME_FIELDS.get(difference.kind),):
        return RENAMED
    for rule in RULES.get(difference.kind, ()):
        if _matches(rule, difference):
            return rule.code
    return NO_RULES


def _matches(rule: Rule, difference: Difference) -> bool:
    path = difference.path
    if rule.change not in {None, difference.change} or bool(rule.path) != bool(path):
        return False
    if rule.only_order and not _reordered(difference.expected, difference.actual):
        return False
    return len(rule.path) <= len(path) and all(
        key in {"*", part} for key, part in zip(rule.path, path, strict=False)
    )


def _reordered(expected: Json, actual: Json) -> bool:
    """Whether two lists have the same items in another order."""
    if not isinstance(expected, list | tuple) or not isinstance(actual, list | tuple):
        return False
    return sorted(map(digest_of, expected)) == sorted(map(digest_of, actual))
