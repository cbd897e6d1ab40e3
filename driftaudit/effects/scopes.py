"""Where an access policy holds, in words: `cluster`, or `namespaces apps, web`.

Source: EKS API reference, AccessScope.
"""

from collections.abc import Mapping
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.odd import at, items, string

_CLUSTER: Final = "cluster"
_NAMESPACES: Final = "namespaces "


def scope_of(where: Json) -> str:
    """The words for an access scope, its namespaces in order."""
    kind = string(at(where, "type"))
    if kind == "namespace":
        return _named(set(map(string, items(at(where, "namespaces")))))
    return kind or "nowhere"


def uncovered(policies: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """The policies, by name with where they hold, but for where the others hold too.

    A policy that holds in the whole cluster holds in each namespace, not the other way round.
    """
    found = {name: _beyond(where, others.get(name, "")) for name, where in policies.items()}
    return {name: where for name, where in found.items() if where}


def _beyond(where: str, other: str) -> str:
    """What of a scope another one does not cover; empty if nothing."""
    if other in {where, _CLUSTER}:
        return ""
    if where.startswith(_NAMESPACES) and other.startswith(_NAMESPACES):
        rest = _names(where) - _names(other)
        return _named(rest) if rest else ""
    return where


def _names(where: str) -> set[str]:
    return set(where.removeprefix(_NAMESPACES).split(", "))


def _named(namespaces: set[str]) -> str:
    return _NAMESPACES + ", ".join(sorted(namespaces))
