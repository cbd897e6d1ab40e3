"""What has to take a role for nodes to join and have a network, and whether it still may.

Sources: EKS user guide, cross-service-confused-deputy-prevention (EKS names its cluster and its
Fargate profile to a trust policy that asks for `aws:SourceArn`; of EC2 nothing is said there).
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.may import May, may_take
from driftaudit.effects.service_identity import TRUST, identities
from driftaudit.effects.wholes import Sides
from driftaudit.model import Json, Witness

_EKS: Final = "arn:${partition}:eks:${region}:${account}:"
_ACCOUNTS: Final = frozenset(
    {"addon/vpc-cni", f"service-account/{AWS_NODE}", f"pod-identity/{AWS_NODE}"}
)
_NO_NODE: Final = "nodes take this role to join their cluster; without it none joins"


class _Service(NamedTuple):
    """A service that takes a role for its user, and what happens where it may not.

    `source` is the ARN that it names as its own; of what names none no condition is known.
    """

    name: str
    why: str
    source: str = ""


_SERVICES: Final = {
    "nodegroup": _Service("ec2", _NO_NODE),
    "cluster/compute": _Service("ec2", _NO_NODE),
    "cluster": _Service(
        "eks",
        "the control plane acts with this role; without it no new node joins",
        f"{_EKS}cluster/${{cluster}}",
    ),
    "fargate-profile": _Service(
        "eks-fargate-pods",
        "pods on Fargate start with this role; now none does",
        f"{_EKS}fargateprofile/${{cluster}}/*",
    ),
}
"""By user, or by the kind of the user."""


class Taker(NamedTuple):
    """One that has to take a role: whether it may in the subject, and why that matters.

    `note` is what is to be said where that cannot be told.
    """

    after: May
    why: str = ""
    note: str = ""


def takers_of(role: str, used_by: Iterable[str], sides: Sides) -> tuple[Taker, ...]:
    """What the users of a role need to take it, but for what could not before either."""
    users = sorted(set(used_by))
    old, new = (each.attributes.get(TRUST) if each else None for each in sides.role(role))
    services = {_SERVICES.get(user) or _SERVICES.get(user.partition("/")[0]) for user in users}
    found = [_taker(each, old, new) for each in sorted(filter(None, services))]
    if _ACCOUNTS & set(users):
        found.append(_network(role, sides))
    return tuple(each for each in found if each)


def _taker(service: _Service, old: Json, new: Json) -> Taker | None:
    # One spelling is enough: names of services are portable (normalize/service_principals.py).
    name = f"{service.name}.amazonaws.com"
    request = Witness(
        action="sts:AssumeRole", principal=f"Service:{name}", conditions=_context(service)
    )
    if may_take(old, request) == "no":
        return None
    after = may_take(new, request)
    note = f"whether {name} may still take the role depends on conditions that cannot be told"
    return Taker(after, service.why, note if after == "perhaps" else "")


def _context(service: _Service) -> dict[str, tuple[str, ...] | None]:
    if not service.source:
        return {}
    return {"aws:SourceAccount": ("${account}",), "aws:SourceArn": (service.source,)}


def _network(role: str, sides: Sides) -> Taker:
    """Whether vpc-cni surely gets this role; why that matters `identity_effects` says."""
    found = next((each for each in identities(sides.subject) if each.account == AWS_NODE), None)
    other = found is not None and found.role.rpartition("/")[2] != role
    return Taker("yes" if found and (found.works or other) else "perhaps")
