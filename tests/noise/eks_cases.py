"""Rewrites that mean nothing: the cluster, add-ons, node groups, Fargate profiles, templates."""

import base64
import gzip
import json

import yaml

from tests.mutations.edits import add, both, drop, edit, put

NET = "cluster 0 resourcesVpcConfig"
LOGGING = "cluster 0 logging clusterLogging"
LTD = "launch-template workers LaunchTemplateData"
CNI, DNS = "addon vpc-cni configurationValues", "addon coredns configurationValues"
UUID = "eks-0b0edceb-aaaa-bbbb-cccc-0123456789ab"


def backwards(path):
    return edit(path, lambda old: old[::-1])


def twice(path):
    return edit(path, lambda old: [*old, old[0]])


def rewritten(function):
    """Configuration values, loaded and written in another way."""
    return lambda text: function(yaml.safe_load(text))


def sorted_upside_down(value):
    return dict(reversed(value.items()))


def renamed_id(old, new, *paths):
    """Another id for one thing, wherever it is named."""
    return lambda place, shapes: shapes.update(
        json.loads(json.dumps(shapes).replace(place.id(*old), new))
    )


CLUSTER = (
    ("order of subnets", backwards(f"{NET} subnetIds")),
    ("order of CIDRs", backwards(f"{NET} publicAccessCidrs")),
    ("a CIDR twice", twice(f"{NET} publicAccessCidrs")),
    (
        "two security groups in any order",
        both(
            put(f"{NET} securityGroupIds", lambda p: [p.id("sg", "extra")]),
            backwards(f"{NET} securityGroupIds"),
        ),
    ),
    ("egress by default", put(f"{NET} controlPlaneEgressMode", "AWS_MANAGED")),
    ("public endpoint by default", put(f"{NET} endpointPublicAccess", None)),
    ("id of the VPC", put(f"{NET} vpcId", "vpc-99999999")),
    (
        "logging in one entry a type",
        put(
            LOGGING,
            [
                {"types": [each], "enabled": each in ("api", "audit")}
                for each in ("scheduler", "authenticator", "audit", "api")
            ],
        ),
    ),
    ("types that are off are unsaid", put(LOGGING, [{"types": ["api", "audit"], "enabled": True}])),
    ("an empty entry of logging", add(LOGGING, {"types": [], "enabled": True})),
    ("a log type twice", twice(f"{LOGGING} 0 types")),
    ("no list of types", add(LOGGING, {"types": None, "enabled": False})),
    ("platform version", put("cluster 0 platformVersion", "eks.99")),
    (
        "status and health",
        both(
            put("cluster 0 status", "UPDATING"),
            put("cluster 0 health", {"issues": [{"code": "Other"}]}),
        ),
    ),
    ("time of creation", put("cluster 0 createdAt", "2020-02-02T02:02:02+01:00")),
    ("token of the request", put("cluster 0 clientRequestToken", "x")),
    ("id of the cluster", put("cluster 0 id", "0b0edceb")),
    (
        "what else is said of the certificate authority",
        put("cluster 0 certificateAuthority active", {"id": "x", "activatedBy": "EKS"}),
    ),
    ("no issues, unsaid", drop("cluster 0 health")),
    ("support type by default", put("cluster 0 upgradePolicy", {"supportType": "EXTENDED"})),
    (
        "no Auto Mode, said in every way",
        both(
            put(
                "cluster 0 computeConfig", {"enabled": False, "nodePools": [], "nodeRoleArn": None}
            ),
            put("cluster 0 storageConfig", {"blockStorage": {"enabled": False}}),
            put("cluster 0 kubernetesNetworkConfig elasticLoadBalancing", {"enabled": False}),
        ),
    ),
    ("tier by default", put("cluster 0 controlPlaneScalingConfig", {"tier": "standard"})),
    (
        "off, said",
        both(
            put("cluster 0 deletionProtection", False),
            put("cluster 0 zonalShiftConfig", {"enabled": False}),
        ),
    ),
    (
        "empty, null and absent",
        both(
            put("cluster 0 remoteNetworkConfig", None),
            put("cluster 0 outpostConfig", {"outpostArns": []}),
            put("cluster 0 connectorConfig", {}),
        ),
    ),
    ("IP family by default", drop("cluster 0 kubernetesNetworkConfig ipFamily")),
    (
        "creator is admin by default",
        put("cluster 0 accessConfig bootstrapClusterCreatorAdminPermissions", True),
    ),
    (
        "tags of AWS",
        edit(
            "cluster 0 tags",
            lambda old: (
                old
                | {
                    "aws:cloudformation:stack-id": "arn:x",
                    "aws:cloudformation:stack-name": "eks-1ABCDE",
                    "aws:cloudformation:logical-id": "C1234",
                    "aws:servicecatalog:productArn": "arn:y",
                }
            ),
        ),
    ),
    ("order of tags", edit("cluster 0 tags", sorted_upside_down)),
    (
        "order of encrypted resources",
        put("cluster 0 encryptionConfig 0 resources", ["secrets", "secrets"]),
    ),
    (
        "another key under the same alias",
        both(
            put("kms-alias 0 TargetKeyId", "9"),
            lambda place, shapes: shapes.update(
                json.loads(
                    json.dumps(shapes).replace(f"key/0b0edceb-1111-2222-3333-{place.hex}", "key/9")
                )
            ),
        ),
    ),
    ("alias by its key's id only", put("kms-alias 0 KeyArn", None)),
    (
        "IPv6 service CIDR, which AWS makes up",
        put("cluster 0 kubernetesNetworkConfig serviceIpv6Cidr", "fd12:3456:789a::/108"),
    ),
    ("id of a subnet", renamed_id(("subnet", "a"), "subnet-99999999")),
    (
        "CIDR and free addresses of a subnet",
        edit(
            "subnet 0",
            lambda old: (
                old
                | {"CidrBlock": "10.77.0.0/24", "AvailableIpAddressCount": 3, "State": "available"}
            ),
        ),
    ),
    (
        "order of route tables and routes",
        both(
            backwards("route-table 0 Routes"), lambda place, shapes: shapes["route-table"].reverse()
        ),
    ),
    (
        "a route more, not to the internet",
        add(
            "route-table 0 Routes",
            {"DestinationCidrBlock": "10.99.0.0/16", "TransitGatewayId": "tgw-1"},
        ),
    ),
)

