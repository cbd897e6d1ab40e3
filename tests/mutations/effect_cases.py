"""Changes of what roles may do, by their effect: what is found, how bad it is, and what it does.

`REWRITES` change how a role's permissions are written, and nothing that it may do.
"""

import json

from tests.mutations.edits import add, both, drop, edit, put
from tests.mutations.iam_cases import DENY_ALL, INLINE, NODE, ROLE, TRUST, R
from tests.mutations.shapes import managed, policy_arn

CNI, PODS = "iam-role vpc-cni", "iam-role fargate"
N = "iam-role ${cluster}-node >"
F = "iam-role ${cluster}-fargate >"
C = "iam-role ${cluster}-vpc-cni >"
AWS = "arn:${partition}:iam::aws:policy/"


def inline(role, name, *statements):
    """One more inline policy."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return add(f"{role} RolePolicyList", {"PolicyName": name, "PolicyDocument": document})


def allow(*actions, on="*"):
    return {"Effect": "Allow", "Action": list(actions), "Resource": on}


def attach(role, name):
    """One more of the account's own policies attached."""
    return add(
        f"{role} AttachedManagedPolicies",
        lambda place: {"PolicyName": name, "PolicyArn": policy_arn(place, name)},
    )


def own_policy(name, *statements):
    """One more policy of the account's own."""

    def added(place, shapes):
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        shapes["iam-policy"].append(
            {
                "PolicyName": f"{place.cluster}-{name}",
                "PolicyId": "ANPA1",
                "Arn": policy_arn(place, name),
                "Path": "/",
                "DefaultVersionId": "v1",
                "PolicyVersionList": [
                    {"VersionId": "v1", "IsDefaultVersion": True, "Document": document}
                ],
            }
        )

    return added


EFFECTS = (
    (
        "an action that nodes need is lost",
        put(f"{CNI} AttachedManagedPolicies", []),
        f"IAM001 missing {C} AttachedManagedPolicies > {AWS}AmazonEKS_CNI_Policy",
        ("critical", "less", "loses ec2:AssignPrivateIpAddresses and "),
    ),
    (
        "an action is lost",
        drop(f"{INLINE} Scale"),
        f"IAM005 changed {R} RolePolicyList > deploy > Statement",
        ("high", "less", "loses autoscaling:SetDesiredCapacity on arn:"),
    ),
    (
        "a Deny takes something away",
        inline(ROLE, "deny", DENY_ALL | {"Action": "autoscaling:*"}),
        f"IAM004 unexpected {R} RolePolicyList > deny",
        ("high", "less", "newly denied: autoscaling:SetDesiredCapacity"),
    ),
    (
        "a Deny takes nothing away",
        inline(ROLE, "deny", DENY_ALL | {"Action": "route53:*"}),
        f"IAM004 unexpected {R} RolePolicyList > deny",
        ("low", "equivalent", "takes nothing away as things are"),
    ),
    (
        "a boundary takes something away",
        put(
            f"{ROLE} PermissionsBoundary",
            lambda place: {"PermissionsBoundaryArn": managed(place, "AmazonEKS_CNI_Policy")},
        ),
        f"IAM007 unexpected {R} PermissionsBoundary > PermissionsBoundaryArn",
        ("high", "less", "loses "),
    ),
    (
        "all of a service is gained",
        inline(PODS, "more", allow("sqs:*")),
        f"IAM004 unexpected {F} RolePolicyList > more",
        ("high", "more", "gains sqs:* on *"),
    ),
    (
        "a role may be passed on",
        inline(PODS, "more", allow("iam:PassRole", on="arn:aws:iam::*:role/x")),
        f"IAM004 unexpected {F} RolePolicyList > more",
        ("high", "more", "gains iam:PassRole on arn:"),
    ),
    (
        "little is gained",
        inline(PODS, "more", allow("sqs:SendMessage")),
        f"IAM004 unexpected {F} RolePolicyList > more",
        ("medium", "more", "gains sqs:SendMessage on *"),
    ),
    (
        "little is gained by a node",
        inline(NODE, "more", allow("sqs:SendMessage")),
        f"IAM004 unexpected {N} RolePolicyList > more",
        ("high", "more", "gains sqs:SendMessage on *"),
    ),
    (
        "the trust is opened to everyone",
        put(f"{TRUST} 1 Principal", "*"),
        f"IAM006 changed {R} AssumeRolePolicyDocument > Statement",
        ("high", "more", "gains sts:AssumeRole for *"),
    ),
    (
        "the trust is opened to another account",
        add(f"{TRUST} 0 Principal AWS", "999999999999"),
        f"IAM006 changed {R} AssumeRolePolicyDocument > Statement",
        ("high", "more", " for 999999999999 when "),
    ),
    (
        "pods act with a role that may do more",
        put("pod-identity worker targetRoleArn", lambda place: place.role("node")),
        "ACCESS012 changed pod-identity apps/worker > targetRoleArn",
        ("high", "incomparable", "gains logs:CreateLogStream and logs:PutLogEvents"),
    ),
    (
        "a session of pods may do less",
        put(
            "pod-identity worker policy",
            json.dumps({"Version": "2012-10-17", "Statement": [allow("eks:*")]}),
        ),
        "ACCESS013 unexpected pod-identity apps/worker > policy",
        ("medium", "less", "loses "),
    ),
    (
        "the control plane takes its role under a condition that it meets",
        put(
            "iam-role cluster AssumeRolePolicyDocument Statement 0 Condition",
            lambda place: {"StringEquals": {"aws:SourceAccount": place.account}},
        ),
        "IAM006 changed iam-role ${cluster}-cluster > AssumeRolePolicyDocument > Statement",
        ("high", "less", "loses sts:AssumeRole for eks."),
    ),
    (
        "the control plane takes its role under a condition that it does not meet",
        put(
            "iam-role cluster AssumeRolePolicyDocument Statement 0 Condition",
            {"StringEquals": {"aws:SourceAccount": "999999999999"}},
        ),
        "IAM006 changed iam-role ${cluster}-cluster > AssumeRolePolicyDocument > Statement",
        ("critical", "less", "without it no new node joins"),
    ),
    (
        "the role of nodes is gone",
        drop(NODE),
        "IAM008 missing iam-role ${cluster}-node",
        ("critical", "less", "without it the node does not join"),
    ),
    (
        "the role of the cluster is gone",
        drop("iam-role cluster"),
        "IAM008 missing iam-role ${cluster}-cluster",
        ("critical", "less", "without it new nodes are not admitted"),
    ),
    (
        "what nodes may log is no longer theirs",
        drop("iam-policy logs PolicyVersionList 1 Document Statement 0 Resource 0"),
        "IAM012 changed iam-policy ${cluster}-logs > Document > Statement",
        ("high", "less", "loses logs:CreateLogStream and logs:PutLogEvents on arn:"),
    ),
)


