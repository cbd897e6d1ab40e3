"""The codes of driftaudit itself: names, references to other environments, and waivers."""

from typing import Final

from driftaudit.judge.code import Code

META_CODES: Final = (
    Code(
        "META001",
        "medium",
        "difference of a kind without rules",
        "this version of driftaudit does not know what it means for the cluster",
        "Compare it with a peer, then set it or accept it.",
        "docs/words.md",
    ),
    Code(
        "META002",
        "high",
        "reference to another environment",
        "the value belongs to another environment: what is done there reaches here, and the two "
        "cannot be changed, locked or deleted apart",
        "Put the environment's own value there, or accept it if the sharing is meant.",
        "docs/words.md",
    ),
    Code(
        "META003",
        "info",
        "same thing under another name",
        "it is used in the same place, or is the same in content: scripts and policies that name "
        "it reach one environment and not the other",
        "Give it its peers' name when it is next replaced, or accept it.",
        "docs/words.md",
    ),
    Code(
        "META010",
        "medium",
        "waiver has expired",
        "what it waived alarms again: the time that somebody gave it is over",
        "Mend what it waived and remove it, or look again and give it a new date.",
        "docs/baselines.md",
    ),
    Code(
        "META011",
        "medium",
        "waiver is invalid",
        "it does not count: a waiver that means something else than its author thought hides drift",
        "Correct what the message names, or remove the waiver.",
        "docs/baselines.md",
    ),
    Code(
        "META012",
        "medium",
        "waiver lasts too long",
        "it does not count: what is accepted for more than a year is looked at by nobody",
        "Let it expire within 365 days, or accept the difference into the baseline.",
        "docs/baselines.md",
    ),
    Code(
        "META013",
        "info",
        "waiver that waives nothing",
        "what it waived is mended, has changed or is waived by another; left there, it hides the "
        "next drift of this sort",
        "Remove it.",
        "docs/baselines.md",
    ),
)
