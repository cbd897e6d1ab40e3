"""What a Terraform plan says, and what it makes of a snapshot: the types of this package."""

from typing import Literal

from driftaudit.model import Json, Record, Snapshot

TouchedHow = Literal["added", "changed", "removed"]


class Planned(Record, frozen=True, kw_only=True):
    """One managed resource instance of a plan, changed or not.

    `before` and `after` are Terraform's own values, None where there is none; `unknown` and
    `sensitive` are trees beside `after` with true at what is known only after apply, or secret.
    `provider` is the key of its provider's configuration.
    """

    address: str
    type: str
    module: str = ""
    name: str = ""
    index: str | int | None = None
    provider: str = ""
    actions: tuple[str, ...] = ()
    before: dict[str, Json] | None = None
    after: dict[str, Json] | None = None
    unknown: Json = None
    sensitive: Json = None
    deposed: bool = False

    @property
    def creates(self) -> bool:
        """Whether something new comes to be, perhaps in the place of something old."""
        return "create" in self.actions

    @property
    def deletes(self) -> bool:
        """Whether what was there goes; a forgotten resource stays as it is."""
        return "delete" in self.actions

    @property
    def changes(self) -> bool:
        """Whether anything at all is done."""
        return self.creates or self.deletes or "update" in self.actions


class Known(Record, frozen=True, kw_only=True):
    """Something that Terraform read and does not manage: a data source."""

    type: str
    values: dict[str, Json]
    provider: str = ""


class Deferred(Record, frozen=True, kw_only=True):
    """A change that the plan leaves for a later one."""

    address: str
    type: str
    reason: str


class Plan(Record, frozen=True, kw_only=True):
    """A whole plan; `origin` is what messages call it.

    One that is not `complete` does what it says, and leaves more to a later one: it was made with
    -target, or puts changes off.
    """

    origin: str
    complete: bool = True
    planned: tuple[Planned, ...] = ()
    known: tuple[Known, ...] = ()
    deferred: tuple[Deferred, ...] = ()
    configuration: dict[str, Json] = {}
    variables: dict[str, Json] = {}


class Unmapped(Record, frozen=True, kw_only=True):
    """A change that is not in the projected snapshot, and why.

    `kind` is the audited kind that it leaves in doubt: the snapshot has a gap there. It is empty
    where nothing audited can be meant.
    """

    address: str
    type: str
    reason: str
    kind: str = ""


class Touched(Record, frozen=True, kw_only=True):
    """A resource of the snapshot that the plan adds, changes or removes."""

    kind: str
    name: str
    how: TouchedHow


class Projection(Record, frozen=True, kw_only=True):
    """An environment as it would be after a plan.

    `unknown` are the (kind, name, path) of values that are known only after apply, in order.
    """

    snapshot: Snapshot
    touched: tuple[Touched, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    unknown: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
