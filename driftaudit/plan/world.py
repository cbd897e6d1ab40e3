"""What a plan and a snapshot together know of ids: names for what Terraform calls by id.

The snapshot has the descriptions and no ids, the plan has the ids; where both have the same
thing, the one explains the other. What neither explains is unknown, and never "not found".
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from driftaudit.model import UNKNOWN, Json, Reading
from driftaudit.normalize.context import Context
from driftaudit.normalize.groups import Groups
from driftaudit.normalize.images import Images
from driftaudit.normalize.kms import Keys
from driftaudit.normalize.odd import at, items, string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.subnets import NOT_FOUND, Subnets

_UNTOLD: Final = "neither the plan nor the snapshot tells what it is"

Learned = Mapping[frozenset[str], Json]
"""Ids, as a set → how the snapshot describes just these."""


class World(Context):
    """A context in which ids are explained by a plan and a snapshot, not by the APIs.

    Every role in it counts as used: who is, is decided later, when everything is known.
    """

    def __init__(
        self,
        reading: Reading,
        learned: Learned,
        words: frozenset[str],
        around: "World | None" = None,
    ) -> None:
        super().__init__(reading)
        self._learned = learned
        self._words = words
        self._around = around

    def of(self, shapes: Mapping[str, tuple[Json, ...]]) -> "World":
        """The same world with these shapes of its own."""
        reading = Reading(
            environment=self.reading.environment,
            identity=self.reading.identity,
            shapes={**self.reading.shapes, **shapes},
            redact_patterns=self.reading.redact_patterns,
            redact_exceptions=self.reading.redact_exceptions,
        )
        around = None if {"cluster", "security-group"} & shapes.keys() else self
        return World(reading, self._learned, self._words, around)

    def known(self, source: str, key: str, values: Iterable[Json]) -> tuple[Json, ...]:
        """Those objects of a source whose `key` is one of the values; not looked for one by one."""
        if (source, key) not in self._known:
            found = self._known[source, key] = {}
            for each in self.shapes(source):
                found.setdefault(string(each.get(key)), []).append(each)
        by_value = self._known[source, key]
        return tuple(each for value in values for each in by_value.get(string(value), ()))

    @cached_property
    def _known(self) -> dict[tuple[str, str], dict[str, list[Json]]]:
        return {}

    @cached_property
    def used(self) -> dict[str, tuple[str, ...]]:
        """Every role there is, used by nobody yet."""
        return dict.fromkeys(self.roles, ())

    @cached_property
    def subnets(self) -> Subnets:
        """Describes subnets as the snapshot does."""
        return _Subnets(self.reading.shapes, self.portable, self._learned, self._words)

    @cached_property
    def groups(self) -> Groups:
        """Names security groups; unknown where the group is in neither."""
        if self._around:
            return self._around.groups
        own = string(at(self.cluster, "resourcesVpcConfig", "clusterSecurityGroupId"))
        return _Groups(self.reading.shapes, self.portable, self.identity, own)

    @cached_property
    def keys(self) -> Keys:
        """Names KMS keys as the snapshot does."""
        return _Keys(self._learned, self.reading.shapes, self.portable, self.identity)

    @cached_property
    def images(self) -> Images:
        """Names machine images as the snapshot does."""
        return _Images(self._learned, self.reading.shapes, self.portable)


class _Subnets(Subnets):
    def __init__(
        self,
        shapes: Mapping[str, tuple[Json, ...]],
        portable: Portable,
        learned: Learned,
        words: frozenset[str],
    ) -> None:
        super().__init__(shapes, portable)
        self._learned = learned
        self._by_words = words

    def describe(self, ids: Json) -> Json:
        """As the snapshot describes the same ids, or by zone and name where it has such a one."""
        if not isinstance(ids, list | tuple) or not ids:
            return ids
        known = self._learned.get(frozenset(map(string, ids)))
        if known is not None:
            return known
        made = super().describe(ids)
        words = [self._word(each) for each in items(made)]
        return sorted(words) if words and all(words) else {UNKNOWN: _UNTOLD}

    def _word(self, described: str) -> str:
        """`private …` or `public …`, whichever the snapshot has; routes are seldom in a plan."""
        if described == NOT_FOUND:
            return ""
        rest = described.partition(" ")[2]
        found = [way for way in ("private", "public") if f"{way} {rest}" in self._by_words]
        return f"{found[0]} {rest}" if len(found) == 1 else ""


class _Groups(Groups):
    def describe(self, ids: Json) -> Json:
        listed = [ids] if isinstance(ids, str) else items(ids)
        if any(self.shape(string(each)) is None for each in listed):
            return {UNKNOWN: _UNTOLD}
        return super().describe(ids)


class _Keys(Keys):
    def __init__(self, learned: Learned, *known: Json) -> None:
        super().__init__(*known)
        self._learned = learned

    def describe(self, key: Json) -> Json:
        known = self._learned.get(frozenset({string(key)}))
        made = super().describe(key) if known is None else known
        return {UNKNOWN: _UNTOLD} if made == "key without alias" else made


class _Images(Images):
    def __init__(self, learned: Learned, *known: Json) -> None:
        super().__init__(*known)
        self._learned = learned

    def describe(self, image_id: Json) -> Json:
        known = self._learned.get(frozenset({string(image_id)}))
        made = super().describe(image_id) if known is None else known
        return {UNKNOWN: _UNTOLD} if made == NOT_FOUND else made
