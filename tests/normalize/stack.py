"""The same stack in any account, region and partition: all shapes as the APIs give them."""

import base64
import random

from driftaudit.model import Environment, Identity, Reading, Tool
from driftaudit.normalize.snapshot import normalize

TOOL = Tool(name="driftaudit", version="0")
AT = "2026-11-22T10:50:00.000000Z"
UUIDS = "0b0edceb-1111-2222-3333-"


class Place:
    """One environment's own ids; `seed` makes those that AWS generates."""

    def __init__(self, account, region, partition, cluster, seed):
        self.account, self.region, self.partition, self.cluster = (
            account,
            region,
            partition,
            cluster,
        )
        self.suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
        self.hex = f"{seed:012x}"
        self.number = seed
        self.oidc = f"oidc.eks.{region}.{self.suffix}/id/EXAMPLED539D4633E53{self.hex.upper()}"
        self.vpc = f"vpc-0{self.hex}"
        self.registry = {"aws-cn": "918309763551"}.get(partition, "602401143452")

    def id(self, kind, name=""):
        return f"{kind}-{name}{self.hex}"

    def role(self, name, path="/"):
        return f"arn:{self.partition}:iam::{self.account}:role{path}{self.cluster}-{name}"

    def eks(self, rest):
        return f"arn:{self.partition}:eks:{self.region}:{self.account}:{rest}"

    @property
    def identity(self):
        return Identity(
            account=self.account,
            region=self.region,
            partition=self.partition,
            cluster=self.cluster,
            oidc=self.oidc,
            vpc=self.vpc,
            vars={"domain": f"{self.region}.{self.cluster}.example"},
        )


US = Place("222222222222", "us-east-1", "aws", "acme-us", 0xA1)
CN = Place("333333333333", "cn-north-1", "aws-cn", "acme-cn", 0xB2)
SHORT = Place("444444444444", "us-gov-west-1", "aws-us-gov", "us", 0xC3)


def trust(place, service):
    suffix = place.suffix if service == "ec2" else "amazonaws.com"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": f"{service}.{suffix}"},
                "Action": "sts:AssumeRole",
            }
        ],
    }


def irsa(place, account):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {
                    "Federated": f"arn:{place.partition}:iam::{place.account}"
                    f":oidc-provider/{place.oidc}"
                },
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        f"{place.oidc}:sub": f"system:serviceaccount:{account}",
                        f"{place.oidc}:aud": "sts.amazonaws.com",
                    }
                },
            }
        ],
    }


def role(place, name, document, attached=(), path="/", **more):
    return {
        "Path": path,
        "RoleName": f"{place.cluster}-{name}",
        "RoleId": f"AROA{place.hex.upper()}{name.upper()}",
        "Arn": place.role(name, path),
        "CreateDate": f"2026-01-0{place.number % 9 + 1}T00:00:00Z",
        "AssumeRolePolicyDocument": document,
        "InstanceProfileList": [],
        "RolePolicyList": [],
        "AttachedManagedPolicies": [
            {
                "PolicyName": each,
                "PolicyArn": f"arn:{place.partition}:iam::aws:policy/{each}",
            }
            for each in attached
        ],
        "Tags": [{"Key": "cluster", "Value": place.cluster}],
        "RoleLastUsed": {"LastUsedDate": "2026-11-22T00:00:00Z", "Region": place.region},
        **more,
    }


