"""What a change closes between nodes and the control plane: 9 and 10 of the join checklist.

What is reachable today needs more than a snapshot has. But where something let a port through
before the change and nothing does after it, nodes have lost it (EKS user guide, "View Amazon EKS
security group requirements for clusters").
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from driftaudit.compare.inside import has_unknown
from driftaudit.diagnose.check import Answer, JoinCheck, check
from driftaudit.diagnose.scene import Scene
from driftaudit.model import Json, Resource, Snapshot
from driftaudit.normalize.odd import mapping, strings
from driftaudit.render.text import listed

_GROUPS: Final = "security groups let nodes and control plane reach each other"
_ENDPOINT: Final = "nodes reach an endpoint of the cluster"

_FIELDS: Final = (("IpPermissions", "in", " from "), ("IpPermissionsEgress", "out", " to "))
_DNS: Final = (("tcp", 53), ("udp", 53))
_NODES: Final = {"in": (("tcp", 10250), *_DNS), "out": (("tcp", 443), *_DNS)}
_CLUSTERS: Final = dict.fromkeys(("in", "out"), (("tcp", 443), ("tcp", 10250), *_DNS))
"""The ports of nodes; the cluster's own groups may be those of both sides."""

_ANYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})
_UNKNOWN: Final = "?"

_Way = tuple[str, str, str]
"""Who uses the groups (`cluster`, `launch-template/x`), `in` or `out`, the port (`tcp 443`)."""


def reach_checks(
    before: Snapshot, after: Snapshot
) -> tuple[tuple[JoinCheck, ...], tuple[JoinCheck, ...]]:
    """Checks 9 and 10 of an environment before and after a change.

    What is open before it is taken to be enough; a check fails only by what the change closes.
    """
    then, now = Scene(before), Scene(after)
    return (
        (check(9, _GROUPS, then.unread("security-group")), check(10, _ENDPOINT, _endpoint(then))),
        (check(9, _GROUPS, _closed(then, now)), check(10, _ENDPOINT, _endpoint(now))),
    )


def _closed(then: Scene, now: Scene) -> Iterator[Answer]:
    """What no group lets through any more; unknown where only some that did are gone."""
    yield from now.unread("security-group")
    if "security-group" in now.side.unread:
        return
    users = {each for group in then.of("security-group") for each in _users(group)}
    held, left = _peers(then, users), _peers(now, users)
    shut: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    doubt: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for way in sorted(held):
        user, direction, port = way
        if not left[way]:
            shut[user, direction].append(port)
        elif _may_miss(held[way], left[way]):
            doubt[user, direction].append(port)
    for (user, direction), ports in shut.items():
        why = f"no security group of {user} lets {direction} {listed(ports)} any more"
        yield Answer("fails", user, why)
    for (user, direction), ports in doubt.items():
        why = f"whether a security group of {user} still lets {direction} {listed(ports)}"
        yield Answer("unknown", user, f"{why} for nodes cannot be told")


def _may_miss(before: set[str], after: set[str]) -> bool:
    """Whether who was let through by a group may be without it, and by nothing that is new."""
    gone = {each for each in before - after if each == "self" or each.startswith("sg ")}
    return _UNKNOWN in after - before or bool(gone and after < before and not after & _ANYWHERE)


def _peers(scene: Scene, users: set[str]) -> defaultdict[_Way, set[str]]:
    """Who is let through each way of the users' groups; a group that is new may be anyone's."""
    found: defaultdict[_Way, set[str]] = defaultdict(set)
    for group in scene.of("security-group"):
        for user in _users(group) if group.used_by else users:
            ports = _CLUSTERS if user == "cluster" else _NODES
            for field, direction, word in _FIELDS:
                rules = group.attributes.get(field)
                for protocol, port in ports[direction]:
                    peers = _through(rules, word, protocol, port)
                    if peers:
                        found[user, direction, f"{protocol} {port}"] |= peers
    return found


def _users(group: Resource) -> Iterator[str]:
    """Whose interfaces have the group; one that may only log in to nodes is none of them."""
    for each in group.used_by:
        if each == "cluster" or each.startswith("launch-template/"):
            yield each


def _through(rules: Json, word: str, protocol: str, port: int) -> set[str]:
    """The peers of rules like `tcp 443 from sg x` that let a port through."""
    if has_unknown(rules):
        return {_UNKNOWN}
    parts = (each.partition(word) for each in mapping(rules))
    return {peer for ports, _, peer in parts if _holds(ports, protocol, port)}


def _holds(ports: str, protocol: str, port: int) -> bool:
    own, _, numbers = ports.partition(" ")
    if own == "all" or (own == protocol and not numbers):
        return True
    first, _, last = numbers.partition("-")
    bounds = (first, last or first)
    if own != protocol or not all(each.isdecimal() for each in bounds):
        return False
    return int(bounds[0]) <= port <= int(bounds[1])


def _endpoint(scene: Scene) -> Iterator[Answer]:
    """Private access, or public access from anywhere; whose addresses others have is not known.

    Defaults are those of EKS (CreateCluster, VpcConfigRequest): public access, and no private one.
    """
    yield from scene.unread("cluster")
    for cluster in scene.of("cluster"):
        network = mapping(cluster.attributes.get("resourcesVpcConfig"))
        if network.get("endpointPrivateAccess") is True:
            continue
        cidrs = strings(network.get("publicAccessCidrs")) or ["0.0.0.0/0"]
        if has_unknown(network):
            yield Answer("unknown", "cluster", "which endpoint the cluster has is not known")
        elif network.get("endpointPublicAccess") is False:
            yield Answer("fails", "cluster", "the cluster has no private and no public endpoint")
        elif not _ANYWHERE & set(cidrs):
            why = f"without a private endpoint nodes need to be among {listed(cidrs)}"
            yield Answer("unknown", "cluster", f"{why}, which cannot be told")
