"""Kind by kind: rewrites that mean nothing give nothing, every change is seen at its path."""

import base64
import gzip

import pytest

from driftaudit.normalize.access import default_username
from driftaudit.normalize.fields import RULES
from tests.normalize import stack

US = stack.US
CLUSTER = ("cluster", "${cluster}")
WORKERS = ("nodegroup", "workers")
CNI = ("addon", "vpc-cni")
ADMIN = ("access-entry", "arn:${partition}:iam::${account}:role/people/${cluster}-admin")
TEMPLATE = ("launch-template", "${cluster}-workers")
NODES = ("security-group", "${cluster}-nodes")
AWS_NODE = ("workload", "aws-node")
MAKERS = {
    "cluster": stack.cluster,
    "nodegroup": stack.nodegroup,
    "addon": stack.addon,
    "access-entry": stack.entry,
    "pod-identity": stack.association,
    "launch-template": stack.template,
    "workload": stack.workload,
}


def put(shape, path, value):
    """The shape with another value at a dotted path; numbers are places in lists."""
    key, _, rest = path.partition(".")
    if isinstance(shape, list):
        return [put(each, rest, value) if at == int(key) else each for at, each in enumerate(shape)]
    inner = put(shape.get(key, {}), rest, value) if rest else value
    return {**shape, key: inner}


def changed(kind, *changes):
    shape = MAKERS[kind](US)
    for path, value in changes:
        shape = put(shape, path, value)
    return stack.resources(**{kind: (shape,)})


def at(value, *path):
    for key in path:
        value = value[key]
    return value


BUNDLE = ["203.0.113.0/24", "198.51.100.0/24", "203.0.113.0/24"]
NET, LTD = "resourcesVpcConfig", "LaunchTemplateData"
POD = "spec.template.spec"
SCRIPT = base64.b64decode(stack.template(US)[LTD]["UserData"])


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("cluster", "platformVersion", "eks.99"),
        ("cluster", "status", "UPDATING"),
        ("cluster", "identity", None),
        ("access-entry", "tags", None),
        ("workload", f"{POD}.containers.0.volumeMounts", []),
        ("cluster", "createdAt", "x"),
        ("cluster", "health", {"issues": [{"code": "x"}]}),
        ("cluster", "arn", "x"),
        ("cluster", "upgradePolicy", {"supportType": "EXTENDED"}),
        ("cluster", "upgradePolicy", None),
        ("cluster", "deletionProtection", False),
        ("cluster", "zonalShiftConfig", {"enabled": False}),
        ("cluster", "controlPlaneScalingConfig", {"tier": "standard"}),
        ("cluster", "computeConfig", {"enabled": False, "nodePools": []}),
        ("cluster", "storageConfig.blockStorage.enabled", False),
        ("cluster", f"{NET}.publicAccessCidrs", BUNDLE),
        ("cluster", f"{NET}.controlPlaneEgressMode", "AWS_MANAGED"),
        ("cluster", f"{NET}.vpcId", "vpc-00000000"),
        ("cluster", "kubernetesNetworkConfig.serviceIpv4Cidr", "172.20.0.0/16"),
        ("cluster", "kubernetesNetworkConfig.ipFamily", None),
        (
            "cluster",
            "logging.clusterLogging",
            [{"types": ["api"], "enabled": True}, {"types": ["audit"], "enabled": True}],
        ),
        ("cluster", "accessConfig.bootstrapClusterCreatorAdminPermissions", True),
        ("cluster", "tags.aws:cloudformation:stack-id", "arn:x"),
        ("nodegroup", "scalingConfig.desiredSize", 9),
        ("nodegroup", "capacityType", None),
        ("nodegroup", "nodegroupArn", "x"),
        ("nodegroup", "updateConfig", {}),
        ("nodegroup", "updateConfig.maxUnavailablePercentage", 0),
        ("nodegroup", "nodeRepairConfig", {"enabled": False}),
        ("nodegroup", "remoteAccess", {"ec2SshKey": None, "sourceSecurityGroups": []}),
        ("nodegroup", "resources.remoteAccessSecurityGroup", "sg-x"),
        ("nodegroup", "diskSize", None),
        (
            "addon",
            "configurationValues",
            "env:\n  CLUSTER_NAME: acme-us\n  ENABLE_PREFIX_DELEGATION: 'true'\n",
        ),
        ("addon", "namespaceConfig", {"namespace": "kube-system"}),
        ("addon", "health", {"issues": [{"code": "x"}]}),
        ("access-entry", "type", ""),
        ("access-entry", "username", ""),
        ("access-entry", "kubernetesGroups", ["admins", "viewers", "admins"]),
        ("access-entry", "associatedAccessPolicies.0.accessScope.namespaces", None),
        ("access-entry", "associatedAccessPolicies.0.associatedAt", "x"),
        ("pod-identity", "disableSessionTags", None),
        ("pod-identity", "associationArn", stack.association(US)["associationArn"]),
        ("launch-template", "VersionDescription", "x"),
        (
            "launch-template",
            f"{LTD}.UserData",
            base64.b64encode(gzip.compress(SCRIPT, mtime=0)).decode(),
        ),
        ("workload", f"{POD}.containers.0.terminationMessagePolicy", "File"),
        ("workload", f"{POD}.dnsPolicy", "ClusterFirst"),
        ("workload", "spec.replicas", 5),
        (
            "workload",
            "spec.template.metadata.annotations",
            {"kubectl.kubernetes.io/restartedAt": "x"},
        ),
        (
            "workload",
            f"{POD}.containers.0.image",
            "602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.18.1-eksbuild.1",
        ),
    ],
)
def test_what_means_nothing_gives_nothing(kind, path, value):
    assert changed(kind, (path, value)) == stack.resources()


