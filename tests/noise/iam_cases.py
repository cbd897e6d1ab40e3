"""Rewrites that mean nothing: roles, policies and their documents, the OIDC provider."""

import json
from urllib.parse import quote

from tests.mutations.edits import add, both, drop, edit, put
from tests.noise.eks_cases import backwards

TRUST = "iam-role deploy AssumeRolePolicyDocument"
CNI = "iam-role vpc-cni AssumeRolePolicyDocument"
INLINE = "iam-role deploy RolePolicyList deploy PolicyDocument"
LOGS = "iam-policy logs PolicyVersionList 1 Document"


def keyed(path, function):
    """Every key of an object in another case."""
    return edit(path, lambda old: {function(key): old[key] for key in old})


def listed(path):
    return edit(path, lambda old: [old])


def node_group(place):
    return place.eks("nodegroup/a/b")


def services(statement):
    return statement["Principal"]["Service"]


DOCUMENT = (
    ("order of statements", backwards(f"{INLINE} Statement")),
    ("order of trust statements", backwards(f"{TRUST} Statement")),
    ("a statement twice", edit(f"{INLINE} Statement", lambda old: [*old, old[0]])),
    (
        "other Sids",
        both(put(f"{INLINE} Statement 0 Sid", "Other"), drop(f"{TRUST} Statement 1 Sid")),
    ),
    ("an Id", put(f"{INLINE} Id", "x")),
    ("order of actions", backwards(f"{INLINE} Statement 0 Action")),
    ("an action twice", edit(f"{INLINE} Statement 0 Action", lambda old: [*old, old[0]])),
    (
        "an action in another case",
        put(f"{INLINE} Statement 1 Action", "AutoScaling:setdesiredCAPACITY"),
    ),
    (
        "an action in two cases",
        put(
            f"{INLINE} Statement 1 Action",
            ["AUTOSCALING:SetDesiredCapacity", "autoscaling:SetDesiredCapacity"],
        ),
    ),
    ("one action as a list", listed(f"{INLINE} Statement 1 Action")),
    ("trusted action as a list", listed(f"{TRUST} Statement 1 Action")),
    ("order of resources", backwards(f"{INLINE} Statement 0 Resource")),
    ("one resource as a list", listed(f"{INLINE} Statement 1 Resource")),
    (
        "NotAction in another order and case",
        put(f"{INLINE} Statement 2 NotAction", ["STS:*", "iam:get*"]),
    ),
    ("an only statement as an object", edit(f"{LOGS} Statement", lambda old: old[0])),
    (
        "an object as an only statement",
        listed("iam-role node RolePolicyList secrets PolicyDocument Statement"),
    ),
    (
        "Version 2008 by default",
        put("iam-role node RolePolicyList secrets PolicyDocument Version", "2008-10-17"),
    ),
    ("operator in another case", keyed(f"{TRUST} Statement 0 Condition", str.lower)),
    (
        "condition key in another case",
        keyed(f"{TRUST} Statement 0 Condition StringEquals", str.upper),
    ),
    (
        "condition key of IRSA in another case",
        keyed(f"{CNI} Statement 0 Condition StringEquals", lambda key: key.replace(":aud", ":AUD")),
    ),
    (
        "order of condition values",
        backwards(f"{TRUST} Statement 0 Condition StringEquals sts:ExternalId"),
    ),
    (
        "a condition value twice",
        put(
            f"{TRUST} Statement 0 Condition StringEquals sts:ExternalId",
            ["audit", "deploy", "audit"],
        ),
    ),
    (
        'true for "true"',
        put(f"{TRUST} Statement 0 Condition Bool aws:MultiFactorAuthPresent", True),
    ),
    (
        'TRUE for "true"',
        put(f"{TRUST} Statement 0 Condition Bool aws:MultiFactorAuthPresent", ["TRUE"]),
    ),
    (
        '3600 for "3600"',
        put(f"{INLINE} Statement 1 Condition NumericLessThan aws:MultiFactorAuthAge", [3600]),
    ),
    ("an empty condition", put(f"{INLINE} Statement 0 Condition", {})),
    ("an operator without keys", put(f"{INLINE} Statement 1 Condition Bool", {})),
    (
        "root for the account",
        put(
            f"{TRUST} Statement 0 Principal AWS",
            lambda p: [f"arn:{p.partition}:iam::111111111111:root", p.account],
        ),
    ),
    (
        "a principal twice",
        put(
            f"{TRUST} Statement 0 Principal AWS",
            lambda p: [f"arn:{p.partition}:iam::111111111111:root", "111111111111", p.account],
        ),
    ),
    ("order of services", backwards(f"{TRUST} Statement 1 Principal Service")),
    ("a federated principal as a list", listed(f"{CNI} Statement 0 Principal Federated")),
    (
        "StringLike without a wildcard",
        edit(
            f"{TRUST} Statement 0 Condition",
            lambda old: {"StringLike": old["StringEquals"], "Bool": old["Bool"]},
        ),
    ),
    ("a Version that no variable needs", put(f"{TRUST} Version", "2008-10-17")),
    ("no Version where no variable is", drop(f"{INLINE} Version")),
    ("an action that a wildcard has", add(f"{INLINE} Statement 2 NotAction", "iam:GetRole")),
    ("a resource that a wildcard has", add(f"{INLINE} Statement 0 Resource", node_group)),
    (
        "a statement split by action",
        edit(f"{LOGS} Statement", lambda old: [old[0] | {"Action": [a]} for a in old[0]["Action"]]),
    ),
    (
        "a statement split by resource",
        edit(
            f"{LOGS} Statement", lambda old: [old[0] | {"Resource": r} for r in old[0]["Resource"]]
        ),
    ),
    (
        "a statement that another covers",
        edit(f"{LOGS} Statement", lambda old: [*old, old[0] | {"Action": "logs:PutLogEvents"}]),
    ),
    (
        "a trust statement split by principal",
        edit(
            f"{TRUST} Statement",
            lambda old: [
                old[0],
                *(old[1] | {"Principal": {"Service": each}} for each in services(old[1])),
            ],
        ),
    ),
    ("as JSON text", edit(LOGS, json.dumps)),
    ("URL-encoded", edit(INLINE, lambda old: quote(json.dumps(old)))),
    ("trust URL-encoded", edit(TRUST, lambda old: quote(json.dumps(old, indent=2)))),
)

