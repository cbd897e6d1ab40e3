"""What Terraform says of a change, and the stack's shapes as the APIs answer after it."""

import copy
import json

from tests.normalize import stack
from tests.normalize.stack import US
from tests.plan.made import change

CLUSTER = US.cluster
MANAGED = "arn:aws:iam::aws:policy/"
BOUNDARY = f"arn:aws:iam::{US.account}:policy/{CLUSTER}-boundary"


def role_shapes(**by_name):
    """The roles of the stack, some with other members."""
    return tuple(
        each | by_name.get(each["RoleName"].removeprefix(f"{CLUSTER}-").replace("-", "_"), {})
        for each in stack.roles(US)
    )


def attached(*names):
    return [{"PolicyName": each, "PolicyArn": MANAGED + each} for each in names]


def document(action):
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}],
    }


def attachment(role, policy):
    return {"role": f"{CLUSTER}-{role}", "policy_arn": policy}


def edited(shape, **changes):
    return copy.deepcopy(shape) | changes


ROLE = {
    "name": f"{CLUSTER}-node",
    "arn": US.role("node"),
    "path": "/",
    "assume_role_policy": json.dumps(stack.trust(US, "ec2")),
    "permissions_boundary": BOUNDARY,
    "managed_policy_arns": [MANAGED + "AmazonEKSWorkerNodePolicy"],
    "inline_policy": [],
    "tags": {"cluster": CLUSTER},
    "tags_all": {"cluster": CLUSTER},
}
GROUP = {
    "cluster_name": CLUSTER,
    "node_group_name": "workers",
    "node_role_arn": US.role("node"),
    "subnet_ids": [US.id("subnet", "b"), US.id("subnet", "a")],
    "scaling_config": [{"min_size": 1, "max_size": 30, "desired_size": 3}],
    "labels": {"pool": f"{CLUSTER}-workers"},
    "taint": [{"key": "dedicated", "value": "batch", "effect": "NO_SCHEDULE"}],
    "launch_template": [{"id": US.id("lt"), "name": f"{CLUSTER}-workers", "version": "161"}],
    "update_config": [{"max_unavailable": 1, "max_unavailable_percentage": 0}],
    "tags": {},
    "tags_all": {},
}
ADDON = {
    "cluster_name": CLUSTER,
    "addon_name": "vpc-cni",
    "addon_version": "v1.18.1-eksbuild.1",
    "configuration_values": stack.addon(US)["configurationValues"],
    "service_account_role_arn": US.role("vpc-cni"),
}
ENTRY = {
    "cluster_name": CLUSTER,
    "principal_arn": US.role("admin", "/people/"),
    "kubernetes_groups": ["viewers", "admins"],
    "type": "STANDARD",
    "user_name": stack.entry(US)["username"],
}
OWN_GROUP = {
    "id": US.id("sg", "extra"),
    "name": f"{CLUSTER}-extra",
    "description": f"extra of {CLUSTER}",
    "ingress": [],
    "egress": [],
}
ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"


def rule(**more):
    return {
        "security_group_id": US.id("sg", "extra"),
        "ip_protocol": "tcp",
        "from_port": 10250,
        "to_port": 10250,
        **more,
    }


def permissions(*more):
    first, *rest = stack.group(US, "extra")["IpPermissions"]
    return [first, *rest, *more]


def with_group(**changes):
    return tuple(
        each | changes if each["GroupId"] == US.id("sg", "extra") else each
        for each in stack.shapes(US)["security-group"]
    )


TCP = {"IpProtocol": "tcp", "FromPort": 10250, "ToPort": 10250}

