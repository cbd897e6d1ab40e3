"""What is audited: an environment as it was read, or that it could not be, and its reference."""

from driftaudit.compare.side import Side
from driftaudit.model import Environment, Gap, Record, Snapshot


class Unread(Record, frozen=True, kw_only=True):
    """An environment of which there is no snapshot; its gaps (kind `*`) say why."""

    environment: Environment
    gaps: tuple[Gap, ...]


class Audited(Record, frozen=True, kw_only=True):
    """A subject and what it is held against."""

    subject: Snapshot | Unread
    reference: Side


def side_of(subject: Snapshot | Unread, label: str) -> Side:
    """The side that an environment is, read or not."""
    if isinstance(subject, Snapshot):
        return Side.of_snapshot(subject, label)
    return Side.of_gaps(subject.gaps, label)