ROLE = (
    ("order of attached policies", backwards("iam-role node AttachedManagedPolicies")),
    (
        "name beside an attached policy's ARN",
        put("iam-role node AttachedManagedPolicies 0 PolicyName", "x"),
    ),
    ("order of inline policies", backwards("iam-role deploy RolePolicyList")),
    (
        "order of tags",
        both(
            add("iam-role deploy Tags", {"Key": "aws:cloudformation:stack-name", "Value": "x"}),
            backwards("iam-role deploy Tags"),
        ),
    ),
    (
        "recreated, and used",
        edit(
            "iam-role deploy",
            lambda old: (
                old | {"RoleId": "AROAX", "CreateDate": "2020-01-01T00:00:00Z", "RoleLastUsed": {}}
            ),
        ),
    ),
    ("session duration by default", put("iam-role deploy MaxSessionDuration", 3600)),
    ("no description", put("iam-role deploy Description", "")),
    ("path by default", drop("iam-role deploy Path")),
    (
        "type of the boundary",
        put(
            "iam-role node PermissionsBoundary PermissionsBoundaryType", "PermissionsBoundaryPolicy"
        ),
    ),
    (
        "instance profile of EKS",
        put(
            "iam-role node InstanceProfileList",
            [{"InstanceProfileName": f"eks-0b0edceb-1111-2222-3333-{n:012x}"} for n in (1, 2)],
        ),
    ),
    (
        "a role of nobody here",
        lambda place, shapes: shapes["iam-role"].append(
            shapes["iam-role"][-1] | {"RoleName": "x", "Arn": place.role("x")}
        ),
    ),
    ("order of roles", lambda place, shapes: shapes["iam-role"].reverse()),
    (
        "version of a policy",
        both(
            put("iam-policy logs PolicyVersionList 1 VersionId", "v8"),
            put("iam-policy logs DefaultVersionId", "v8"),
        ),
    ),
    (
        "counts and dates of a policy",
        edit(
            "iam-policy logs",
            lambda old: (
                old
                | {
                    "AttachmentCount": 9,
                    "PermissionsBoundaryUsageCount": 3,
                    "UpdateDate": "x",
                    "CreateDate": "x",
                    "PolicyId": "ANPAX",
                    "IsAttachable": True,
                }
            ),
        ),
    ),
    (
        "older versions of a policy",
        lambda place, shapes: shapes["iam-policy"][2]["PolicyVersionList"].pop(0),
    ),
    (
        "a policy of nobody here",
        lambda place, shapes: shapes["iam-policy"].append(
            shapes["iam-policy"][-1] | {"PolicyName": "x", "Arn": "arn:x"}
        ),
    ),
    ("a managed policy's new version", put("managed-policy 0 DefaultVersionId", "v9")),
    (
        "a managed policy is withdrawn",
        edit("managed-policy 0", lambda old: old | {"DefaultVersionId": None, "Document": None}),
    ),
    ("thumbprints", put("oidc-provider 0 ThumbprintList", [])),
    ("issuer with its scheme", edit("oidc-provider 0 Url", "https://{}".format)),
    ("an audience twice", edit("oidc-provider 0 ClientIDList", lambda old: old * 2)),
    ("no tags", drop("oidc-provider 0 Tags")),
)
