"""Which role each service account is given, and by what: the side's own word, not yet its effect.

A pod identity association wins over the annotation of IRSA: the webhook looks for it first
(aws/amazon-eks-pod-identity-webhook, pkg/handler/handler.go: "Container credentials method takes
precedence"). Either sets variables that leave the SDK no way back to the node's role, even where
they do not work (AWS SDKs, credential provider chain).
"""

from collections.abc import Iterator
from typing import Final, Literal

from driftaudit.compare.side import Side
from driftaudit.model import Json, Record, Resource
from driftaudit.normalize.odd import at, string
from driftaudit.normalize.roles import ROLE_ANNOTATION

Way = Literal["pod-identity", "irsa"]

AWS_NODE: Final = "kube-system/aws-node"
"""The service account that vpc-cni runs as."""

ADDON_ACCOUNTS: Final = {
    "vpc-cni": AWS_NODE,
    "aws-ebs-csi-driver": "kube-system/ebs-csi-controller-sa",
    "aws-efs-csi-driver": "kube-system/efs-csi-controller-sa",
    "aws-fsx-csi-driver": "kube-system/fsx-csi-controller-sa",
    "aws-mountpoint-s3-csi-driver": "kube-system/s3-csi-driver-sa",
    "snapshot-controller": "kube-system/snapshot-controller",
    "coredns": "kube-system/coredns",
    "kube-proxy": "kube-system/kube-proxy",
    "adot": "opentelemetry-operator-system/opentelemetry-operator",
    "amazon-cloudwatch-observability": "amazon-cloudwatch/cloudwatch-agent",
}
"""The account that gets an add-on's `serviceAccountRoleArn` (EKS user guide, AWS add-ons)."""

_SETTERS: Final[dict[Way, tuple[str, ...]]] = {
    "pod-identity": ("pod-identity",),
    "irsa": ("service-account", "addon"),
}


class Assigned(Record, frozen=True, kw_only=True):
    """A role that is given to a service account (`kube-system/aws-node`).

    `role` is the portable ARN, `way` how it is given, `by` the resource that says so
    (`addon/vpc-cni`). `target` is the role of another account that is taken through `role`;
    `audience` is what tokens for IRSA are made for, `tagged` whether sessions have tags. `policy`
    limits what sessions may do beside the role's own policies.
    """

    account: str
    role: str
    way: Way
    by: str
    target: str = ""
    audience: str = "sts.amazonaws.com"
    tagged: bool = True
    policy: Json = None

    @property
    def acts_as(self) -> str:
        """The role that pods act with in the end."""
        return self.target or self.role


class Assignments(Record, frozen=True, kw_only=True):
    """What counts by account, and what else is said of the same account to no effect.

    `unread` are kinds that might say more, not read or only expected in part (`mode: subset`); an
    account that is not here may have a role then.
    """

    effective: dict[str, Assigned]
    shadowed: tuple[Assigned, ...] = ()
    unread: tuple[str, ...] = ()

    def known(self, account: str) -> bool:
        """Whether nothing unread could change what this account is given.

        Any role might be shadowed by an association; without a word of it, an add-on's role is
        what the annotation says, since the add-on writes it.
        """
        if account in self.effective:
            return "pod-identity" not in self.unread
        return not self.unread

    def unfollowed(self, account: str) -> bool:
        """Whether an add-on names a role, and its account was read and has no annotation."""
        found = self.effective.get(account)
        by_addon = found is not None and found.by.startswith("addon/")
        return by_addon and "service-account" not in self.unread


def assigned(side: Side) -> Assignments:
    """The role of every service account that is given one; the strongest word comes first."""
    effective: dict[str, Assigned] = {}
    shadowed: list[Assigned] = []
    for each in (*_associations(side), *_annotations(side), *_addons(side)):
        before = effective.setdefault(each.account, each)
        if (before.acts_as, before.way) != (each.acts_as, each.way):
            shadowed.append(each)
    setters = (kind for way in _SETTERS.values() for kind in way)
    return Assignments(
        effective=effective,
        shadowed=tuple(shadowed),
        unread=tuple(kind for kind in setters if kind in side.unread.keys() | side.subset),
    )


def _of(side: Side, kind: str) -> Iterator[Resource]:
    if kind not in side.unread:
        for (of, _), each in sorted(side.resources.items()):
            if of == kind:
                yield each


def _associations(side: Side) -> Iterator[Assigned]:
    for each in _of(side, "pod-identity"):
        role = string(each.attributes.get("roleArn"))
        if role:
            yield Assigned(
                account=each.name,
                role=role,
                way="pod-identity",
                by=f"pod-identity/{each.name}",
                target=string(each.attributes.get("targetRoleArn")),
                tagged=each.attributes.get("disableSessionTags") is not True,
                policy=each.attributes.get("policy"),
            )


def _annotations(side: Side) -> Iterator[Assigned]:
    for each in _of(side, "service-account"):
        notes = each.attributes.get("annotations")
        role = string(at(notes, ROLE_ANNOTATION))
        audience = string(at(notes, "eks.amazonaws.com/audience")) or "sts.amazonaws.com"
        if role:
            by = f"service-account/{each.name}"
            yield Assigned(account=each.name, role=role, way="irsa", by=by, audience=audience)


def _addons(side: Side) -> Iterator[Assigned]:
    """The add-on writes the annotation itself; where it was read, it is what counts."""
    for each in _of(side, "addon"):
        role = string(each.attributes.get("serviceAccountRoleArn"))
        account = ADDON_ACCOUNTS.get(each.name)
        if role and account:
            yield Assigned(account=account, role=role, way="irsa", by=f"addon/{each.name}")
