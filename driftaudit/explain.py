"""What a code means, for a person: from the table of codes and nothing else."""

import re
from datetime import date
from typing import Final

from driftaudit.errors import UnknownReferenceError
from driftaudit.judge.code import Code
from driftaudit.judge.codes import CODES
from driftaudit.judge.ready_made import ready_made
from driftaudit.judge.waivers import WAIVER_CODES
from driftaudit.model import Finding, Impact
from driftaudit.names import did_you_mean
from driftaudit.render.impact import impact_words
from driftaudit.render.text import clean, listed, wrapped
from driftaudit.render.values import value_text

_CUT: Final = re.compile("[0-9a-f]{1,7}|[0-9a-f]{17,}", re.IGNORECASE)
"""What may be meant for a fingerprint, and is too short or too long for one."""


def explain(code: str) -> str:
    """What a code means, why it matters, how to fix it and where that comes from.

    Upper and lower case are the same. Raises UnknownReferenceError, with the nearest
    code, where there is none of this name.
    """
    found = CODES.get(code.upper())
    if not found:
        near = did_you_mean(code.upper(), CODES)
        if _CUT.fullmatch(code):
            near = "; of a fingerprint give 8 to 16 digits"
        raise UnknownReferenceError(f"no code is named {clean(code)!r}{near}")
    lines = [f"{found.id}  {found.title}", ""]
    for label, text in (
        ("severity", f"{found.severity}{_more(found)}"),
        ("why", found.why),
        ("fix", found.fix),
        ("see", found.reference),
    ):
        lines += wrapped(label, text, indent=0, width=100, hang=10)
    return "\n".join(lines) + "\n"


def _more(code: Code) -> str:
    """That a severity may be raised; the gravest cannot be, and that of a waiver never is."""
    fixed = code.severity == "critical" or code.id in WAIVER_CODES
    return "" if fixed else ", or worse where nodes or their network depend on it"


def explain_finding(finding: Finding, today: date) -> str:
    """One finding with its values and own fix; how it is waived, or a waiver to be pasted."""
    each, code = finding.difference, CODES[finding.code]
    place = " ".join(filter(None, (each.kind, each.resource, ".".join(each.path))))
    lines = [
        f"{finding.code}  {code.title}",
        *wrapped("", clean(f"{finding.environment}: {place}"), indent=0, width=100),
        "",
    ]
    for label, text in (
        ("severity", finding.severity),
        ("change", f"{each.change}, held against {finding.reference}"),
        ("expected", value_text(each.expected)),
        ("actual", value_text(each.actual)),
        ("used by", listed(each.used_by) or "nothing that is known"),
        ("why", code.why),
    ):
        lines += wrapped(label, text, indent=0, width=100, hang=10)
    for number, words in enumerate(impact_words(finding.impact or Impact())):
        lines += wrapped("" if number else "effect", words, indent=0, width=100, hang=10)
    lines += [f"fix       {clean(step)}" for step in finding.fix] or [f"fix       {code.fix}"]
    if finding.waiver:
        said = f"until {finding.waiver.expires}: {finding.waiver.reason}"
        lines += wrapped("waived", clean(said), indent=0, width=100, hang=10)
    elif finding.reference and finding.code not in WAIVER_CODES:
        lines += ["", "waiver, for baselines/waivers.yaml:", ready_made(finding, today).rstrip()]
    return "\n".join(lines) + "\n"
