"""A document no longer than it may be: whole pieces of it, the most important, the rest counted."""

from collections.abc import Callable
from typing import Final, NamedTuple

BLANK: Final = "\n\n"


class Piece(NamedTuple):
    """A part that is shown whole or not at all.

    Of two ranks the lower is the more important. Without the piece, `number` of `noun` are left
    out. `glue` stands between it and what is shown before it.
    """

    text: str
    rank: int
    noun: str = "note"
    number: int = 1
    glue: str = BLANK


def fit(
    pieces: tuple[Piece, ...],
    *,
    limit: int,
    size: Callable[[str], int],
    closing: Callable[[tuple[Piece, ...]], str],
) -> str:
    """The pieces in their order and what `closing` says of those left out, smaller than `limit`.

    The most important come first, and of a rank the first; where one has no room, none that
    follows is shown. Empty where not even one has room.
    """
    whole = _joined(pieces, closing(()))
    if size(whole) < limit:
        return whole
    # What is said of the pieces left out is never longer than where all of them are.
    room = limit - 1 - size(f"{BLANK}{closing(pieces)}\n")
    chosen: set[int] = set()
    for place in sorted(range(len(pieces)), key=lambda place: pieces[place].rank):
        room -= size(pieces[place].glue + pieces[place].text)
        if room < 0:
            break
        chosen.add(place)
    shown = tuple(piece for place, piece in enumerate(pieces) if place in chosen)
    left = tuple(piece for place, piece in enumerate(pieces) if place not in chosen)
    return _joined(shown, closing(left)) if shown else ""


def _joined(pieces: tuple[Piece, ...], closing: str) -> str:
    text = "".join(piece.glue + piece.text for piece in pieces).lstrip("\n")
    return f"{text}{BLANK}{closing}\n" if closing else f"{text}\n"
