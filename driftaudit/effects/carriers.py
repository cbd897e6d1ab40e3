"""The three carriers of vpc-cni's permissions: node roles, IRSA, a pod identity association.

Source: EKS user guide, cni-iam-role. Only one of them counts at a time: where aws-node is given a
role of its own, what the node roles allow is of no use to it.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from driftaudit.compare.side import Side
from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.may import may_do
from driftaudit.effects.needs import Need, cni_needs
from driftaudit.effects.permissions import Documents, permissions_of, within_session
from driftaudit.effects.service_identity import identities, role_named
from driftaudit.model import Json, Record
from driftaudit.normalize.odd import string

CarrierKind = Literal["node", "irsa", "pod-identity"]


class Carrier(Record, frozen=True, kw_only=True):
    """A role that vpc-cni may act with, and what of its needs that role does not allow.

    `by` is what gives the role (`nodegroup/workers`), `role` its portable ARN. `in_use` says that
    aws-node acts with it, if with any. `lacks` are actions in AWS's own spelling that the role
    surely does not allow; of `unsure` it cannot be told. `why_not` is why pods do not get the role
    at all, or what of that is not known.
    """

    kind: CarrierKind
    by: str
    role: str
    in_use: bool
    lacks: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    broken: bool = False
    why_not: str = ""

    @property
    def carries(self) -> bool:
        """Whether aws-node surely gets this role, and it allows all that is vital."""
        return self.in_use and not (self.lacks or self.unsure or self.why_not)


def cni_carriers(side: Side, documents: Documents) -> tuple[Carrier, ...]:
    """The role of aws-node itself, if it is given one, then that of each node group.

    `documents` are as `managed_documents` gives them. Nothing where vpc-cni does not run.
    """
    needs = cni_needs(side)
    if not needs:
        return ()
    found = []
    own = next((each for each in identities(side) if each.account == AWS_NODE), None)
    if own:
        lacks, unsure = _lacking(side, own.role, needs, documents, own.policy)
        found.append(
            Carrier(
                kind=own.carrier,
                by=own.by,
                role=own.role,
                in_use=True,
                lacks=lacks,
                unsure=unsure,
                broken=own.status == "fails",
                why_not=own.why_not,
            )
        )
    for by, role in _node_roles(side):
        lacks, unsure = _lacking(side, role, needs, documents)
        found.append(
            Carrier(kind="node", by=by, role=role, in_use=not own, lacks=lacks, unsure=unsure)
        )
    return tuple(found)


def lacking_vital(carrier: Carrier, side: Side) -> tuple[Need, ...]:
    """The needs that a carrier in use surely does not meet, and pods have no network without."""
    return tuple(
        each
        for each in cni_needs(side)
        if carrier.in_use and each.vital and each.action in carrier.lacks
    )


def _node_roles(side: Side) -> Iterator[tuple[str, str]]:
    for (kind, name), each in sorted(side.resources.items()):
        role = string(each.attributes.get("nodeRole"))
        if kind == "nodegroup" and kind not in side.unread and role:
            yield f"nodegroup/{name}", role


def _lacking(
    side: Side, arn: str, needs: Iterable[Need], documents: Documents, session: Json = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a role surely does not allow, and of what that cannot be told."""
    role = None if "iam-role" in side.unread else role_named(side, arn)
    if role is None:
        return (), tuple(each.action for each in needs)
    permissions = within_session(permissions_of(role, side.resources, documents), session)
    answers = {each.action: may_do(permissions, each.action, each.resource) for each in needs}
    return (
        tuple(action for action, answer in answers.items() if answer == "no"),
        tuple(action for action, answer in answers.items() if answer == "perhaps"),
    )
