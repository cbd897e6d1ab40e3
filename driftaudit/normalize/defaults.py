"""The table of documented defaults, of lists that are sets, of people's own maps, of AWS's words.

A default that is `fill`ed stands in the snapshot, so that a change from it reads `false → true`;
one that is `unset` is dropped, for fields that are only there in some cases.
"""

from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.rule import Rule, rows

_EKS = "EKS API reference"
_GUIDE = "EKS user guide"
_IAM = "IAM API reference"
_EC2 = "EC2 API reference"
_KUBE = "Kubernetes API reference"


def _fill(kind: str, path: str, default: Json, source: str = _EKS) -> Rule:
    return Rule(kind=kind, path=path, effect="fill", source=source, values=(default,))


def _unset(kind: str, path: str, source: str, *values: Json) -> Rule:
    return Rule(kind=kind, path=path, effect="unset", source=source, values=values)


_OFF = (False,)
_ON = (True,)
_CONTAINER = "spec.template.spec.containers[]"
_INIT = "spec.template.spec.initContainers[]"

DEFAULTS: Final[tuple[Rule, ...]] = (
    _fill("cluster", "accessConfig.authenticationMode", "CONFIG_MAP"),
    _fill("cluster", "accessConfig.bootstrapClusterCreatorAdminPermissions", default=True),
    _fill("cluster", "upgradePolicy.supportType", "EXTENDED"),
    _fill("cluster", "resourcesVpcConfig.endpointPublicAccess", default=True),
    _fill("cluster", "resourcesVpcConfig.endpointPrivateAccess", default=False),
    _fill("cluster", "resourcesVpcConfig.controlPlaneEgressMode", "AWS_MANAGED"),
    _fill("cluster", "kubernetesNetworkConfig.ipFamily", "ipv4"),
    _fill("cluster", "kubernetesNetworkConfig.elasticLoadBalancing.enabled", default=False),
    _fill("cluster", "computeConfig.enabled", default=False),
    _fill("cluster", "storageConfig.blockStorage.enabled", default=False),
    _fill("cluster", "controlPlaneScalingConfig.tier", "standard"),
    _fill("cluster", "deletionProtection", default=False),
    _fill("cluster", "zonalShiftConfig.enabled", default=False),
    _unset(
        "cluster",
        "kubernetesNetworkConfig.serviceIpv4Cidr",
        f"{_GUIDE}: AWS takes one of the two, whichever does not overlap the VPC",
        "10.100.0.0/16",
        "172.20.0.0/16",
    ),
    _unset("addon", "namespaceConfig.namespace", _GUIDE, "kube-system"),
    _fill("access-entry", "type", "STANDARD"),
    _fill("nodegroup", "capacityType", "ON_DEMAND"),
    _fill("nodegroup", "nodeRepairConfig.enabled", default=False),
    _unset("nodegroup", "updateConfig.maxUnavailablePercentage", _EKS, 0),
    _unset("nodegroup", "updateConfig.maxUnavailable", _EKS, 0, 1),
    _unset("nodegroup", "updateConfig.updateStrategy", _EKS, "DEFAULT"),
    _fill("nodegroup", "warmPoolConfig.enabled", default=False),
    _fill("pod-identity", "disableSessionTags", default=False),
    _fill("iam-role", "Path", "/", _IAM),
    _unset("iam-role", "MaxSessionDuration", _IAM, 3600),
    _unset("iam-role", "Description", _IAM, ""),
    _fill("iam-policy", "Path", "/", _IAM),
    _unset("workload", "spec.template.spec.dnsPolicy", _KUBE, "ClusterFirst"),
    _unset("workload", "spec.template.spec.restartPolicy", _KUBE, "Always"),
    _unset("workload", "spec.template.spec.schedulerName", _KUBE, "default-scheduler"),
    _unset("workload", "spec.template.spec.terminationGracePeriodSeconds", _KUBE, 30),
    _unset("workload", "spec.template.spec.enableServiceLinks", _KUBE, *_ON),
    *(
        _unset("workload", f"spec.{strategy}.{field}", _KUBE, *values)
        for strategy, share, surge in (("updateStrategy", 1, 0), ("strategy", "25%", "25%"))
        for field, values in (
            ("type", ("RollingUpdate",)),
            ("rollingUpdate.maxUnavailable", (share,)),
            ("rollingUpdate.maxSurge", (surge,)),
        )
    ),
    *(
        _unset("workload", f"spec.template.spec.{field}", _KUBE, *_OFF)
        for field in ("hostNetwork", "hostPID", "hostIPC")
    ),
    *(
        _unset("workload", f"{each}.{field}", _KUBE, *values)
        for each in (_CONTAINER, _INIT)
        for field, values in (
            ("terminationMessagePath", ("/dev/termination-log",)),
            ("terminationMessagePolicy", ("File",)),
            ("imagePullPolicy", ("IfNotPresent",)),
        )
    ),
)

