"""What the gate knows of one environment: as it is, as it was expected, as it will be expected."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, Literal

from msgspec import structs

from driftaudit.compare.align import align
from driftaudit.compare.inside import has_unknown
from driftaudit.compare.pair import compare
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.gate.project import projected
from driftaudit.gate.recorded import Place, place_of, records
from driftaudit.model import EVERY_KIND, Difference, Identity, Record, Resource, Snapshot, Tool
from driftaudit.subject import Unread

_PARTITIONS: Final = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))


Presence = Literal["stays", "new", "leaving"]


class Planned(Record, frozen=True, kw_only=True):
    """An environment as an infrastructure plan leaves it.

    `notes` are lines about what of the plan could not be laid over it, or is not known yet. What
    of that is audited left a gap in the snapshot. `unknown` are the values known only after apply.
    """

    snapshot: Snapshot
    notes: tuple[str, ...] = ()
    unknown: tuple[Place, ...] = ()


class Target:
    """One environment of the head's configuration, or of the base's alone, touched or not.

    `before` and `after` are the baseline that it is held against at the base and at the head of
    the change; `before` is None where there was none. `presence` is `new`
    where the base does not know it, `leaving` where the head does not. `reconfigured` says that
    the change is about it, whatever its baseline says.
    """

    def __init__(
        self,
        snapshot: Snapshot | Unread,
        *,
        before: Side | None,
        after: Side,
        planned: Planned | None = None,
        reconfigured: bool = False,
        production: bool = False,
        presence: Presence = "stays",
    ) -> None:
        self.snapshot = snapshot
        self.before = before
        self.after = after
        self.planned = planned
        self.reconfigured = reconfigured
        self.production = production
        self.new = presence == "new"
        self.leaving = presence == "leaving"

    @property
    def name(self) -> str:
        """The environment's name."""
        return self.snapshot.environment.name

    @property
    def group(self) -> str | None:
        """The environment's group."""
        return self.snapshot.environment.group

    @cached_property
    def expected(self) -> tuple[Difference, ...]:
        """What is expected to be different from now on; nothing where nothing was before."""
        return compare(self.before, self.after) if self.before else ()

    @property
    def reference(self) -> Side:
        """What the environment is thought to be: a first baseline is to say what is there."""
        return self.before or self.after

    @cached_property
    def dropped(self) -> dict[ResourceKey, Resource]:
        """What the change mentions no longer where more than is mentioned is fine (a subset).

        Nothing becomes of it: it is looked at no longer.
        """
        before = self.before.resources if self.before else {}
        return {
            key: each
            for key, each in before.items()
            if key not in self.after.resources and not self.after.expects(key)
        }

    @cached_property
    def then(self) -> Side:
        """What is to be there after the change: what is expected, and what was and may stay."""
        return structs.replace(self.after, resources=self.dropped | self.after.resources)

    @property
    def touched(self) -> bool:
        """Whether the change is about this environment at all."""
        return bool(
            self.planned
            or self.reconfigured
            or self.new
            or self.leaving
            or _content(self.before) != _content(self.after)
        )

    @cached_property
    def blind(self) -> bool:
        """Whether the change is about something that could not be read of the environment."""
        unread = {each.kind for each in self.snapshot.gaps}
        if self.planned or EVERY_KIND in unread:
            return bool(unread)
        return any(each.kind in unread for each in self.expected)

    @cached_property
    def pending(self) -> bool:
        """Whether the environment is yet to become what is expected, or what is planned.

        Where it already is, the change records what is there and does nothing to it. Of what could
        not be read nobody knows that it already is.
        """
        if self.leaving:
            return False
        if self.blind:
            return True
        if not isinstance(self.snapshot, Snapshot) or self.outcome is None:
            return True
        now, then = Side.of_snapshot(self.snapshot), Side.of_snapshot(self.outcome)
        return bool(compare(now, then)) or _open(self.outcome) != _open(self.snapshot)

    @cached_property
    def drift(self) -> tuple[Difference, ...]:
        """How the environment differs from what it is thought to be."""
        if not isinstance(self.snapshot, Snapshot):
            return ()
        return compare(self.reference, Side.of_snapshot(self.snapshot))

    @cached_property
    def remaining(self) -> frozenset[Place]:
        """Where the environment differs from what is expected of it after the change."""
        if not isinstance(self.snapshot, Snapshot):
            return frozenset()
        return frozenset(map(place_of, compare(self.after, Side.of_snapshot(self.snapshot))))

    @cached_property
    def unrecorded(self) -> tuple[Difference, ...]:
        """The drift of which the change does not say that it is what is expected from now on."""
        if self.before is None:
            return self.drift
        _, after = align(self.before, self.after)
        return tuple(
            each
            for each in self.drift
            if place_of(each) in self.remaining or not records(after.side, self.after, each)
        )

    @property
    def hidden(self) -> tuple[Difference, ...]:
        """The drift that nothing would tell of after the change, and that it does not record."""
        return tuple(each for each in self.unrecorded if place_of(each) not in self.remaining)

    @property
    def held(self) -> bool:
        """Whether it counts that the environment is what it is thought to be.

        It does where it is about to be changed, where the change would hide what is wrong with it
        or takes it out of sight, and where the environment or its baseline is new.
        """
        if self.leaving:
            return self.before is not None
        joins = self.new or self.before is None
        return self.pending or bool(self.hidden or (joins and self.unrecorded))

    @cached_property
    def planned_changes(self) -> tuple[Difference, ...]:
        """How the plan leaves the environment, held against how it is."""
        if not self.planned or not isinstance(self.snapshot, Snapshot):
            return ()
        return compare(Side.of_snapshot(self.snapshot), Side.of_snapshot(self.planned.snapshot))

    @property
    def plan_is_partial(self) -> bool:
        """Whether something audited is in the plan and could not be laid over the environment."""
        after = self.planned.snapshot.gaps if self.planned else ()
        return bool(set(after) - set(self.snapshot.gaps))

    @cached_property
    def outcome(self) -> Snapshot | None:
        """The environment after the change: by its plan, else by what is expected of it then."""
        if self.leaving:
            return None
        if self.planned:
            return self.planned.snapshot
        if not isinstance(self.snapshot, Snapshot):
            return None
        if not self.before:
            return self.snapshot
        return projected(self.snapshot, self.before, self.then)

    def as_expected(self, side: Side) -> Snapshot:
        """The snapshot with what a side expects in place of what was read, under its own names.

        What uses a thing, and its real ARN, are not in a baseline: they are as they were read.
        """
        snapshot = self.snapshot if isinstance(self.snapshot, Snapshot) else _empty(self.snapshot)
        _, own = align(side, Side.of_snapshot(snapshot))
        return structs.replace(
            snapshot,
            resources=tuple(_with_users(side.resources.values(), own.side.resources)),
            gaps=(),
            not_audited=side.unread,
        )

    def users_known(self, side: Side) -> Side:
        """The side, its resources with what uses them as read from the environment."""
        made = self.as_expected(side).resources
        resources = {(each.kind, each.name): each for each in made}
        return structs.replace(side, resources=resources)


def _empty(unread: Unread) -> Snapshot:
    """An environment of which nothing was read, as far as its configuration tells."""
    each = unread.environment
    partition = next((name for mark, name in _PARTITIONS if each.region.startswith(mark)), "aws")
    return Snapshot(
        environment=each,
        identity=Identity(
            account=each.account, region=each.region, partition=partition, cluster=each.cluster
        ),
        captured_at="",
        tool=Tool(name="", version=""),
    )


def _with_users(
    expected: Iterable[Resource], own: Mapping[ResourceKey, Resource]
) -> Iterable[Resource]:
    for each in expected:
        read = own.get((each.kind, each.name))
        yield structs.replace(each, used_by=read.used_by, source=read.source) if read else each


def _content(side: Side | None) -> tuple[object, ...] | None:
    """All that a side says, but for its label; None where there is none."""
    if side is None:
        return None
    digests = {key: each.digest for key, each in side.resources.items()}
    return digests, side.unread, side.subset, side.absent


def _open(snapshot: Snapshot) -> frozenset[str]:
    """The resources, by digest, that something is not known of."""
    return frozenset(each.digest for each in snapshot.resources if has_unknown(each.attributes))
