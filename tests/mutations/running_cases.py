"""Changes and rewrites made through the APIs of a running environment."""

import json

from tests.mutations.edits import add, drop, edit, put, text
from tests.mutations.running import addon, called, group_rule, inline, kubernetes, nodegroup, trust
from tests.noise.access_cases import capitals, loaded

NODE, DEPLOY = "{cluster}-node", "arn:aws:iam::{account}:role/{cluster}-deploy"
R = "iam-role ${cluster}"
HEAD = "arn:${partition}:iam::${account}:role/${cluster}"
MANAGED = "arn:${partition}:iam::aws:policy/"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
CNI = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
EDIT = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
ENTRY = {"clusterName": "{cluster}", "principalArn": DEPLOY}
POD = "spec template spec"
MAP = "configmap aws-auth data mapRoles"
DENY = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
DOCUMENT = {"Version": "2012-10-17", "Statement": [DENY]}
TAGGED = {"Effect": "Allow", "Action": "ec2:DescribeTags", "Resource": "*"}
EVERYONE = {"CidrIp": "0.0.0.0/0"}
ENV = '{"env": {"ENABLE_PREFIX_DELEGATION": "false", "WARM_PREFIX_TARGET": "1"}}'
SCOPED = {"type": "namespace", "namespaces": ["apps"]}


def statement(**changes):
    return lambda found: found | {"Statement": [found["Statement"][0] | changes]}


def with_statement(more):
    return lambda found: found | {"Statement": [*found["Statement"], more]}


def split_by_action(found):
    """Each statement as one for each of its actions."""
    actions = [(each, each["Action"]) for each in found["Statement"]]
    split = [
        each | {"Action": action}
        for each, some in actions
        for action in (some if isinstance(some, list) else [some])
    ]
    return found | {"Statement": split}


