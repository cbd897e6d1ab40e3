"""One rich report: every severity, waived, unread, not audited, and hostile text everywhere."""

from driftaudit.model import Gap, Tool, Waiver
from driftaudit.report import Report, ReportedEnvironment, ReportedFinding, Summary

HOSTILE = "<script>alert(1)</script> | `code` ::error::x \x1b[31mred\x1b[0m \u202egnp.exe"
CNI = "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy"


def environment(name, **fields):
    account = {"prod-us": "2", "prod-de": "3", "prod-uk": "4"}.get(name, "5") * 12
    base = {
        "account": account,
        "region": "eu-central-1",
        "cluster": f"acme-{name}",
        "group": "prod",
        "status": "ok",
        "captured_at": "2026-11-22T10:50:00.000000Z",
        "reference": "baseline:prod",
    }
    return ReportedEnvironment(name=name, **base | fields)


def finding(fingerprint, **fields):
    base = {
        "code": "IAM001",
        "title": "attached policy missing",
        "severity": "critical",
        "environment": "prod-de",
        "kind": "iam-role",
        "resource": "${cluster}-vpc-cni",
        "path": ("AttachedManagedPolicies", CNI),
        "change": "missing",
        "expected": {},
        "actual": None,
        "reference": "baseline:prod",
        "impact": None,
        "why": "what uses the role loses what the policy allows",
        "fix": (),
        "waiver": None,
    }
    return ReportedFinding(fingerprint=fingerprint.ljust(16, "0"), **base | fields)


DENIED = {
    "operation": "get configmaps/aws-auth",
    "code": "Forbidden",
    "message": f"User cannot get resource {HOSTILE}",
    "needs": "get configmaps/aws-auth in kube-system (docs/reader-rbac.yaml)",
}

ENVIRONMENTS = (
    environment(
        "prod-au",
        status="partial",
        gaps=(Gap(kind="aws-auth", **DENIED), Gap(kind="workload", **DENIED)),
    ),
    environment("prod-ca"),
    environment("prod-de"),
    environment(
        "prod-sg",
        status="error",
        captured_at=None,
        gaps=(
            Gap(
                kind="*",
                operation="sts:AssumeRole",
                code="AccessDenied",
                message="",
                needs="sts:AssumeRole on role driftaudit-reader, and its trust in the caller",
            ),
        ),
    ),
    environment("prod-uk"),
    environment(
        "prod-us", not_audited={"workload": "kubernetes: false", "aws-auth": "kubernetes: false"}
    ),
    environment("staging", group="nonprod", reference="baseline:nonprod"),
)

FIX = (
    "aws iam attach-role-policy --role-name acme-prod-de-vpc-cni"
    " --policy-arn arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
)
STATEMENT = {"Effect": "Allow", "Action": ["sts:AssumeRoleWithWebIdentity"]}
GROUPS = {
    "code": "AUTH003",
    "title": "groups in aws-auth differ",
    "kind": "aws-auth",
    "resource": "role/arn:${partition}:iam::${account}:role/deploy",
    "path": ("groups",),
    "change": "changed",
    "expected": ["deployers"],
    "actual": ["deployers", "system:masters"],
    "why": "RBAC gives rights to these groups",
    "fix": ("kubectl -n kube-system edit configmap aws-auth", "set groups to deployers"),
}

FINDINGS = (
    finding(
        "a1",
        fix=(FIX,),
        used_by=("addon/vpc-cni", "service-account/kube-system/aws-node"),
        source="arn:aws:iam::333333333333:role/eks/acme-prod-de-vpc-cni",
    ),
    finding(
        "a2",
        code="IAM006",
        title="trust policy differs",
        path=("AssumeRolePolicyDocument", "Statement"),
        change="changed",
        expected=[STATEMENT | {"Sid": "a"}],
        actual=[STATEMENT | {"Sid": "b"}],
        used_by=("addon/vpc-cni", "service-account/kube-system/aws-node"),
        source="arn:aws:iam::333333333333:role/eks/acme-prod-de-vpc-cni",
    ),
    finding(
        "b1",
        code="ADDON003",
        title="addon version differs",
        severity="medium",
        kind="addon",
        resource="coredns",
        path=("addonVersion",),
        change="changed",
        expected="v1.11.1-eksbuild.9",
        actual="v1.10.1-eksbuild.1",
        why="other defaults, other permissions",
    ),
    finding("c1", environment="prod-uk", severity="high", also_in=("prod-us",), **GROUPS),
    finding("c2", environment="prod-us", severity="high", also_in=("prod-uk",), **GROUPS),
    finding(
        "d1",
        code="EKS097",
        title="cluster tag differs",
        severity="low",
        kind="cluster",
        resource="${cluster}",
        path=("tags", HOSTILE),
        change="unexpected",
        expected=None,
        actual=HOSTILE * 3,
        why="tags decide costs",
        fix=("Set the expected tags.",),
    ),
    finding(
        "e1",
        code="NODE001",
        title="node group missing",
        environment="prod-us",
        severity="high",
        kind="nodegroup",
        resource="batch",
        path=(),
        expected={"scalingConfig": {"maxSize": 3}},
        why="workloads have nowhere to run",
        fix=("Create the node group.",),
    ),
    finding(
        "f1",
        code="EKS017",
        title="platform version differs",
        severity="info",
        environment="prod-us",
        kind="cluster",
        resource="${cluster}",
        path=("platformVersion",),
        change="changed",
        expected="eks.9",
        actual="eks.10",
        why="AWS moves it on its own",
    ),
    finding(
        "99",
        environment="staging",
        reference="baseline:nonprod",
        waiver=Waiver(reason=f"until PLAT-12 {HOSTILE}", expires="2026-12-04", owner="platform"),
    ),
)

SUMMARY = Summary(
    findings=8,
    by_severity={"critical": 2, "high": 3, "medium": 1, "low": 1, "info": 1},
    by_environment={
        "prod-au": 0,
        "prod-ca": 0,
        "prod-de": 4,
        "prod-sg": 0,
        "prod-uk": 1,
        "prod-us": 3,
        "staging": 0,
    },
    waived=1,
    gaps=3,
)

REPORT = Report(
    tool=Tool(name="driftaudit", version="0.1.0"),
    generated_at="2026-11-22T11:00:00Z",
    command="check",
    result="drift",
    environments=ENVIRONMENTS,
    findings=FINDINGS,
    summary=SUMMARY,
)
