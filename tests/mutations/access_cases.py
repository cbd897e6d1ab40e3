"""Single changes of access entries, pod identities and aws-auth."""

from tests.mutations.edits import add, drop, edit, put, text
from tests.mutations.shapes import access_policy

HEAD = "arn:${partition}:iam::${account}"
DEPLOY = f"access-entry {HEAD}:role/${{cluster}}-deploy"
EDIT = "arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
E = "access-entry deploy"
GUEST = "arn:${partition}:iam::999999999999"


def elsewhere(place, name):
    return f"arn:{place.partition}:iam::999999999999:{name}"


def mapped(section, entry):
    """One more entry in a section of aws-auth; `{}` is the head of an ARN of another account."""

    def done(place, shapes):
        data = shapes["configmap"][0]["data"]
        data[section] += entry.replace("{}", elsewhere(place, "").rstrip(":"))

    return done


P = f"{E} associatedAccessPolicies"

ENTRY = (
    (
        "group added",
        add(f"{E} kubernetesGroups", "system:masters"),
        f"ACCESS004 changed {DEPLOY} > kubernetesGroups",
    ),
    (
        "groups removed",
        put(f"{E} kubernetesGroups", []),
        f"ACCESS004 missing {DEPLOY} > kubernetesGroups",
    ),
    (
        "first group",
        put("access-entry alice kubernetesGroups", ["x"]),
        f"ACCESS004 unexpected access-entry {HEAD}:user/alice > kubernetesGroups",
    ),
    (
        "policy added",
        add(
            P,
            lambda p: {
                "policyArn": access_policy(p, "AmazonEKSAdminPolicy"),
                "accessScope": {"type": "cluster"},
            },
        ),
        f"ACCESS003 unexpected {DEPLOY} > associatedAccessPolicies > "
        + EDIT.replace("Edit", "Admin"),
    ),
    (
        "policy removed",
        drop(f"{P} AmazonEKSEditPolicy"),
        f"ACCESS003 missing {DEPLOY} > associatedAccessPolicies > {EDIT}",
    ),
    (
        "namespace added",
        add(f"{P} AmazonEKSEditPolicy accessScope namespaces", "kube-system"),
        f"ACCESS003 changed {DEPLOY} > associatedAccessPolicies > {EDIT} > namespaces",
    ),
    (
        "type",
        put("access-entry node type", "EC2_WINDOWS"),
        f"ACCESS006 changed access-entry {HEAD}:role/${{cluster}}-node > type",
    ),
    ("username", put(f"{E} username", "admin"), f"ACCESS005 changed {DEPLOY} > username"),
    (
        "username where there was the default",
        put("access-entry alice username", "alice"),
        f"ACCESS005 unexpected access-entry {HEAD}:user/alice > username",
    ),
    ("tag", put(f"{E} tags team", "x"), f"ACCESS097 changed {DEPLOY} > tags > team"),
    (
        "a field of next year",
        put(f"{E} brandNew", "x"),
        f"ACCESS099 unexpected {DEPLOY} > brandNew",
    ),
    ("removed", drop("access-entry alice"), f"ACCESS001 missing access-entry {HEAD}:user/alice"),
    (
        "added",
        add(
            "access-entry",
            lambda p: {"principalArn": elsewhere(p, "role/guest"), "username": "guest"},
        ),
        f"ACCESS002 unexpected access-entry {GUEST}:role/guest",
    ),
)

ID, WORKER = "pod-identity worker", "pod-identity apps/worker"
POD_IDENTITY = (
    (
        "role",
        put(f"{ID} roleArn", lambda p: p.role("node")),
        f"ACCESS012 changed {WORKER} > roleArn",
    ),
    (
        "target role",
        put(f"{ID} targetRoleArn", "arn:aws:iam::999999999999:role/data"),
        f"ACCESS012 changed {WORKER} > targetRoleArn",
    ),
    ("no target role", drop(f"{ID} targetRoleArn"), f"ACCESS012 missing {WORKER} > targetRoleArn"),
    (
        "session tags",
        put(f"{ID} disableSessionTags", True),
        f"ACCESS013 changed {WORKER} > disableSessionTags",
    ),
    ("external id", put(f"{ID} externalId", "x"), f"ACCESS013 changed {WORKER} > externalId"),
    (
        "owner",
        put("pod-identity ebs-csi ownerArn", None),
        "ACCESS013 missing pod-identity kube-system/ebs-csi > ownerArn",
    ),
    ("tag", drop(f"{ID} tags team"), f"ACCESS097 missing {WORKER} > tags > team"),
    ("removed", drop(ID), f"ACCESS010 missing {WORKER}"),
    (
        "added",
        add(
            "pod-identity",
            lambda p: {"namespace": "apps", "serviceAccount": "web", "roleArn": p.role("ebs")},
        ),
        "ACCESS011 unexpected pod-identity apps/web",
    ),
)

