"""What is audited: an environment as it was read, or that it could not be, and its reference."""

from collections.abc import Iterable

from driftaudit.compare.side import Side
from driftaudit.effects.permissions import MANAGED_POLICY
from driftaudit.judge.foreign import Neighbour, Neighbourhood
from driftaudit.model import Environment, Gap, Json, Record, Snapshot


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


def neighbourhood(
    subjects: Iterable[Snapshot | Unread], known: Iterable[Environment]
) -> Neighbourhood:
    """Everything that may be named by mistake: what was read, and what is only known of."""
    read = {
        each.environment.name: Neighbour(
            environment=each.environment,
            identity=each.identity if isinstance(each, Snapshot) else None,
        )
        for each in subjects
    }
    others = {each.name: Neighbour(environment=each) for each in known}
    return Neighbourhood((others | read).values())


def managed_policies(subjects: Iterable[Snapshot | Unread]) -> dict[str, Json]:
    """The facts of AWS's own policies in any environment; of several the first counts.

    What one environment lacks, its peers may hold the document of.
    """
    found: dict[str, Json] = {}
    for each in subjects:
        for key, fact in each.facts.items() if isinstance(each, Snapshot) else ():
            if key.startswith(MANAGED_POLICY):
                found.setdefault(key, fact)
    return found
