"""Single changes of clusters and add-ons: what is done, and the one finding that it must give."""

import re
from base64 import b64decode, b64encode

from tests.mutations.edits import add, both, drop, edit, put, text

NET = "resourcesVpcConfig"
C = "cluster ${cluster} >"
OTHER_KEY = "arn:aws:kms:us-east-1:999999999999:key/0b0edceb-1111-2222-3333-444444444444"
LOGGING = "cluster 0 logging clusterLogging"
VPC_CNI = "addon vpc-cni configurationValues"
COREDNS = "addon coredns configurationValues"


def net(field, value):
    return put(f"cluster 0 {NET} {field}", value)


CLUSTER = (
    ("version", put("cluster 0 version", "1.31"), f"EKS003 changed {C} version"),
    ("version gone", put("cluster 0 version", None), f"EKS003 missing {C} version"),
    (
        "path of the role",
        edit("cluster 0 roleArn", lambda old: old.replace("role/", "role/x/")),
        f"EKS007 changed {C} roleArn",
    ),
    (
        "a subnet less",
        edit(f"cluster 0 {NET} subnetIds", lambda old: old[1:]),
        f"EKS010 changed {C} {NET} > subnetIds",
    ),
    (
        "a subnet more",
        add(f"cluster 0 {NET} subnetIds", "subnet-gone"),
        f"EKS010 changed {C} {NET} > subnetIds",
    ),
    (
        "a security group more",
        add(f"cluster 0 {NET} securityGroupIds", lambda p: p.id("sg", "nodes")),
        f"EKS010 changed {C} {NET} > securityGroupIds",
    ),
    (
        "private endpoint off",
        net("endpointPrivateAccess", False),
        f"EKS005 changed {C} {NET} > endpointPrivateAccess",
    ),
    (
        "private endpoint unsaid",
        net("endpointPrivateAccess", None),
        f"EKS005 changed {C} {NET} > endpointPrivateAccess",
    ),
    (
        "open to the world",
        net("publicAccessCidrs", ["0.0.0.0/0"]),
        f"EKS006 changed {C} {NET} > publicAccessCidrs",
    ),
    (
        "public to all by default",
        net("publicAccessCidrs", None),
        f"EKS006 changed {C} {NET} > publicAccessCidrs",
    ),
    (
        "one CIDR more",
        add(f"cluster 0 {NET} publicAccessCidrs", "192.0.2.1/32"),
        f"EKS006 changed {C} {NET} > publicAccessCidrs",
    ),
    (
        "egress",
        net("controlPlaneEgressMode", "CUSTOMER_ROUTED"),
        f"EKS010 changed {C} {NET} > controlPlaneEgressMode",
    ),
    (
        "a log type on",
        add(f"{LOGGING} 0 types", "authenticator"),
        f"EKS008 unexpected {C} logging > authenticator",
    ),
    (
        "a log type on in another entry",
        add(LOGGING, {"types": ["scheduler"], "enabled": True}),
        f"EKS008 unexpected {C} logging > scheduler",
    ),
    ("a log type off", put(f"{LOGGING} 0 types", ["api"]), f"EKS008 missing {C} logging > audit"),
    (
        "a log type moved to off",
        both(put(f"{LOGGING} 0 types", ["audit"]), put(f"{LOGGING} 1 types", ["scheduler", "api"])),
        f"EKS008 missing {C} logging > api",
    ),
    (
        "no encryption",
        put("cluster 0 encryptionConfig", []),
        f"EKS009 missing {C} encryptionConfig > secrets",
    ),
    (
        "a key without alias",
        put(
            "cluster 0 encryptionConfig 0 provider keyArn",
            lambda p: p.eks("x").replace(":eks:", ":kms:").replace(":x", ":key/none"),
        ),
        f"EKS009 changed {C} encryptionConfig > secrets > keyArn",
    ),
    (
        "a key of another account",
        put("cluster 0 encryptionConfig 0 provider keyArn", OTHER_KEY),
        f"EKS009 changed {C} encryptionConfig > secrets > keyArn",
    ),
    (
        "access mode",
        put("cluster 0 accessConfig authenticationMode", "API"),
        f"EKS004 changed {C} accessConfig > authenticationMode",
    ),
    (
        "access mode by default",
        put("cluster 0 accessConfig", None),
        f"EKS004 changed {C} accessConfig > authenticationMode",
    ),
    (
        "no bootstrap admin",
        put("cluster 0 accessConfig bootstrapClusterCreatorAdminPermissions", False),
        f"EKS018 changed {C} accessConfig > bootstrapClusterCreatorAdminPermissions",
    ),
    (
        "support type",
        put("cluster 0 upgradePolicy", {"supportType": "STANDARD"}),
        f"EKS012 changed {C} upgradePolicy > supportType",
    ),
    (
        "own service CIDR, as in user data",
        both(
            put("cluster 0 kubernetesNetworkConfig serviceIpv4Cidr", "10.96.0.0/12"),
            edit(
                "launch-template custom LaunchTemplateData UserData",
                lambda old: b64encode(
                    re.sub(
                        rb"cidr: \S+",
                        b"cidr: 10.96.0.0/12",
                        re.sub(rb"clusterDNS: \S+", b"clusterDNS: 10.96.0.10", b64decode(old)),
                    )
                ).decode(),
            ),
        ),
        f"EKS011 unexpected {C} kubernetesNetworkConfig > serviceIpv4Cidr",
    ),
    (
        "IPv6",
        put("cluster 0 kubernetesNetworkConfig ipFamily", "ipv6"),
        f"EKS011 changed {C} kubernetesNetworkConfig > ipFamily",
    ),
    (
        "load balancing of Auto Mode",
        put("cluster 0 kubernetesNetworkConfig elasticLoadBalancing", {"enabled": True}),
        f"EKS014 changed {C} kubernetesNetworkConfig > elasticLoadBalancing > enabled",
    ),
    (
        "Auto Mode",
        put("cluster 0 computeConfig", {"enabled": True}),
        f"EKS014 changed {C} computeConfig > enabled",
    ),
    (
        "node pools",
        put("cluster 0 computeConfig", {"enabled": False, "nodePools": ["system"]}),
        f"EKS014 unexpected {C} computeConfig > nodePools",
    ),
    (
        "block storage",
        put("cluster 0 storageConfig", {"blockStorage": {"enabled": True}}),
        f"EKS014 changed {C} storageConfig > blockStorage > enabled",
    ),
    (
        "control plane tier",
        put("cluster 0 controlPlaneScalingConfig", {"tier": "tier-xl"}),
        f"EKS099 changed {C} controlPlaneScalingConfig > tier",
    ),
    (
        "deletion protection",
        put("cluster 0 deletionProtection", True),
        f"EKS013 changed {C} deletionProtection",
    ),
    (
        "zonal shift",
        put("cluster 0 zonalShiftConfig", {"enabled": True}),
        f"EKS015 changed {C} zonalShiftConfig > enabled",
    ),
    (
        "hybrid nodes",
        put("cluster 0 remoteNetworkConfig", {"remoteNodeNetworks": [{"cidrs": ["10.9.0.0/16"]}]}),
        f"EKS016 unexpected {C} remoteNetworkConfig > remoteNodeNetworks",
    ),
    (
        "outpost",
        put("cluster 0 outpostConfig", {"controlPlaneInstanceType": "m5.large"}),
        f"EKS099 unexpected {C} outpostConfig > controlPlaneInstanceType",
    ),
    (
        "a setting of the API server",
        put("cluster 0 kubeApiServerConfig", {"eventTtl": "2h"}),
        f"EKS099 unexpected {C} kubeApiServerConfig > eventTtl",
    ),
    (
        "a field of next year",
        put("cluster 0 brandNew", {"deep": {"field": 1}}),
        f"EKS099 unexpected {C} brandNew > deep",
    ),
    ("tag changed", put("cluster 0 tags team", "ops"), f"EKS097 changed {C} tags > team"),
    ("tag emptied", put("cluster 0 tags team", ""), f"EKS097 changed {C} tags > team"),
    ("tag added", put("cluster 0 tags cost", "7"), f"EKS097 unexpected {C} tags > cost"),
    ("tag removed", drop("cluster 0 tags team"), f"EKS097 missing {C} tags > team"),
    (
        "tag of another cluster",
        put("cluster 0 tags cluster", "acme-other"),
        f"EKS097 changed {C} tags > cluster",
    ),
)

