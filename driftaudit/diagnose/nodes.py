"""Checks of node roles and node groups: let in, trusted, allowed, held by a profile, up to date.

Source: the join checklist of the EKS user guide (troubleshooting, worker-node-fail).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from driftaudit.diagnose.check import Answer, CheckStatus
from driftaudit.diagnose.scene import Scene
from driftaudit.effects.cluster_access import UnknownAccess, effective_access, principal_of
from driftaudit.effects.may import may_do, may_take
from driftaudit.effects.needs import pull_needs, start_needs
from driftaudit.effects.service_identity import TRUST
from driftaudit.iam.verdict import Permissions
from driftaudit.model import Json, Witness
from driftaudit.normalize.odd import at, mapping, mappings, string

_ENTRIES: Final = frozenset({"access-entry", "aws-auth"})
_VERSIONS: Final = frozenset({"NODE026", "NODE027"})


def let_in(scene: Scene) -> Iterator[Answer]:
    """Every node group's role gets into the cluster as a node, by an entry that counts."""
    yield from scene.unread("nodegroup")
    view = effective_access(scene.side)
    if isinstance(view, UnknownAccess):
        yield Answer("unknown", "cluster", f"who gets in is not known: {view.why}")
        return
    for by, arn in scene.node_roles.items():
        access = view.principals.get(principal_of(arn))
        if access is None:
            yield Answer("fails", by, f"{arn} is not mapped")
        elif not access.node:
            rights = ", ".join(sorted(access.words))
            yield Answer("fails", by, f"{arn} is mapped, but not as a node: {rights}")
        elif _is_windows(scene, by) and "Windows" not in access.node:
            yield Answer("fails", by, f"{arn} is not mapped for Windows nodes")
    for each in scene.lints:
        if each.keeps_nodes_out and each.kind in _ENTRIES:
            yield Answer("fails", f"{each.kind}/{each.resource}", each.detail)


def trusted(scene: Scene) -> Iterator[Answer]:
    """EC2 may take every node role."""
    yield from scene.unread("nodegroup")
    request = Witness(action="sts:AssumeRole", principal="Service:ec2.amazonaws.com")
    for by, arn in scene.node_roles.items():
        role = scene.role(arn)
        if role is None:
            yield scene.no_role(by, arn)
            continue
        found = may_take(role.attributes.get(TRUST), request)
        if found == "no":
            why = f"{role.name} does not trust ec2.amazonaws.com for sts:AssumeRole"
            yield Answer("fails", by, why)
        elif found == "perhaps":
            yield Answer("unknown", by, f"{role.name} trusts ec2.amazonaws.com on conditions")


def may_start(scene: Scene) -> Iterator[Answer]:
    """Every node role may look up what a starting node has to know."""
    yield from scene.unread("nodegroup")
    for by, arn in _with_kubelet(scene):
        yield from scene.lacking(by, arn, start_needs(scene.side))


def may_pull(scene: Scene) -> Iterator[Answer]:
    """Every node role may pull images."""
    yield from scene.unread("nodegroup")
    for by, arn in scene.node_roles.items():
        yield from scene.lacking(by, arn, pull_needs())


def not_taken_away(scene: Scene) -> Iterator[Answer]:
    """No Deny and no boundary takes away what a node role's policies allow; SCPs are not seen."""
    yield from scene.unread("nodegroup")
    needs = (*start_needs(scene.side), *pull_needs())
    for by, arn in _with_kubelet(scene):
        role = scene.role(arn)
        if role is None:
            yield scene.no_role(by, arn)
            continue
        permissions = scene.permissions(role)
        allowed = Permissions(policies=tuple(_allowing(permissions.policies)))
        for need in needs:
            if may_do(permissions, need.action, need.resource) != "no":
                continue
            if may_do(allowed, need.action, need.resource) != "no":
                why = f"a Deny or the boundary of {role.name} takes {need.action} away"
                yield Answer("fails", by, why)


def has_profile(scene: Scene) -> Iterator[Answer]:
    """An instance profile holds every node role; not known where no role shows any."""
    yield from scene.unread("nodegroup")
    seen = any(each.attributes.get("InstanceProfileList") for each in scene.of("iam-role"))
    for by, arn in scene.node_roles.items():
        role = scene.role(arn)
        if role is None:
            yield scene.no_role(by, arn)
        elif not role.attributes.get("InstanceProfileList"):
            status: CheckStatus = "fails" if seen else "unknown"
            yield Answer(status, by, f"no instance profile holds {role.name}")


def up_to_date(scene: Scene) -> Iterator[Answer]:
    """Node groups fit the control plane's version, and their launch templates exist."""
    yield from scene.unread("cluster", "nodegroup", "launch-template")
    for each in scene.lints:
        if each.code in _VERSIONS:
            yield Answer("fails", f"{each.kind}/{each.resource}", each.detail)
    known = {each.name for each in scene.of("launch-template")}
    for group in scene.of("nodegroup"):
        name = string(at(group.attributes, "launchTemplate", "name"))
        if name and name not in known and "launch-template" not in scene.side.unread:
            by = f"nodegroup/{group.name}"
            yield Answer("fails", by, f"there is no launch template {name}")


def _with_kubelet(scene: Scene) -> Iterator[tuple[str, str]]:
    """The node roles but for those of Auto Mode, whose nodes are told what they have to know."""
    for by, arn in scene.node_roles.items():
        entry = scene.side.resources.get(("access-entry", by.partition("/")[2]))
        if not (entry and entry.attributes.get("type") == "EC2"):
            yield by, arn


def _is_windows(scene: Scene, by: str) -> bool:
    kind, _, name = by.partition("/")
    group = scene.side.resources.get((kind, name))
    image = string(group.attributes.get("amiType")) if group else ""
    return image.startswith("WINDOWS")


def _allowing(documents: Iterable[Json]) -> Iterator[Json]:
    """The documents without what they deny."""
    for each in documents:
        found = mapping(each).get("Statement")
        listed = mappings([found] if isinstance(found, dict) else found)
        kept = [statement for statement in listed if statement.get("Effect") == "Allow"]
        if kept:
            yield {**mapping(each), "Statement": kept}
