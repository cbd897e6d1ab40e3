"""One environment's shapes: `stack.shapes` and more, so that each kind has several resources."""

import base64
import json

from driftaudit.iam.managed import PREFIX, document
from tests.mutations.kube_shapes import aws_auth, coredns, kube_proxy, worker_account
from tests.normalize import stack


def shapes(place):
    """All sources of one environment."""
    found = stack.shapes(place)
    found["nodegroup"] += (batch(place), custom(place))
    found["addon"] += (coredns_addon(place),)
    found["fargate-profile"] += (apps_profile(place),)
    found["access-entry"] += (node_entry(place), deploy_entry(place), user_entry(place))
    found["pod-identity"] += (worker_association(place),)
    found["iam-role"] += (deploy_role(place),)
    _node_role(found, place)
    found["workload"][0]["spec"]["template"]["spec"]["tolerations"][1]["key"] = "spot"
    found["cluster"][0]["kubernetesNetworkConfig"]["serviceIpv4Cidr"] = f"{service(place)}.0.0/16"
    zone = place.region.replace("-", "").upper() + "B"
    name = f"eksctl-{place.cluster}-cluster/SubnetPrivate{zone}"
    found["subnet"][1]["Tags"] = [{"Key": "Name", "Value": name}]
    found["iam-policy"] += (logs_policy(place),)
    found["security-group"][2]["IpPermissions"] += node_rules(place)
    found["launch-template"] += (custom_template(place),)
    found["image"] += (custom_image(place),)
    found["configmap"] = (aws_auth(place), found["configmap"][1])
    found["workload"] += (kube_proxy(place), coredns(place))
    found["service-account"] += (worker_account(place),)
    found["managed-policy"] = tuple(managed_policies(place))
    return found


def _node_role(found, place):
    (node,) = (each for each in found["iam-role"] if each["RoleName"].endswith("-node"))
    logs = {"PolicyName": f"{place.cluster}-logs", "PolicyArn": policy_arn(place, "logs")}
    node["AttachedManagedPolicies"].append(logs)


def policy_arn(place, name):
    return f"arn:{place.partition}:iam::{place.account}:policy/{place.cluster}-{name}"


def managed(place, name):
    return f"arn:{place.partition}:iam::aws:policy/{name}"


def managed_policies(place):
    """What AWS's own policies allow that are attached here, as far as it was read."""
    reads = {"Effect": "Allow", "Action": ["ec2:Describe*"], "Resource": "*"}
    documents = {
        "AmazonEKS_CNI_Policy": document(f"{PREFIX}AmazonEKS_CNI_Policy"),
        "ReadOnlyAccess": {"Version": "2012-10-17", "Statement": [reads]},
    }
    for name, each in documents.items():
        own = json.loads(json.dumps(each).replace("${partition}", place.partition))
        yield {"Arn": managed(place, name), "DefaultVersionId": "v5", "Document": own}


def access_policy(place, name):
    return f"arn:{place.partition}:eks::aws:cluster-access-policy/{name}"


def batch(place):
    """A node group without a launch template."""
    return {
        "nodegroupName": "batch",
        "nodegroupArn": place.eks(f"nodegroup/{place.cluster}/batch/{place.hex}"),
        "clusterName": place.cluster,
        "version": "1.30",
        "releaseVersion": "1.30.0-20240531",
        "capacityType": "SPOT",
        "scalingConfig": {"minSize": 0, "maxSize": 12, "desiredSize": place.number % 5},
        "instanceTypes": ["c6i.4xlarge", "c5.4xlarge"],
        "subnets": [place.id("subnet", "a")],
        "remoteAccess": {
            "ec2SshKey": f"{place.cluster}-ops",
            "sourceSecurityGroups": [place.id("sg", "extra"), place.id("sg", "nodes")],
        },
        "amiType": "AL2023_x86_64_STANDARD",
        "nodeRole": place.role("node"),
        "labels": {"pool": "batch", "empty": ""},
        "taints": [
            {"key": "batch", "effect": "NO_SCHEDULE"},
            {"key": "spot", "value": "yes", "effect": "NO_EXECUTE"},
        ],
        "diskSize": 100,
        "health": {"issues": []},
        "updateConfig": {"maxUnavailablePercentage": 33},
        "nodeRepairConfig": {"enabled": True},
        "tags": {"team": "data"},
    }


