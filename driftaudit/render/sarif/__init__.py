"""A report as SARIF 2.1.0: one run that GitHub's code scanning accepts, whatever was found.

What a file may hold: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and the part
of it that GitHub reads, with its limits: https://docs.github.com/en/code-security/code-scanning/
integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from driftaudit.model import SEVERITIES, Json
from driftaudit.render.sarif.notes import DESCRIPTORS, invocation
from driftaudit.render.sarif.results import SOURCE_ROOT, result
from driftaudit.render.sarif.rules import rules
from driftaudit.render.sarif.words import words
from driftaudit.report import Report, ReportedFinding

MAX_RESULTS: Final = 25_000
"""How many results a run may have; GitHub refuses a file with more."""

MAX_PACKED: Final = 9 * 1024 * 1024
"""How many bytes the file may take when it is compressed; GitHub refuses more than 10 MB."""

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME: Final = "https://driftaudit.example/"


def sarif(report: Report) -> str:
    """The report as a SARIF log, newline at the end: what is waived last, else the worst first.

    What is more than a file may hold is left out from the end, and counted in a notification.
    """
    found = _worst_first(_every(report))[:MAX_RESULTS]
    text = _text(_log(report, found))
    while found and _packed(text) > MAX_PACKED:
        found = found[: len(found) // 2]
        text = _text(_log(report, found))
    return text


def _every(report: Report) -> tuple[ReportedFinding, ...]:
    """The findings; where a gate is not passed also what the change expects from now on."""
    changes = report.gate.changes if report.gate and report.gate.verdict != "passed" else ()
    return (*report.findings, *changes)


def _worst_first(findings: tuple[ReportedFinding, ...]) -> tuple[ReportedFinding, ...]:
    return tuple(
        sorted(findings, key=lambda each: (bool(each.waiver), SEVERITIES.index(each.severity)))
    )


def _packed(text: str) -> int:
    """How many bytes the text takes on its way; what is short enough is not compressed for it."""
    plain = text.encode()
    return len(plain) if len(plain) <= MAX_PACKED else len(zlib.compress(plain))


def _text(log: Json) -> str:
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _log(report: Report, findings: tuple[ReportedFinding, ...]) -> Json:
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report, findings)]}


def _run(report: Report, findings: tuple[ReportedFinding, ...]) -> Json:
    made = rules(findings)
    places = {each["id"]: place for place, each in enumerate(made)}
    return {
        "tool": {"driver": _driver(report, made)},
        # Runs of one command are one category: the next one's results take the place of these.
        "automationDetails": {"id": f"driftaudit/{words(report.command)}/"},
        "originalUriBaseIds": {SOURCE_ROOT: {"description": {"text": "Root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation(report, left_out=len(_every(report)) - len(findings))],
        "results": [result(each, places[each.code], at) for each, at in _numbered(findings)],
        "properties": {"result": report.result},
    }


def _numbered(
    findings: tuple[ReportedFinding, ...],
) -> Iterator[tuple[ReportedFinding, int]]:
    """Each with how many before it have its fingerprint: drift, say, that a change then expects."""
    seen: Counter[str] = Counter()
    for each in findings:
        yield each, seen[each.fingerprint]
        seen[each.fingerprint] += 1


def _driver(report: Report, made: tuple[Json, ...]) -> Json:
    return {
        "name": words(report.tool.name),
        "version": words(report.tool.version),
        "informationUri": _HOME,
        "rules": made,
        "notifications": DESCRIPTORS,
    }
