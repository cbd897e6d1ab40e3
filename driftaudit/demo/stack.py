"""One environment of the demo's fleet as data: what is created in AWS, before any drift.

Everything is written as its owner would: with real names. `${oidc}` alone stands for something
that only exists once the cluster does: its OIDC issuer without the scheme.
"""

import json
from typing import Final

from driftaudit.model import Environment, Json, Record

TOOLING_ACCOUNT: Final = "111111111111"
"""The account that everything is operated from: driftaudit's own credentials, the pipelines."""

READER: Final = "driftaudit-reader"
KUBERNETES_VERSION: Final = "1.30"
ZONES: Final = ("a", "b")
_MANAGED: Final = "arn:aws:iam::aws:policy/"
CNI_POLICY: Final = _MANAGED + "AmazonEKS_CNI_Policy"
ADMINISTRATOR: Final = _MANAGED + "AdministratorAccess"


class Site(Record, frozen=True, kw_only=True):
    """Where one environment lives; `network` is the first half of its VPC's CIDR (`10.21`)."""

    name: str
    account: str
    region: str
    group: str
    domain: str
    network: str

    @property
    def cluster(self) -> str:
        """The cluster's name, which its roles and node groups are named after."""
        return f"acme-{self.name}"

    @property
    def vpc_cidr(self) -> str:
        """The address range of its VPC."""
        return f"{self.network}.0.0/16"

    @property
    def environment(self) -> Environment:
        """The site as driftaudit.yaml names it."""
        return Environment(
            name=self.name,
            account=self.account,
            region=self.region,
            cluster=self.cluster,
            group=self.group,
        )

    def role_arn(self, suffix: str) -> str:
        """The ARN of one of the cluster's own roles."""
        return f"arn:aws:iam::{self.account}:role/{self.cluster}-{suffix}"


class Role(Record, frozen=True, kw_only=True):
    """An IAM role: its trust policy, attached policies by ARN, inline policies by name."""

    trust: Json
    attached: tuple[str, ...] = ()
    inline: dict[str, Json] = {}


class Stack(Record, frozen=True, kw_only=True):
    """All of one environment. Roles are keyed by suffix, the rest by its own name."""

    site: Site
    roles: dict[str, Role]
    policies: dict[str, Json]
    cluster: dict[str, Json]
    nodegroups: dict[str, dict[str, Json]]
    addons: dict[str, dict[str, Json]]
    access_entries: dict[str, dict[str, Json]]
    pod_identities: dict[str, str]
    aws_auth: tuple[dict[str, Json], ...]


def build(site: Site) -> Stack:
    """The stack of one site, the same for every site of a group but for the site's own words."""
    return Stack(
        site=site,
        roles=_roles(site),
        policies={f"{site.cluster}-logs": _logs_policy(site)},
        cluster=_cluster(site),
        nodegroups=_nodegroups(site),
        addons=_addons(site),
        access_entries=_access_entries(site),
        pod_identities={"kube-system/autoscaler": "autoscaler"},
        aws_auth=_aws_auth(site),
    )


