"""A report as large as they get: many environments, and findings no two of which are alike."""

from driftaudit.model import KINDS, SEVERITIES, Gap, Impact, Tool, Witness
from driftaudit.report import Report, ReportedEnvironment, ReportedFinding, Summary

RESOURCES = 400
"""How many different things the findings are about."""


def large_report(environments: int, findings: int) -> Report:
    """The findings are spread evenly; each tenth environment has a gap."""
    names = [f"prod-{number:03}" for number in range(environments)]
    found = tuple(_finding(number, names[number % environments]) for number in range(findings))
    severities = [each.severity for each in found]
    return Report(
        tool=Tool(name="driftaudit", version="0.1.0"),
        generated_at="2026-11-22T11:00:00Z",
        command="check",
        result="drift",
        environments=tuple(_environment(name, at) for at, name in enumerate(names)),
        findings=found,
        summary=Summary(
            findings=findings,
            by_severity={each: severities.count(each) for each in SEVERITIES},
            by_environment={
                name: findings // environments + (at < findings % environments)
                for at, name in enumerate(names)
            },
            waived=0,
            gaps=len(names[::10]),
        ),
    )


def _environment(name: str, at: int) -> ReportedEnvironment:
    gap = Gap(
        kind="addon",
        operation="eks:ListAddons",
        code="AccessDenied",
        message=f"no right to list addons of {name}",
        needs="eks:ListAddons",
    )
    return ReportedEnvironment(
        name=name,
        account=f"{at:012}",
        region="eu-central-1",
        cluster=f"acme-{name}",
        group="prod",
        status="ok" if at % 10 else "partial",
        captured_at="2026-11-22T10:50:00.000000Z",
        reference="baseline:prod",
        gaps=() if at % 10 else (gap,),
    )


def _finding(number: int, environment: str) -> ReportedFinding:
    about = number * 7 % RESOURCES
    actions = [f"s3:Get{word}{number}" for word in ("Object", "Bucket", "Acl")]
    statement = {"Effect": "Allow", "Action": actions, "Resource": [f"arn:aws:s3:::b{number}/*"]}
    return ReportedFinding(
        fingerprint=f"{number:016x}",
        code="IAM008",
        title="policy document differs",
        severity=SEVERITIES[number % len(SEVERITIES)],
        environment=environment,
        kind=KINDS[about % len(KINDS)],
        resource=f"${{cluster}}-thing-{about}",
        path=("PolicyDocument", "Statement", f"Sid{number}"),
        change="changed",
        expected=[statement, {"Effect": "Deny", "Action": "*", "Resource": "*"}],
        actual=[statement | {"Action": actions[:2]}],
        reference="baseline:prod",
        impact=Impact(
            verdict="less",
            lost=(Witness(action=actions[2], resource=f"arn:aws:s3:::b{number}/*"),),
        ),
        why="what uses the role may do less than elsewhere, or more",
        fix=(f"aws iam put-role-policy --role-name r{number} --policy-name p --policy-document f",),
        waiver=None,
    )