@pytest.mark.parametrize(
    ("thing", "path", "value", "where", "expected"),
    [
        (CLUSTER, "version", "1.31", ("version",), "1.31"),
        (
            CLUSTER,
            "accessConfig.authenticationMode",
            None,
            ("accessConfig", "authenticationMode"),
            "CONFIG_MAP",
        ),
        (CLUSTER, "deletionProtection", True, ("deletionProtection",), True),
        (CLUSTER, f"{NET}.endpointPublicAccess", False, (NET, "endpointPublicAccess"), False),
        (CLUSTER, f"{NET}.publicAccessCidrs", [], (NET, "publicAccessCidrs"), ["0.0.0.0/0"]),
        (CLUSTER, f"{NET}.subnetIds", ["subnet-gone"], (NET, "subnetIds"), ["not found"]),
        (CLUSTER, f"{NET}.subnetIds", ["s", "t"], (NET, "subnetIds"), ["not found x2"]),
        (
            CLUSTER,
            f"{NET}.clusterSecurityGroupId",
            "sg-gone",
            (NET, "clusterSecurityGroupId"),
            "not found",
        ),
        (
            CLUSTER,
            "kubernetesNetworkConfig.serviceIpv4Cidr",
            "10.9.0.0/16",
            ("kubernetesNetworkConfig", "serviceIpv4Cidr"),
            "10.9.0.0/16",
        ),
        (
            CLUSTER,
            "logging.clusterLogging",
            [{"types": ["api"], "enabled": True}],
            ("logging",),
            {"api": True},
        ),
        (
            CLUSTER,
            "encryptionConfig.0.provider.keyArn",
            "arn:aws:kms:us-east-1:222222222222:key/0",
            ("encryptionConfig", "secrets", "keyArn"),
            "key without alias",
        ),
        (
            CLUSTER,
            "encryptionConfig.0.provider.keyArn",
            "arn:aws:kms:us-east-1:999999999999:key/0",
            ("encryptionConfig", "secrets", "keyArn"),
            "arn:${partition}:kms:${region}:999999999999:key/0",
        ),
        (
            CLUSTER,
            "encryptionConfig.0.provider.keyArn",
            "alias/acme-us-2",
            ("encryptionConfig", "secrets", "keyArn"),
            "alias/${cluster}-2",
        ),
        (
            CLUSTER,
            "roleArn",
            "arn:aws:iam::999999999999:role/x",
            ("roleArn",),
            "arn:${partition}:iam::999999999999:role/x",
        ),
        (WORKERS, "scalingConfig.maxSize", 60, ("scalingConfig", "maxSize"), 60),
        (WORKERS, "capacityType", "SPOT", ("capacityType",), "SPOT"),
        (WORKERS, "taints.0.value", None, ("taints", "dedicated:NO_SCHEDULE"), ""),
        (WORKERS, "labels.pool", "", ("labels", "pool"), ""),
        (WORKERS, "updateConfig", {"maxUnavailable": 2}, ("updateConfig", "maxUnavailable"), 2),
        (
            WORKERS,
            "instanceTypes",
            ["m5a.large", "m5.large"],
            ("instanceTypes",),
            ["m5a.large", "m5.large"],
        ),
        (
            WORKERS,
            "remoteAccess",
            {"sourceSecurityGroups": [US.id("sg", "extra")]},
            ("remoteAccess", "sourceSecurityGroups"),
            ["${cluster}-extra"],
        ),
        (
            WORKERS,
            "releaseVersion",
            f"ami-0{US.hex}",
            ("releaseVersion",),
            "amazon/amazon-eks-node-1.30-v20240531",
        ),
        (WORKERS, "releaseVersion", "ami-gone", ("releaseVersion",), "not found"),
        (
            WORKERS,
            "launchTemplate",
            {"id": US.id("lt"), "version": "3", "new": 1},
            ("launchTemplate",),
            {"name": "${cluster}-workers", "new": 1},
        ),
        (WORKERS, "launchTemplate", {"id": "lt-gone"}, ("launchTemplate", "name"), "not found"),
        (CNI, "configurationValues", "{", ("configurationValues",), "{"),
        (
            CNI,
            "configurationValues",
            "{on: 2024-01-01}",
            ("configurationValues",),
            {"true": "2024-01-01"},
        ),
        (
            CNI,
            "configurationValues",
            "a: !!binary eA==",
            ("configurationValues",),
            "a: !!binary eA==",
        ),
        (
            CNI,
            "configurationValues",
            "a: .inf\n~: 1\nb: 0.5",
            ("configurationValues",),
            {"a": "inf", "null": 1, "b": 0.5},
        ),
        (CNI, "configurationValues", {"a": 1}, ("configurationValues",), {"a": 1}),
        (CNI, "podIdentityAssociations", ["x/a-gone"], ("podIdentityAssociations",), ["not found"]),
        (CNI, "addonVersion", "v1.19.0-eksbuild.1", ("addonVersion",), "v1.19.0-eksbuild.1"),
        (ADMIN, "type", "EC2_LINUX", ("type",), "EC2_LINUX"),
        (ADMIN, "username", "jo", ("username",), "jo"),
        (
            ADMIN,
            "associatedAccessPolicies.0.accessScope",
            {"type": "namespace", "namespaces": ["b", "a", "b"]},
            (
                "associatedAccessPolicies",
                "arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            ),
            {"type": "namespace", "namespaces": ["a", "b"]},
        ),
        (
            ADMIN,
            "associatedAccessPolicies.0.brandNew",
            "x",
            (
                "associatedAccessPolicies",
                "arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                "brandNew",
            ),
            "x",
        ),
        (
            ("pod-identity", "kube-system/ebs-csi"),
            "policy",
            '{"Statement": []}',
            ("policy",),
            {"Version": "2008-10-17", "Statement": []},
        ),
        (("pod-identity", "kube-system/ebs-csi"), "ownerArn", "odd", ("ownerArn",), "odd"),
        (
            TEMPLATE,
            f"{LTD}.ImageId",
            "resolve:ssm:/acme-us/ami",
            (LTD, "ImageId"),
            "resolve:ssm:/${cluster}/ami",
        ),
        (TEMPLATE, f"{LTD}.ImageId", "ami-gone", (LTD, "ImageId"), "not found"),
        (TEMPLATE, f"{LTD}.InstanceType", "m6i.large", (LTD, "InstanceType"), "m6i.large"),
        (
            AWS_NODE,
            f"{POD}.containers.0.image",
            "222222222222.dkr.ecr.us-east-1.amazonaws.com/c:1",
            ("containers", "aws-node", "image"),
            "${account}.dkr.ecr.${region}.${dns_suffix}/c:1",
        ),
        (
            AWS_NODE,
            f"{POD}.containers.0.env",
            [{"name": "A", "value": "1"}],
            ("containers", "aws-node", "env"),
            {"A": "1"},
        ),
        (
            AWS_NODE,
            f"{POD}.containers.0.env",
            [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}],
            ("containers", "aws-node", "env"),
            [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}],
        ),
        (
            AWS_NODE,
            f"{POD}.containers.0.ports",
            [{"name": "m", "containerPort": 1}],
            ("containers", "aws-node", "ports"),
            {"m": {"containerPort": 1}},
        ),
        (AWS_NODE, f"{POD}.hostNetwork", True, ("hostNetwork",), True),
        (
            AWS_NODE,
            "spec.updateStrategy",
            {"type": "OnDelete"},
            ("spec", "updateStrategy"),
            {"type": "OnDelete"},
        ),
        (AWS_NODE, "spec.template.brandNew", 1, ("template", "brandNew"), 1),
        (
            AWS_NODE,
            "spec.template.metadata.labels.k8s-app",
            "other",
            ("labels", "k8s-app"),
            "other",
        ),
    ],
)
def test_a_change_is_seen_at_its_path_and_nowhere_else(thing, path, value, where, expected):
    before, after = stack.resources(), changed(thing[0], (path, value))
    assert at(after[thing], *where) == expected
    assert before[thing] != after[thing]
    others = {key for key in after if after[key] != before.get(key)} - {thing}
    linked = {"security-group", "launch-template"} if thing == WORKERS else {"security-group"}
    assert {kind for kind, _ in others} <= linked