def policy(*statements: Json) -> Json:
    """An IAM document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: Json, resources: Json) -> Json:
    """A statement that allows; both arguments as IAM takes them, one string or a list."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def trust(principal: Json, actions: Json = "sts:AssumeRole", condition: Json = None) -> Json:
    """A trust policy of one statement."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": actions}
    return policy(statement | ({"Condition": condition} if condition else {}))


def irsa_trust(site: Site, service_account: str) -> Json:
    """Lets one Kubernetes service account, and no other, assume a role through OIDC."""
    return trust(
        {"Federated": f"arn:aws:iam::{site.account}:oidc-provider/${{oidc}}"},
        "sts:AssumeRoleWithWebIdentity",
        {
            "StringEquals": {
                "${oidc}:sub": f"system:serviceaccount:{service_account}",
                "${oidc}:aud": "sts.amazonaws.com",
            }
        },
    )


def _roles(site: Site) -> dict[str, Role]:
    operators = {"AWS": f"arn:aws:iam::{TOOLING_ACCOUNT}:root"}
    return {
        "cluster": Role(
            trust=trust({"Service": "eks.amazonaws.com"}),
            attached=(_MANAGED + "AmazonEKSClusterPolicy",),
        ),
        "node": Role(
            trust=trust({"Service": "ec2.amazonaws.com"}),
            attached=(
                _MANAGED + "AmazonEKSWorkerNodePolicy",
                _MANAGED + "AmazonEC2ContainerRegistryReadOnly",
                f"arn:aws:iam::{site.account}:policy/{site.cluster}-logs",
            ),
        ),
        "vpc-cni": Role(trust=irsa_trust(site, "kube-system:aws-node"), attached=(CNI_POLICY,)),
        "autoscaler": Role(
            trust=trust(
                {"Service": "pods.eks.amazonaws.com"}, ["sts:AssumeRole", "sts:TagSession"]
            ),
            inline={"scale": _autoscaler_policy(site)},
        ),
        "deploy": Role(trust=trust(operators), inline={"deploy": _deploy_policy(site)}),
    }


def _logs_policy(site: Site) -> Json:
    """The same in every site by meaning; one wrote its actions in another order."""
    actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    if site.name == "prod-au":
        actions.reverse()
    group = f"arn:aws:logs:{site.region}:{site.account}:log-group:/acme/{site.cluster}/*"
    return policy(allow(actions, group))


def _autoscaler_policy(site: Site) -> Json:
    owned = {"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{site.cluster}": "owned"}}
    scale = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
    return policy(
        allow(["autoscaling:Describe*", "eks:DescribeNodegroup"], "*"),
        allow(scale, "*") | {"Condition": owned},
    )


def _deploy_policy(site: Site) -> Json:
    return policy(
        allow(
            "eks:DescribeCluster",
            f"arn:aws:eks:{site.region}:{site.account}:cluster/{site.cluster}",
        ),
        allow(["s3:GetObject", "s3:ListBucket"], f"arn:aws:s3:::artifacts.{site.domain}*"),
    )


def _cluster(site: Site) -> dict[str, Json]:
    production = site.group == "prod"
    return {
        "version": KUBERNETES_VERSION,
        "accessConfig": {
            "authenticationMode": "API_AND_CONFIG_MAP",
            "bootstrapClusterCreatorAdminPermissions": False,
        },
        "logging": {
            "clusterLogging": [
                {"types": ["api", "audit", "authenticator"], "enabled": production},
                {"types": ["controllerManager", "scheduler"], "enabled": False},
            ]
        },
        "tags": {"team": "platform", "domain": site.domain, "tier": site.group},
    }


def _nodegroups(site: Site) -> dict[str, dict[str, Json]]:
    workers = {
        "scalingConfig": {"minSize": 3, "maxSize": 30, "desiredSize": 3},
        "instanceTypes": ["m6i.xlarge", "m5.xlarge"],
        "amiType": "AL2023_x86_64_STANDARD",
        "labels": {"acme.example/pool": "workers"},
    }
    batch = {
        "scalingConfig": {"minSize": 0, "maxSize": 12, "desiredSize": 0},
        "instanceTypes": ["c6i.4xlarge"],
        "amiType": "AL2023_x86_64_STANDARD",
        "capacityType": "SPOT",
        "labels": {"acme.example/pool": "batch"},
        "taints": [{"key": "batch", "value": "true", "effect": "NO_SCHEDULE"}],
    }
    if site.group != "prod":
        small = {"minSize": 1, "maxSize": 4, "desiredSize": 1}
        return {"workers": workers | {"scalingConfig": small}}
    return {"workers": workers, "batch": batch}


def _addons(site: Site) -> dict[str, dict[str, Json]]:
    return {
        "vpc-cni": {
            "addonVersion": "v1.18.1-eksbuild.1",
            "serviceAccountRoleArn": site.role_arn("vpc-cni"),
            "configurationValues": _cni_configuration(site),
        },
        "coredns": {"addonVersion": "v1.11.1-eksbuild.9"},
        "kube-proxy": {"addonVersion": "v1.30.0-eksbuild.3"},
        "eks-pod-identity-agent": {"addonVersion": "v1.3.0-eksbuild.1"},
    }


def _cni_configuration(site: Site) -> str:
    """The same configuration, as each team happened to write it: JSON, spread JSON, or YAML."""
    variables = {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}
    match site.name:
        case "prod-uk":
            return json.dumps({"env": dict(reversed(variables.items()))}, indent=4)
        case "prod-au":
            return "env:\n" + "".join(f'  {name}: "{value}"\n' for name, value in variables.items())
        case _:
            return json.dumps({"env": variables})


def _access_entries(site: Site) -> dict[str, dict[str, Json]]:
    return {
        site.role_arn("node"): {"type": "EC2_LINUX"},
        site.role_arn("deploy"): {
            "type": "STANDARD",
            "kubernetesGroups": ["acme:deployers"],
            "policies": {
                "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy": {
                    "type": "namespace",
                    "namespaces": ["apps"],
                }
            },
        },
    }


def _aws_auth(site: Site) -> tuple[dict[str, Json], ...]:
    return (
        {
            "rolearn": site.role_arn("node"),
            "username": "system:node:{{EC2PrivateDNSName}}",
            "groups": ["system:bootstrappers", "system:nodes"],
        },
        {
            "rolearn": site.role_arn("deploy"),
            "username": "deploy",
            "groups": ["acme:deployers"],
        },
    )
