"""Single changes of node groups, Fargate profiles and launch templates."""

import base64

from tests.mutations.edits import add, both, drop, edit, put, text

W, B = "nodegroup workers >", "nodegroup batch >"
LTD = "LaunchTemplateData"
T = f"launch-template ${{cluster}}-workers > {LTD} >"
DATA = f"launch-template workers {LTD}"
SCALE = "nodegroup workers scalingConfig"
REPAIR = "nodegroup batch nodeRepairConfig"


def rewritten(old, new):
    def rewrite(encoded):
        script = base64.b64decode(encoded).decode()
        assert old in script
        return base64.b64encode(script.replace(old, new).encode()).decode()

    return rewrite


NODEGROUP = (
    ("minimum", put(f"{SCALE} minSize", 2), f"NODE003 changed {W} scalingConfig > minSize"),
    ("minimum zero", put(f"{SCALE} minSize", 0), f"NODE003 changed {W} scalingConfig > minSize"),
    ("maximum", put(f"{SCALE} maxSize", 60), f"NODE003 changed {W} scalingConfig > maxSize"),
    (
        "label changed",
        put("nodegroup batch labels pool", "x"),
        f"NODE008 changed {B} labels > pool",
    ),
    (
        "label added",
        put("nodegroup workers labels spot", ""),
        f"NODE008 unexpected {W} labels > spot",
    ),
    ("label removed", drop("nodegroup batch labels pool"), f"NODE008 missing {B} labels > pool"),
    (
        "empty label removed",
        drop("nodegroup batch labels empty"),
        f"NODE008 missing {B} labels > empty",
    ),
    (
        "label gets another case",
        put("nodegroup batch labels pool", "Batch"),
        f"NODE008 changed {B} labels > pool",
    ),
    (
        "taint value",
        put("nodegroup workers taints dedicated value", "web"),
        f"NODE009 changed {W} taints > dedicated:NO_SCHEDULE",
    ),
    (
        "taint gets a value",
        put("nodegroup batch taints batch value", "true"),
        f"NODE009 changed {B} taints > batch:NO_SCHEDULE",
    ),
    (
        "taint removed",
        drop("nodegroup batch taints spot"),
        f"NODE009 missing {B} taints > spot:NO_EXECUTE",
    ),
    (
        "taint added",
        add("nodegroup batch taints", {"key": "spot", "effect": "NO_SCHEDULE"}),
        f"NODE009 unexpected {B} taints > spot:NO_SCHEDULE",
    ),
    (
        "no taints at all",
        put("nodegroup workers taints", None),
        f"NODE009 missing {W} taints > dedicated:NO_SCHEDULE",
    ),
    ("AMI type", put("nodegroup workers amiType", "AL2_ARM_64"), f"NODE005 changed {W} amiType"),
    (
        "release",
        put("nodegroup batch releaseVersion", "1.30.0-20240601"),
        f"NODE004 changed {B} releaseVersion",
    ),
    ("Kubernetes version", put("nodegroup batch version", "1.29"), f"NODE018 changed {B} version"),
    (
        "instance type",
        put("nodegroup workers instanceTypes 1", "m6a.large"),
        f"NODE011 changed {W} instanceTypes",
    ),
    (
        "an instance type more",
        add("nodegroup workers instanceTypes", "m6i.large"),
        f"NODE011 changed {W} instanceTypes",
    ),
    (
        "order of instance types",
        edit("nodegroup batch instanceTypes", lambda old: old[::-1]),
        f"NODE012 changed {B} instanceTypes",
    ),
    (
        "capacity",
        put("nodegroup batch capacityType", "ON_DEMAND"),
        f"NODE013 changed {B} capacityType",
    ),
    (
        "capacity by default",
        put("nodegroup batch capacityType", None),
        f"NODE013 changed {B} capacityType",
    ),
    ("disk", put("nodegroup batch diskSize", 20), f"NODE014 changed {B} diskSize"),
    ("disk unsaid", put("nodegroup batch diskSize", None), f"NODE014 missing {B} diskSize"),
    (
        "update percentage",
        put("nodegroup batch updateConfig maxUnavailablePercentage", 50),
        f"NODE015 changed {B} updateConfig > maxUnavailablePercentage",
    ),
    (
        "update number",
        put("nodegroup workers updateConfig maxUnavailable", 3),
        f"NODE015 unexpected {W} updateConfig > maxUnavailable",
    ),
    (
        "update strategy",
        put("nodegroup workers updateConfig updateStrategy", "MINIMAL"),
        f"NODE015 unexpected {W} updateConfig > updateStrategy",
    ),
    (
        "SSH key",
        put("nodegroup batch remoteAccess ec2SshKey", "mine"),
        f"NODE016 changed {B} remoteAccess > ec2SshKey",
    ),
    (
        "SSH from a group less",
        drop("nodegroup batch remoteAccess sourceSecurityGroups 0"),
        f"NODE016 changed {B} remoteAccess > sourceSecurityGroups",
    ),
    (
        "SSH from everywhere",
        put("nodegroup batch remoteAccess sourceSecurityGroups", []),
        f"NODE016 missing {B} remoteAccess > sourceSecurityGroups",
    ),
    (
        "SSH at all",
        put("nodegroup workers remoteAccess", {"ec2SshKey": "mine"}),
        f"NODE016 unexpected {W} remoteAccess > ec2SshKey",
    ),
    (
        "subnet",
        put("nodegroup batch subnets 0", lambda p: p.id("subnet", "b")),
        f"NODE010 changed {B} subnets",
    ),
    ("subnet less", drop("nodegroup workers subnets 0"), f"NODE010 changed {W} subnets"),
    (
        "role",
        put("nodegroup batch nodeRole", lambda p: p.role("deploy")),
        f"NODE006 changed {B} nodeRole",
    ),
    (
        "repair off",
        put(f"{REPAIR} enabled", False),
        f"NODE017 changed {B} nodeRepairConfig > enabled",
    ),
    (
        "repair threshold",
        put(f"{REPAIR} maxUnhealthyNodeThresholdCount", 3),
        f"NODE017 unexpected {B} nodeRepairConfig > maxUnhealthyNodeThresholdCount",
    ),
    (
        "repair override",
        put(f"{REPAIR} nodeRepairConfigOverrides", [{"repairAction": "Reboot"}]),
        f"NODE017 unexpected {B} nodeRepairConfig > nodeRepairConfigOverrides",
    ),
    (
        "warm pool",
        put("nodegroup batch warmPoolConfig", {"enabled": True}),
        f"NODE099 changed {B} warmPoolConfig > enabled",
    ),
    (
        "a field of next year",
        put("nodegroup batch brandNew", False),
        f"NODE099 unexpected {B} brandNew",
    ),
    ("tag", put("nodegroup batch tags team", "web"), f"NODE097 changed {B} tags > team"),
    (
        "first tag",
        put("nodegroup workers tags", {"team": "web"}),
        f"NODE097 unexpected {W} tags > team",
    ),
    (
        "another template",
        put(
            "nodegroup workers launchTemplate",
            lambda p: {
                "id": p.id("lt", "custom"),
                "name": f"{p.cluster}-custom",
                "version": "$Latest",
            },
        ),
        f"NODE007 changed {W} launchTemplate > name",
    ),
    ("removed", drop("nodegroup batch"), "NODE001 missing nodegroup batch"),
    (
        "added",
        add("nodegroup", lambda p: {"nodegroupName": "gpu", "nodeRole": p.role("node")}),
        "NODE002 unexpected nodegroup gpu",
    ),
    (
        "another custom image",
        both(
            put("nodegroup custom releaseVersion", "ami-2"),
            add("image", {"ImageId": "ami-2", "ImageOwnerAlias": "self", "Name": "other"}),
        ),
        "NODE004 changed nodegroup ${cluster}-custom > releaseVersion",
    ),
)

