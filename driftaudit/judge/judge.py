"""Differences in, findings out: each gets one code, a severity, a fingerprint and a fix."""

import hashlib

import msgspec

from driftaudit.judge.codes import CODES
from driftaudit.judge.fixes import Fill, fix
from driftaudit.judge.rules import code_of
from driftaudit.judge.severity import Users, severity_of
from driftaudit.model import Difference, Finding


def judge(
    differences: tuple[Difference, ...],
    *,
    environment: str,
    reference: str,
    fill: Fill,
    users: Users,
) -> tuple[Finding, ...]:
    """A finding for every difference, in the same order.

    `reference` is the label of what `environment` was held against. `fill` turns portable text
    into the environment's own (`Portable.fill`), so that fixes can be run as they are.
    `users` tells what uses each resource (`iam-role/NAME`).
    """
    findings: list[Finding] = []
    for difference in differences:
        code = CODES[code_of(difference)]
        findings.append(
            Finding(
                fingerprint=fingerprint(environment, difference),
                code=code.id,
                severity=severity_of(difference, code, users),
                environment=environment,
                difference=difference,
                reference=reference,
                fix=fix(difference, code, fill),
            )
        )
    return tuple(findings)


def fingerprint(environment: str, difference: Difference) -> str:
    """16 hex digits for one path of one resource of one environment, and how it differs.

    Neither values nor code take part: a finding keeps its fingerprint while a value moves on,
    and when a later version judges it by another code.
    """
    place = (
        environment,
        difference.kind,
        difference.resource,
        difference.path,
        difference.change,
    )
    return hashlib.sha256(msgspec.json.encode(place)).hexdigest()[:16]