ADDON = (
    ("JSON with white space", edit(CNI, rewritten(lambda it: json.dumps(it, indent=4)))),
    (
        "JSON in another order",
        edit(CNI, rewritten(lambda it: json.dumps({"env": sorted_upside_down(it["env"])}))),
    ),
    ("JSON as YAML", edit(CNI, rewritten(yaml.safe_dump))),
    ("YAML as JSON", edit(DNS, rewritten(json.dumps))),
    (
        "YAML in flow style, with comments",
        edit(
            DNS, rewritten(lambda it: "# by hand\n" + yaml.safe_dump(it, default_flow_style=True))
        ),
    ),
    ("YAML with a start, an end and blanks", edit(DNS, lambda old: f"---\n\n{old}\n...\n")),
    ("YAML with an anchor", edit(DNS, lambda old: old.replace("{memory", "&few {memory"))),
    ("no configuration, said", put("addon vpc-cni tags", None)),
    ("namespace by default", put("addon vpc-cni namespaceConfig", {"namespace": "kube-system"})),
    (
        "status, health and times",
        edit(
            "addon coredns",
            lambda old: (
                old
                | {
                    "status": "DEGRADED",
                    "health": {"issues": [{"code": "x"}]},
                    "modifiedAt": 1716422400.0,
                }
            ),
        ),
    ),
    ("ARN", put("addon coredns addonArn", "arn:x")),
    ("no marketplace", put("addon coredns marketplaceInformation", {})),
    ("order of add-ons", lambda place, shapes: shapes["addon"].reverse()),
    ("no role, said", put("addon coredns serviceAccountRoleArn", "")),
)

