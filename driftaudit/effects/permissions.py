"""What a role of a snapshot or baseline may do: the documents that have a say in it.

Unread is not absent: a policy whose document is not known is named in `unknown`, and so is what a
baseline leaves open by a matcher. Then no comparison is exact.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from msgspec import structs

from driftaudit.compare.inside import has_unknown
from driftaudit.compare.matchers import GONE, has_matcher
from driftaudit.compare.side import ResourceKey
from driftaudit.iam import managed
from driftaudit.iam.verdict import Permissions
from driftaudit.model import UNKNOWN, Json, Resource
from driftaudit.normalize.odd import at, mapping, string

MANAGED_POLICY: Final = "aws-managed-policy/"
"""How the facts of a snapshot about AWS's own policies are named, before the portable ARN."""

OF_BOUNDARY: Final = "boundary"
"""How what is unknown of a boundary begins; else it is of a policy."""

_MANAGED_BY_AWS: Final = ":iam::aws:policy/"

Documents = Mapping[str, Json]
"""The documents of AWS-managed policies by portable ARN."""


class _Held(NamedTuple):
    """A policy of a role: its document, or None where it is not known, and what it is called."""

    document: Json
    name: str


def managed_documents(*facts: Mapping[str, Json]) -> dict[str, Json]:
    """The documents of AWS-managed policies by portable ARN, from the facts of snapshots.

    Of two snapshots the first that holds a document counts: give the role's own first. What none
    holds is as `driftaudit.iam.managed` knows it, as long as it does.
    """
    found: dict[str, Json] = {arn: each.document for arn, each in managed.MANAGED.items()}
    for each in reversed(facts):
        for key, fact in each.items():
            document = at(fact, "document")
            if (
                key.startswith(MANAGED_POLICY)
                and isinstance(document, dict)
                and not has_unknown(document)
            ):
                found[key.removeprefix(MANAGED_POLICY)] = document
    return found


def permissions_of(
    role: Resource, resources: Mapping[ResourceKey, Resource], documents: Documents
) -> Permissions:
    """Attached and inline policies of a role, and its boundary, all portable.

    `resources` are those of the role's own side, with its customer-managed policies; `documents`
    are as `managed_documents` gives them.
    """
    held = (*_attached(role, resources, documents), *_inline(role))
    boundary = tuple(_boundary(role, resources, documents))
    return Permissions(
        policies=tuple(each.document for each in held if each.document is not None),
        boundary=boundary[0].document if boundary else None,
        unknown=tuple(each.name for each in (*held, *boundary) if each.document is None),
    )


def within_session(permissions: Permissions, policy: Json) -> Permissions:
    """What is left of permissions in a session with a policy: no more than both allow.

    A second limit beside a boundary is not looked into: then it is not known what is left.
    """
    if policy is None or policy == GONE:
        return permissions
    document = known(policy)
    if document is None or permissions.boundary is not None:
        unknown = (*permissions.unknown, "the session policy")
        return structs.replace(permissions, unknown=unknown)
    return structs.replace(permissions, boundary=document)


def document_of(
    arn: str, resources: Mapping[ResourceKey, Resource], documents: Documents
) -> Json | None:
    """The document of a managed policy, AWS's or a customer's, by portable ARN; None if unknown."""
    if _MANAGED_BY_AWS in arn:
        return documents.get(arn)
    policy = resources.get(("iam-policy", arn.rpartition("/")[2]))
    return known(policy.attributes.get("Document")) if policy else None


def _attached(
    role: Resource, resources: Mapping[ResourceKey, Resource], documents: Documents
) -> Iterator[_Held]:
    for arn, value in _entries(role, "AttachedManagedPolicies"):
        if arn == UNKNOWN:
            yield _Held(None, "attached policies")
        else:
            known = None if has_matcher(value) else document_of(arn, resources, documents)
            yield _Held(known, arn)


def _inline(role: Resource) -> Iterator[_Held]:
    for name, document in _entries(role, "RolePolicyList"):
        if name == UNKNOWN:
            yield _Held(None, "inline policies")
        else:
            yield _Held(known(document), f"inline {name}")


def _boundary(
    role: Resource, resources: Mapping[ResourceKey, Resource], documents: Documents
) -> Iterator[_Held]:
    """The boundary, if there is one; a boundary that is not known takes away one knows not what."""
    value = role.attributes.get("PermissionsBoundary")
    if value is not None and value != GONE:
        arn = string(at(value, "PermissionsBoundaryArn"))
        document = document_of(arn, resources, documents) if arn else None
        yield _Held(document, f"{OF_BOUNDARY} {arn}".strip())


def _entries(role: Resource, attribute: str) -> Iterator[tuple[str, Json]]:
    """The entries of a map; where it is left open as a whole, one unknown entry."""
    value = role.attributes.get(attribute)
    if value is not None and value != GONE and not isinstance(value, dict):
        yield UNKNOWN, value
    for key, each in sorted(mapping(value).items()):
        if each != GONE:
            yield key, each


def known(document: Json) -> Json | None:
    """The document, unless something of it is unknown or left open."""
    return None if has_matcher(document) or has_unknown(document) else document
