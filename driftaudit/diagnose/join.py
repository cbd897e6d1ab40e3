"""Can a new node join? The checklist, as far as one snapshot tells.

Numbers are those of the checklist in docs; what needs a look at running things (security groups
in effect, free addresses, the API server's reachability) is not among them.
"""

from collections.abc import Callable, Iterator
from typing import Final

from driftaudit.diagnose import nodes, services
from driftaudit.diagnose.check import Answer, CheckStatus, JoinCheck, check
from driftaudit.diagnose.scene import Scene
from driftaudit.model import Snapshot

_CHECKS: Final[tuple[tuple[int, str, Callable[[Scene], Iterator[Answer]]], ...]] = (
    (1, "the node role is let into the cluster as a node", nodes.let_in),
    (2, "EC2 may take the node role", nodes.trusted),
    (3, "a starting node may look up its cluster and itself", nodes.may_start),
    (4, "nodes may pull images", nodes.may_pull),
    (5, "vpc-cni may give pods addresses", services.has_network),
    (6, "no Deny and no boundary takes any of this away", nodes.not_taken_away),
    (7, "an instance profile holds the node role", nodes.has_profile),
    (8, "the control plane may use its own role", services.control_plane),
    (12, "nodes fit the control plane, and their launch template exists", nodes.up_to_date),
    (13, "the add-ons of the network are healthy", services.addons),
)


def join_checks(snapshot: Snapshot) -> tuple[JoinCheck, ...]:
    """Every check, in the order of the list; unknown where a snapshot does not hold the answer.

    Numbers 9 to 11 (security groups, endpoint, subnets) need more than a snapshot has.
    """
    scene = Scene(snapshot)
    return tuple(check(number, title, look(scene)) for number, title, look in _CHECKS)


__all__ = ["CheckStatus", "JoinCheck", "join_checks"]
