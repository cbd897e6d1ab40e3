"""Roles and policies of two sides, by hand: what each test is about, and nothing else."""

from driftaudit.compare.pair import compared
from driftaudit.compare.side import Side
from driftaudit.effects.permissions import managed_documents
from driftaudit.effects.roles import role_effects
from driftaudit.model import make_resource

OWN = "arn:${partition}:iam::${account}:policy/"
AWS = "arn:${partition}:iam::aws:policy/"
CNI = f"{AWS}AmazonEKS_CNI_Policy"
ADMIN = f"{AWS}AdministratorAccess"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["ec2.amazonaws.com"]},
            "Action": ["sts:assumerole"],
        }
    ],
}
CNI_ADDON = make_resource("addon", "vpc-cni", {"addonVersion": "v1.18.1-eksbuild.1"})


def statement(*actions, on="*", effect="Allow", **more):
    return {"Effect": effect, "Action": [*actions], "Resource": [on], **more}


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(*actions, on="*", **more):
    return document(statement(*actions, on=on, **more))


def deny(*actions, on="*"):
    return document(statement(*actions, on=on, effect="Deny"))


def role(name="r", *, attached=(), inline=None, boundary=None, trust=TRUST, used_by=()):
    attributes = {
        "AttachedManagedPolicies": {arn: {} for arn in attached},
        "RolePolicyList": inline or {},
        "AssumeRolePolicyDocument": trust,
    }
    if boundary:
        attributes["PermissionsBoundary"] = {"PermissionsBoundaryArn": boundary}
    kept = {key: each for key, each in attributes.items() if each}
    return make_resource("iam-role", name, kept, used_by=used_by, source=f"arn:x:role/{name}")


def policy(name, document_, used_by=()):
    return make_resource("iam-policy", name, {"Document": document_}, used_by=used_by)


def side(label, *resources, **fields):
    return Side(
        label=label, resources={(each.kind, each.name): each for each in resources}, **fields
    )


def effects(before, after, documents=None, **fields):
    """The differences of two sets of resources, and what they do."""
    found = compared(side("before", *before, **fields), side("after", *after))
    facts = {f"aws-managed-policy/{arn}": {"document": d} for arn, d in (documents or {}).items()}
    known = managed_documents(facts)
    return found, role_effects(found.reference, found.subject, found.differences, known)


def actions(witnesses):
    return [each.action for each in witnesses]
