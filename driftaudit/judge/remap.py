"""Severities as the team that is woken up by them wants them, in place of those of the codes."""

import msgspec

from driftaudit.judge.selector import Selector
from driftaudit.model import Finding, Record, Severity


class SeverityRule(Record, frozen=True, kw_only=True):
    """The findings that a selector means have this severity."""

    selector: Selector
    severity: Severity


def remap(findings: tuple[Finding, ...], rules: tuple[SeverityRule, ...]) -> tuple[Finding, ...]:
    """The findings, in their order, each with the severity of the first rule that matches it.

    A rule counts for more than what raises a severity (that nodes depend on a role, say). All
    else of a finding stays, its fingerprint too.
    """
    return tuple(_remapped(finding, rules) for finding in findings)


def _remapped(finding: Finding, rules: tuple[SeverityRule, ...]) -> Finding:
    for rule in rules:
        if rule.selector.matches(finding):
            return msgspec.structs.replace(finding, severity=rule.severity)
    return finding
