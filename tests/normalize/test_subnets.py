"""Subnets: zone, name, public or private."""

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.subnets import Subnets
from tests.normalize import stack

US = stack.US
IPV6 = {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}
NAT = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}
PART = {"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "igw-1"}


def describe(ids, **sources):
    found = {**stack.shapes(US), **sources}
    shapes = {name: each for name, each in found.items() if each is not None}
    return Subnets(shapes, Portable(US.identity)).describe(ids)


def main(*routes):
    return ({"VpcId": US.vpc, "Associations": [{"Main": True}], "Routes": list(routes)},)


@pytest.mark.parametrize(
    ("routes", "word"),
    [([IPV6], "public"), ([NAT], "private"), ([PART], "private"), ([], "private")],
)
def test_the_default_route_decides(routes, word):
    made = describe([US.id("subnet", "a")], **{"route-table": main(*routes)})
    assert made == [word + " ${region}a ${cluster}-a"]


def test_a_table_of_its_own_goes_before_the_main_one():
    made = describe([US.id("subnet", "b"), US.id("subnet", "a")])
    assert made == ["private ${region}b ${cluster}-b", "public ${region}a ${cluster}-a"]


def test_a_subnet_without_a_name_and_two_alike():
    plain = [stack.subnet(US, "a") | {"Tags": [], "SubnetId": name} for name in ("s1", "s2")]
    assert describe(["s2", "s1"], subnet=tuple(plain)) == ["private ${region}a x2"]


@pytest.mark.parametrize("nothing", [None, [], "odd"])
def test_nothing_is_nothing(nothing):
    assert describe(nothing) == nothing


@pytest.mark.parametrize("unread", ["subnet", "route-table"])
def test_unread_is_unknown(unread):
    assert list(describe(["x"], **{unread: None})) == [UNKNOWN]


def test_what_is_gone_is_said_so():
    assert describe(["subnet-gone"], subnet=()) == ["not found"]