def cluster(place):
    return {
        "name": place.cluster,
        "arn": place.eks(f"cluster/{place.cluster}"),
        "createdAt": "2026-11-22T08:24:00Z",
        "version": "1.30",
        "endpoint": f"https://{place.hex.upper()}.gr7.{place.region}.eks.{place.suffix}",
        "roleArn": place.role("cluster"),
        "resourcesVpcConfig": {
            "subnetIds": [place.id("subnet", "b"), place.id("subnet", "a")],
            "securityGroupIds": [place.id("sg", "extra")],
            "clusterSecurityGroupId": place.id("sg", "own"),
            "vpcId": place.vpc,
            "endpointPublicAccess": True,
            "endpointPrivateAccess": True,
            "publicAccessCidrs": ["203.0.113.0/24", "198.51.100.0/24"],
        },
        "kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.100.0.0/16", "ipFamily": "ipv4"},
        "logging": {
            "clusterLogging": [
                {"types": ["audit", "api"], "enabled": True},
                {"types": ["scheduler"], "enabled": False},
            ]
        },
        "identity": {"oidc": {"issuer": f"https://{place.oidc}"}},
        "status": "ACTIVE",
        "certificateAuthority": {"data": base64.b64encode(place.hex.encode()).decode()},
        "platformVersion": f"eks.{place.number % 50}",
        "tags": {"team": "platform", "cluster": place.cluster},
        "encryptionConfig": [
            {"resources": ["secrets"], "provider": {"keyArn": key(place)}},
        ],
        "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP"},
        "health": {"issues": []},
    }


def key(place):
    return f"arn:{place.partition}:kms:{place.region}:{place.account}:key/{UUIDS}{place.hex}"


def nodegroup(place):
    return {
        "nodegroupName": "workers",
        "nodegroupArn": place.eks(f"nodegroup/{place.cluster}/workers/{UUIDS}{place.hex}"),
        "clusterName": place.cluster,
        "version": "1.30",
        "releaseVersion": "1.30.0-20240531",
        "createdAt": "2026-11-22T08:24:00Z",
        "modifiedAt": "2026-11-22T08:24:00Z",
        "status": "ACTIVE",
        "capacityType": "ON_DEMAND",
        "scalingConfig": {"minSize": 1, "maxSize": 30, "desiredSize": place.number % 7},
        "instanceTypes": ["m5.large", "m5a.large"],
        "subnets": [place.id("subnet", "a"), place.id("subnet", "b")],
        "amiType": "AL2_x86_64",
        "nodeRole": place.role("node"),
        "labels": {"pool": f"{place.cluster}-workers"},
        "taints": [{"key": "dedicated", "value": "batch", "effect": "NO_SCHEDULE"}],
        "resources": {"autoScalingGroups": [{"name": f"eks-workers-{place.hex}"}]},
        "health": {"issues": []},
        "updateConfig": {"maxUnavailable": 1},
        "launchTemplate": {
            "id": place.id("lt"),
            "name": f"{place.cluster}-workers",
            "version": str(place.number),
        },
        "tags": {},
    }


def addon(place):
    return {
        "addonName": "vpc-cni",
        "clusterName": place.cluster,
        "status": "ACTIVE",
        "addonVersion": "v1.18.1-eksbuild.1",
        "health": {"issues": []},
        "addonArn": place.eks(f"addon/{place.cluster}/vpc-cni/{UUIDS}{place.hex}"),
        "createdAt": "2026-11-22T08:24:00Z",
        "modifiedAt": "2026-11-22T08:24:00Z",
        "serviceAccountRoleArn": place.role("vpc-cni"),
        "tags": {},
        "publisher": "eks",
        "owner": "aws",
        "configurationValues": f'{{"env": {{"ENABLE_PREFIX_DELEGATION": "true", '
        f'"CLUSTER_NAME": "{place.cluster}"}}}}',
        "podIdentityAssociations": [association(place)["associationArn"]],
    }


def association(place):
    return {
        "clusterName": place.cluster,
        "namespace": "kube-system",
        "serviceAccount": "ebs-csi",
        "roleArn": place.role("ebs"),
        "associationArn": place.eks(f"podidentityassociation/{place.cluster}/a-{place.hex}"),
        "associationId": f"a-{place.hex}",
        "tags": {},
        "createdAt": "2026-11-22T08:24:00Z",
        "modifiedAt": "2026-11-22T08:24:00Z",
        "ownerArn": place.eks(f"addon/{place.cluster}/vpc-cni/{UUIDS}{place.hex}"),
        "disableSessionTags": False,
    }


