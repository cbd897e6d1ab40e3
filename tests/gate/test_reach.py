import pytest
from msgspec import structs

from driftaudit.gate import breakage
from driftaudit.gate.reach import reach_checks
from driftaudit.model import UNKNOWN, Gap, make_resource
from tests.gate.made import baseline, snapshot, target

EGRESS = {"all to 0.0.0.0/0": {}}


def groups(now, user="cluster", egress=EGRESS, **rules):
    """A snapshot with one group for each name, and its rules for what comes in."""
    made = (
        make_resource(
            "security-group",
            name,
            {"IpPermissions": {rule: {} for rule in each}, "IpPermissionsEgress": egress},
            used_by=(user,) if user else (),
        )
        for name, each in rules.items()
    )
    return structs.replace(now, resources=(*now.resources, *made))


def cluster(**network):
    attributes = {"resourcesVpcConfig": network}
    return structs.replace(
        snapshot(), resources=(make_resource("cluster", "${cluster}", attributes),)
    )


def statuses(before, after):
    return [[each.status for each in checks] for checks in reach_checks(before, after)]


def ninth(before, after):
    _, (found, _) = reach_checks(before, after)
    return found.status, found.why


FROM_NODES = ["tcp 443 from sg nodes"]


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        (["all from self"], ["all from self"], "ok"),
        (["tcp 22 from 10.0.0.0/8"], [], "ok"),
        (FROM_NODES, [], "fails"),
        (FROM_NODES, ["tcp 80 from sg nodes"], "fails"),
        (FROM_NODES, ["udp from sg nodes", "tcp 444-500 from sg nodes"], "fails"),
        (FROM_NODES, ["tcp 1-1024 from sg nodes"], "ok"),
        (FROM_NODES, ["tcp from sg others"], "ok"),
        (["all from self"], ["tcp 443 from self", "tcp 10250 from self"], "fails"),
        (["icmp 3/4 from self", "tcp x from self"], [], "ok"),
        ([*FROM_NODES, "tcp 443 from self"], ["tcp 443 from self"], "unknown"),
        ([*FROM_NODES, "tcp 443 from 0.0.0.0/0"], ["tcp 443 from 0.0.0.0/0"], "ok"),
        ([*FROM_NODES, "tcp 443 from 10.0.0.0/8"], FROM_NODES, "ok"),
        ([], FROM_NODES, "ok"),
    ],
)
def test_what_lets_nodes_in(before, after, status):
    found, _ = ninth(groups(snapshot(), cp=before), groups(snapshot(), cp=after))
    assert found == status


def test_what_is_closed_is_told_with_its_ports():
    before = groups(snapshot(), cp=["tcp 443 from self", "tcp 10250 from self"])
    status, why = ninth(before, groups(snapshot(), egress={}, cp=["tcp 10250 from self"]))
    assert status == "fails"
    assert why.split("; ") == [
        "no security group of cluster lets in tcp 443 any more",
        "no security group of cluster lets out tcp 10250, tcp 443, tcp 53, udp 53 any more",
    ]


def test_groups_of_one_interface_count_together_and_those_of_others_do_not():
    both = groups(snapshot(), a=FROM_NODES, b=FROM_NODES)
    assert ninth(both, groups(snapshot(), a=FROM_NODES, b=[]))[0] == "ok"
    user = "launch-template/workers"
    nodes = groups(both, user=user, nodes=["tcp 10250 from sg a"])
    status, why = ninth(nodes, groups(both, user=user, nodes=[]))
    assert (status, why) == (
        "fails",
        "no security group of launch-template/workers lets in tcp 10250 any more",
    )
    login = groups(snapshot(), user="nodegroup/workers", bastion=FROM_NODES)
    assert ninth(login, snapshot())[0] == "ok"


def test_a_group_that_is_new_may_take_the_place_of_one_that_goes():
    before = groups(snapshot(), old=FROM_NODES)
    assert ninth(before, groups(snapshot(), user="", new=FROM_NODES))[0] == "ok"


def test_rules_that_are_not_known_are_no_answer():
    before = groups(snapshot(), cp=FROM_NODES)
    unknown = make_resource(
        "security-group", "cp", {"IpPermissions": {UNKNOWN: "x"}, "IpPermissionsEgress": EGRESS}
    )
    after = structs.replace(snapshot(), resources=(unknown,))
    assert ninth(before, after)[0] == "unknown"
    gap = Gap(kind="security-group", operation="ec2:X", code="AccessDenied", message="", needs="")
    unread = structs.replace(snapshot(), gaps=(gap,))
    assert statuses(unread, unread) == [["unknown", "ok"], ["unknown", "ok"]]
    assert ninth(before, unread)[0] == "unknown"


@pytest.mark.parametrize(
    ("network", "status"),
    [
        ({"endpointPrivateAccess": True, "endpointPublicAccess": False}, "ok"),
        ({}, "ok"),
        ({"publicAccessCidrs": ["0.0.0.0/0", "10.0.0.0/8"]}, "ok"),
        ({"endpointPrivateAccess": False, "publicAccessCidrs": ["203.0.113.0/24"]}, "unknown"),
        ({"endpointPrivateAccess": False, "endpointPublicAccess": False}, "fails"),
        ({"endpointPrivateAccess": {UNKNOWN: "x"}}, "unknown"),
    ],
)
def test_which_endpoint_nodes_reach(network, status):
    assert statuses(cluster(), cluster(**network)) == [["ok", "ok"], ["ok", status]]


def test_a_change_that_closes_the_endpoint_blocks():
    shut = {"endpointPrivateAccess": False, "endpointPublicAccess": False}
    own = {"${cluster}": {"resourcesVpcConfig": {"endpointPrivateAccess": True}}}
    before, after = (
        baseline(cluster=each) for each in (own, {"${cluster}": {"resourcesVpcConfig": shut}})
    )
    found = breakage.answer((target(snapshot(cluster=own), before, after),), (), ())
    (told,) = found.details
    assert found.status == "blocked"
    assert told.startswith("prod-us: join check 10 would fail (nodes reach an endpoint ")
    assert told.endswith("the cluster has no private and no public endpoint")