MUTATIONS = (
    (
        "policy attached",
        called("iam", "attach_role_policy", "detach_role_policy", RoleName=NODE, PolicyArn=ADMIN),
        f"IAM002 unexpected {R}-node > AttachedManagedPolicies > {MANAGED}AdministratorAccess",
    ),
    (
        "policy detached",
        called(
            "iam",
            "detach_role_policy",
            "attach_role_policy",
            RoleName="{cluster}-vpc-cni",
            PolicyArn=CNI,
        ),
        f"IAM001 missing {R}-vpc-cni > AttachedManagedPolicies > {MANAGED}AmazonEKS_CNI_Policy",
    ),
    (
        "role tagged",
        called(
            "iam",
            "tag_role",
            "untag_role",
            {"RoleName": NODE, "TagKeys": ["team"]},
            RoleName=NODE,
            Tags=[{"Key": "team", "Value": "x"}],
        ),
        f"IAM097 unexpected {R}-node > Tags > team",
    ),
    (
        "inline policy added",
        called(
            "iam",
            "put_role_policy",
            "delete_role_policy",
            {"RoleName": NODE, "PolicyName": "more"},
            RoleName=NODE,
            PolicyName="more",
            PolicyDocument=json.dumps(DOCUMENT),
        ),
        f"IAM004 unexpected {R}-node > RolePolicyList > more",
    ),
    (
        "inline statement added",
        inline("autoscaler", "scale", with_statement(DENY)),
        f"IAM005 changed {R}-autoscaler > RolePolicyList > scale > Statement",
    ),
    (
        "inline action widened",
        inline(
            "deploy",
            "deploy",
            lambda found: (
                found
                | {
                    "Statement": [
                        found["Statement"][0] | {"Action": "eks:*"},
                        found["Statement"][1],
                    ]
                }
            ),
        ),
        f"IAM005 changed {R}-deploy > RolePolicyList > deploy > Statement",
    ),
    (
        "trust in everyone",
        trust("deploy", statement(Principal={"AWS": "*"})),
        f"IAM006 changed {R}-deploy > AssumeRolePolicyDocument > Statement",
    ),
    (
        "session tags untrusted",
        trust("autoscaler", statement(Action="sts:AssumeRole")),
        f"IAM006 changed {R}-autoscaler > AssumeRolePolicyDocument > Statement",
    ),
    (
        "condition of IRSA gone",
        trust("vpc-cni", statement(Condition={})),
        f"IAM006 changed {R}-vpc-cni > AssumeRolePolicyDocument > Statement",
    ),
    (
        "add-on's version",
        addon("kube-proxy", addonVersion="v1.29.0-eksbuild.1"),
        "ADDON003 changed addon kube-proxy > addonVersion",
    ),
    (
        "add-on's configuration",
        addon("vpc-cni", configurationValues=ENV),
        "ADDON004 changed addon vpc-cni > configurationValues > env > ENABLE_PREFIX_DELEGATION",
    ),
    (
        "add-on's role",
        addon("vpc-cni", serviceAccountRoleArn="arn:aws:iam::{account}:role/{cluster}-node"),
        "ADDON005 changed addon vpc-cni > serviceAccountRoleArn",
    ),
    (
        "add-on more",
        called(
            "eks",
            "create_addon",
            "delete_addon",
            {"clusterName": "{cluster}", "addonName": "snapshot-controller"},
            clusterName="{cluster}",
            addonName="snapshot-controller",
            addonVersion="v1",
        ),
        "ADDON002 unexpected addon snapshot-controller",
    ),
    (
        "add-on less",
        called(
            "eks",
            "delete_addon",
            "create_addon",
            {
                "clusterName": "{cluster}",
                "addonName": "coredns",
                "addonVersion": "v1.11.1-eksbuild.9",
            },
            clusterName="{cluster}",
            addonName="coredns",
        ),
        "ADDON001 missing addon coredns",
    ),
    (
        "scaling",
        nodegroup("workers", scalingConfig={"minSize": 3, "maxSize": 60, "desiredSize": 3}),
        "NODE003 changed nodegroup workers > scalingConfig > maxSize",
    ),
    (
        "instance types",
        nodegroup("workers", instanceTypes=["m6i.xlarge"]),
        "NODE011 changed nodegroup workers > instanceTypes",
    ),
    (
        "order of instance types",
        nodegroup("workers", instanceTypes=["m5.xlarge", "m6i.xlarge"]),
        "NODE012 changed nodegroup workers > instanceTypes",
    ),
    (
        "taint",
        nodegroup("batch", taints=[{"key": "batch", "value": "no", "effect": "NO_SCHEDULE"}]),
        "NODE009 changed nodegroup batch > taints > batch:NO_SCHEDULE",
    ),
    (
        "label",
        nodegroup("workers", labels={"acme.example/pool": "x"}),
        "NODE008 changed nodegroup workers > labels > acme.example/pool",
    ),
    (
        "capacity",
        nodegroup("batch", capacityType="ON_DEMAND"),
        "NODE013 changed nodegroup batch > capacityType",
    ),
    (
        "groups of an access entry",
        called(
            "eks",
            "update_access_entry",
            "update_access_entry",
            ENTRY | {"kubernetesGroups": ["acme:deployers"]},
            **ENTRY,
            kubernetesGroups=["system:masters"],
        ),
        f"ACCESS004 changed access-entry {HEAD}-deploy > kubernetesGroups",
    ),
    (
        "access policy",
        called(
            "eks",
            "associate_access_policy",
            "disassociate_access_policy",
            ENTRY | {"policyArn": VIEW},
            **ENTRY,
            policyArn=VIEW,
            accessScope={"type": "cluster"},
        ),
        (
            f"ACCESS003 unexpected access-entry {HEAD}-deploy > associatedAccessPolicies > "
            "arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
        ),
    ),
    (
        "access entry",
        called(
            "eks",
            "create_access_entry",
            "delete_access_entry",
            {"clusterName": "{cluster}", "principalArn": "arn:aws:iam::{account}:user/eve"},
            clusterName="{cluster}",
            principalArn="arn:aws:iam::{account}:user/eve",
        ),
        "ACCESS002 unexpected access-entry arn:${partition}:iam::${account}:user/eve",
    ),
    (
        "port opened",
        group_rule(IpProtocol="tcp", FromPort=22, ToPort=22, IpRanges=[EVERYONE]),
        "NET001 unexpected security-group ${cluster}-nodes > IpPermissions > tcp 22 from 0.0.0.0/0",
    ),
    (
        "group in aws-auth",
        kubernetes(text(MAP, "    - acme:deployers", "    - system:masters")),
        f"ACCESS015 changed aws-auth {HEAD}-deploy > effect",
    ),
    (
        "section of aws-auth broken",
        kubernetes(
            add(
                "configmap aws-auth data",
                {"mapUsers": "- userarn: arn:aws:iam::999999999999:user/x\n"},
            )
        ),
        "AUTH002 unexpected aws-auth arn:${partition}:iam::999999999999:user/x",
    ),
    (
        "image",
        kubernetes(edit(f"workload kube-proxy {POD} containers 0 image", "{}x".format)),
        "KUBE001 changed workload kube-proxy > containers > kube-proxy > image",
    ),
    (
        "variable",
        kubernetes(put(f"workload aws-node {POD} containers 0 env 0 value", "x")),
        "KUBE002 changed workload aws-node > containers > aws-node > env > CLUSTER_NAME",
    ),
    (
        "host network",
        kubernetes(put(f"workload coredns {POD} hostNetwork", True)),
        "KUBE099 unexpected workload coredns > hostNetwork",
    ),
    (
        "setting in a ConfigMap",
        kubernetes(put("configmap amazon-vpc-cni data enable-network-policy-controller", "true")),
        "KUBE002 changed workload aws-node > configMap > enable-network-policy-controller",
    ),
    (
        "role of a service account",
        kubernetes(drop("service-account aws-node metadata annotations")),
        "KUBE010 missing service-account kube-system/aws-node",
    ),
    (
        "inline policy that another covers",
        called(
            "iam",
            "put_role_policy",
            "delete_role_policy",
            {"RoleName": "{cluster}-vpc-cni", "PolicyName": "more"},
            RoleName="{cluster}-vpc-cni",
            PolicyName="more",
            PolicyDocument=json.dumps(DOCUMENT | {"Statement": [TAGGED]}),
        ),
        f"IAM023 changed {R}-vpc-cni > permissions",
    ),
)