def custom(place):
    """A node group with an image of its own and `$Latest` of a launch template."""
    return {
        "nodegroupName": f"{place.cluster}-custom",
        "clusterName": place.cluster,
        "releaseVersion": f"ami-1{place.hex}",
        "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 1},
        "subnets": [place.id("subnet", "b")],
        "amiType": "CUSTOM",
        "nodeRole": place.role("node"),
        "launchTemplate": {
            "id": place.id("lt", "custom"),
            "name": f"{place.cluster}-custom",
            "version": "$Latest",
        },
    }


def service(place):
    """AWS takes one of two networks for Kubernetes services."""
    return "10.100" if place.number % 2 else "172.20"


def custom_template(place):
    """User data in parts, as tools write it: their boundary is made up anew each time."""
    config = (
        f'Content-Type: multipart/mixed; boundary="{place.hex}"\n\n--{place.hex}\n'
        f"spec:\n  cluster: {place.cluster}\n  cidr: {service(place)}.0.0/16\n"
        f"  clusterDNS: {service(place)}.0.10\n--{place.hex}--\n"
    )
    return {
        "LaunchTemplateId": place.id("lt", "custom"),
        "LaunchTemplateName": f"{place.cluster}-custom",
        "VersionNumber": place.number,
        "RequestedVersion": "$Latest",
        "LaunchTemplateData": {
            "ImageId": f"ami-1{place.hex}",
            "KeyName": f"{place.cluster}-ops",
            "UserData": base64.b64encode(config.encode()).decode(),
        },
    }


def custom_image(place):
    name = "acme-node-2024.05"
    return {"ImageId": f"ami-1{place.hex}", "OwnerId": place.account, "Name": name}


def coredns_addon(place):
    return {
        "addonName": "coredns",
        "clusterName": place.cluster,
        "addonVersion": "v1.11.1-eksbuild.9",
        "configurationValues": "replicaCount: 2\nresources:\n  limits: {memory: 170Mi}\n"
        "tolerations: [{key: spot, operator: Exists}]\nautoScaling: {enabled: false}\n",
        "tags": {"team": "platform"},
        "publisher": "eks",
        "owner": "aws",
    }


def apps_profile(place):
    return {
        "fargateProfileName": "apps",
        "clusterName": place.cluster,
        "podExecutionRoleArn": place.role("fargate"),
        "subnets": [place.id("subnet", "b"), place.id("subnet", "a")],
        "selectors": [{"namespace": "apps", "labels": {"tier": "web", "size": "s"}}],
        "tags": {"team": "web"},
    }


def node_entry(place):
    return {
        "clusterName": place.cluster,
        "principalArn": place.role("node"),
        "kubernetesGroups": ["system:nodes"],
        "username": "system:node:{{EC2PrivateDNSName}}",
        "type": "EC2_LINUX",
        "tags": {},
    }


def deploy_entry(place):
    return {
        "clusterName": place.cluster,
        "principalArn": place.role("deploy"),
        "kubernetesGroups": ["deployers"],
        "username": "deploy",
        "type": "STANDARD",
        "tags": {"team": "platform"},
        "associatedAccessPolicies": [
            {
                "policyArn": access_policy(place, "AmazonEKSEditPolicy"),
                "accessScope": {"type": "namespace", "namespaces": ["web", "apps"]},
            },
            {
                "policyArn": access_policy(place, "AmazonEKSViewPolicy"),
                "accessScope": {"type": "cluster", "namespaces": []},
            },
        ],
    }


def user_entry(place):
    user = f"arn:{place.partition}:iam::{place.account}:user/alice"
    return {
        "clusterName": place.cluster,
        "principalArn": user,
        "kubernetesGroups": [],
        "username": user,
        "type": "STANDARD",
    }


