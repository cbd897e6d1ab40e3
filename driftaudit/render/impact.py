"""What an impact says, in short sentences: what is lost, gained and denied, and why it matters.

The words are other people's as they are: each renderer escapes them for where it shows them.
"""

import re
from collections.abc import Iterator
from typing import Final

from driftaudit.model import Impact, Witness
from driftaudit.report import ReportedFinding

MAX_PLACES: Final = 3
"""How many resources, principals or conditions a sentence is made for; the rest is counted."""

MAX_WORDS: Final = 5
"""How many names or notes are told one by one; the rest is counted."""

A_SENTENCE: Final = re.compile(r" (?:can no longer|can newly|takes) ")
"""What makes a line about access a sentence."""

_OWN_ISSUER: Final = "${oidc}:"

_CAUSES: Final = {
    "IAM001": "{} is not attached",
    "IAM002": "{} is attached",
    "IAM003": "there is no inline policy {}",
    "IAM004": "inline policy {} is not expected",
}
"""What has happened to the policy at the end of a path, by code."""


def impact_lines(finding: ReportedFinding) -> tuple[str, ...]:
    """The words of a finding's impact, the first with what has happened to which policy."""
    words = impact_words(finding.impact or Impact())
    cause = cause_of(finding)
    changes = finding.impact and (finding.impact.lost or finding.impact.gained)
    return (f"{words[0]}: {cause}", *words[1:]) if cause and changes else words


def cause_of(finding: ReportedFinding) -> str:
    """`AmazonEKS_CNI_Policy is not attached`; empty where the path alone does not tell."""
    cause = _CAUSES.get(finding.code)
    return cause.format(finding.path[-1].rsplit("/", 1)[-1]) if cause and finding.path else ""


def impact_words(impact: Impact) -> tuple[str, ...]:
    """One sentence a line: permissions, access to the cluster, who is affected, what is not known.

    Empty where the impact says nothing. What is long is cut, with a count of what is left.
    """
    return tuple(_words(impact))


def action_words(actions: tuple[str, ...]) -> str:
    """`ec2:AssignPrivateIpAddresses and 9 more`; two are told in full."""
    if len(actions) < 3:
        return " and ".join(actions)
    return f"{actions[0]} and {len(actions) - 1} more"


def _words(impact: Impact) -> Iterator[str]:
    yield from _changes("loses", tuple(each for each in impact.lost if each not in impact.denied))
    yield from _changes("newly denied:", impact.denied)
    yield from _changes("gains", impact.gained)
    yield from _access("loses", impact.access_lost)
    yield from _access("gains", impact.access_gained)
    if impact.affects:
        yield f"affects {_counted(impact.affects)}"
    if impact.need:
        yield impact.need
    if not impact.exact:
        yield "not exact: " + (_counted(impact.notes, "; ") or "not all of it could be decided")
    else:
        yield from impact.notes[:MAX_WORDS]
    if impact.detail:
        yield impact.detail
    if impact.refers_to:
        yield f"names {_counted(impact.refers_to)}"


def _access(verb: str, access: tuple[str, ...]) -> Iterator[str]:
    """Rights in one sentence; what is a sentence by itself stays one."""
    sentences = tuple(each for each in access if A_SENTENCE.search(each))
    rights = tuple(each for each in access if each not in sentences)
    if rights:
        yield f"{verb} in the cluster: {_counted(rights)}"
    yield from sentences[:MAX_WORDS]


def _changes(verb: str, witnesses: tuple[Witness, ...]) -> Iterator[str]:
    """A sentence for each place at which requests are gained or lost, the widest first."""
    places: dict[str, dict[str, None]] = {}
    for each in witnesses:
        places.setdefault(place_words(each), {})[each.action] = None
    ordered = sorted(places.items(), key=lambda each: -len(each[1]))
    for place, actions in ordered[:MAX_PLACES]:
        yield f"{verb} {action_words(tuple(actions))}{place}"
    if rest := ordered[MAX_PLACES:]:
        count = sum(len(actions) for _, actions in rest)
        yield f"{verb} {count} more, on other resources or terms"


def place_words(witness: Witness) -> str:
    """` on *`, ` for PRINCIPAL`, ` when KEY is VALUE`: where a witness holds."""
    words = f" on {witness.resource}" if witness.resource is not None else ""
    words += f" for {principal_words(witness.principal)}" if witness.principal is not None else ""
    terms = [
        f"{key.removeprefix(_OWN_ISSUER)} is {' or '.join(values) if values else 'absent'}"
        for key, values in sorted(witness.conditions.items())
    ]
    return f"{words} when {' and '.join(terms)}" if terms else words


def principal_words(principal: str) -> str:
    """A principal as people name it: its ARN, account or service, or the cluster's provider."""
    kind, _, name = principal.partition(":")
    if name.endswith("oidc-provider/${oidc}"):
        return "the cluster's OIDC provider"
    return name if kind in {"AWS", "Service", "Federated"} and name != "*" else principal


def _counted(words: tuple[str, ...], between: str = ", ") -> str:
    more = f" and {len(words) - MAX_WORDS} more" if len(words) > MAX_WORDS else ""
    return between.join(words[:MAX_WORDS]) + more