def entry(place):
    return {
        "clusterName": place.cluster,
        "principalArn": place.role("admin", "/people/"),
        "kubernetesGroups": ["viewers", "admins"],
        "accessEntryArn": place.eks(f"access-entry/{place.cluster}/role/{place.hex}"),
        "createdAt": "2026-11-22T08:24:00Z",
        "modifiedAt": "2026-11-22T08:24:00Z",
        "tags": {},
        "username": f"arn:{place.partition}:sts::{place.account}:assumed-role/"
        f"{place.cluster}-admin/{{{{SessionName}}}}",
        "type": "STANDARD",
        "associatedAccessPolicies": [
            {
                "policyArn": f"arn:{place.partition}:eks::aws:cluster-access-policy/"
                "AmazonEKSClusterAdminPolicy",
                "accessScope": {"type": "cluster", "namespaces": []},
                "associatedAt": "2026-11-22T08:24:00Z",
                "modifiedAt": "2026-11-22T08:24:00Z",
            }
        ],
    }


def roles(place):
    boundary = f"arn:{place.partition}:iam::{place.account}:policy/{place.cluster}-boundary"
    profile = {"InstanceProfileName": f"eks-{UUIDS}{place.hex}"}
    secrets = {
        "PolicyName": "secrets",
        "PolicyDocument": {
            "Statement": {
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": f"arn:{place.partition}:secretsmanager:{place.region}:"
                f"{place.account}:secret:{place.cluster}/*",
            }
        },
    }
    return (
        role(place, "cluster", trust(place, "eks"), ["AmazonEKSClusterPolicy"]),
        role(
            place,
            "node",
            trust(place, "ec2"),
            ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"],
            InstanceProfileList=[profile],
            RolePolicyList=[secrets],
            PermissionsBoundary={
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": boundary,
            },
        ),
        role(place, "vpc-cni", irsa(place, "kube-system:aws-node"), ["AmazonEKS_CNI_Policy"]),
        role(place, "ebs", trust(place, "pods.eks"), ["AmazonEBSCSIDriverPolicy"]),
        role(place, "fargate", trust(place, "eks-fargate-pods")),
        role(place, "admin", irsa(place, "x:y"), path="/people/"),
        role(place, "unused", trust(place, "lambda")),
    )


def policy(place, name="boundary"):
    return {
        "PolicyName": f"{place.cluster}-{name}",
        "PolicyId": f"ANPA{place.hex.upper()}",
        "Arn": f"arn:{place.partition}:iam::{place.account}:policy/{place.cluster}-{name}",
        "Path": "/",
        "DefaultVersionId": f"v{place.number % 5}",
        "AttachmentCount": place.number,
        "PolicyVersionList": [
            {"Document": {"Statement": []}, "VersionId": "v9", "IsDefaultVersion": False},
            {
                "Document": {
                    "Version": "2012-10-17",
                    "Statement": [{"Sid": "x", "Effect": "Allow", "Action": "*", "Resource": "*"}],
                },
                "VersionId": f"v{place.number % 5}",
                "IsDefaultVersion": True,
            },
        ],
    }


def group(place, name, label=""):
    s3 = {"PrefixListId": place.id("pl")}
    return {
        "GroupId": place.id("sg", name),
        "GroupName": label or f"{place.cluster}-{name}",
        "Description": f"{name} of {place.cluster}",
        "VpcId": place.vpc,
        "OwnerId": place.account,
        "IpPermissions": [
            {
                "IpProtocol": "tcp",
                "FromPort": 443,
                "ToPort": 443,
                "UserIdGroupPairs": [
                    {"GroupId": place.id("sg", "nodes"), "UserId": place.account},
                    {"GroupId": place.id("sg", name), "UserId": place.account},
                ],
                "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": f"from {place.cluster}"}],
                "Ipv6Ranges": [],
                "PrefixListIds": [],
            }
        ],
        "IpPermissionsEgress": [
            {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
            *([{"IpProtocol": "6", "PrefixListIds": [s3]}] if name == "extra" else []),
        ],
        "Tags": [
            {"Key": "Name", "Value": f"{place.cluster}-{name}"},
            {"Key": "aws:cloudformation:stack-id", "Value": f"arn:stack/{place.hex}"},
        ],
    }


