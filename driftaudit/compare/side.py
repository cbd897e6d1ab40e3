"""What one side of a comparison knows, and what it cannot know.

Unread is not absent: a kind with a gap is unknown as a whole, and a kind whose *selection* rests
on an unread kind (a role is audited because a node group uses it) is unknown where it is absent.
"""

from typing import Final

from driftaudit.model import EVERY_KIND, KINDS, Gap, Identity, Record, Resource, Snapshot

ResourceKey = tuple[str, str]
"""The kind and the portable name of a resource."""

_ROLE_SELECTORS: Final = (
    "cluster",
    "addon",
    "nodegroup",
    "fargate-profile",
    "access-entry",
    "aws-auth",
    "pod-identity",
    "service-account",
)

SELECTED_THROUGH: Final[dict[str, tuple[str, ...]]] = {
    "iam-role": _ROLE_SELECTORS,
    "iam-policy": (*_ROLE_SELECTORS, "iam-role"),
    "launch-template": ("nodegroup",),
    "security-group": ("cluster", "nodegroup", "launch-template"),
}
"""The kinds that name the resources of a kind, for kinds that are audited only where used."""


class Side(Record, frozen=True, kw_only=True):
    """The resources of one side and the kinds about which it knows nothing, with the reason.

    `label` is what a report calls it (`prod-us@latest`, `baseline:prod`). `left_out` are those of
    `unread` that were not audited on purpose. Of the `subset` kinds only what stands here is
    expected, and more is no difference; `absent` are resources that must not be there even so.
    `own` are the words of the environment that a side is, by placeholder; empty for a baseline.
    """

    label: str
    resources: dict[ResourceKey, Resource]
    unread: dict[str, str] = {}
    left_out: frozenset[str] = frozenset()
    subset: frozenset[str] = frozenset()
    absent: frozenset[ResourceKey] = frozenset()
    own: dict[str, str] = {}

    @classmethod
    def of_snapshot(cls, snapshot: Snapshot, label: str | None = None) -> "Side":
        """The side that a snapshot is; named like its environment unless `label` says otherwise."""
        return cls(
            label=label or snapshot.environment.name,
            resources={(each.kind, each.name): each for each in snapshot.resources},
            unread=snapshot.not_audited | _unread(snapshot.gaps),
            left_out=frozenset(snapshot.not_audited) - {gap.kind for gap in snapshot.gaps},
            own=_own(snapshot.identity),
        )

    @classmethod
    def of_gaps(cls, gaps: tuple[Gap, ...], label: str) -> "Side":
        """The side of an environment of which nothing but these gaps is known."""
        return cls(label=label, resources={}, unread=_unread(gaps))

    def expects(self, key: ResourceKey) -> bool:
        """Whether it is a difference that a resource which is not here is on the other side."""
        return key[0] not in self.subset or key in self.absent

    def mentions(self, resource: Resource, attribute: str) -> bool:
        """Whether it is a difference that the other side has more in an attribute of this."""
        return resource.kind not in self.subset or resource.attributes.get(attribute) is not None

    @property
    def users(self) -> dict[str, tuple[str, ...]]:
        """What uses each resource, by its `kind/name`; without those of which nothing is known."""
        used = self.resources.items()
        return {f"{kind}/{name}": each.used_by for (kind, name), each in used if each.used_by}

    @property
    def failed(self) -> bool:
        """Whether something could not be read that was to be."""
        return bool(self.unread.keys() - self.left_out)

    @property
    def partial(self) -> dict[str, str]:
        """The kinds of which an absent resource is unknown here, with the reason."""
        return self.partial_against(None)

    def partial_against(self, other: "Side | None") -> dict[str, str]:
        """As `partial`, but without the kinds that `other` leaves out on purpose as well.

        Where both sides do without a kind, both chose their roles in the same way, and a role
        that only one of them has is a difference.
        """
        shared = self.left_out & other.left_out if other else frozenset[str]()
        return {
            kind: f"{selector}: {self.unread[selector]}"
            for kind, selectors in SELECTED_THROUGH.items()
            for selector in reversed(selectors)
            if selector in self.unread and selector not in shared
        }


def _own(identity: Identity) -> dict[str, str]:
    """What may as well be a word of something else; ids never are."""
    known = {
        "account": identity.account,
        "region": identity.region,
        "cluster": identity.cluster,
    }
    return identity.vars | known


def _unread(gaps: tuple[Gap, ...]) -> dict[str, str]:
    """The kinds that gaps leave unknown; the first gap of a kind gives the reason."""
    found: dict[str, str] = {}
    for gap in gaps:
        for kind in KINDS if gap.kind == EVERY_KIND else (gap.kind,):
            found.setdefault(kind, f"{gap.operation}: {gap.code}")
    return found
