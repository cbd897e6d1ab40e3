"""What follows from a change and stands in no baseline: documents, and what EKS does by itself."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import structs

from driftaudit.compare.side import Side
from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.cluster_access import (
    ClusterAccess,
    UnknownAccess,
    effective_access,
    principal_of,
)
from driftaudit.effects.permissions import MANAGED_POLICY, managed_documents
from driftaudit.model import Json, Resource, Snapshot, make_resource
from driftaudit.normalize.odd import mapping, string
from driftaudit.normalize.roles import ROLE_ANNOTATION

_OF_AWS: Final = "arn:${partition}:iam::aws:policy/"
_NOTHING: Final = {"document": {"Version": "2012-10-17", "Statement": []}}


def with_roles(after: Snapshot, before: Snapshot) -> Snapshot:
    """The outcome with aws-node's account annotated by the role of its add-on, where that changes.

    EKS writes the annotation of the accounts that an add-on brings (EKS user guide, UpdateAddon:
    without a role its pods have the permissions of their node). One that changes too stays.
    """
    new, old = (_addon_role(each) for each in (after, before))
    known = {(each.kind, each.name): each for each in before.resources}
    place = ("service-account", AWS_NODE)
    own = [each for each in after.resources if (each.kind, each.name) == place]
    if new == old or not own or place not in known or known[place].digest != own[0].digest:
        return after
    others = tuple(each for each in after.resources if each is not own[0])
    return structs.replace(after, resources=(*others, _annotated(own[0], new)))


def _addon_role(snapshot: Snapshot) -> Json:
    found = (e.attributes for e in snapshot.resources if (e.kind, e.name) == ("addon", "vpc-cni"))
    return next(found, {}).get("serviceAccountRoleArn")


def _annotated(account: Resource, role: Json) -> Resource:
    annotations = mapping(account.attributes.get("annotations"))
    kept = {name: each for name, each in annotations.items() if name != ROLE_ANNOTATION}
    return _changed(account, {"annotations": kept | ({ROLE_ANNOTATION: role} if role else {})})


def _changed(held: Resource, attributes: dict[str, Json]) -> Resource:
    return make_resource(
        held.kind,
        held.name,
        held.attributes | attributes,
        used_by=held.used_by,
        source=held.source,
    )


def with_nodes(after: Snapshot, before: Snapshot) -> Snapshot:
    """The outcome with what EKS makes for the roles of new managed node groups.

    That is an instance profile, and an entry: an access entry where the cluster has them, else a
    mapping in aws-auth (EKS user guide, "Grant IAM users access to Kubernetes with EKS access
    entries"). A role that has an entry keeps it, also where it is none for nodes: EKS changes no
    entry that is there. What a node group that was there lacks, it lacks.
    """
    old = {(each.name, _node_role(each)) for each in before.resources if each.kind == "nodegroup"}
    groups = [each for each in after.resources if each.kind == "nodegroup"]
    new = {_node_role(e): e for e in groups if (e.name, _node_role(e)) not in old and _node_role(e)}
    if not new:
        return after
    view = effective_access(Side.of_snapshot(after))
    entries = () if isinstance(view, UnknownAccess) else _entries(new, view)
    holders = {arn.rpartition("/")[2] for arn in new}
    held = (_with_profile(each) if each.name in holders else each for each in after.resources)
    return structs.replace(after, resources=(*held, *entries))


def _with_profile(role: Resource) -> Resource:
    if role.kind != "iam-role" or role.attributes.get("InstanceProfileList"):
        return role
    return _changed(role, {"InstanceProfileList": ["eks-<generated>"]})


def _entries(groups: Mapping[str, Resource], view: ClusterAccess) -> Iterator[Resource]:
    made: dict[str, Resource] = {}
    for arn, group in groups.items():
        if principal_of(arn) not in view.principals:
            made[principal_of(arn)] = _entry(group, arn, view.mode)
    yield from made.values()


def _node_role(group: Resource) -> str:
    return string(group.attributes.get("nodeRole"))


def _entry(group: Resource, arn: str, mode: str) -> Resource:
    windows = string(group.attributes.get("amiType")).startswith("WINDOWS")
    used_by = (f"nodegroup/{group.name}",)
    if mode != "CONFIG_MAP":
        kind = {"type": "EC2_WINDOWS" if windows else "EC2_LINUX"}
        return make_resource("access-entry", arn, kind, used_by=used_by)
    head, _, name = arn.partition(":role/")
    groups = ["eks:kube-proxy-windows"] if windows else []
    attributes = {
        "type": "role",
        "username": "system:node:{{EC2PrivateDNSName}}",
        "groups": [*groups, "system:bootstrappers", "system:nodes"],
    }
    return make_resource(
        "aws-auth", f"{head}:role/{name.rpartition('/')[2]}", attributes, used_by=used_by
    )


def with_policies(after: Snapshot, before: Snapshot, facts: Mapping[str, Json]) -> Snapshot:
    """The outcome with the documents that any environment has of the policies attached to it.

    One that is newly attached and that nobody has allows and denies nothing here: that it is not
    known is said where the change is told, and does not make unknown what held without it.
    """
    known = managed_documents(facts, after.facts)
    new = set(_attached(after)) - set(_attached(before)) - known.keys()
    made = {f"{MANAGED_POLICY}{arn}": _NOTHING for arn in sorted(new)}
    return structs.replace(after, facts=made | dict(facts) | after.facts)


def _attached(snapshot: Snapshot) -> Iterator[str]:
    for each in snapshot.resources:
        for arn in mapping(each.attributes.get("AttachedManagedPolicies")):
            if arn.startswith(_OF_AWS):
                yield arn