ROLES, USERS, ACCOUNTS = (
    f"configmap aws-auth data {section}" for section in ("mapRoles", "mapUsers", "mapAccounts")
)
ADMIN = f"aws-auth {HEAD}:role/${{cluster}}-ops"
NODE = f"aws-auth {HEAD}:role/${{cluster}}-spot"
SHADOWED = f"aws-auth {HEAD}:role/${{cluster}}-admin"
BOB = f"aws-auth {HEAD}:user/bob"


def swapped(text):
    """The two entries of one role in the other order: the last one wins."""
    node, loser, winner, other = text.split("- rolearn")[1:]
    return f"- rolearn{node}- rolearn{winner}- rolearn{loser}- rolearn{other}"


AWS_AUTH = (
    (
        "role added",
        mapped("mapRoles", "- rolearn: {}:role/guest\n  username: guest\n"),
        f"AUTH002 unexpected aws-auth {GUEST}:role/guest",
    ),
    (
        "role removed",
        edit(ROLES, lambda old: "- rolearn" + old.split("- rolearn", 2)[2]),
        f"AUTH001 missing {NODE}",
    ),
    (
        "user added",
        mapped("mapUsers", "- userarn: {}:user/eve\n"),
        f"AUTH002 unexpected aws-auth {GUEST}:user/eve",
    ),
    ("user removed", put(USERS, ""), f"AUTH001 missing {BOB}"),
    ("users dropped for bad YAML", put(USERS, "- userarn: [x\n"), f"AUTH001 missing {BOB}"),
    (
        "users under a misspelled key",
        lambda place, shapes: shapes["configmap"][0]["data"].update(
            mapusers=shapes["configmap"][0]["data"].pop("mapUsers")
        ),
        f"AUTH001 missing {BOB}",
    ),
    (
        "account added",
        edit(ACCOUNTS, lambda old: old + "- '099999999999'\n"),
        "AUTH002 unexpected aws-auth 099999999999",
    ),
    (
        "account removed",
        text(ACCOUNTS, '- "011111111111"\n', ""),
        "AUTH001 missing aws-auth 011111111111",
    ),
    (
        "group added",
        text(ROLES, "[system:nodes,", "[system:masters, system:nodes,"),
        f"AUTH003 changed {NODE} > groups",
    ),
    (
        "group removed",
        text(ROLES, "    - system:masters\n", ""),
        f"AUTH003 changed {ADMIN} > groups",
    ),
    (
        "two groups grown into one",
        text(ROLES, "masters\n    - admins", "masters - admins"),
        f"AUTH003 changed {ADMIN} > groups",
    ),
    ("no groups", text(USERS, "\n  groups: [viewers]", ""), f"AUTH003 missing {BOB} > groups"),
    (
        "username",
        text(USERS, "username: bob", "username: Bob"),
        f"AUTH004 changed {BOB} > username",
    ),
    (
        "username of nodes",
        text(ROLES, "system:node:{{EC2PrivateDNSName}}", "node"),
        f"AUTH004 changed {NODE} > username",
    ),
    ("no username", text(USERS, "  username: bob\n", ""), f"AUTH004 missing {BOB} > username"),
    (
        "an entry with a path",
        mapped("mapRoles", "- rolearn: {}:role/eks/guest\n"),
        f"ACCESS015 changed aws-auth {GUEST}:role/eks/guest > effect",
    ),
    (
        "group of a role that has an entry",
        text(ROLES, "shadowed", "system:masters"),
        f"ACCESS015 changed {SHADOWED} > effect",
    ),
    (
        "another order of two for one role",
        edit(ROLES, swapped),
        f"AUTH003 changed {ADMIN} > groups",
    ),
)