def test_who_may_reach_a_closed_endpoint_does_not_matter():
    closed = (f"{NET}.endpointPublicAccess", False)
    with_cidrs = changed("cluster", closed, (f"{NET}.publicAccessCidrs", ["10.0.0.0/8"]))
    assert with_cidrs == changed("cluster", closed)
    assert "publicAccessCidrs" not in with_cidrs[CLUSTER][NET]


@pytest.mark.parametrize(
    ("principal", "username"),
    [
        ("arn:aws:iam::1:role/a/b/name", "arn:aws:sts::1:assumed-role/name/{{SessionName}}"),
        ("arn:aws-cn:iam::1:role/name", "arn:aws-cn:sts::1:assumed-role/name/{{SessionName}}"),
        ("arn:aws:iam::1:user/jo", "arn:aws:iam::1:user/jo"),
        ("odd", "odd"),
    ],
)
def test_default_usernames(principal, username):
    assert default_username(principal) == username


def user_data(text, place=US):
    encoded = base64.b64encode(text).decode() if isinstance(text, bytes) else text
    shape = put(stack.template(place), f"{LTD}.UserData", encoded)
    return stack.resources(place, launch_template=(shape,))[TEMPLATE][LTD]["UserData"]


def test_user_data_is_a_digest_of_its_portable_text():
    assert user_data(b"join acme-us") == user_data(b"join acme-cn", stack.CN)
    assert user_data(b"join acme-us") != user_data(b"join acme-us now")
    assert user_data(b"join acme-us") != user_data(b"join other", stack.CN)