F, APPS = "fargate-profile apps", "fargate-profile apps >"
FARGATE = (
    (
        "role",
        put(f"{F} podExecutionRoleArn", lambda p: p.role("node")),
        f"NODE022 changed {APPS} podExecutionRoleArn",
    ),
    (
        "selector added",
        add(f"{F} selectors", {"namespace": "more"}),
        f"NODE023 unexpected {APPS} selectors > more",
    ),
    (
        "selector removed",
        drop("fargate-profile system selectors b"),
        "NODE023 missing fargate-profile system > selectors > b",
    ),
    ("subnet", drop(f"{F} subnets 0"), f"NODE024 changed {APPS} subnets"),
    ("tag", put(f"{F} tags team", "x"), f"NODE097 changed {APPS} tags > team"),
    ("a field of next year", put(f"{F} brandNew", 1), f"NODE024 unexpected {APPS} brandNew"),
    ("removed", drop(F), "NODE020 missing fargate-profile apps"),
    (
        "added",
        add(
            "fargate-profile",
            lambda p: {"fargateProfileName": "jobs", "podExecutionRoleArn": p.role("fargate")},
        ),
        "NODE021 unexpected fargate-profile jobs",
    ),
)

CUSTOM = f"launch-template ${{cluster}}-custom > {LTD} > UserData"
TEMPLATE = (
    (
        "another DNS of the cluster",
        edit(f"launch-template custom {LTD} UserData", rewritten(".0.10\n", ".0.11\n")),
        f"NODE033 changed {CUSTOM}",
    ),
    (
        "a service network of somebody else",
        edit(f"launch-template custom {LTD} UserData", rewritten(".0.0/16", ".0.0/17")),
        f"NODE033 changed {CUSTOM}",
    ),
    (
        "user data",
        edit(f"{DATA} UserData", rewritten("bootstrap.sh", "other.sh")),
        f"NODE033 changed {T} UserData",
    ),
    (
        "a flag in user data",
        edit(f"{DATA} UserData", rewritten("\n/etc", "\nset -x\n/etc")),
        f"NODE033 changed {T} UserData",
    ),
    (
        "cluster of someone else in user data",
        edit(f"{DATA} UserData", rewritten("bootstrap.sh ", "bootstrap.sh x-")),
        f"NODE033 changed {T} UserData",
    ),
    ("no user data", drop(f"{DATA} UserData"), f"NODE033 missing {T} UserData"),
    (
        "security group less",
        drop(f"{DATA} SecurityGroupIds 0"),
        f"NODE034 changed {T} SecurityGroupIds",
    ),
    (
        "security group of an interface",
        put(f"{DATA} NetworkInterfaces 0 Groups 0", lambda p: p.id("sg", "extra")),
        f"NODE034 changed {T} NetworkInterfaces",
    ),
    (
        "public addresses",
        put(f"{DATA} NetworkInterfaces 0 AssociatePublicIpAddress", True),
        f"NODE034 changed {T} NetworkInterfaces",
    ),
    (
        "image",
        put("image 0 Name", "amazon-eks-node-1.30-v20240601"),
        f"NODE032 changed {T} ImageId",
    ),
    ("image is gone", put(f"{DATA} ImageId", "ami-gone"), f"NODE032 changed {T} ImageId"),
    ("owner of the image", put("image 0 ImageOwnerAlias", None), f"NODE032 changed {T} ImageId"),
    (
        "volume size",
        put(f"{DATA} BlockDeviceMappings 0 Ebs VolumeSize", 20),
        f"NODE036 changed {T} BlockDeviceMappings > /dev/xvda > Ebs > VolumeSize",
    ),
    (
        "volume type",
        put(f"{DATA} BlockDeviceMappings 0 Ebs VolumeType", "gp2"),
        f"NODE036 unexpected {T} BlockDeviceMappings > /dev/xvda > Ebs > VolumeType",
    ),
    (
        "volume key",
        put(f"{DATA} BlockDeviceMappings 0 Ebs KmsKeyId", None),
        f"NODE036 missing {T} BlockDeviceMappings > /dev/xvda > Ebs > KmsKeyId",
    ),
    (
        "another volume",
        add(f"{DATA} BlockDeviceMappings", {"DeviceName": "/dev/xvdb", "Ebs": {"VolumeSize": 1}}),
        f"NODE036 unexpected {T} BlockDeviceMappings > /dev/xvdb",
    ),
    (
        "hop limit",
        put(f"{DATA} MetadataOptions HttpPutResponseHopLimit", 1),
        f"NODE035 changed {T} MetadataOptions > HttpPutResponseHopLimit",
    ),
    (
        "IMDSv1",
        put(f"{DATA} MetadataOptions HttpTokens", "optional"),
        f"NODE035 changed {T} MetadataOptions > HttpTokens",
    ),
    (
        "metadata off",
        put(f"{DATA} MetadataOptions HttpEndpoint", "disabled"),
        f"NODE035 unexpected {T} MetadataOptions > HttpEndpoint",
    ),
    (
        "instance type",
        put(f"{DATA} InstanceType", "m5.xlarge"),
        f"NODE036 changed {T} InstanceType",
    ),
    (
        "monitoring",
        put(f"{DATA} Monitoring", {"Enabled": True}),
        f"NODE036 unexpected {T} Monitoring",
    ),
    (
        "tag of instances",
        put(f"{DATA} TagSpecifications 0 Tags 0 Value", "x"),
        f"NODE097 changed {T} TagSpecifications > instance > c",
    ),
    (
        "tags of volumes",
        add(
            f"{DATA} TagSpecifications",
            {"ResourceType": "volume", "Tags": [{"Key": "c", "Value": "x"}]},
        ),
        f"NODE097 unexpected {T} TagSpecifications > volume",
    ),
    (
        "SSH key",
        text(f"launch-template custom {LTD} KeyName", "-ops", "-dev"),
        f"NODE036 changed launch-template ${{cluster}}-custom > {LTD} > KeyName",
    ),
)
