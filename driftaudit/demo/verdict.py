"""Whether a report says what was planted, all of it and nothing else."""

from pathlib import Path

import msgspec

from driftaudit.demo.drifts import DRIFTS
from driftaudit.errors import DemoError
from driftaudit.model import Change, Record
from driftaudit.report import Report


class Seen(Record, frozen=True, kw_only=True):
    """What identifies a finding for a person: where it is, what it is, and its code."""

    environment: str
    code: str
    kind: str
    resource: str
    path: tuple[str, ...]
    change: Change

    def __str__(self) -> str:
        """The finding in one line."""
        where = " ".join((self.kind, self.resource, *self.path))
        return f"{self.environment}: {self.code} {where} ({self.change})"


class Verdict(Record, frozen=True, kw_only=True):
    """What was planted and is not in the report, and what is there without having been planted."""

    overlooked: tuple[Seen, ...] = ()
    unplanted: tuple[Seen, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the report says what was planted and nothing else."""
        return not self.overlooked and not self.unplanted


def planted() -> frozenset[Seen]:
    """The findings that a check of the drifted fleet must report."""
    return frozenset(
        Seen(environment=site, **msgspec.structs.asdict(expected))
        for drift in DRIFTS
        for site in drift.sites
        for expected in drift.reports
    )


def judge_report(path: Path) -> Verdict:
    """Holds a JSON report against what was planted. Raises DemoError when it cannot be read."""
    try:
        report = msgspec.json.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.DecodeError) as error:
        raise DemoError(f"the demo's own report {path} cannot be read: {error}") from error
    found = frozenset(
        Seen(
            environment=finding.environment,
            code=finding.code,
            kind=finding.kind,
            resource=finding.resource,
            path=finding.path,
            change=finding.change,
        )
        for finding in report.findings
    )
    return Verdict(
        overlooked=tuple(sorted(planted() - found, key=str)),
        unplanted=tuple(sorted(found - planted(), key=str)),
    )