ADDON = (
    (
        "version",
        put("addon coredns addonVersion", "v1.10.1-eksbuild.1"),
        "ADDON003 changed addon coredns > addonVersion",
    ),
    (
        "a value in JSON",
        text(VPC_CNI, '"true"', '"false"'),
        "ADDON004 changed addon vpc-cni > configurationValues > env > ENABLE_PREFIX_DELEGATION",
    ),
    (
        "a string becomes a boolean",
        text(VPC_CNI, '"true"', "true"),
        "ADDON004 changed addon vpc-cni > configurationValues > env > ENABLE_PREFIX_DELEGATION",
    ),
    (
        "a value more",
        text(VPC_CNI, '{"env": {', '{"env": {"WARM_IP_TARGET": "2", '),
        "ADDON004 unexpected addon vpc-cni > configurationValues > env > WARM_IP_TARGET",
    ),
    (
        "a value in YAML",
        text(COREDNS, "replicaCount: 2", "replicaCount: 3"),
        "ADDON004 changed addon coredns > configurationValues > replicaCount",
    ),
    (
        "a nested value",
        text(COREDNS, "170Mi", "171Mi"),
        "ADDON004 changed addon coredns > configurationValues > resources > limits > memory",
    ),
    (
        "a list",
        text(COREDNS, "{key: spot, ", "{key: batch, "),
        "ADDON004 changed addon coredns > configurationValues > tolerations",
    ),
    (
        "a boolean",
        text(COREDNS, "enabled: false", "enabled: true"),
        "ADDON004 changed addon coredns > configurationValues > autoScaling > enabled",
    ),
    (
        "a key removed",
        text(COREDNS, "replicaCount: 2\n", ""),
        "ADDON004 missing addon coredns > configurationValues > replicaCount",
    ),
    (
        "no configuration",
        put(VPC_CNI, None),
        "ADDON004 missing addon vpc-cni > configurationValues > env",
    ),
    (
        "configuration that is no YAML",
        put(VPC_CNI, "{"),
        "ADDON004 changed addon vpc-cni > configurationValues",
    ),
    (
        "role changed",
        put("addon vpc-cni serviceAccountRoleArn", lambda p: p.role("node")),
        "ADDON005 changed addon vpc-cni > serviceAccountRoleArn",
    ),
    (
        "role removed",
        drop("addon vpc-cni serviceAccountRoleArn"),
        "ADDON005 missing addon vpc-cni > serviceAccountRoleArn",
    ),
    (
        "role added",
        put("addon coredns serviceAccountRoleArn", lambda p: p.role("node")),
        "ADDON005 unexpected addon coredns > serviceAccountRoleArn",
    ),
    (
        "pod identity removed",
        put("addon vpc-cni podIdentityAssociations", []),
        "ADDON006 missing addon vpc-cni > podIdentityAssociations",
    ),
    (
        "pod identity added",
        add(
            "addon vpc-cni podIdentityAssociations",
            lambda p: p.eks(f"podidentityassociation/{p.cluster}/a-w{p.hex}"),
        ),
        "ADDON006 changed addon vpc-cni > podIdentityAssociations",
    ),
    (
        "namespace",
        put("addon coredns namespaceConfig", {"namespace": "dns"}),
        "ADDON099 unexpected addon coredns > namespaceConfig > namespace",
    ),
    (
        "publisher",
        put("addon coredns publisher", "me"),
        "ADDON099 changed addon coredns > publisher",
    ),
    (
        "marketplace",
        put("addon coredns marketplaceInformation", {"productId": "x"}),
        "ADDON099 unexpected addon coredns > marketplaceInformation > productId",
    ),
    ("tag", put("addon coredns tags team", "x"), "ADDON097 changed addon coredns > tags > team"),
    (
        "added",
        add("addon", {"addonName": "kube-proxy", "addonVersion": "v1"}),
        "ADDON002 unexpected addon kube-proxy",
    ),
    ("removed", drop("addon coredns"), "ADDON001 missing addon coredns"),
)
