"""What a team has agreed on: which severities are its own, and what it waived until when."""

from datetime import date

from driftaudit.judge.remap import SeverityRule, remap
from driftaudit.judge.waive import Scope, apply
from driftaudit.judge.waivers import WaiverFile
from driftaudit.model import Finding, Record
from driftaudit.report import ReportedEnvironment


class Terms(Record, frozen=True, kw_only=True):
    """Severity rules and waivers, the day on which they are applied, and all environments.

    Without a day no waiver counts.
    """

    severity: tuple[SeverityRule, ...] = ()
    waivers: WaiverFile = WaiverFile(origin="")
    day: date | None = None
    environments: tuple[str, ...] = ()


def settle(
    findings: tuple[Finding, ...], audited: tuple[ReportedEnvironment, ...], terms: Terms
) -> tuple[Finding, ...]:
    """The findings as the team sees them, and after them those about the waivers themselves."""
    found = remap(findings, terms.severity)
    if terms.day is None:
        return found
    scope = Scope(environments=terms.environments, audited=audited)
    waived = apply(found, terms.waivers, today=terms.day, scope=scope)
    return waived.findings + remap(waived.meta, terms.severity)


def agreed(findings: tuple[Finding, ...], terms: Terms) -> tuple[Finding, ...]:
    """As `settle`, but with nothing said about the waivers: not all of them were looked at."""
    return settle(findings, (), terms)[: len(findings)]