def moved(policy, sid, role):
    """A statement of an inline policy as an inline policy of its own."""

    def done(place, shapes):
        (found,) = (e for e in shapes["iam-role"] if e["RoleName"].endswith(f"-{role}"))
        (old,) = (e for e in found["RolePolicyList"] if e["PolicyName"] == policy)
        statements = old["PolicyDocument"]["Statement"]
        taken = next(each for each in statements if each.get("Sid") == sid)
        statements.remove(taken)
        more = {"PolicyName": sid, "PolicyDocument": old["PolicyDocument"] | {"Statement": [taken]}}
        found["RolePolicyList"].append(more)

    return done


def attached_instead(role):
    """Every inline policy as one of the account's own, attached."""

    def done(place, shapes):
        (found,) = (e for e in shapes["iam-role"] if e["RoleName"].endswith(f"-{role}"))
        inlines, found["RolePolicyList"] = found["RolePolicyList"], []
        for number, each in enumerate(inlines):
            name = f"own-{number}"
            own_policy(name, *statements_of(each["PolicyDocument"]))(place, shapes)
            attach(f"iam-role {role}", name)(place, shapes)

    return done


def statements_of(document):
    found = document["Statement"]
    return found if isinstance(found, list) else [found]


REWRITES = (
    ("a statement moved to a policy of its own", moved("deploy", "Scale", "deploy"), R),
    ("attached instead of inline", attached_instead("deploy"), R),
    ("attached instead of inline at a node", attached_instead("node"), N),
    (
        "a policy under another name",
        edit(
            f"{NODE} RolePolicyList", lambda old: [each | {"PolicyName": "renamed"} for each in old]
        ),
        N,
    ),
    (
        "an inline policy that another covers",
        inline(CNI, "more", allow("ec2:AssignPrivateIpAddresses", "ec2:DescribeTags")),
        C,
    ),
    (
        "a policy attached that another covers",
        both(own_policy("twice", allow("ec2:DescribeTags")), attach(CNI, "twice")),
        C,
    ),
)
"""A name, what is done, and the role that it is done to."""
