"""KMS keys named by their aliases instead of their ids."""

from collections.abc import Mapping

from driftaudit.model import UNKNOWN, Identity, Json
from driftaudit.normalize.odd import mappings, string
from driftaudit.normalize.portable import Portable


class Keys:
    """Names KMS keys by ARN (or id, or alias, which stays)."""

    def __init__(
        self, shapes: Mapping[str, tuple[Json, ...]], portable: Portable, identity: Identity
    ) -> None:
        self._read = "kms-alias" in shapes
        self._portable = portable
        self._account = identity.account
        self._aliases: dict[str, set[str]] = {}
        for each in mappings(shapes.get("kms-alias")):
            for key in (string(each.get("KeyArn")), string(each.get("TargetKeyId"))):
                if key:
                    self._aliases.setdefault(key, set()).add(string(each.get("AliasName")))

    def describe(self, key: Json) -> Json:
        """The aliases of a key, or `key without alias`; unknown where they were not read.

        A key of another account, whose aliases only that account can list, keeps its ARN.
        """
        if not isinstance(key, str) or not key or "alias/" in key:
            return self._portable.value(key)
        parts = key.split(":", 5)
        if len(parts) == 6 and parts[4] != self._account:
            return self._portable.text(key)
        if not self._read:
            return {UNKNOWN: "KMS aliases could not be read"}
        found = self._aliases.get(key) or self._aliases.get(key.rpartition("/")[2]) or ()
        names = sorted(self._portable.text(each) for each in found)
        return ", ".join(names) if names else "key without alias"
