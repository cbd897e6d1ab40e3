"""What a lint sees of a snapshot, and what it found: nothing of a kind that was not read."""

from driftaudit.compare.side import Side
from driftaudit.model import EVERY_KIND, Json, Record, Resource, Snapshot
from driftaudit.normalize.odd import at, mapping, string


class Lint(Record, frozen=True, kw_only=True):
    """One thing that is wrong whatever the environment is held against.

    `actual` is what stands at `path` of the resource, and `detail` one sentence, portable, about
    what it does here and what it should be. `keeps_nodes_out` says that nodes cannot join because
    of it. `used_by` and `source` are the resource's.
    """

    code: str
    kind: str
    resource: str
    path: tuple[str, ...] = ()
    actual: Json = None
    detail: str
    keeps_nodes_out: bool = False
    used_by: tuple[str, ...] = ()
    source: str = ""


class Seen:
    """One snapshot by kind; a kind that has a gap or was not audited has neither things nor facts.

    aws-auth is as unseen where the cluster's mode is API: there nothing reads it.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.account = snapshot.identity.account
        self._facts = snapshot.facts
        self._unread = frozenset(Side.of_snapshot(snapshot).unread)
        self._resources: dict[str, list[Resource]] = {}
        for each in snapshot.resources:
            self._resources.setdefault(each.kind, []).append(each)

    def knows(self, *kinds: str) -> bool:
        """Whether all of these kinds were read, so that what is absent does not exist."""
        if self._unread & {EVERY_KIND, *kinds}:
            return False
        return "aws-auth" not in kinds or self.authentication_mode != "API"

    def of(self, kind: str) -> list[Resource]:
        """The resources of a kind, in the snapshot's order."""
        return self._resources.get(kind, []) if self.knows(kind) else []

    def named(self, kind: str, name: str) -> Resource | None:
        """The resource of this kind and name."""
        return next((each for each in self.of(kind) if each.name == name), None)

    def facts(self, kind: str, name: str) -> dict[str, Json]:
        """What was observed of a resource (of an AWS-managed policy: of `aws-managed-policy`)."""
        return mapping(self._facts.get(f"{kind}/{name}")) if self.knows(kind) else {}

    @property
    def authentication_mode(self) -> str:
        """Where the cluster looks principals up; empty where the cluster is unknown."""
        modes = [at(each.attributes, "accessConfig", "authenticationMode") for each in self._own]
        return string(modes[0]) if modes else ""

    @property
    def version(self) -> str:
        """The Kubernetes version of the control plane; empty where the cluster is unknown."""
        return string(self._own[0].attributes.get("version")) if self._own else ""

    @property
    def _own(self) -> list[Resource]:
        unread = self._unread & {EVERY_KIND, "cluster"}
        return [] if unread else self._resources.get("cluster", [])


def lint_of(code: str, resource: Resource, *path: str, actual: Json, detail: str) -> Lint:
    """A lint of a resource of the snapshot."""
    return Lint(
        code=code,
        kind=resource.kind,
        resource=resource.name,
        path=path,
        actual=actual,
        detail=detail,
        used_by=resource.used_by,
        source=resource.source,
    )
