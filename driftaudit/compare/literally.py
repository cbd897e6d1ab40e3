"""What a baseline expects literally is met by what literally is so, however it is spelled.

A cluster named `apps` makes its namespace `apps` read `${cluster}`; the account that every role
trusts reads `${account}` in its own environment. Filled in, both are what the baseline says.
Between two environments nothing is filled in: there, a literal of the other one is a finding.
"""

import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from driftaudit.compare.side import ResourceKey, Side
from driftaudit.model import Json, Resource, make_resource
from driftaudit.texts import texts

Fill = Callable[[str], str]
"""A text with the words of one environment in the place of their placeholders."""


def as_expected(subject: Side, reference: Side) -> Side:
    """The subject, spelled as the reference spells what comes to the same in the subject.

    Only against a side that is no environment (`own` is empty), and only where they differ.
    """
    if reference.own or not subject.own:
        return subject
    fill = _filler(subject.own)
    names = _names(subject, reference, fill)
    users = {f"{kind}/{old}": f"{kind}/{new}" for (kind, old), new in names.items()}
    found: dict[ResourceKey, Resource] = {}
    for key, each in subject.resources.items():
        name = names.get(key, each.name)
        expected = reference.resources.get((each.kind, name))
        if expected is not None and expected.digest != each.digest:
            attributes = _spelled(each.attributes, expected.attributes, fill)
        else:
            attributes = each.attributes
        found[each.kind, name] = _used_by(_made(each, name, attributes), users)
    return msgspec.structs.replace(subject, resources=found)


def _made(resource: Resource, name: str, attributes: Json) -> Resource:
    if (name, attributes) == (resource.name, resource.attributes):
        return resource
    used_by, source = resource.used_by, resource.source
    return make_resource(resource.kind, name, attributes, used_by=used_by, source=source)


def _used_by(resource: Resource, users: Mapping[str, str]) -> Resource:
    if not any(each in users for each in resource.used_by):
        return resource
    renamed = tuple(sorted(users.get(each, each) for each in resource.used_by))
    return msgspec.structs.replace(resource, used_by=renamed)


def _filler(own: Mapping[str, str]) -> Fill:
    names = "|".join(map(re.escape, own))
    pattern = re.compile(rf"(?<!\$)\$\{{({names})\}}")
    return lambda text: pattern.sub(lambda found: own[found[1]], text)


def _names(subject: Side, reference: Side, fill: Fill) -> dict[ResourceKey, str]:
    """The names that only the subject has, and that come to one that only the reference has."""
    here, there = subject.resources.keys(), reference.resources.keys()
    expected = {(kind, fill(name)): name for kind, name in there - here}
    found = {(kind, name): expected.get((kind, fill(name))) for kind, name in here - there}
    return {key: name for key, name in found.items() if name is not None}


def _spelled(value: Json, expected: Json, fill: Fill) -> Json:
    if isinstance(value, str):
        same = isinstance(expected, str) and fill(value) == fill(expected)
        return expected if same else value
    if isinstance(value, dict):
        return _spelled_map(value, expected if isinstance(expected, dict) else {}, fill)
    if isinstance(value, list | tuple):
        return _spelled_list(value, expected if isinstance(expected, list | tuple) else (), fill)
    return value


def _spelled_map(value: dict[str, Json], expected: dict[str, Json], fill: Fill) -> Json:
    keys = _by_filled(expected.keys() - value.keys(), fill)
    names = {key: keys.get(fill(key), key) for key in value if key not in expected}
    return {
        names.get(key, key): _spelled(each, expected.get(names.get(key, key)), fill)
        for key, each in value.items()
    }


def _spelled_list(value: Iterable[Json], expected: Iterable[Json], fill: Fill) -> Json:
    """Items have no places: any text of the one list may be that of the other."""
    known = frozenset(texts(list(expected)))
    spelling = _by_filled(known, fill)
    before = list(value)
    after = [_respelled(each, known, spelling, fill) for each in before]
    # A set that was sorted by its old texts is sorted by the new ones.
    in_order = after == before or before != sorted(before, key=_text)
    return after if in_order else sorted(after, key=_text)


def _respelled(value: Json, known: frozenset[str], spelling: Mapping[str, str], fill: Fill) -> Json:
    if isinstance(value, str):
        return value if value in known else spelling.get(fill(value), value)
    if isinstance(value, dict):
        return {
            _respelled(key, known, spelling, fill): _respelled(each, known, spelling, fill)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return _spelled_list(value, known, fill)
    return value


def _by_filled(found: Iterable[str], fill: Fill) -> dict[str, str]:
    return {fill(each): each for each in sorted(found)}


def _text(value: Json) -> bytes:
    return msgspec.json.encode(value, order="deterministic")
