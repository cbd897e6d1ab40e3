"""Witnesses out of what a comparison found: in the document's words, sorted, each once."""

from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple, TypeAlias

from driftaudit.iam import principals
from driftaudit.iam.cells import Found
from driftaudit.iam.paths import shown
from driftaudit.iam.sides import Side
from driftaudit.iam.verdict import Witness


class Named(NamedTuple):
    """One request in words, in the order in which witnesses are sorted."""

    action: str
    resource: str
    principal: str
    conditions: int


Chosen: TypeAlias = tuple[Witness, bool]


class Naming:
    """Names requests as the documents of one side spell them."""

    def __init__(self, side: Side, *, resources: bool) -> None:
        self._spelled = side.spelled
        self._with_resources = resources
        self._with_principals = side.has_principals

    def choose(self, found: list[Found], most: int) -> tuple[list[Chosen], bool]:
        """At most so many witnesses, sorted, each with whether an explicit Deny takes it away.

        And whether there are more.

        Where there are more, every action has one before any has two.
        """
        ordered = sorted(found, key=lambda each: sorted(map(repr, each.conditions.items())))
        denied: dict[Named, bool] = {}
        for number, each in enumerate(ordered):
            for named in islice(self._named(number, each), 2 * most + 1):
                denied[named] = denied.get(named, False) or each.denied
        chosen = sorted(denied)
        more = len(chosen) > most
        if more:
            chosen = sorted(_by_turns(chosen)[:most])
        made: dict[Named, Chosen] = {}
        for named in chosen:
            witness = self._witness(named, ordered[named.conditions])
            made.setdefault(named, (witness, denied[named]))
        return list(made.values()), more

    def _named(self, number: int, found: Found) -> Iterator[Named]:
        """The requests of one find: each action's first, then the others."""
        actions = sorted(self._action(shown(each)) for each in found.actions)
        resources = sorted(map(shown, found.resources)) if self._with_resources else [""]
        names = map(principals.shown, found.principals)
        people = sorted(names) if self._with_principals else [""]
        for resource, person, action in product(resources, people, actions):
            yield Named(action, resource, person, number)

    def _action(self, text: str) -> str:
        return self._spelled.get(text, text)

    def _witness(self, named: Named, found: Found) -> Witness:
        return Witness(
            action=named.action,
            resource=named.resource if self._with_resources else None,
            principal=named.principal if self._with_principals else None,
            conditions=found.conditions,
        )


def _by_turns(sorted_names: list[Named]) -> list[Named]:
    """Every action's first request, then every action's second, and so on."""
    turns: dict[str, int] = {}
    made = []
    for named in sorted_names:
        turn = turns[named.action] = turns.get(named.action, 0) + 1
        made.append((turn, named))
    return [named for _, named in sorted(made)]
