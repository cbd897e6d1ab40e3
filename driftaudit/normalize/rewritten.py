"""The table of fields that code puts into another form, beside the rules that are applied as data.

Nothing is driven by these rows: they say what stands in a snapshot, and a test holds them true.
"""

from typing import Final

from driftaudit.normalize.rule import Rule
from driftaudit.normalize.volatile import VOLATILE_NOTES, VOLATILE_TAGS

ANY: Final = "*"
"""The kind of a rule that holds for every kind."""

_EKS = "EKS API reference"
_GUIDE = "EKS user guide"
_IAM = "IAM JSON policy elements"
_EC2 = "EC2 API reference"
_KUBE = "Kubernetes API reference"
_AUTH = "aws-iam-authenticator, pkg/mapper/configmap and pkg/config"
_ZONES = (
    "sorted descriptions: public or private (a default route to an internet gateway), zone, name"
)
_GROUPS = "sorted names"
_DOCUMENT = "in one spelling; statements, actions, resources and condition values are sets"


def _row(kind: str, path: str, form: str, source: str) -> Rule:
    return Rule(kind=kind, path=path, effect="rewrite", source=source, values=(form,))


REWRITTEN: Final[tuple[Rule, ...]] = (
    _row("cluster", "resourcesVpcConfig.subnetIds", _ZONES, _EC2),
    _row("cluster", "resourcesVpcConfig.securityGroupIds", _GROUPS, _EC2),
    _row("cluster", "resourcesVpcConfig.clusterSecurityGroupId", "its name", _GUIDE),
    _row("cluster", "resourcesVpcConfig.vpcId", "${vpc}", _EKS),
    _row("cluster", "resourcesVpcConfig.publicAccessCidrs", "absent without a public endpoint;"
         " absent with one is 0.0.0.0/0", _EKS),
    _row("cluster", "logging", "{type: true} of the enabled types, over all entries", _EKS),
    _row("cluster", "encryptionConfig", "{resource: {keyArn: aliases of the key}}", _EKS),
    _row("addon", "configurationValues", "the parsed JSON or YAML", _EKS),
    _row("addon", "podIdentityAssociations", "sorted namespace/serviceAccount", _EKS),
    _row("nodegroup", "subnets", _ZONES, _EC2),
    _row("nodegroup", "remoteAccess.sourceSecurityGroups", _GROUPS, _EC2),
    _row("nodegroup", "taints", '{key:effect: value}, without a value ""', _EKS),
    _row("nodegroup", "launchTemplate", "its name; its version, also $Latest and $Default, is a"
         " fact, and its content a resource", _EC2),
    _row("nodegroup", "releaseVersion", "of a custom image owner/name, for it is the image's id",
         _EKS),
    _row("fargate-profile", "subnets", _ZONES, _EC2),
    _row("fargate-profile", "selectors", "{NAMESPACE KEY=VALUE …: {}}", _EKS),
    _row("access-entry", "associatedAccessPolicies", "{ARN: {type, namespaces}}", _EKS),
    _row("access-entry", "username", "absent where it is the default: of a role"
         " arn:P:sts::A:assumed-role/NAME/{{SessionName}}, of others the ARN", _GUIDE),
    _row("aws-auth", "mapRoles, mapUsers, mapAccounts", "a resource a principal; role ARNs in any"
         " case, of duplicates the last, groups a set; what is broken is dropped", _AUTH),
    _row("pod-identity", "ownerArn", "addon/NAME", _EKS),
    _row("pod-identity", "policy", _DOCUMENT, _IAM),
    _row("iam-role", "AssumeRolePolicyDocument", _DOCUMENT, _IAM),
    _row("iam-role", "RolePolicyList", "{policy name: document}", _IAM),
    _row("iam-role", "AttachedManagedPolicies", "{ARN: {}}", _IAM),
    _row("iam-role", "InstanceProfileList", "sorted names; EKS's own is eks-<generated>", _GUIDE),
    _row("iam-policy", "Document", f"the default version's, {_DOCUMENT}", _IAM),
    _row("oidc-provider", "Url", "the issuer without https://", _IAM),
    _row("launch-template", "LaunchTemplateData.ImageId", "owner/name", _EC2),
    _row("launch-template", "LaunchTemplateData.SecurityGroupIds", _GROUPS, _EC2),
    _row("launch-template", "LaunchTemplateData.NetworkInterfaces[].Groups", _GROUPS, _EC2),
    _row("launch-template", "LaunchTemplateData.NetworkInterfaces[].SubnetId", _ZONES, _EC2),
    _row("launch-template", "LaunchTemplateData.BlockDeviceMappings", "{device: settings}", _EC2),
    _row("launch-template", "LaunchTemplateData.BlockDeviceMappings[].Ebs.KmsKeyId", "aliases of"
         " the key", _EC2),
    _row("launch-template", "LaunchTemplateData.UserData", "sha256 of its portable text", _EC2),
    _row("launch-template", "LaunchTemplateData.TagSpecifications", "{resource type: tags}", _EC2),
    _row("security-group", "IpPermissions", "{`tcp 443 from PEER`: description}; groups and prefix"
         " lists by name", _EC2),
    _row("security-group", "IpPermissionsEgress", "{`tcp 443 to PEER`: description}; groups and"
         " prefix lists by name", _EC2),
    _row("workload", "spec.template.spec", "its fields at the top; containers, env, ports,"
         " volumeMounts and volumes by name", _KUBE),
    _row("workload", "spec.template.spec.containers[].image", "eks-registry/PATH for EKS's own"
         " registries, one a region", f"{_GUIDE}, add-ons-images"),
    _row("workload", "configMap", "of aws-node: the data of the ConfigMap amazon-vpc-cni",
         "aws/amazon-vpc-cni-k8s"),
    _row("service-account", "metadata.annotations", "those of eks.amazonaws.com alone", _GUIDE),
    _row(ANY, "tags", "{key: value}, whichever way the API gives them", _EKS),
    _row(ANY, 'null, "", [], {}', "absent", "the APIs give either for what is not set"),
    _row(ANY, "a secret, by its key or form", "<redacted sha256:8 hex, N characters>",
         "collect.redact and collect.redact_not in driftaudit.yaml"),
)  # fmt: skip

_TAG = "Tagging AWS resources: AWS alone sets them, and generated ids are in them"
_NOTE = "Kubernetes, well-known labels and annotations: tools write about themselves"

DROPPED_KEYS: Final[tuple[Rule, ...]] = (
    *(Rule(kind=ANY, path=f"tags.{tag}", effect="drop", source=_TAG) for tag in VOLATILE_TAGS),
    *(
        Rule(kind="workload", path=f"labels, annotations.{note}", effect="drop", source=_NOTE)
        for note in VOLATILE_NOTES
    ),
)
"""Keys of people's own maps that are not people's own."""
