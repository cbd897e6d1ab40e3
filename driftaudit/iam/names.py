"""The names of actions: how AWS spells them, and which ones a pattern stands for today.

Only for people: no verdict rests on it, and it may know few actions or all that there are.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from msgspec import structs

from driftaudit.iam.spellings import SPELLINGS
from driftaudit.iam.verdict import Comparison, Witness

MOST: Final = 3000
"""A pattern that stands for more actions than this (`*`) is not spelled out: it says it itself."""

Proves = Callable[[Witness], bool]
"""Whether a request is what a comparison's side is about: allowed by one, not by the other."""


class Names:
    """Known actions. `services` has the names by prefix, and may read each when it is asked for.

    `complete` says that an action which is not there does not exist today.
    """

    def __init__(self, services: Mapping[str, tuple[str, ...]], *, complete: bool) -> None:
        self.complete = complete
        self._services = services
        self._memory: dict[str, dict[str, str]] = {}

    def spelled(self, action: str) -> str:
        """An action or a pattern as AWS writes it; one that is not known stays as it is.

        `ec2:assignprivateipaddresses` → `ec2:AssignPrivateIpAddresses`, `ec2:describe*` →
        `ec2:Describe*`.
        """
        service, colon, name = action.lower().partition(":")
        known = self._of(service) if colon and service in self._services else {}
        if name in known:
            return f"{service}:{known[name]}"
        for low, each in known.items() if _is_pattern(name) else ():
            spans = _spans(name, low)
            if spans:
                return f"{service}:{_with_marks(name, [each[a:b] for a, b in spans])}"
        return action

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The known actions that a pattern stands for, sorted; an action stands for itself."""
        service, colon, name = pattern.lower().partition(":")
        services = (
            [each for each in self._services if _spans(service, each)]
            if _is_pattern(service)
            else [service] * (service in self._services)
        )
        name = name if colon else "*"
        return tuple(
            sorted(
                f"{each}:{spelling}"
                for each in services
                for low, spelling in self._of(each).items()
                if _spans(name, low)
            )
        )

    def _of(self, service: str) -> dict[str, str]:
        """The names of a service's actions by their lower case."""
        if service not in self._memory:
            self._memory[service] = {each.lower(): each for each in self._services[service]}
        return self._memory[service]


BUILT_IN: Final = Names(SPELLINGS, complete=False)
"""Knows what matters to EKS, without the extra `iam-data`."""


def spelled(comparison: Comparison, names: Names) -> Comparison:
    """The comparison with the actions of its witnesses as AWS writes them."""

    def each(witnesses: tuple[Witness, ...]) -> tuple[Witness, ...]:
        return tuple(structs.replace(it, action=names.spelled(it.action)) for it in witnesses)

    return structs.replace(
        comparison,
        gained=each(comparison.gained),
        lost=each(comparison.lost),
        denied=each(comparison.denied),
    )


def known_actions(witness: Witness, names: Names, proves: Proves) -> tuple[str, ...] | None:
    """Today's actions that a witness's pattern stands for, and that prove what it proves.

    None where that cannot be said: it is no pattern, too wide a one, or its service is not known.
    """
    if not names.complete or not _is_pattern(witness.action):
        return None
    found = names.matching(witness.action)
    if len(found) > MOST or not (found or names.matching(_service_of(witness.action))):
        return None
    return tuple(each for each in found if proves(structs.replace(witness, action=each)))


def of_today(comparison: Comparison, names: Names, gained: Proves, lost: Proves) -> str:
    """A sentence where the sides differ in actions that AWS has not made yet, and in no other.

    Empty where they differ today, or where that is not known for sure.
    """
    if not comparison.exact or comparison.verdict in ("equivalent", "invalid"):
        return ""
    sides = ((comparison.gained, gained), (comparison.lost, lost))
    if any(
        known_actions(each, names, proves) != ()
        for witnesses, proves in sides
        for each in witnesses
    ):
        return ""
    how = {"more": "wider", "less": "narrower"}.get(comparison.verdict, "different")
    return f"equal for today's actions, {how} for tomorrow's"


def _service_of(action: str) -> str:
    return action.partition(":")[0] + ":*"


def _is_pattern(text: str) -> bool:
    return "*" in text or "?" in text


@lru_cache(maxsize=1024)
def _segment(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\?", "."), re.DOTALL)


def _spans(pattern: str, text: str) -> list[tuple[int, int]] | None:
    """Where the parts of a pattern between its `*` stand in a text; None where it does not match.

    Each as far left as it can, the last one at the end: no pattern makes this slow.
    """
    first, *others = pattern.split("*")
    found = _segment(first).match(text)
    if found is None or (not others and found.end() != len(text)):
        return None
    spans = [found.span()]
    for part in others[:-1]:
        found = _segment(part).search(text, spans[-1][1])
        if found is None:
            return None
        spans.append(found.span())
    if others:
        start = len(text) - len(others[-1])
        if start < spans[-1][1] or not _segment(others[-1]).match(text, start):
            return None
        spans.append((start, len(text)))
    return spans


def _with_marks(pattern: str, parts: list[str]) -> str:
    """The parts as they are spelled, with the pattern's `*` between them and its `?` in them."""
    pieces = [
        "".join("?" if mark == "?" else letter for mark, letter in zip(piece, part, strict=True))
        for piece, part in zip(pattern.split("*"), parts, strict=True)
    ]
    return "*".join(pieces)
