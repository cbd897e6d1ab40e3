"""What a comparison says, in the same words in every format; letters are other people's still."""

from typing import Final

from driftaudit.iam_diff import IamDiff, NamedWitness, TrustDiff
from driftaudit.model import Record
from driftaudit.render.impact import place_words

_MOST_TODAY: Final = 3

_REST: Final = {
    "equivalent": "A and B allow the same.",
    "more": "B allows all that A does.",
    "less": "B allows nothing that A does not.",
    "incomparable": "Each allows something that the other does not.",
}
"""What can be said of the rest where nothing is left open."""


class Line(Record, frozen=True, kw_only=True):
    """One witness: the action, where it holds (`on * when KEY is VALUE`), and what else is known.

    `remarks` are the actions that a pattern stands for today, and that a Deny takes it away.
    """

    action: str
    place: str
    remarks: tuple[str, ...]


class Part(Record, frozen=True, kw_only=True):
    """One list: what B no longer allows, or what it also does; `left` more are not shown."""

    head: str
    lines: tuple[Line, ...]
    left: int


class Words(Record, frozen=True, kw_only=True):
    """A comparison: what is first, the lists, what can be said of the rest, and notes."""

    verdict: str
    parts: tuple[Part, ...]
    closing: str
    notes: tuple[str, ...]


def words_of(found: IamDiff | TrustDiff, limit: int | None) -> Words:
    """The words of a comparison, or of that of trust policies; None shows every witness."""
    parts = (
        _part("B no longer allows", found.lost, found.denied, limit),
        _part("B also allows", found.gained, (), limit),
    )
    return Words(
        verdict=found.verdict if found.exact or found.lost or found.gained else "not decided",
        parts=tuple(each for each in parts if each.lines),
        closing=_closing(found),
        notes=found.notes,
    )


def _part(
    head: str,
    witnesses: tuple[NamedWitness, ...],
    denied: tuple[NamedWitness, ...],
    limit: int | None,
) -> Part:
    """The first witnesses; `1 more` is never said in the place of the one."""
    shown = len(witnesses) if limit is None or len(witnesses) <= limit + 1 else limit
    lines = tuple(_line(each, denied=each in denied) for each in witnesses[:shown])
    return Part(head=head, lines=lines, left=len(witnesses) - shown)


def _line(witness: NamedWitness, *, denied: bool) -> Line:
    remarks = (today_words(witness), "an explicit Deny takes it away" if denied else "")
    return Line(
        action=witness.action,
        place=place_words(witness).strip(),
        remarks=tuple(each for each in remarks if each),
    )


def today_words(witness: NamedWitness) -> str:
    """`today s3:GetObject, s3:GetObjectAcl and 60 more`; empty where that is not known."""
    if witness.action_count is None:
        return ""
    shown = witness.actions[:_MOST_TODAY]
    rest = witness.action_count - len(shown)
    return f"today {', '.join(shown) or 'no action'}" + (f" and {rest} more" if rest else "")


def _closing(found: IamDiff | TrustDiff) -> str:
    if found.verdict == "invalid":
        return "Nothing can be said of what is no valid policy."
    if found.exact:
        return f"{_REST[found.verdict]} Exact."
    if found.lost or found.gained:
        return "Not exact: there may be more."
    return "Not exact: no difference was found, but not all could be decided."