CASES = {
    "a policy is attached": (
        [change("aws_iam_role_policy_attachment", None, attachment("ebs", MANAGED + "X"))],
        {
            "iam_role": role_shapes(
                ebs={"AttachedManagedPolicies": attached("AmazonEBSCSIDriverPolicy", "X")}
            )
        },
    ),
    "a policy is detached": (
        [
            change(
                "aws_iam_role_policy_attachment",
                attachment("ebs", MANAGED + "AmazonEBSCSIDriverPolicy"),
            )
        ],
        {"iam_role": role_shapes(ebs={"AttachedManagedPolicies": []})},
    ),
    "a policy is attached to several roles, and detached from one": (
        [
            change(
                "aws_iam_policy_attachment",
                {
                    "roles": [f"{CLUSTER}-ebs"],
                    "policy_arn": MANAGED + "AmazonEBSCSIDriverPolicy",
                },
                {
                    "roles": [f"{CLUSTER}-fargate"],
                    "policy_arn": MANAGED + "AmazonEBSCSIDriverPolicy",
                },
            )
        ],
        {
            "iam_role": role_shapes(
                ebs={"AttachedManagedPolicies": []},
                fargate={"AttachedManagedPolicies": attached("AmazonEBSCSIDriverPolicy")},
            )
        },
    ),
    "only these policies stay attached": (
        [
            change(
                "aws_iam_role_policy_attachments_exclusive",
                None,
                {"role_name": f"{CLUSTER}-node", "policy_arns": [MANAGED + "X"]},
            )
        ],
        {"iam_role": role_shapes(node={"AttachedManagedPolicies": attached("X")})},
    ),
    "no inline policy stays": (
        [
            change(
                "aws_iam_role_policies_exclusive",
                None,
                {"role_name": f"{CLUSTER}-node", "policy_names": []},
            )
        ],
        {"iam_role": role_shapes(node={"RolePolicyList": []})},
    ),
    "an inline policy that may stay does": (
        [
            change(
                "aws_iam_role_policies_exclusive",
                {"role_name": f"{CLUSTER}-node", "policy_names": []},
                {"role_name": f"{CLUSTER}-node", "policy_names": ["secrets", "other"]},
            )
        ],
        {},
    ),
    "an inline policy is written anew": (
        [
            change(
                "aws_iam_role_policy",
                {"role": f"{CLUSTER}-node", "name": "secrets", "policy": "{}"},
                {
                    "role": f"{CLUSTER}-node",
                    "name": "secrets",
                    "policy": json.dumps(document("s3:*")),
                },
            )
        ],
        {
            "iam_role": role_shapes(
                node={
                    "RolePolicyList": [
                        {"PolicyName": "secrets", "PolicyDocument": document("s3:*")}
                    ]
                }
            )
        },
    ),
    "a role has other tags, no boundary, and policies of its own arguments": (
        [
            change(
                "aws_iam_role",
                ROLE,
                ROLE
                | {
                    "permissions_boundary": None,
                    "tags_all": {"cluster": "x"},
                    "managed_policy_arns": [MANAGED + "Y"],
                    "inline_policy": [{"name": "y", "policy": json.dumps(document("y:*"))}],
                },
            )
        ],
        {
            "iam_role": role_shapes(
                node={
                    "PermissionsBoundary": None,
                    "Tags": [{"Key": "cluster", "Value": "x"}],
                    "AttachedManagedPolicies": attached("AmazonEC2ContainerRegistryPullOnly", "Y"),
                    "RolePolicyList": [
                        *stack.roles(US)[1]["RolePolicyList"],
                        {"PolicyName": "y", "PolicyDocument": document("y:*")},
                    ],
                }
            )
        },
    ),
    "an instance profile comes": (
        [change("aws_iam_instance_profile", None, {"role": f"{CLUSTER}-node", "name": "nodes"})],
        {
            "iam_role": role_shapes(
                node={
                    "InstanceProfileList": [
                        *stack.roles(US)[1]["InstanceProfileList"],
                        {"InstanceProfileName": "nodes"},
                    ]
                }
            )
        },
    ),
    "a customer-managed policy has another document": (
        [
            change(
                "aws_iam_policy",
                {"arn": BOUNDARY, "name": f"{CLUSTER}-boundary", "policy": "{}"},
                {
                    "arn": BOUNDARY,
                    "name": f"{CLUSTER}-boundary",
                    "policy": json.dumps(document("ec2:*")),
                },
            )
        ],
        {
            "iam_policy": (
                stack.policy(US)
                | {
                    "PolicyVersionList": [{"Document": document("ec2:*"), "IsDefaultVersion": True}]
                },
            )
        },
    ),
    "a policy that nothing used enters with the attachment": (
        [
            change(
                "aws_iam_policy",
                values := {
                    "arn": f"arn:aws:iam::{US.account}:policy/{CLUSTER}-late",
                    "name": f"{CLUSTER}-late",
                    "path": "/",
                    "policy": json.dumps(document("late:*")),
                },
                values,
            ),
            change("aws_iam_role_policy_attachment", None, attachment("ebs", values["arn"])),
        ],
        {
            "iam_role": role_shapes(
                ebs={
                    "AttachedManagedPolicies": [
                        *attached("AmazonEBSCSIDriverPolicy"),
                        {"PolicyArn": values["arn"]},
                    ]
                }
            ),
            "iam_policy": (
                stack.policy(US),
                {
                    "Arn": values["arn"],
                    "PolicyName": f"{CLUSTER}-late",
                    "Path": "/",
                    "PolicyVersionList": [
                        {"Document": document("late:*"), "IsDefaultVersion": True}
                    ],
                },
            ),
        },
    ),
    "the OIDC provider has another client": (
        [
            change(
                "aws_iam_openid_connect_provider",
                {"url": f"https://{US.oidc}", "client_id_list": ["sts.amazonaws.com"]},
                {"url": f"https://{US.oidc}", "client_id_list": ["sts.amazonaws.com", "x"]},
            )
        ],
        {
            "oidc_provider": (
                stack.shapes(US)["oidc-provider"][0] | {"ClientIDList": ["x", "sts.amazonaws.com"]},
            )
        },
    ),
    "the cluster is upgraded, logs more and is private": (
        [
            change(
                "aws_eks_cluster",
                before := {
                    "name": CLUSTER,
                    "arn": US.eks(f"cluster/{CLUSTER}"),
                    "role_arn": US.role("cluster"),
                    "version": "1.30",
                    "enabled_cluster_log_types": ["api", "audit"],
                    "vpc_config": [
                        {
                            "subnet_ids": [US.id("subnet", "a"), US.id("subnet", "b")],
                            "security_group_ids": [US.id("sg", "extra")],
                            "cluster_security_group_id": US.id("sg", "own"),
                            "endpoint_public_access": True,
                            "endpoint_private_access": True,
                            "public_access_cidrs": ["203.0.113.0/24", "198.51.100.0/24"],
                        }
                    ],
                    "encryption_config": [
                        {"resources": ["secrets"], "provider": [{"key_arn": stack.key(US)}]}
                    ],
                    "access_config": [{"authentication_mode": "API_AND_CONFIG_MAP"}],
                },
                before
                | {
                    "version": "1.31",
                    "enabled_cluster_log_types": ["api", "audit", "authenticator"],
                    "vpc_config": [before["vpc_config"][0] | {"endpoint_public_access": False}],
                    "access_config": [{"authentication_mode": "API"}],
                    "upgrade_policy": [{"support_type": "STANDARD"}],
                },
            )
        ],
        {
            "cluster": (
                edited(
                    stack.cluster(US),
                    version="1.31",
                    logging={
                        "clusterLogging": [
                            {"types": ["audit", "api", "authenticator"], "enabled": True}
                        ]
                    },
                    resourcesVpcConfig=stack.cluster(US)["resourcesVpcConfig"]
                    | {"endpointPublicAccess": False},
                    accessConfig={"authenticationMode": "API"},
                    upgradePolicy={"supportType": "STANDARD"},
                ),
            )
        },
    ),
    "a node group is scaled, relabelled and loses its taint": (
        [
            change(
                "aws_eks_node_group",
                GROUP,
                GROUP
                | {
                    "scaling_config": [{"min_size": 2, "max_size": 40, "desired_size": 9}],
                    "labels": {"pool": "other"},
                    "taint": [],
                    "update_config": [{"max_unavailable": 0, "max_unavailable_percentage": 33}],
                },
            )
        ],
        {
            "nodegroup": (
                edited(
                    stack.nodegroup(US),
                    scalingConfig={"minSize": 2, "maxSize": 40},
                    labels={"pool": "other"},
                    taints=[],
                    updateConfig={"maxUnavailablePercentage": 33},
                ),
            )
        },
    ),
    "a Fargate profile selects more": (
        [
            change(
                "aws_eks_fargate_profile",
                profile := {
                    "cluster_name": CLUSTER,
                    "fargate_profile_name": "system",
                    "pod_execution_role_arn": US.role("fargate"),
                    "subnet_ids": [US.id("subnet", "a")],
                    "selector": [
                        {"namespace": "kube-system", "labels": {"app": "x"}},
                        {"namespace": "b", "labels": {}},
                    ],
                },
                profile | {"selector": [*profile["selector"], {"namespace": "c"}]},
            )
        ],
        {
            "fargate_profile": (
                edited(
                    stack.shapes(US)["fargate-profile"][0],
                    selectors=[
                        {"namespace": "kube-system", "labels": {"app": "x"}},
                        {"namespace": "b"},
                        {"namespace": "c"},
                    ],
                ),
            )
        },
    ),
    "an access entry has other groups and another policy": (
        [
            change("aws_eks_access_entry", ENTRY, ENTRY | {"kubernetes_groups": ["x"]}),
            change(
                "aws_eks_access_policy_association",
                {
                    "cluster_name": CLUSTER,
                    "principal_arn": ENTRY["principal_arn"],
                    "policy_arn": ADMIN,
                    "access_scope": [{"type": "cluster", "namespaces": []}],
                },
                name="old",
            ),
            change(
                "aws_eks_access_policy_association",
                None,
                {
                    "cluster_name": CLUSTER,
                    "principal_arn": ENTRY["principal_arn"],
                    "policy_arn": VIEW,
                    "access_scope": [{"type": "namespace", "namespaces": ["shop"]}],
                },
            ),
        ],
        {
            "access_entry": (
                edited(
                    stack.entry(US),
                    kubernetesGroups=["x"],
                    associatedAccessPolicies=[
                        {
                            "policyArn": VIEW,
                            "accessScope": {"type": "namespace", "namespaces": ["shop"]},
                        }
                    ],
                ),
            )
        },
    ),
    "an access entry goes, and its role with it": (
        [change("aws_eks_access_entry", ENTRY)],
        {"access_entry": ()},
    ),
    "a pod identity has another role": (
        [
            change(
                "aws_eks_pod_identity_association",
                pods := {
                    "cluster_name": CLUSTER,
                    "namespace": "kube-system",
                    "service_account": "ebs-csi",
                    "role_arn": US.role("ebs"),
                },
                pods | {"role_arn": US.role("vpc-cni")},
            )
        ],
        {"pod_identity": (edited(stack.association(US), roleArn=US.role("vpc-cni")),)},
    ),
    "a rule lets another group in": (
        [
            change(
                "aws_vpc_security_group_ingress_rule",
                None,
                rule(referenced_security_group_id=US.id("sg", "nodes"), description="kubelet"),
            )
        ],
        {
            "security_group": with_group(
                IpPermissions=permissions(
                    TCP
                    | {
                        "UserIdGroupPairs": [
                            {"GroupId": US.id("sg", "nodes"), "Description": "kubelet"}
                        ]
                    }
                )
            )
        },
    ),
    "a rule lets itself and two networks in": (
        [
            change(
                "aws_security_group_rule",
                None,
                rule(
                    type="ingress",
                    protocol="tcp",
                    self=True,
                    cidr_blocks=["10.1.0.0/16"],
                    ipv6_cidr_blocks=["::/0"],
                ),
            )
        ],
        {
            "security_group": with_group(
                IpPermissions=permissions(
                    TCP
                    | {
                        "UserIdGroupPairs": [{"GroupId": US.id("sg", "extra")}],
                        "IpRanges": [{"CidrIp": "10.1.0.0/16"}],
                        "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
                    }
                )
            )
        },
    ),
    "a rule of one peer goes out": (
        [change("aws_vpc_security_group_egress_rule", None, rule(cidr_ipv4="10.9.0.0/16"))],
        {
            "security_group": with_group(
                IpPermissionsEgress=[
                    *stack.group(US, "extra")["IpPermissionsEgress"],
                    TCP | {"IpRanges": [{"CidrIp": "10.9.0.0/16"}]},
                ]
            )
        },
    ),
    "the rules in a group change": (
        [
            change(
                "aws_security_group",
                OWN_GROUP,
                OWN_GROUP
                | {
                    "ingress": [
                        {
                            "protocol": "tcp",
                            "from_port": 10250,
                            "to_port": 10250,
                            "cidr_blocks": ["10.1.0.0/16"],
                            "self": True,
                        }
                    ]
                },
            )
        ],
        {
            "security_group": with_group(
                IpPermissions=permissions(
                    TCP
                    | {
                        "UserIdGroupPairs": [{"GroupId": US.id("sg", "extra")}],
                        "IpRanges": [{"CidrIp": "10.1.0.0/16"}],
                    }
                )
            )
        },
    ),
    "a mapped role of aws-auth gets a group, an account goes": (
        [
            change(
                "kubernetes_config_map_v1_data",
                auth := {
                    "metadata": [{"name": "aws-auth", "namespace": "kube-system"}],
                    "data": stack.aws_auth(US)["data"],
                },
                auth
                | {
                    "data": {
                        "mapRoles": f"- rolearn: {US.role('node')}\n"
                        "  username: system:node:{{EC2PrivateDNSName}}\n"
                        "  groups: [system:nodes, system:bootstrappers, system:masters]\n"
                    }
                },
            )
        ],
        {
            "configmap": (
                stack.aws_auth(US)
                | {
                    "data": {
                        "mapRoles": f"- rolearn: {US.role('node')}\n"
                        "  username: system:node:{{EC2PrivateDNSName}}\n"
                        "  groups: [system:nodes, system:bootstrappers, system:masters]\n"
                    }
                },
                stack.shapes(US)["configmap"][1],
            )
        },
    ),
    "a service account gets another role": (
        [
            change(
                "kubernetes_service_account_v1",
                None,
                {
                    "metadata": [
                        {
                            "name": "plain",
                            "namespace": "x",
                            "annotations": {"eks.amazonaws.com/role-arn": US.role("ebs")},
                        }
                    ]
                },
            )
        ],
        {
            "service_account": (
                stack.shapes(US)["service-account"][0],
                {
                    "metadata": {
                        "name": "plain",
                        "namespace": "x",
                        "annotations": {"eks.amazonaws.com/role-arn": US.role("ebs")},
                    }
                },
            )
        },
    ),
    "a moved, an imported and a forgotten resource change nothing": (
        [
            change("aws_iam_role", ROLE, ROLE, previous_address="aws_iam_role.old"),
            change("aws_eks_node_group", GROUP, GROUP, importing={"id": "x"}),
            change("aws_eks_addon", ADDON, None, actions=["forget"]),
            change("aws_eks_access_entry", None, ENTRY, actions=["read"], mode="data"),
        ],
        {},
    ),
}
