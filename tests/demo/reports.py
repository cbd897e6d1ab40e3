"""Reports of the demo's check, as far as the demo looks at them."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from driftaudit.demo.verdict import Seen
from driftaudit.model import Tool
from driftaudit.report import Report, ReportedFinding, Summary


def write_report(path: Path, found: Iterable[Seen]) -> Path:
    """A JSON report of some findings."""
    report = Report(
        tool=Tool(name="driftaudit", version="0"),
        generated_at="2026-11-22T10:50:00.000000Z",
        command="check",
        result="drift",
        environments=(),
        findings=tuple(map(_finding, found)),
        summary=Summary(findings=0, by_severity={}, by_environment={}, waived=0, gaps=0),
    )
    path.write_bytes(msgspec.json.encode(report))
    return path


def _finding(seen: Seen) -> ReportedFinding:
    return ReportedFinding(
        **msgspec.structs.asdict(seen),
        fingerprint="0123456789abcdef",
        title="",
        severity="low",
        expected=None,
        actual=None,
        reference="baseline:prod",
        impact=None,
        why="",
        fix=(),
        waiver=None,
    )