@pytest.mark.parametrize("odd", [b"\xff\xfe\x00", b"\x1f\x8bnot gzip", "not base64!", b""])
def test_odd_user_data_has_a_digest_too(odd):
    assert user_data(odd).startswith("sha256:")


def test_a_template_used_in_two_versions_is_two():
    other = stack.nodegroup(US) | {"nodegroupName": "batch"}
    other = put(other, "launchTemplate.version", "$Latest")
    newer = put(stack.template(US), f"{LTD}.InstanceType", "m6i.large")
    newer |= {"VersionNumber": 900, "RequestedVersion": "$Latest"}
    made = stack.resources(
        nodegroup=(stack.nodegroup(US), other), launch_template=(stack.template(US), newer)
    )
    names = {
        name: each[LTD]["InstanceType"]
        for (kind, name), each in made.items()
        if kind == "launch-template"
    }
    assert names == {
        "${cluster}-workers (nodegroup/batch)": "m6i.large",
        "${cluster}-workers (nodegroup/workers)": "m5.large",
    }


def test_a_version_read_by_two_names_is_one():
    latest = stack.template(US) | {"RequestedVersion": "$Latest"}
    other = put(
        stack.nodegroup(US) | {"nodegroupName": "batch"}, "launchTemplate.version", "$Latest"
    )
    made = stack.snapshot(
        nodegroup=(stack.nodegroup(US), other), launch_template=(stack.template(US), latest)
    )
    (only,) = (each for each in made.resources if each.kind == "launch-template")
    assert only.used_by == ("nodegroup/batch", "nodegroup/workers")


def test_templates_that_eks_made_are_named_for_their_node_groups():
    name = f"eks-{stack.UUIDS}{US.hex}"
    shape = stack.template(US) | {"LaunchTemplateName": name}
    group = put(stack.nodegroup(US), "launchTemplate.name", name)
    made = stack.resources(launch_template=(shape,), nodegroup=(group,))
    assert ("launch-template", "eks-<generated> workers") in made
    assert made[WORKERS]["launchTemplate"] == {"name": "eks-<generated> workers"}


def test_the_cluster_s_own_group_is_tagged_with_its_name_by_eks():
    shape = stack.group(US, "own", "eks-cluster-sg-acme-us-4711")
    shape["Tags"] = [
        {"Key": "Name", "Value": "eks-cluster-sg-acme-us-4711"},
        {"Key": "kubernetes.io/cluster/acme-us", "Value": "owned"},
        {"Key": "was", "Value": "eks-cluster-sg-acme-us-4712"},
    ]
    made = stack.resources(security_group=(shape,))
    name = "eks-cluster-sg-${cluster}"
    assert made["security-group", name]["Tags"] == {
        "Name": name,
        "kubernetes.io/cluster/${cluster}": "owned",
        "was": f"{name}-4712",
    }


