"""Applies the tables of rules to an API object: portable attributes, and facts apart.

Generic on purpose: a field that no rule knows is kept, made portable, and compared.
"""

from typing import Final

import msgspec

from driftaudit.model import Json, Record
from driftaudit.normalize.defaults import DEFAULTS, SETS, USER_MAPS, WORDS
from driftaudit.normalize.odd import is_empty
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.rule import Effect, Rule
from driftaudit.normalize.volatile import VOLATILE

RULES: Final[tuple[Rule, ...]] = (*VOLATILE, *DEFAULTS, *SETS, *USER_MAPS, *WORDS)
"""Every rule about a field, for `schema rules` and the docs."""

_BY_EFFECT: Final[dict[tuple[str, Effect], dict[str, Rule]]] = {}
for _rule in RULES:
    _BY_EFFECT.setdefault((_rule.kind, _rule.effect), {})[_rule.path] = _rule


class Described(Record, frozen=True):
    """A value that is portable already (a description put in the place of an id)."""

    value: Json


class Fields(Record, frozen=True):
    """What is left of an API object: `attributes` are compared, `facts` are not (by path)."""

    attributes: dict[str, Json]
    facts: dict[str, Json]


def as_set(values: list[Json]) -> list[Json]:
    """The values without duplicates, in an order of their own."""
    by_text = {msgspec.json.encode(each, order="deterministic"): each for each in values}
    return [by_text[key] for key in sorted(by_text)]


def fields(kind: str, shape: dict[str, Json], portable: Portable) -> Fields:
    """An API object by the rules of its kind; empty values are left out, defaults filled in."""
    walk = _Walk(kind, portable)
    attributes = walk.mapping(shape, "")
    for path, rule in _BY_EFFECT.get((kind, "fill"), {}).items():
        _fill_in(attributes, path.split("."), rule.values[0])
    return Fields(attributes=attributes, facts=walk.facts)


def _fill_in(attributes: dict[str, Json], path: list[str], default: Json) -> None:
    *parents, last = path
    for key in parents:
        attributes = attributes.setdefault(key, {})
        if not isinstance(attributes, dict):
            return
    attributes.setdefault(last, default)


class _Walk:
    """One pass over one object, collecting its facts."""

    def __init__(self, kind: str, portable: Portable) -> None:
        self._rules: dict[Effect, dict[str, Rule]] = {
            effect: _BY_EFFECT.get((kind, effect), {})
            for effect in ("drop", "fact", "unset", "set", "user-map", "word")
        }
        self._portable = portable
        self.facts: dict[str, Json] = {}

    def mapping(self, shape: dict[str, Json], path: str) -> dict[str, Json]:
        kept: dict[str, Json] = {}
        for key in sorted(shape):
            here = f"{path}.{key}" if path else key
            if here in self._rules["fact"]:
                self._note(here, shape[key])
            elif here not in self._rules["drop"]:
                value = self._value(shape[key], here)
                if not is_empty(value):
                    kept[key] = value
        return kept

    def _note(self, path: str, value: Json) -> None:
        if isinstance(value, dict):
            value = {key: each for key, each in value.items() if not is_empty(each)}
        if not is_empty(value):
            self.facts[path] = value

    def _value(self, value: Json, path: str) -> Json:
        if isinstance(value, Described):
            return value.value
        if path in self._rules["unset"] and any(
            value == each and isinstance(value, bool) == isinstance(each, bool)
            for each in self._rules["unset"][path].values
        ):
            return None
        if isinstance(value, dict):
            user = path in self._rules["user-map"]
            return self._portable.value(value) if user else self.mapping(value, path)
        if isinstance(value, list | tuple):
            listed = [self._value(each, path + "[]") for each in value]
            return as_set(listed) if path in self._rules["set"] else listed
        if isinstance(value, str) and path not in self._rules["word"]:
            return self._portable.text(value)
        return value