def subnet(place, zone):
    return {
        "SubnetId": place.id("subnet", zone),
        "VpcId": place.vpc,
        "AvailabilityZone": place.region + zone,
        "Tags": [{"Key": "Name", "Value": f"{place.cluster}-{zone}"}],
    }


def route_tables(place):
    gateway = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": f"igw-{place.hex}"}
    return (
        {
            "VpcId": place.vpc,
            "Associations": [{"Main": False, "SubnetId": place.id("subnet", "a")}],
            "Routes": [gateway],
        },
        {"VpcId": place.vpc, "Associations": [{"Main": True}], "Routes": []},
    )


def template(place):
    ca = base64.b64encode(place.hex.encode()).decode()
    script = (
        f"#!/bin/bash\n/etc/eks/bootstrap.sh {place.cluster} --b64-cluster-ca {ca} "
        f"--apiserver-endpoint {cluster(place)['endpoint']}\n"
    )
    return {
        "LaunchTemplateId": place.id("lt"),
        "LaunchTemplateName": f"{place.cluster}-workers",
        "VersionNumber": place.number,
        "VersionDescription": "",
        "CreateTime": "2026-11-22T08:24:00Z",
        "CreatedBy": f"arn:{place.partition}:iam::{place.account}:root",
        "DefaultVersion": True,
        "RequestedVersion": str(place.number),
        "LaunchTemplateData": {
            "ImageId": f"ami-0{place.hex}",
            "InstanceType": "m5.large",
            "UserData": base64.b64encode(script.encode()).decode(),
            "SecurityGroupIds": [place.id("sg", "nodes"), place.id("sg", "extra")],
            "BlockDeviceMappings": [
                {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 50, "KmsKeyId": key(place)}}
            ],
            "NetworkInterfaces": [
                {
                    "DeviceIndex": 0,
                    "Groups": [place.id("sg", "nodes")],
                    "SubnetId": place.id("subnet", "a"),
                }
            ],
            "TagSpecifications": [
                {"ResourceType": "instance", "Tags": [{"Key": "c", "Value": place.cluster}]}
            ],
            "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
        },
    }


def aws_auth(place):
    return {
        "kind": "ConfigMap",
        "metadata": {"name": "aws-auth", "namespace": "kube-system"},
        "data": {
            "mapRoles": f"- rolearn: {place.role('node')}\n"
            "  username: system:node:{{EC2PrivateDNSName}}\n"
            "  groups: [system:nodes, system:bootstrappers]\n",
            "mapAccounts": f'- "{place.account}"\n',
        },
    }


def workload(place):
    registry = f"{place.registry}.dkr.ecr.{place.region}.{place.suffix}"
    return {
        "kind": "DaemonSet",
        "metadata": {"name": "aws-node", "namespace": "kube-system", "uid": place.hex},
        "spec": {
            "template": {
                "metadata": {"labels": {"k8s-app": "aws-node", "helm.sh/chart": place.hex}},
                "spec": {
                    "serviceAccountName": "aws-node",
                    "restartPolicy": "Always",
                    "containers": [
                        {
                            "name": "aws-node",
                            "image": f"{registry}/amazon-k8s-cni:v1.18.1-eksbuild.1",
                            "terminationMessagePath": "/dev/termination-log",
                            "env": [
                                {"name": "CLUSTER_NAME", "value": place.cluster},
                                {"name": "VPC_ID", "value": place.vpc},
                                {"name": "EMPTY"},
                                {
                                    "name": "MY_NODE_NAME",
                                    "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}},
                                },
                            ],
                        }
                    ],
                    "tolerations": [{"operator": "Exists"}, {"key": "a", "operator": "Exists"}],
                    "volumes": [{"name": "cni", "hostPath": {"path": "/opt/cni/bin"}}],
                },
            }
        },
        "status": {"numberReady": place.number},
    }


