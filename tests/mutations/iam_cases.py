"""Single changes of roles, policies and the OIDC provider."""

from tests.mutations.edits import add, both, drop, edit, put
from tests.mutations.shapes import managed

ARN = "arn:${partition}:iam::aws:policy/"
R, N = "iam-role ${cluster}-deploy >", "iam-role ${cluster}-node >"
ROLE, NODE = "iam-role deploy", "iam-role node"
TRUST = f"{ROLE} AssumeRolePolicyDocument Statement"
CNI_TRUST = "iam-role vpc-cni AssumeRolePolicyDocument Statement 0 Condition"
INLINE = f"{ROLE} RolePolicyList deploy PolicyDocument Statement"
TRUSTED = f"IAM006 changed {R} AssumeRolePolicyDocument > Statement"
CNI_TRUSTED = "IAM006 changed iam-role ${cluster}-vpc-cni > AssumeRolePolicyDocument > Statement"
ALLOWED = f"IAM005 changed {R} RolePolicyList > deploy > Statement"
DENY_ALL = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def renamed(path, old, new):
    """Another key in the object at a path, with the same value."""
    return edit(path, lambda found: {new if key == old else key: found[key] for key in found})


def issuer(change):
    """The keys of the trust of an IRSA role, by what follows the issuer."""

    def done(place, shapes):
        (role,) = (e for e in shapes["iam-role"] if e["RoleName"].endswith("-vpc-cni"))
        condition = role["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]
        change(condition, f"{place.oidc}:sub", f"{place.oidc}:aud")

    return done


TRUSTS = (
    ("action added", add(f"{TRUST} 0 Action", "sts:SetSourceIdentity"), TRUSTED),
    ("action removed", put(f"{TRUST} 0 Action", "sts:AssumeRole"), TRUSTED),
    ("action becomes NotAction", renamed(f"{TRUST} 1", "Action", "NotAction"), TRUSTED),
    ("effect", put(f"{TRUST} 1 Effect", "Deny"), TRUSTED),
    ("principal of another account", add(f"{TRUST} 0 Principal AWS", "999999999999"), TRUSTED),
    (
        "principal a user",
        put(f"{TRUST} 0 Principal AWS 0", "arn:aws:iam::111111111111:user/a"),
        TRUSTED,
    ),
    ("principal everyone", put(f"{TRUST} 0 Principal", "*"), TRUSTED),
    ("service removed", drop(f"{TRUST} 1 Principal Service 0"), TRUSTED),
    ("condition value", put(f"{TRUST} 0 Condition StringEquals sts:ExternalId", "audit"), TRUSTED),
    (
        "condition value in another case",
        put(f"{TRUST} 0 Condition StringEquals sts:ExternalId 0", "Audit"),
        TRUSTED,
    ),
    (
        "condition operator",
        renamed(f"{TRUST} 0 Condition", "StringEquals", "StringEqualsIgnoreCase"),
        TRUSTED,
    ),
    ("condition if exists", renamed(f"{TRUST} 0 Condition", "Bool", "BoolIfExists"), TRUSTED),
    (
        "condition key",
        renamed(f"{TRUST} 0 Condition StringEquals", "sts:ExternalId", "aws:userid"),
        TRUSTED,
    ),
    ("condition removed", drop(f"{TRUST} 0 Condition Bool"), TRUSTED),
    ("MFA no more", put(f"{TRUST} 0 Condition Bool aws:MultiFactorAuthPresent", "false"), TRUSTED),
    ("statement removed", drop(f"{TRUST} 1"), TRUSTED),
    (
        "statement added",
        add(
            TRUST,
            {"Effect": "Allow", "Principal": {"AWS": "999999999999"}, "Action": "sts:AssumeRole"},
        ),
        TRUSTED,
    ),
    (
        "service account",
        issuer(
            lambda c, sub, aud: c["StringEquals"].update(
                {sub: "system:serviceaccount:kube-system:awsnode"}
            )
        ),
        CNI_TRUSTED,
    ),
    ("audience gone", issuer(lambda c, sub, aud: c["StringEquals"].pop(aud)), CNI_TRUSTED),
    (
        "another audience",
        issuer(lambda c, sub, aud: c["StringEquals"].update({aud: "sts"})),
        CNI_TRUSTED,
    ),
    (
        "any service account",
        issuer(
            lambda c, sub, aud: (
                c.update(StringLike={sub: "system:serviceaccount:kube-system:*"})
                or c["StringEquals"].pop(sub)
            )
        ),
        CNI_TRUSTED,
    ),
    (
        "trust in another issuer",
        issuer(
            lambda c, sub, aud: c["StringEquals"].update(
                {
                    f"oidc.eks.us-east-1.amazonaws.com/id/OTHER:{sub[-3:]}": c["StringEquals"].pop(
                        sub
                    )
                }
            )
        ),
        CNI_TRUSTED,
    ),
    (
        "trust in another provider",
        put(
            "iam-role vpc-cni AssumeRolePolicyDocument Statement 0 Principal Federated",
            "arn:aws:iam::999999999999:oidc-provider/x",
        ),
        CNI_TRUSTED,
    ),
)

ROLES = (
    (
        "attached",
        add(
            f"{NODE} AttachedManagedPolicies",
            lambda p: {"PolicyName": "x", "PolicyArn": managed(p, "AdministratorAccess")},
        ),
        f"IAM002 unexpected {N} AttachedManagedPolicies > {ARN}AdministratorAccess",
    ),
    (
        "detached",
        drop(f"{NODE} AttachedManagedPolicies AmazonEKSWorkerNodePolicy"),
        f"IAM001 missing {N} AttachedManagedPolicies > {ARN}AmazonEKSWorkerNodePolicy",
    ),
    (
        "last one detached",
        put("iam-role vpc-cni AttachedManagedPolicies", []),
        (
            "IAM001 missing iam-role ${cluster}-vpc-cni > AttachedManagedPolicies > "
            f"{ARN}AmazonEKS_CNI_Policy"
        ),
    ),
    (
        "first one attached",
        put("iam-role fargate AttachedManagedPolicies", lambda p: [{"PolicyArn": managed(p, "X")}]),
        f"IAM002 unexpected iam-role ${{cluster}}-fargate > AttachedManagedPolicies > {ARN}X",
    ),
    (
        "policy of another account attached",
        add(
            f"{NODE} AttachedManagedPolicies",
            lambda p: {"PolicyArn": f"arn:{p.partition}:iam::999999999999:policy/x"},
        ),
        (
            f"IAM002 unexpected {N} AttachedManagedPolicies > "
            "arn:${partition}:iam::999999999999:policy/x"
        ),
    ),
    ("inline action added", add(f"{INLINE} 0 Action", "eks:DeleteCluster"), ALLOWED),
    ("inline action widened", put(f"{INLINE} 1 Action", "autoscaling:*"), ALLOWED),
    ("inline resource", put(f"{INLINE} 0 Resource", "*"), ALLOWED),
    ("inline resource in another case", edit(f"{INLINE} 0 Resource 0", str.upper), ALLOWED),
    ("inline effect", put(f"{INLINE} 2 Effect", "Allow"), ALLOWED),
    ("inline NotAction", add(f"{INLINE} 2 NotAction", "ec2:*"), ALLOWED),
    (
        "inline NotResource becomes Resource",
        renamed(f"{INLINE} 2", "NotResource", "Resource"),
        ALLOWED,
    ),
    ("inline condition removed", drop(f"{INLINE} 1 Condition NumericLessThan"), ALLOWED),
    (
        "inline condition number",
        put(f"{INLINE} 1 Condition NumericLessThan aws:MultiFactorAuthAge", 7200),
        ALLOWED,
    ),
    (
        "inline condition on another cluster",
        put(
            f"{INLINE} 1 Condition StringEquals",
            {"aws:ResourceTag/k8s.io/cluster-autoscaler/other": "owned"},
        ),
        ALLOWED,
    ),
    ("inline statement added", add(INLINE, DENY_ALL), ALLOWED),
    ("inline statement removed", drop(f"{INLINE} Scale"), ALLOWED),
    (
        "inline version",
        drop(f"{ROLE} RolePolicyList read PolicyDocument Version"),
        f"IAM005 changed {R} RolePolicyList > ${{cluster}}-read > Version",
    ),
    (
        "inline policy removed",
        drop(f"{ROLE} RolePolicyList read"),
        f"IAM003 missing {R} RolePolicyList > ${{cluster}}-read",
    ),
    (
        "inline policy added",
        add(
            f"{ROLE} RolePolicyList",
            {"PolicyName": "more", "PolicyDocument": {"Statement": DENY_ALL}},
        ),
        f"IAM004 unexpected {R} RolePolicyList > more",
    ),
    (
        "last inline policy removed",
        put(f"{NODE} RolePolicyList", []),
        f"IAM003 missing {N} RolePolicyList > secrets",
    ),
    (
        "boundary added",
        put(
            "iam-role ebs PermissionsBoundary",
            lambda p: {"PermissionsBoundaryArn": managed(p, "PowerUserAccess")},
        ),
        "IAM007 unexpected iam-role ${cluster}-ebs > PermissionsBoundary > PermissionsBoundaryArn",
    ),
    (
        "path",
        put("iam-role fargate Path", "/eks/"),
        "IAM018 changed iam-role ${cluster}-fargate > Path",
    ),
    (
        "session duration",
        put(f"{ROLE} MaxSessionDuration", 7200),
        f"IAM016 unexpected {R} MaxSessionDuration",
    ),
    ("description", put(f"{ROLE} Description", "x"), f"IAM098 unexpected {R} Description"),
    (
        "instance profile gone",
        put(f"{NODE} InstanceProfileList", []),
        f"IAM017 missing {N} InstanceProfileList",
    ),
    ("tag changed", put(f"{ROLE} Tags cluster Value", "x"), f"IAM097 changed {R} Tags > cluster"),
    (
        "tag added",
        add(f"{ROLE} Tags", {"Key": "a", "Value": ""}),
        f"IAM097 unexpected {R} Tags > a",
    ),
    ("tag removed", put(f"{ROLE} Tags", []), f"IAM097 missing {R} Tags > cluster"),
    ("role gone", drop("iam-role vpc-cni"), "IAM008 missing iam-role ${cluster}-vpc-cni"),
)

L = "iam-policy ${cluster}-logs >"
POLICY = "iam-policy logs"
DOCUMENT = f"{POLICY} PolicyVersionList 1 Document"
POLICIES = (
    (
        "action",
        add(f"{DOCUMENT} Statement 0 Action", "logs:*"),
        f"IAM012 changed {L} Document > Statement",
    ),
    (
        "resource",
        drop(f"{DOCUMENT} Statement 0 Resource 0"),
        f"IAM012 changed {L} Document > Statement",
    ),
    (
        "statement",
        add(f"{DOCUMENT} Statement", DENY_ALL),
        f"IAM012 changed {L} Document > Statement",
    ),
    (
        "another default version",
        both(
            put(f"{POLICY} DefaultVersionId", "v9"),
            put(f"{POLICY} PolicyVersionList 0 IsDefaultVersion", True),
            put(f"{POLICY} PolicyVersionList 0 Document Version", "2012-10-17"),
            put(f"{POLICY} PolicyVersionList 1 IsDefaultVersion", False),
        ),
        f"IAM012 changed {L} Document > Statement",
    ),
    (
        "boundary's document",
        put("iam-policy boundary PolicyVersionList 1 Document Statement 0 Action", "s3:*"),
        "IAM012 changed iam-policy ${cluster}-boundary > Document > Statement",
    ),
    ("tag", put(f"{POLICY} Tags team Value", "x"), f"IAM097 changed {L} Tags > team"),
    ("description", put(f"{POLICY} Description", "x"), f"IAM098 changed {L} Description"),
    ("path", put(f"{POLICY} Path", "/x/"), f"IAM099 changed {L} Path"),
    ("gone", drop(POLICY), "IAM010 missing iam-policy ${cluster}-logs"),
)

ISSUER = "oidc-provider ${oidc}"
PROVIDER = (
    (
        "audience added",
        add("oidc-provider 0 ClientIDList", "sts"),
        f"IAM015 changed {ISSUER} > ClientIDList",
    ),
    (
        "audience gone",
        put("oidc-provider 0 ClientIDList", []),
        f"IAM015 missing {ISSUER} > ClientIDList",
    ),
    (
        "tag",
        put("oidc-provider 0 Tags", [{"Key": "a", "Value": "b"}]),
        f"IAM097 unexpected {ISSUER} > Tags > a",
    ),
    ("gone", drop("oidc-provider 0"), f"IAM013 missing {ISSUER}"),
)
