"""Security groups named by their names instead of their ids."""

import re
from collections.abc import Mapping

from driftaudit.model import UNKNOWN, Identity, Json
from driftaudit.normalize.odd import items, mappings, string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.subnets import NOT_FOUND, counted

_OWN = re.compile(r"eks-cluster-sg-(?P<cluster>.+)-[0-9]+")
"""EKS names a cluster's own group so, with a generated number (EKS user guide, security groups)."""


class Groups:
    """Names groups by id; `own` is the id of the group that EKS made for the cluster."""

    def __init__(
        self,
        shapes: Mapping[str, tuple[Json, ...]],
        portable: Portable,
        identity: Identity,
        own: str,
    ) -> None:
        self._read = "security-group" in shapes
        self._portable = portable
        self._account = identity.account
        self._cluster = identity.cluster
        self._own = own
        self._by_id = {
            string(each.get("GroupId")): each for each in mappings(shapes.get("security-group"))
        }

    def shape(self, group_id: str) -> dict[str, Json] | None:
        """The group of an id, where it was read and exists."""
        return self._by_id.get(group_id)

    def name(self, group_id: str) -> str:
        """The portable name of a group; `not found` where there is none."""
        group = self._by_id.get(group_id)
        if group is None:
            return NOT_FOUND
        name = string(group.get("GroupName"))
        own = _OWN.fullmatch(name)
        if own and (group_id == self._own or own["cluster"] == self._cluster):
            return "eks-cluster-sg-" + self._portable.text(own["cluster"])
        return self._portable.text(name) or "unnamed"

    def describe(self, ids: Json) -> Json:
        """An id, or a list of ids, as names (sorted); unknown where EC2 was not read."""
        if not ids or not isinstance(ids, str | list | tuple):
            return ids
        if not self._read:
            return {UNKNOWN: "security groups could not be read"}
        if isinstance(ids, str):
            return self.name(ids)
        return counted([self.name(string(each)) for each in items(ids)])

    def peer(self, pair: dict[str, Json], group_id: str) -> str:
        """The other side of a rule of group `group_id`: `self`, or `sg NAME`."""
        other = string(pair.get("GroupId"))
        if other == group_id:
            return "self"
        owner = string(pair.get("UserId"))
        if owner and owner != self._account and other not in self._by_id:
            return f"sg {self._portable.text(other)} of {owner}"
        return f"sg {self.name(other)}"
