"""One rich report for every format: each severity, impacts, places, waived, unread, hostile text.

sample_fleet.py has a fleet's, and what puts a hostile text everywhere.
"""

import msgspec

from driftaudit.assemble import summarize
from driftaudit.model import Gap, Impact, Location, Tool, Waiver, Witness
from driftaudit.report import Report, ReportedEnvironment, ReportedFinding

HOSTILE = (
    "<script>alert(1)</script> | `code` ```\n::error::x %0A ]]> <!-- @mention #123 [a](http://b.c)"
    " &lt; \x1b[31mred\x1b[0m \u202egnp.exe\x00"
)
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


def at(line):
    return Location(file="baselines/prod.yaml", line=line)


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
EXPIRED = finding(
    "e1",
    code="META010",
    title="waiver has expired",
    severity="medium",
    environment="-",
    kind="waiver",
    resource="waivers.yaml:3",
    path=("expires",),
    change="changed",
    expected="2026-11-22 or later",
    actual="2025-01-01",
    reference="waivers.yaml",
)
"""What is about no environment: it is in the report all the same."""

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
    "impact": Impact(access_gained=("group system:masters",)),
    "location": at(7),
}

ENI = "arn:${partition}:ec2:*:*:network-interface/*"
LOSES = Impact(
    verdict="less",
    lost=(
        *(Witness(action=f"ec2:{each}", resource="*") for each in ("AssignIp", "AttachEni", "X")),
        Witness(action="ec2:CreateTags", resource=ENI),
    ),
    affects=("addon/vpc-cni",),
    need="vpc-cni gives pods their addresses: without them new nodes stay NotReady",
)
TRUSTS = Impact(
    verdict="incomparable",
    exact=False,
    lost=(Witness(action="sts:AssumeRole", principal="ec2.amazonaws.com"),),
    gained=(
        Witness(
            action="sts:AssumeRole",
            principal="arn:aws:iam::999999999999:root",
            conditions={"sts:ExternalId": None, "aws:SourceIp": (HOSTILE,)},
        ),
    ),
    notes=(f"a condition on {HOSTILE} was not decided",),
)
DENIES = Impact(
    verdict="less",
    lost=(Witness(action="iam:PassRole", resource="*"),),
    denied=(Witness(action="iam:PassRole", resource="*"),),
    affects=(f"iam-role/{HOSTILE}",),
    detail=f"statement 2 names {HOSTILE}",
    refers_to=("prod-us",),
)


FINDINGS = (
    finding(
        "a1",
        fix=(FIX,),
        impact=LOSES,
        location=at(12),
        used_by=("addon/vpc-cni", "service-account/kube-system/aws-node"),
        source="arn:aws:iam::333333333333:role/eks/acme-prod-de-vpc-cni",
    ),
    finding(
        "a2",
        code="IAM006",
        impact=TRUSTS,
        location=at(31),
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
        location=Location(file="baselines/a,b:c%\n|`<script>.yaml", line=3),
    ),
    finding(
        "91",
        code="IAM008",
        title="policy document differs",
        environment="prod-uk",
        severity="medium",
        kind="iam-policy",
        resource=HOSTILE,
        path=("PolicyDocument", "Statement"),
        change="changed",
        expected=["a", HOSTILE],
        actual=[HOSTILE * 2, "```", "::error::y"],
        impact=DENIES,
        why="what the policy allows changes with it",
        fix=(f"aws iam create-policy-version --policy-arn {HOSTILE}", f"Look at {HOSTILE}."),
        used_by=(f"iam-role/{HOSTILE}",),
        location=at(40),
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
    finding(
        "98",
        code="ADDON003",
        title="addon version differs",
        severity="low",
        environment="prod-ca",
        kind="addon",
        resource="kube-proxy",
        path=("addonVersion",),
        change="changed",
        expected="v1.33.0",
        actual="v1.32.6",
        waiver=Waiver(reason="upgrade on Monday", expires="2026-11-23"),
        location=at(50),
    ),
)

SUMMARY = summarize(ENVIRONMENTS, FINDINGS)

REPORT = Report(
    tool=Tool(name="driftaudit", version="0.1.0"),
    generated_at="2026-11-22T11:00:00Z",
    command="check",
    result="drift",
    environments=ENVIRONMENTS,
    findings=FINDINGS,
    summary=SUMMARY,
)


def report(environments, findings=(), result="drift", matrix=()):
    """A report of these, with the counts that they have."""
    return msgspec.structs.replace(
        REPORT,
        environments=tuple(environments),
        findings=tuple(findings),
        result=result,
        matrix=tuple(matrix),
        summary=summarize(tuple(environments), tuple(findings)),
    )