GROUP, BATCH = "nodegroup workers", "nodegroup batch"
NODEGROUP = (
    ("desired size", put(f"{GROUP} scalingConfig desiredSize", 29)),
    ("capacity by default", put(f"{GROUP} capacityType", None)),
    ("order of subnets", backwards(f"{GROUP} subnets")),
    ("order of taints", backwards(f"{BATCH} taints")),
    ("a taint's empty value", put(f"{BATCH} taints batch value", "")),
    ("a taint's null value", put(f"{BATCH} taints batch value", None)),
    ("order of labels", edit(f"{BATCH} labels", sorted_upside_down)),
    ("order of groups for SSH", backwards(f"{BATCH} remoteAccess sourceSecurityGroups")),
    ("no SSH, said", put(f"{GROUP} remoteAccess", {"ec2SshKey": None, "sourceSecurityGroups": []})),
    ("update by default", put(f"{GROUP} updateConfig", None)),
    ("percentage of zero", put(f"{GROUP} updateConfig maxUnavailablePercentage", 0)),
    ("number of zero", put(f"{BATCH} updateConfig maxUnavailable", 0)),
    ("strategy by default", put(f"{GROUP} updateConfig updateStrategy", "DEFAULT")),
    ("repair by default", put(f"{GROUP} nodeRepairConfig", {"enabled": False})),
    ("no warm pool", put(f"{GROUP} warmPoolConfig", {"enabled": False, "status": None})),
    (
        "null where a template says it",
        both(put(f"{GROUP} diskSize", None), put("nodegroup custom instanceTypes", None)),
    ),
    (
        "name of the scaling group",
        put(
            f"{GROUP} resources",
            {"autoScalingGroups": [{"name": "x"}], "remoteAccessSecurityGroup": "sg-x"},
        ),
    ),
    (
        "version of the template",
        both(
            put(f"{GROUP} launchTemplate version", "77"),
            put("launch-template workers VersionNumber", 77),
            put("launch-template workers RequestedVersion", "77"),
        ),
    ),
    (
        "$Default for the number",
        both(
            put(f"{GROUP} launchTemplate version", "$Default"),
            put("launch-template workers RequestedVersion", "$Default"),
        ),
    ),
    (
        "no version for $Default",
        both(
            drop(f"{GROUP} launchTemplate version"),
            put("launch-template workers RequestedVersion", "$Default"),
        ),
    ),
    ("template by its id only", drop(f"{GROUP} launchTemplate name")),
    ("template by its name only", drop(f"{GROUP} launchTemplate id")),
    (
        "status and health",
        both(
            put(f"{GROUP} status", "DEGRADED"),
            put(f"{GROUP} health issues", [{"code": "AsgInstanceLaunchFailures"}]),
        ),
    ),
    ("ARN and times", edit(GROUP, lambda old: old | {"nodegroupArn": "x", "modifiedAt": "x"})),
    ("tags: null for none", put(f"{GROUP} tags", None)),
    ("order of node groups", lambda place, shapes: shapes["nodegroup"].reverse()),
    ("Fargate: order of subnets", backwards("fargate-profile apps subnets")),
    ("Fargate: order of selectors", backwards("fargate-profile system selectors")),
    (
        "Fargate: order of labels",
        edit("fargate-profile apps selectors 0 labels", sorted_upside_down),
    ),
    ("Fargate: no labels, said", put("fargate-profile system selectors b labels", {})),
    (
        "Fargate: status, health, time",
        edit(
            "fargate-profile apps",
            lambda old: old | {"status": "CREATING", "health": {"issues": [1]}, "createdAt": "x"},
        ),
    ),
    (
        "image of the same name under another id",
        lambda place, shapes: shapes.update(
            json.loads(json.dumps(shapes).replace(f"ami-0{place.hex}", "ami-0fedcba9"))
        ),
    ),
    (
        "custom image of the same name under another id",
        lambda place, shapes: shapes.update(
            json.loads(json.dumps(shapes).replace(f"ami-1{place.hex}", "ami-1fedcba9"))
        ),
    ),
)

MIME = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{0}"\n\n--{0}\nx\n--{0}--\n'


def user_data(function):
    return edit(
        f"{LTD} UserData", lambda old: base64.b64encode(function(base64.b64decode(old))).decode()
    )


TEMPLATE = (
    (
        "version and its description",
        edit(
            "launch-template workers",
            lambda old: (
                old
                | {"VersionDescription": "by hand", "DefaultVersion": False, "CreatedBy": "arn:x"}
            ),
        ),
    ),
    ("user data zipped", user_data(gzip.compress)),
    ("order of security groups", backwards(f"{LTD} SecurityGroupIds")),
    (
        "order of tags",
        both(
            add(
                f"{LTD} TagSpecifications 0 Tags",
                {"Key": "aws:ec2launchtemplate:id", "Value": "lt-1"},
            ),
            backwards(f"{LTD} TagSpecifications 0 Tags"),
        ),
    ),
    (
        "empty lists",
        edit(
            LTD,
            lambda old: (
                old
                | {
                    "ElasticGpuSpecifications": [],
                    "LicenseSpecifications": [],
                    "SecurityGroups": [],
                }
            ),
        ),
    ),
    ("id of the template", renamed_id(("lt",), "lt-99999999")),
    ("id of a security group", renamed_id(("sg", "nodes"), "sg-99999999")),
    ("order of templates", lambda place, shapes: shapes["launch-template"].reverse()),
    (
        "read once for $Latest and once for its number",
        lambda place, shapes: shapes["launch-template"].append(
            shapes["launch-template"][1] | {"RequestedVersion": "$Default"}
        ),
    ),
)
