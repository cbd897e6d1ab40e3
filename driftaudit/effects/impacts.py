"""What a difference's own part in a role's comparison comes to, for one role or for several."""

from typing import Final

from msgspec import structs

from driftaudit.effects.parts import Own
from driftaudit.effects.wholes import each_once
from driftaudit.iam.verdict import Comparison
from driftaudit.model import Impact, Verdict

NOTHING: Final = "changes nothing: the role's other policies come to the same"
SLIGHT: Final = "takes nothing away as things are"


def impact_of(comparison: Comparison, own: Own) -> Impact:
    """The impact of a difference that accounts for these witnesses of a comparison."""
    return Impact(
        verdict=_verdict(comparison, own),
        exact=comparison.exact,
        gained=own.gained,
        lost=own.lost,
        denied=own.denied,
        notes=comparison.notes,
    )


def union(impacts: list[Impact]) -> Impact:
    """What a policy does to several roles, each request once; the first need counts."""
    gained, lost, denied = (
        each_once(witness for impact in impacts for witness in getattr(impact, name))
        for name in ("gained", "lost", "denied")
    )
    invalid = any(each.verdict == "invalid" for each in impacts)
    exact = all(each.exact for each in impacts)
    verdict = _verdict(Comparison(verdict="equivalent", exact=exact), Own(gained, lost, denied))
    first = min(impacts, key=lambda each: not each.need)
    return Impact(
        verdict="invalid" if invalid else verdict,
        exact=exact,
        gained=gained,
        lost=each_once((*first.lost, *lost)),
        denied=denied,
        need=first.need,
        notes=_notes(impacts, silent=bool(gained or lost)),
    )


def partly_known(impact: Impact, hidden: tuple[str, ...]) -> Impact:
    """The impact of what does something else, too, to roles that were not read."""
    notes = tuple(each for each in impact.notes if each not in {NOTHING, SLIGHT})
    return structs.replace(
        impact,
        verdict="incomparable" if impact.verdict == "equivalent" else impact.verdict,
        exact=False,
        notes=(f"what it does to {', '.join(hidden)}, which was not read", *notes),
    )


def _verdict(comparison: Comparison, own: Own) -> Verdict:
    if comparison.verdict == "invalid":
        return "invalid"
    if own.nothing:  # what is not known is never called the same
        return "equivalent" if comparison.exact else "incomparable"
    if own.gained:
        return "incomparable" if own.lost else "more"
    return "less"


def _notes(impacts: list[Impact], *, silent: bool) -> tuple[str, ...]:
    """The notes of all; that it does nothing to one role is no news where it does to another."""
    found = dict.fromkeys(note for each in impacts for note in each.notes)
    return tuple(each for each in found if not (silent and each in {NOTHING, SLIGHT}))
