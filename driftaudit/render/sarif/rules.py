"""The rules of a SARIF run: each code that was found, as the table of codes explains it."""

import re
from typing import Final

from driftaudit.judge.code import Code
from driftaudit.judge.codes import CODES
from driftaudit.model import Json, Severity
from driftaudit.render.sarif.words import sentence, words
from driftaudit.report import ReportedFinding

LEVELS: Final[dict[Severity, str]] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}

_WORD: Final = re.compile(r"[A-Za-z0-9]+")

_SCORES: Final[dict[Severity, str]] = {
    "critical": "9.5",
    "high": "8.0",
    "medium": "5.5",
    "low": "2.5",
}
"""In the middle of what GitHub calls by the same word; what is `info` has no such score."""


def rules(findings: tuple[ReportedFinding, ...]) -> tuple[Json, ...]:
    """A rule for each code among the findings: in the table's order, then those it does not know.

    A rule is the same whatever was found: a finding's own severity stands in its result.
    """
    found = {each.code: each for each in findings}
    known = [_rule(code) for code in CODES.values() if code.id in found]
    return (*known, *(_foreign(found[code]) for code in sorted(found.keys() - CODES.keys())))


def _rule(code: Code) -> Json:
    cited = {"helpUri": code.reference} if code.reference.startswith("https://") else {}
    return _described(code) | cited | {"help": _help(code)}


def _foreign(finding: ReportedFinding) -> Json:
    """A code of another version of driftaudit, in the words of its report."""
    steps = " ".join(finding.fix)
    code = Code(finding.code, finding.severity, finding.title, finding.why, steps, "")
    return _described(code) | {"help": {"text": _plain(code)}}


def _described(code: Code) -> Json:
    return {
        "id": code.id,
        "name": "".join(map(str.capitalize, _WORD.findall(code.title)))[:255] or code.id,
        "shortDescription": {"text": words(code.title)[:1024]},
        "fullDescription": {"text": sentence(f"{code.title}: {code.why}")[:1024]},
        "defaultConfiguration": {"level": LEVELS[code.severity]},
        "properties": _properties(code),
    }


def _properties(code: Code) -> Json:
    tags = ["drift", words(code.id.rstrip("0123456789")).lower()]
    if code.severity not in _SCORES:
        return {"tags": tags, "precision": "very-high"}
    scored = {"tags": [*tags, "security"], "precision": "very-high"}
    return scored | {"security-severity": _SCORES[code.severity]}


def _plain(code: Code) -> str:
    return f"Why it matters: {sentence(code.why)} What to do: {sentence(code.fix)}"


def _help(code: Code) -> Json:
    source = f"\n\nSource: {words(code.reference)}"
    why, todo = sentence(code.why), sentence(code.fix)
    markdown = f"**Why it matters**: {why}\n\n**What to do**: {todo}{source}"
    return {"text": _plain(code) + source, "markdown": markdown}
