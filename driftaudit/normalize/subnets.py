"""Subnets described by zone, name and whether they are public, instead of named by id."""

from collections import Counter
from collections.abc import Mapping

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.odd import items, mappings, string, tags
from driftaudit.normalize.portable import Portable

NOT_FOUND = "not found"
"""The description of an id that names nothing any more."""


def counted(descriptions: list[str]) -> list[str]:
    """A sorted list in which what stands there twice says so: `NAME x2`."""
    return [
        name if number == 1 else f"{name} x{number}"
        for name, number in sorted(Counter(descriptions).items())
    ]


class Subnets:
    """Describes subnets by id: `private ${region}a ${cluster}-private-a`."""

    def __init__(self, shapes: Mapping[str, tuple[Json, ...]], portable: Portable) -> None:
        self._read = "subnet" in shapes and "route-table" in shapes
        self._portable = portable
        self._subnets = {
            string(each.get("SubnetId")): each for each in mappings(shapes.get("subnet"))
        }
        self._tables = mappings(shapes.get("route-table"))
        self._by_subnet = {
            string(association.get("SubnetId")): table
            for table in self._tables
            for association in mappings(table.get("Associations"))
            if association.get("SubnetId")
        }
        self._main = {
            string(table.get("VpcId")): table
            for table in self._tables
            if any(each.get("Main") is True for each in mappings(table.get("Associations")))
        }

    def describe(self, ids: Json) -> Json:
        """A list of ids as a sorted list of descriptions; unknown where EC2 was not read."""
        if not isinstance(ids, list | tuple) or not ids:
            return ids
        if not self._read:
            return {UNKNOWN: "subnets or route tables could not be read"}
        return counted([self._one(string(each)) for each in items(ids)])

    def _one(self, subnet_id: str) -> str:
        subnet = self._subnets.get(subnet_id)
        if subnet is None:
            return NOT_FOUND
        name = tags(subnet.get("Tags")).get("Name", "")
        zone = string(subnet.get("AvailabilityZone"))
        words = (
            "public" if self._is_public(subnet_id, string(subnet.get("VpcId"))) else "private",
            self._portable.text(zone),
            self._portable.text(_named_by_zone(name, zone)),
        )
        return " ".join(word for word in words if word)

    def _is_public(self, subnet_id: str, vpc: str) -> bool:
        """A default route to an internet gateway makes a subnet public (VPC user guide)."""
        table = self._by_subnet.get(subnet_id) or self._main.get(vpc) or {}
        return any(
            string(route.get("GatewayId")).startswith("igw-")
            and (
                route.get("DestinationCidrBlock") == "0.0.0.0/0"
                or route.get("DestinationIpv6CidrBlock") == "::/0"
            )
            for route in mappings(table.get("Routes"))
        )


def _named_by_zone(name: str, zone: str) -> str:
    """`SubnetPublicUSEAST1A` says no more than its zone (eksctl names subnets so)."""
    squeezed = zone.replace("-", "").upper()
    return name.replace(squeezed, f"${{zone}}{squeezed[-1]}") if squeezed else name
