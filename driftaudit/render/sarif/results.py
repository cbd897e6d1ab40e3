"""A SARIF result for one finding: what it says, where it stands, what it is recognised by."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from driftaudit.model import Json, Location, Waiver
from driftaudit.render.grouping import whose
from driftaudit.render.impact import impact_lines
from driftaudit.render.sarif.rules import LEVELS
from driftaudit.render.sarif.words import sentence, words
from driftaudit.render.text import clean, cut
from driftaudit.render.values import change_lines, path_text
from driftaudit.report import ReportedFinding

SOURCE_ROOT: Final = "%SRCROOT%"
"""What paths are relative to: the root of the repository."""

NOWHERE: Final = Location(file="driftaudit.yaml", line=1)
"""Where a finding is shown that names no line: GitHub refuses the whole file for one without."""

MAX_SENTENCE: Final = 400
MAX_MESSAGE: Final = 2_000
"""How many characters of a finding a message tells; the JSON report has all of it."""

_WIDTH: Final = 160


def result(finding: ReportedFinding, rule: int, before: int = 0) -> Json:
    """The result of a finding, `rule` the place of its code among the rules.

    `before` is how many results before it have the same fingerprint.

    A waived one is suppressed, and a note: readers that know no suppressions raise no alarm.
    """
    made = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": "note" if finding.waiver else LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": _fingerprints(finding, before),
        "properties": _properties(finding),
    }
    return made | ({"suppressions": [_suppression(finding.waiver)]} if finding.waiver else {})


def _message(finding: ReportedFinding) -> str:
    told = [sentence(cut(clean(each), MAX_SENTENCE)) for each in _sentences(finding)]
    return cut(" ".join(told), MAX_MESSAGE)


def _sentences(finding: ReportedFinding) -> Iterator[str]:
    """The answer first: where space is short, GitHub shows the first sentence alone."""
    place = " ".join((finding.kind, finding.resource, path_text(finding.path))).strip()
    where = " and ".join(whose((finding.environment,), finding.reference))
    yield f"{finding.severity.capitalize()} in {where}: {finding.title}: {place}"
    if changed := change_lines(finding, _WIDTH):
        yield "; ".join(changed)
    yield from impact_lines(finding)
    if finding.also_in:
        yield f"Also in {', '.join(finding.also_in)}"
    if finding.fix:
        yield f"Fix: {'; '.join(finding.fix)}"
    if finding.waiver:
        yield f"Waived until {finding.waiver.expires}: {finding.waiver.reason}"


def _location(finding: ReportedFinding) -> Json:
    where = finding.location or NOWHERE
    line = max(where.line, 1)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(where.file), "uriBaseId": SOURCE_ROOT},
            "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 1},
        },
        "logicalLocations": [_logical(finding)],
    }


def _logical(finding: ReportedFinding) -> Json:
    return {
        "name": clean(finding.resource),
        "fullyQualifiedName": clean(f"{finding.environment}/{finding.kind}/{finding.resource}"),
        "kind": "resource",
    }


def _fingerprints(finding: ReportedFinding, before: int) -> Json:
    """Ours, and the same under the only name that GitHub looks at: there no two are the same."""
    own = clean(finding.fingerprint)
    line = f"{own}:{before + 1}" if before else own
    return {"driftaudit/v1": own, "primaryLocationLineHash": line}


def _properties(finding: ReportedFinding) -> Json:
    return {
        "severity": finding.severity,
        "environment": clean(finding.environment),
        "kind": clean(finding.kind),
        "resource": clean(finding.resource),
        "path": [cut(clean(part), MAX_SENTENCE) for part in finding.path],
        "change": finding.change,
        "reference": clean(finding.reference),
    }


def _suppression(waiver: Waiver) -> Json:
    owner = f", by {waiver.owner}" if waiver.owner else ""
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    reason = f"{waiver.reason} (until {waiver.expires}{owner}{ticket})"
    return {
        "kind": "external",
        "status": "accepted",
        "justification": cut(words(reason), MAX_SENTENCE),
    }
