"""What follows from a change and stands in no baseline: documents, and what EKS does by itself."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import structs

from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.permissions import MANAGED_POLICY, managed_documents
from driftaudit.model import Json, Resource, Snapshot, make_resource
from driftaudit.normalize.odd import mapping
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
    made = kept | ({ROLE_ANNOTATION: role} if role else {})
    attributes = account.attributes | {"annotations": made}
    return make_resource(
        account.kind,
        account.name,
        attributes,
        used_by=account.used_by,
        source=account.source,
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
