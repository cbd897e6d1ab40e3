"""A snapshot as the checks see it: its side, its roles for nodes, and what those may do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from driftaudit.compare.side import Side
from driftaudit.diagnose.check import Answer
from driftaudit.effects.may import may_do
from driftaudit.effects.needs import Need, maps_nodes
from driftaudit.effects.permissions import managed_documents, permissions_of
from driftaudit.effects.service_identity import role_named
from driftaudit.iam.verdict import Permissions
from driftaudit.lint.lints import Lint, lint
from driftaudit.model import Json, Resource, Snapshot
from driftaudit.normalize.odd import mapping, string


class Scene:
    """One snapshot; each part of it is worked out once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.side = Side.of_snapshot(snapshot)
        self._snapshot = snapshot
        self._documents = managed_documents(snapshot.facts)

    @cached_property
    def lints(self) -> tuple[Lint, ...]:
        """What is wrong in the snapshot by itself."""
        return lint(self._snapshot)

    @cached_property
    def node_roles(self) -> Mapping[str, str]:
        """The portable ARN of the role of each node group, by `nodegroup/name`.

        Nodes of no node group are known by the access entry or mapping that lets them in.
        """
        groups = {
            f"nodegroup/{each.name}": string(each.attributes.get("nodeRole"))
            for each in self.of("nodegroup")
        }
        taken = {arn.rpartition("/")[2].lower() for arn in groups.values()}
        others = {
            f"{kind}/{each.name}": each.name
            for kind in ("access-entry", "aws-auth")
            for each in self.of(kind)
            if maps_nodes(each) and ":role/" in each.name
        }
        rest = {
            by: self._with_path(arn)
            for by, arn in others.items()
            if arn.rpartition("/")[2].lower() not in taken
        }
        return {by: arn for by, arn in (groups | rest).items() if arn}

    def of(self, kind: str) -> Iterator[Resource]:
        """The resources of a kind, by name; none where it was not read."""
        if kind not in self.side.unread:
            for (of, _), each in sorted(self.side.resources.items()):
                if of == kind:
                    yield each

    def unread(self, *kinds: str) -> Iterator[Answer]:
        """That kinds were not read, one answer for each."""
        for kind in kinds:
            if kind in self.side.unread:
                why = f"{kind} could not be read ({self.side.unread[kind]})"
                yield Answer("unknown", kind, why)

    def facts(self, resource: Resource) -> dict[str, Json]:
        """What was observed of a resource."""
        return mapping(self._snapshot.facts.get(f"{resource.kind}/{resource.name}"))

    def role(self, arn: str) -> Resource | None:
        """The role of this account that an ARN names."""
        return None if "iam-role" in self.side.unread else role_named(self.side, arn)

    def permissions(self, role: Resource) -> Permissions:
        """What a role may do."""
        return permissions_of(role, self.side.resources, self._documents)

    @property
    def documents(self) -> Mapping[str, Json]:
        """The documents of AWS-managed policies, by portable ARN."""
        return self._documents

    def lacking(self, by: str, arn: str, needs: Iterable[Need]) -> Iterator[Answer]:
        """The vital needs that a role surely does not meet, and those of which it is not known."""
        role = self.role(arn)
        if role is None:
            yield self.no_role(by, arn)
            return
        permissions = self.permissions(role)
        vital = [each for each in needs if each.vital]
        answers = {each.action: may_do(permissions, each.action, each.resource) for each in vital}
        gone = [each for each in vital if answers[each.action] == "no"]
        if gone:
            yield Answer("fails", by, lacks(role.name, gone))
        unsure = [action for action, answer in answers.items() if answer == "perhaps"]
        if unsure:
            yield Answer("unknown", by, cannot_tell(role.name, unsure))

    def no_role(self, by: str, arn: str) -> Answer:
        """That a role is not there, or was not read."""
        for unread in self.unread("iam-role"):
            return Answer("unknown", by, unread.why)
        if "::${account}:" not in arn:
            return Answer("unknown", by, f"{arn} is a role of another account")
        return Answer("fails", by, f"there is no role {arn}")

    def _with_path(self, arn: str) -> str:
        """The ARN of the role of a name with its path: aws-auth and STS leave it out."""
        head, _, name = arn.partition(":role/")
        name = name.rpartition("/")[2]
        for each in self.of("iam-role"):
            if each.name.lower() == name.lower():
                return f"{head}:role{string(each.attributes.get('Path')) or '/'}{each.name}"
        return arn


def lacks(role: str, needs: Sequence[Need]) -> str:
    """That a role lacks what is needed: the first by its name and reason, of others how many."""
    more = f" and {len(needs) - 1} more" if len(needs) > 1 else ""
    return f"{role} lacks {needs[0].action}{more}: {needs[0].why}"


def cannot_tell(role: str, actions: Sequence[str]) -> str:
    """That it depends on more than a snapshot tells whether a role allows actions."""
    more = f" and {len(actions) - 1} more" if len(actions) > 1 else ""
    return f"whether {role} allows {actions[0]}{more} cannot be told"