def shapes(place):
    account = {
        "metadata": {
            "name": "aws-node",
            "namespace": "kube-system",
            "annotations": {
                "eks.amazonaws.com/role-arn": place.role("vpc-cni"),
                "noise": place.hex,
            },
        }
    }
    fargate = {
        "fargateProfileName": "system",
        "fargateProfileArn": place.eks(f"fargateprofile/{place.cluster}/system/{place.hex}"),
        "clusterName": place.cluster,
        "podExecutionRoleArn": place.role("fargate"),
        "subnets": [place.id("subnet", "a")],
        "selectors": [{"namespace": "kube-system", "labels": {"app": "x"}}, {"namespace": "b"}],
        "status": "ACTIVE",
        "tags": {},
    }
    oidc = {
        "Arn": f"arn:{place.partition}:iam::{place.account}:oidc-provider/{place.oidc}",
        "Url": place.oidc,
        "ClientIDList": ["sts.amazonaws.com"],
        "ThumbprintList": [place.hex],
        "CreateDate": "2026-11-22T08:24:00Z",
        "Tags": [],
    }
    return {
        "cluster": (cluster(place),),
        "nodegroup": (nodegroup(place),),
        "addon": (addon(place),),
        "fargate-profile": (fargate,),
        "access-entry": (entry(place),),
        "pod-identity": (association(place),),
        "iam-role": roles(place),
        "iam-policy": (policy(place), policy(place, "unused")),
        "managed-policy": (
            {
                "Arn": f"arn:{place.partition}:iam::aws:policy/AmazonEKS_CNI_Policy",
                "DefaultVersionId": "v5",
                "Document": {"Statement": []},
            },
        ),
        "oidc-provider": (oidc,),
        "security-group": (
            group(place, "own", f"eks-cluster-sg-{place.cluster}-{place.number}"),
            group(place, "extra"),
            group(place, "nodes"),
            group(place, "stranger"),
        ),
        "prefix-list": (
            {
                "PrefixListId": place.id("pl"),
                "PrefixListName": f"com.amazonaws.{place.region}.s3",
                "OwnerId": "AWS",
            },
        ),
        "subnet": (subnet(place, "a"), subnet(place, "b")),
        "route-table": route_tables(place),
        "vpc": ({"VpcId": place.vpc},),
        "launch-template": (template(place),),
        "kms-alias": (
            {
                "AliasName": f"alias/{place.cluster}",
                "TargetKeyId": key(place)[-36:],
                "KeyArn": key(place),
            },
        ),
        "image": (
            {
                "ImageId": f"ami-0{place.hex}",
                "OwnerId": place.account,
                "ImageOwnerAlias": "amazon",
                "Name": "amazon-eks-node-1.30-v20240531",
            },
        ),
        "configmap": (
            aws_auth(place),
            {
                "metadata": {"name": "amazon-vpc-cni", "namespace": "kube-system"},
                "data": {"enable-network-policy-controller": "true"},
            },
        ),
        "workload": (workload(place),),
        "service-account": (account, {"metadata": {"name": "plain", "namespace": "x"}}),
    }


def reading(place=US, **changes):
    """The whole stack; `changes` replace sources (`nodegroup=(…)`), None removes one."""
    found = {**shapes(place), **{name.replace("_", "-"): each for name, each in changes.items()}}
    return Reading(
        environment=Environment(
            name=place.cluster, account=place.account, region=place.region, cluster=place.cluster
        ),
        identity=place.identity,
        shapes={name: each for name, each in found.items() if each is not None},
    )


def snapshot(place=US, **changes):
    """The snapshot of the whole stack."""
    return normalize(reading(place, **changes), captured_at=AT, tool=TOOL)


def resources(place=US, **changes):
    """The attributes by (kind, name)."""
    made = snapshot(place, **changes).resources
    return {(each.kind, each.name): each.attributes for each in made}


def shuffled(value, seed):
    """The same value with every list in another order."""
    dice = random.Random(seed)
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: shuffled(value[key], seed + 1) for key in keys}
    if isinstance(value, list | tuple):
        mixed = [shuffled(each, seed + 1) for each in value]
        dice.shuffle(mixed)
        return tuple(mixed) if isinstance(value, tuple) else mixed
    return value