TRUSTED = {"Action": ["STS:TagSession", "sts:assumerole", "sts:AssumeRole"]}
NOISE = (
    ("trust: order, case, duplicates", trust("autoscaler", statement(**TRUSTED))),
    (
        "trust: Sid, lists",
        trust(
            "node",
            statement(
                Sid="X", Action=["sts:AssumeRole"], Principal={"Service": ["ec2.amazonaws.com"]}
            ),
        ),
    ),
    (
        "trust: one statement, no list",
        trust("node", lambda found: found | {"Statement": found["Statement"][0]}),
    ),
    ("trust: account for root", trust("deploy", statement(Principal={"AWS": "111111111111"}))),
    (
        "trust: operator and key in another case",
        trust(
            "vpc-cni",
            lambda found: (
                found
                | {
                    "Statement": [
                        found["Statement"][0]
                        | {
                            "Condition": {
                                "stringequals": {
                                    key.replace(":aud", ":AUD"): [value]
                                    for key, value in found["Statement"][0]["Condition"][
                                        "StringEquals"
                                    ].items()
                                }
                            }
                        }
                    ]
                }
            ),
        ),
    ),
    (
        "inline: order of statements",
        inline(
            "autoscaler", "scale", lambda found: found | {"Statement": found["Statement"][::-1]}
        ),
    ),
    (
        "inline: a statement twice, an Id",
        inline(
            "autoscaler",
            "scale",
            lambda found: found | {"Id": "x", "Statement": found["Statement"] * 2},
        ),
    ),
    ("inline: statements split by action", inline("deploy", "deploy", split_by_action)),
    (
        "a role of nobody",
        called(
            "iam",
            "create_role",
            "delete_role",
            {"RoleName": "nobody"},
            RoleName="nobody",
            AssumeRolePolicyDocument=json.dumps(DOCUMENT),
        ),
    ),
    (
        "a policy of nobody",
        called(
            "iam",
            "create_policy",
            "delete_policy",
            {"PolicyArn": "arn:aws:iam::{account}:policy/nobody"},
            PolicyName="nobody",
            PolicyDocument=json.dumps(DOCUMENT),
        ),
    ),
    (
        "configuration as YAML",
        addon(
            "vpc-cni",
            configurationValues="# by hand\nenv:\n  WARM_PREFIX_TARGET: '1'\n"
            '  ENABLE_PREFIX_DELEGATION: "true"\n',
        ),
    ),
    (
        "desired size",
        nodegroup("workers", scalingConfig={"minSize": 3, "maxSize": 30, "desiredSize": 17}),
    ),
    ("a node group made anew", nodegroup("batch")),
    (
        "groups twice",
        called(
            "eks",
            "update_access_entry",
            "update_access_entry",
            ENTRY | {"kubernetesGroups": ["acme:deployers"]},
            **ENTRY,
            kubernetesGroups=["acme:deployers", "acme:deployers"],
        ),
    ),
    (
        "access policy in the same namespaces",
        called(
            "eks",
            "associate_access_policy",
            "associate_access_policy",
            ENTRY | {"policyArn": EDIT, "accessScope": SCOPED},
            **ENTRY,
            policyArn=EDIT,
            accessScope=SCOPED | {"namespaces": ["apps", "apps"]},
        ),
    ),
    ("aws-auth as JSON", kubernetes(edit(MAP, loaded(json.dumps)))),
    ("aws-auth with keys in capitals", kubernetes(edit(MAP, loaded(capitals)))),
    (
        "aws-auth with a role in capitals",
        kubernetes(text(MAP, "-deploy\n  user", "-DEPLOY\n  user")),
    ),
    (
        "a rollout",
        kubernetes(
            put(
                "workload coredns spec template metadata annotations",
                {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"},
            )
        ),
    ),
    ("more replicas", kubernetes(put("workload coredns spec replicas", 9))),
    (
        "a token of a service account",
        kubernetes(put("service-account aws-node secrets", [{"name": "x"}])),
    ),
)
