"""Names for things that would get the same one: never a silent merge of two things."""

from collections.abc import Iterable

from msgspec import structs

from driftaudit.model import digest_of
from driftaudit.normalize.thing import Thing


def named_apart(things: Iterable[Thing]) -> list[Thing]:
    """The things, each under a (kind, name) of its own.

    What was read twice (same source, same attributes) is one thing. Of others with one name,
    ordered by their content, the second becomes `NAME (2)`: the same in every environment that
    has the same things, in whatever order they were read.
    """
    groups: dict[tuple[str, str], list[Thing]] = {}
    for thing in things:
        groups.setdefault((thing.kind, thing.name), []).append(thing)
    taken = set(groups)
    named: list[Thing] = []
    for (kind, name), alike in sorted(groups.items()):
        first, *others = _distinct(alike)
        named.append(first)
        number = 1
        for other in others:
            number = _free(taken, kind, name, number + 1)
            taken.add((kind, f"{name} ({number})"))
            named.append(structs.replace(other, name=f"{name} ({number})"))
    return named


def _distinct(things: list[Thing]) -> list[Thing]:
    by_content: dict[tuple[str, str], Thing] = {}
    for thing in things:
        key = (digest_of(thing.attributes), thing.source)
        known = by_content.get(key)
        users = {*thing.used_by, *(known.used_by if known else ())}
        by_content[key] = structs.replace(thing, used_by=tuple(sorted(users)))
    return [by_content[key] for key in sorted(by_content)]


def _free(taken: set[tuple[str, str]], kind: str, name: str, number: int) -> int:
    while (kind, f"{name} ({number})") in taken:
        number += 1
    return number
