"""What a rule about a field of an API says: one row of a table, printed with its source."""

from typing import Final, Literal

from driftaudit.model import Json, Record

Effect = Literal["drop", "fact", "fill", "unset", "set", "user-map", "word", "rewrite"]

EFFECTS: Final[dict[Effect, str]] = {
    "drop": "volatile, or said elsewhere",
    "fact": "observed and kept beside, never drift",
    "fill": "absent is the first of the values",
    "unset": "any of the values is absent",
    "set": "order and duplicates do not matter",
    "user-map": "keys and values are people's own: nothing in it is a default",
    "word": "AWS's own word, never made portable",
    "rewrite": "compared in the form that the values say",
}
"""What each effect does."""


class Rule(Record, frozen=True):
    """One rule: at `path` of `kind` (`a.b`, `[]` for the items of a list), with its source."""

    kind: str
    path: str
    effect: Effect
    source: str
    values: tuple[Json, ...] = ()


def rows(kind: str, effect: Effect, source: str, *paths: str) -> tuple[Rule, ...]:
    """One rule a path, all with the same effect and source."""
    return tuple(Rule(kind=kind, path=path, effect=effect, source=source) for path in paths)