def rules(*permissions):
    shape = stack.group(US, "nodes") | {"IpPermissions": list(permissions)}
    groups = (stack.group(US, "own", "eks-cluster-sg-acme-us-1"), shape)
    return list(stack.resources(security_group=groups)[NODES].get("IpPermissions", {}))


ANY = [{"CidrIp": "0.0.0.0/0"}]


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        (
            {"IpProtocol": "tcp", "FromPort": 1025, "ToPort": 65535, "IpRanges": ANY},
            "tcp 1025-65535 from 0.0.0.0/0",
        ),
        (
            {"IpProtocol": "17", "FromPort": 53, "ToPort": 53, "IpRanges": ANY},
            "udp 53 from 0.0.0.0/0",
        ),
        ({"IpProtocol": "-1", "IpRanges": ANY}, "all from 0.0.0.0/0"),
        (
            {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "IpRanges": ANY},
            "tcp from 0.0.0.0/0",
        ),
        (
            {"IpProtocol": "icmp", "FromPort": 3, "ToPort": 4, "IpRanges": ANY},
            "icmp 3/4 from 0.0.0.0/0",
        ),
        (
            {"IpProtocol": "icmp", "FromPort": 3, "ToPort": -1, "IpRanges": ANY},
            "icmp 3 from 0.0.0.0/0",
        ),
        (
            {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "IpRanges": ANY},
            "icmp from 0.0.0.0/0",
        ),
        (
            {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
            "tcp 1 from ::/0",
        ),
        (
            {"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-gone"}]},
            "all from pl not found",
        ),
        (
            {"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": US.id("pl")}]},
            "all from pl com.amazonaws.${region}.s3",
        ),
        (
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": US.id("sg", "nodes")}]},
            "all from self",
        ),
        (
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": US.id("sg", "own")}]},
            "all from sg eks-cluster-sg-${cluster}",
        ),
        (
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-gone"}]},
            "all from sg not found",
        ),
        (
            {
                "IpProtocol": "-1",
                "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "999999999999"}],
            },
            "all from sg sg-1 of 999999999999",
        ),
    ],
)
def test_rules_read_as_people_say_them(permission, expected):
    assert rules(permission) == [expected]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"OwnerId": US.account}, "all from pl ${cluster}-office"),
        ({"OwnerId": "999999999999"}, "all from pl ${cluster}-office of 999999999999"),
        ({"PrefixListName": "", "OwnerId": "AWS"}, "all from pl unnamed"),
    ],
)
def test_prefix_lists_are_named(more, expected):
    known = {"PrefixListId": "pl-1", "PrefixListName": "acme-us-office", **more}
    permission = {"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-1"}]}
    shape = stack.group(US, "nodes") | {"IpPermissions": [permission]}
    made = stack.resources(security_group=(shape,), prefix_list=(known,))
    assert list(made[NODES]["IpPermissions"]) == [expected]


def test_rules_that_read_alike_stay_two():
    gone = {"UserIdGroupPairs": [{"GroupId": "sg-gone"}, {"GroupId": "sg-gone-too"}]}
    assert rules({"IpProtocol": "-1", **gone}) == [
        "all from sg not found",
        "all from sg not found x2",
    ]


def test_a_workload_elsewhere_and_an_odd_one():
    elsewhere = put(stack.workload(US), "metadata.namespace", "other")
    odd = stack.workload(US) | {"spec": {"template": 3}}
    made = stack.resources(workload=(elsewhere, odd))
    assert made["workload", "other/aws-node"]["containers"]
    assert made["workload", "aws-node"]["spec"] == {"template": 3}


def test_no_settings_of_the_cni_where_it_has_none():
    assert "configMap" not in stack.resources(configmap=())[AWS_NODE]


def test_a_policy_without_a_default_version_has_no_document():
    shape = stack.policy(US) | {"PolicyVersionList": []}
    made = stack.resources(iam_policy=(shape,))
    assert made["iam-policy", "${cluster}-boundary"]["Document"] is None


def test_every_rule_has_a_source_and_stands_once():
    assert all(rule.source and rule.path for rule in RULES)
    assert len({(rule.kind, rule.path, rule.effect) for rule in RULES}) == len(RULES)