SETS: Final[tuple[Rule, ...]] = (
    *rows("cluster", "set", _EKS, "resourcesVpcConfig.publicAccessCidrs"),
    *rows("cluster", "set", _EKS, "encryptionConfig[].resources", "computeConfig.nodePools"),
    *rows("cluster", "set", _EKS, "remoteNetworkConfig.remoteNodeNetworks"),
    *rows("cluster", "set", _EKS, "remoteNetworkConfig.remoteNodeNetworks[].cidrs"),
    *rows("cluster", "set", _EKS, "remoteNetworkConfig.remotePodNetworks"),
    *rows("cluster", "set", _EKS, "remoteNetworkConfig.remotePodNetworks[].cidrs"),
    *rows("cluster", "set", _EKS, "outpostConfig.outpostArns"),
    *rows("nodegroup", "set", _EKS, "nodeRepairConfig.nodeRepairConfigOverrides"),
    *rows("access-entry", "set", _EKS, "kubernetesGroups"),
    *rows("oidc-provider", "set", _IAM, "ClientIDList"),
    *rows("launch-template", "set", _EC2, "LaunchTemplateData.LicenseSpecifications"),
    *rows("launch-template", "set", _EC2, "LaunchTemplateData.NetworkInterfaces"),
    *rows("workload", "set", _KUBE, "spec.template.spec.tolerations"),
    *rows("workload", "set", _KUBE, "spec.template.spec.imagePullSecrets"),
    *(
        row
        for each in (_CONTAINER, _INIT)
        for row in rows(
            "workload",
            "set",
            _KUBE,
            f"{each}.securityContext.capabilities.add",
            f"{each}.securityContext.capabilities.drop",
        )
    ),
)

USER_MAPS: Final[tuple[Rule, ...]] = (
    *rows("nodegroup", "user-map", "people's own keys", "labels"),
    *rows("workload", "user-map", _KUBE, "spec.template.spec.nodeSelector"),
    *rows("workload", "user-map", _KUBE, "spec.template.metadata.labels"),
    *rows("workload", "user-map", _KUBE, "spec.template.metadata.annotations"),
)

_WORD = "an enumeration, a version or a type of AWS's own"

WORDS: Final[tuple[Rule, ...]] = (
    *rows("cluster", "word", _WORD, "version", "accessConfig.authenticationMode"),
    *rows(
        "cluster", "word", _WORD, "upgradePolicy.supportType", "kubernetesNetworkConfig.ipFamily"
    ),
    *rows(
        "cluster", "word", _WORD, "controlPlaneScalingConfig.tier", "encryptionConfig[].resources[]"
    ),
    *rows("cluster", "word", _WORD, "resourcesVpcConfig.controlPlaneEgressMode"),
    *rows("cluster", "word", _WORD, "computeConfig.nodePools[]"),
    *rows("nodegroup", "word", _WORD, "version", "releaseVersion", "amiType", "capacityType"),
    *rows("nodegroup", "word", _WORD, "instanceTypes[]", "updateConfig.updateStrategy"),
    *rows("addon", "word", _WORD, "addonVersion", "publisher", "owner"),
    *rows("access-entry", "word", _WORD, "type"),
    *rows("launch-template", "word", _WORD, "LaunchTemplateData.InstanceType"),
    *rows("launch-template", "word", _WORD, "LaunchTemplateData.Placement.Tenancy"),
    *rows("launch-template", "word", _WORD, "LaunchTemplateData.MetadataOptions.HttpTokens"),
    *rows("launch-template", "word", _WORD, "LaunchTemplateData.MetadataOptions.HttpEndpoint"),
)
