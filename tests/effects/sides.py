"""Sides of a few portable resources, one thing a test is about at a time."""

from driftaudit.compare.side import Side
from driftaudit.model import Json, make_resource

ACCOUNT = "arn:${partition}:iam::${account}"
ADMIN_POLICY = "arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
VIEW_POLICY = "arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
NODE_NAME = "system:node:{{EC2PrivateDNSName}}"
NODE_GROUPS = ["system:bootstrappers", "system:nodes"]
PROVIDER = f"{ACCOUNT}:oidc-provider/${{oidc}}"


def arn(name, kind="role"):
    return f"{ACCOUNT}:{kind}/{name}"


def side(*resources, label="x", unread=(), left_out=()):
    """A side of resources `(kind, name, attributes)`; a role's name is a role of the account."""
    made = (make_resource(kind, name, attributes) for kind, name, attributes in resources)
    return Side(
        label=label,
        resources={(each.kind, each.name): each for each in made},
        unread=dict.fromkeys((*unread, *left_out), "eks:List: AccessDenied"),
        left_out=frozenset(left_out),
    )


def cluster(mode="API_AND_CONFIG_MAP", family="ipv4", **more: Json):
    attributes = {
        "accessConfig": {"authenticationMode": mode},
        "kubernetesNetworkConfig": {"ipFamily": family},
        **more,
    }
    return "cluster", "${cluster}", attributes


def auth(principal, *groups, username="", kind="role"):
    attributes: dict[str, Json] = {"type": kind}
    attributes |= {"username": username} if username else {}
    attributes |= {"groups": sorted(groups)} if groups else {}
    return "aws-auth", principal, attributes


def node_auth(principal):
    return auth(principal, *NODE_GROUPS, username=NODE_NAME)


def entry(principal, *groups, kind="STANDARD", username="", policies=None):
    attributes: dict[str, Json] = {"type": kind}
    attributes |= {"username": username} if username else {}
    attributes |= {"kubernetesGroups": sorted(groups)} if groups else {}
    attributes |= {"associatedAccessPolicies": policies} if policies else {}
    return "access-entry", principal, attributes


def vpc_cni(version="v1.18.1-eksbuild.1", role=None):
    attributes: dict[str, Json] = {"addonVersion": version}
    return "addon", "vpc-cni", attributes | ({"serviceAccountRoleArn": role} if role else {})


def account(name, role, **notes):
    return "service-account", name, {"annotations": {"eks.amazonaws.com/role-arn": role} | notes}


def association(name, role, **more: Json):
    return "pod-identity", name, {"roleArn": role, **more}


def trust(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def service_trust(service, *actions):
    return trust(
        {
            "Effect": "Allow",
            "Action": list(actions or ("sts:assumerole",)),
            "Principal": {"Service": [service]},
        }
    )


def pod_trust():
    return service_trust("pods.eks.amazonaws.com", "sts:assumerole", "sts:tagsession")


def irsa_trust(sub="system:serviceaccount:kube-system:aws-node", *, aud="sts.amazonaws.com"):
    operator = "stringlike" if "*" in sub else "stringequals"
    keys = {"${oidc}:sub": [sub]} if sub else {}
    condition = {operator: keys} if keys else {}
    if aud:
        condition.setdefault("stringequals", {})["${oidc}:aud"] = [aud]
    statement = {
        "Effect": "Allow",
        "Action": ["sts:assumerolewithwebidentity"],
        "Principal": {"Federated": [PROVIDER]},
    }
    return trust(statement | ({"Condition": condition} if condition else {}))


def provider():
    return "oidc-provider", "${oidc}", {"ClientIDList": ["sts.amazonaws.com"], "Url": "${oidc}"}


def role(name, document=None, attached=(), inline=None, **more: Json):
    attributes: dict[str, Json] = {"AssumeRolePolicyDocument": document or trust()}
    if attached:
        prefix = "arn:${partition}:iam::aws:policy/"
        attributes["AttachedManagedPolicies"] = {prefix + each: {} for each in attached}
    if inline:
        attributes["RolePolicyList"] = inline
    return "iam-role", name, attributes | more
