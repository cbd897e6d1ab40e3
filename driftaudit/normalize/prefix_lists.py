"""Prefix lists named by name and owner instead of their ids."""

from collections.abc import Mapping

from driftaudit.model import Identity, Json
from driftaudit.normalize.odd import mappings, string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.subnets import NOT_FOUND


class PrefixLists:
    """Names prefix lists by id: `pl com.amazonaws.${region}.s3`; `was_read` tells if it can."""

    def __init__(
        self, shapes: Mapping[str, tuple[Json, ...]], portable: Portable, identity: Identity
    ) -> None:
        self.was_read = "prefix-list" in shapes
        self._portable = portable
        self._ours = (identity.account, "AWS", "")
        self._by_id = {
            string(each.get("PrefixListId")): each for each in mappings(shapes.get("prefix-list"))
        }

    def name(self, prefix_list_id: str) -> str:
        """The portable name, with the owner of one that another account shares."""
        found = self._by_id.get(prefix_list_id)
        if found is None:
            return f"pl {NOT_FOUND}"
        name = self._portable.text(string(found.get("PrefixListName"))) or "unnamed"
        owner = string(found.get("OwnerId"))
        return f"pl {name}" if owner in self._ours else f"pl {name} of {owner}"