def worker_association(place):
    return {
        "clusterName": place.cluster,
        "namespace": "apps",
        "serviceAccount": "worker",
        "roleArn": place.role("ebs"),
        "associationArn": place.eks(f"podidentityassociation/{place.cluster}/a-w{place.hex}"),
        "associationId": f"a-w{place.hex}",
        "targetRoleArn": place.role("deploy"),
        "externalId": f"{place.region}/{place.account}/{place.cluster}/apps/worker",
        "tags": {"team": "apps"},
    }


def deploy_role(place):
    """A role with a trust of many parts."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Operators",
                "Effect": "Allow",
                "Principal": {"AWS": ["111111111111", f"arn:aws:iam::{place.account}:root"]},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Condition": {
                    "StringEquals": {"sts:ExternalId": ["audit", "deploy"]},
                    "Bool": {"aws:MultiFactorAuthPresent": "true"},
                },
            },
            {
                "Sid": "Codebuild",
                "Effect": "Allow",
                "Principal": {"Service": ["codebuild.amazonaws.com", "lambda.amazonaws.com"]},
                "Action": "sts:AssumeRole",
            },
        ],
    }
    trust["Statement"][0]["Principal"]["AWS"][1] = (
        f"arn:{place.partition}:iam::{place.account}:root"
    )
    inline = [
        {"PolicyName": "deploy", "PolicyDocument": deploy_document(place)},
        {"PolicyName": f"{place.cluster}-read", "PolicyDocument": read_document(place)},
    ]
    return stack.role(place, "deploy", trust, ["ReadOnlyAccess"], RolePolicyList=inline)


def deploy_document(place):
    used = [f"arn:{place.partition}:{each}:*:*:*" for each in ("autoscaling", "eks", "s3")]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Cluster",
                "Effect": "Allow",
                "Action": ["eks:DescribeCluster", "eks:ListClusters"],
                "Resource": [place.eks(f"cluster/{place.cluster}"), place.eks("nodegroup/*")],
            },
            {
                "Sid": "Scale",
                "Effect": "Allow",
                "Action": "autoscaling:SetDesiredCapacity",
                "Resource": "*",
                "Condition": {
                    "StringEquals": {
                        f"aws:ResourceTag/k8s.io/cluster-autoscaler/{place.cluster}": "owned"
                    },
                    "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
                },
            },
            {"Effect": "Deny", "NotAction": ["iam:Get*", "sts:*"], "NotResource": used},
        ],
    }


def read_document(place):
    bucket = f"arn:{place.partition}:s3:::{place.region}.{place.cluster}.example"
    path = f"{bucket}/${{aws:username}}/*"
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": path}
    return {"Version": "2012-10-17", "Statement": [statement]}


def logs_policy(place):
    """Attached to the node role."""
    group = f"arn:{place.partition}:logs:{place.region}:{place.account}:log-group:/{place.cluster}"
    actions = ["logs:PutLogEvents", "logs:CreateLogStream"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": [f"{group}/*", group]}
    found = stack.policy(place, "logs")
    found["PolicyVersionList"][1]["Document"]["Statement"] = [statement]
    return found | {"Tags": [{"Key": "team", "Value": "logs"}], "Description": "Logs of nodes"}


def node_rules(place):
    """All kinds of peers and ports."""
    pair = {"GroupId": place.id("sg", "extra"), "UserId": place.account, "Description": "kubelet"}
    return [
        {"IpProtocol": "tcp", "FromPort": 10250, "ToPort": 10250, "UserIdGroupPairs": [pair]},
        {
            "IpProtocol": "udp",
            "FromPort": 53,
            "ToPort": 53,
            "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "192.0.2.0/24"}],
            "Ipv6Ranges": [{"CidrIpv6": "fd00::/8", "Description": "v6"}],
        },
        {"IpProtocol": "icmp", "FromPort": 3, "ToPort": 4, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
    ]
