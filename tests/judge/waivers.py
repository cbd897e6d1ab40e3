"""A healthy default finding, waiver and scope; each test changes what it is about."""

from datetime import date

from driftaudit.judge.judge import fingerprint
from driftaudit.judge.selector import Selector
from driftaudit.judge.waive import Scope
from driftaudit.judge.waivers import FiledWaiver, WaiverFile
from driftaudit.model import Finding, Waiver
from driftaudit.report import ReportedEnvironment
from tests.judge.difference import difference

TODAY = date(2026, 11, 22)


def finding(environment="prod-de", code="ADDON003", severity="medium", **fields):
    values = {"kind": "addon", "resource": "coredns", "path": ("addonVersion",)}
    values |= {"expected": "v2", "actual": "v1"} | fields
    found = difference(**values)
    return Finding(
        fingerprint=fingerprint(environment, found),
        code=code,
        severity=severity,
        environment=environment,
        difference=found,
        reference="baseline:prod",
    )


def filed(line=3, expires="2026-12-01", fingerprint="", value="", reason="known", **fields):
    created = fields.pop("created", None)
    selector = Selector(**fields)
    return FiledWaiver(
        where=f"/repo/baselines/waivers.yaml:{line}",
        entry={"line": line, "reason": reason, "expires": expires},
        fingerprint=fingerprint,
        selector=selector,
        value=value,
        waiver=Waiver(reason=reason, expires=expires, owner="platform"),
        created=created and date.fromisoformat(created),
        expires=date.fromisoformat(expires),
    )


def file(*waivers, invalid=()):
    return WaiverFile(origin="waivers.yaml", waivers=waivers, invalid=tuple(invalid))


def audited(name="prod-de", status="ok", **not_audited):
    return ReportedEnvironment(
        name=name,
        account="1" * 12,
        region="eu-central-1",
        cluster=f"acme-{name}",
        group="prod",
        status=status,
        captured_at=None,
        reference="baseline:prod",
        not_audited=not_audited,
    )


def scope(*environments, known=("prod-de", "prod-us", "staging")):
    return Scope(environments=known, audited=environments or tuple(map(audited, known)))
