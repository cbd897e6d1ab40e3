"""Which other environments a difference names: a value that belongs to another account or cluster.

An environment's own literals are placeholders by now, so whatever still reads like the account,
cluster, OIDC issuer or VPC of another one is a reference to it, and no noise.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from driftaudit.model import Difference, Environment, Identity, Json, Record
from driftaudit.texts import texts

_TELLING: Final = 6
"""A shorter cluster name, or one of a single word, may be anything: `us`, `prod`, `platform`."""


class Neighbour(Record, frozen=True, kw_only=True):
    """Another environment, as far as it is known; `identity` is None where it was not read."""

    environment: Environment
    identity: Identity | None = None

    @property
    def literals(self) -> frozenset[str]:
        """What names this environment wherever it stands."""
        own = self.environment
        found = {own.account}
        if self.identity:
            found |= {self.identity.oidc or "", self.identity.vpc or ""}
        if len(own.cluster) >= _TELLING and re.search(r"[0-9_-]", own.cluster):
            found.add(own.cluster)
        return frozenset(found - {""})

    @property
    def named_clusters(self) -> frozenset[str]:
        """Texts that name the cluster as AWS does, however short its name is."""
        cluster = re.escape(self.environment.cluster)
        return frozenset({rf":cluster/{cluster}", rf"kubernetes\.io/cluster/{cluster}"})


class Neighbourhood:
    """The environments of a fleet, asked from one of them which others a difference names."""

    def __init__(self, neighbours: Iterable[Neighbour]) -> None:
        self._neighbours = tuple(neighbours)

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        """Literal → the environments that it names; one that all share names none in particular."""
        names: dict[str, set[str]] = {}
        for each in self._neighbours:
            for literal in each.literals:
                names.setdefault(literal, set()).add(each.environment.name)
        return {literal: frozenset(found) for literal, found in names.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._names, key=lambda each: (-len(each), each))
        words = "|".join(re.escape(each) for each in longest)
        return re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])")

    def named_by(self, difference: Difference, environment: str) -> tuple[str, ...]:
        """The other environments that the subject's value names and the reference's does not.

        What `environment` shares with a neighbour (an account of two clusters) is its own.
        """
        if not self._names or difference.change == "missing":
            return ()
        where = (difference.resource, *difference.path) if difference.change == "unexpected" else ()
        now = self._found((*where, difference.actual))
        before = self._found(difference.expected)
        return tuple(sorted(now - before - {environment}))

    def _found(self, value: Json) -> frozenset[str]:
        found: set[str] = set()
        for text in texts(value):
            for match in self._pattern.finditer(text):
                found |= self._names[match[0]]
            for each in self._neighbours:
                if any(re.search(rf"{name}(?![\w-])", text) for name in each.named_clusters):
                    found.add(each.environment.name)
        return frozenset(found)


NOBODY: Final = Neighbourhood(())
"""Where no other environment is known."""
