"""Lints as findings: with a severity, a fingerprint and a fix, like any difference."""

import hashlib
from typing import Final

import msgspec

from driftaudit.judge.codes import CODES
from driftaudit.judge.fixes import Fill, fix
from driftaudit.judge.severity import Users, is_vital
from driftaudit.lint.seen import Lint
from driftaudit.model import SEVERITIES, Difference, Finding, Impact, Severity

REFERENCE: Final = "lint"
"""What a lint was held against: its own rule."""

_RAISED: Final = frozenset({"IAM020"})
"""The codes that are worse where nodes or their network depend on the thing."""


def as_findings(
    lints: tuple[Lint, ...], *, environment: str, fill: Fill, users: Users
) -> tuple[Finding, ...]:
    """A finding for every lint, in the same order; `impact.detail` says what was seen, filled in.

    `fill` and `users` are those of `judge`. A lint that keeps nodes out is critical.
    """
    return tuple(_finding(each, environment, fill, users) for each in lints)


def fingerprint(environment: str, lint: Lint) -> str:
    """16 hex digits for one lint of one place in one environment; the value takes no part."""
    place = (environment, lint.code, lint.kind, lint.resource, lint.path)
    return hashlib.sha256(msgspec.json.encode(place)).hexdigest()[:16]


def _finding(lint: Lint, environment: str, fill: Fill, users: Users) -> Finding:
    difference = Difference(
        kind=lint.kind,
        resource=lint.resource,
        path=lint.path,
        change="unexpected",
        actual=lint.actual,
        used_by=lint.used_by,
        source=lint.source,
    )
    return Finding(
        fingerprint=fingerprint(environment, lint),
        code=lint.code,
        severity=_severity(lint, users),
        environment=environment,
        difference=difference,
        reference=REFERENCE,
        fix=fix(difference, CODES[lint.code], fill),
        impact=Impact(detail=fill(lint.detail)),
    )


def _severity(lint: Lint, users: Users) -> Severity:
    severity = CODES[lint.code].severity
    if lint.keeps_nodes_out:
        return "critical"
    if lint.code in _RAISED and is_vital(lint.used_by, users):
        return min(severity, "high", key=SEVERITIES.index)
    return severity
