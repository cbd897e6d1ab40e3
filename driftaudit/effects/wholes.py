"""Roles as wholes: what one may do on either side, whatever policies say so.

What a baseline of mode `subset` does not speak of is as the subject has it: it expects nothing
else there.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from msgspec import structs

from driftaudit.compare.matchers import GONE
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.effects.permissions import OF_BOUNDARY, Documents, permissions_of
from driftaudit.iam import Invalid, compare_permissions, parse
from driftaudit.iam.names import Names, spelled
from driftaudit.iam.verdict import Comparison, Permissions
from driftaudit.model import Json, Resource, Witness, make_resource
from driftaudit.normalize.odd import at, mapping, string

_NOTE: Final = re.compile(r"^(?:(?P<kind>not known|invalid): )?(?P<side>[AB]): ")
"""How `iam` begins a note about one of two documents."""

_EVERYTHING: Json = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


class Sides(NamedTuple):
    """Both sides under common names, the documents of AWS's own policies, and names of actions."""

    reference: Side
    subject: Side
    documents: Documents
    names: Names

    def role(self, name: str) -> tuple[Resource | None, Resource | None]:
        """A role as it is expected, and as it is."""
        key = ("iam-role", name)
        return self.reference.resources.get(key), self.subject.resources.get(key)


class Whole(NamedTuple):
    """What a role may do on either side, and what that comes to, seen from the reference."""

    name: str
    before: Permissions
    after: Permissions
    comparison: Comparison

    @property
    def policies_alike(self) -> bool:
        """Whether its policies allow and deny the same, whatever else is allowed, or bounds them.

        So they are another way to write the same, even where the boundary is not known.
        """
        sides = [_unbound(each) for each in (self.before, self.after)]
        return _is_same(*sides) and _is_same(*map(_beside_everything, sides))


def _unbound(permissions: Permissions) -> Permissions:
    """What the policies alone allow."""
    unknown = tuple(each for each in permissions.unknown if not each.startswith(OF_BOUNDARY))
    return Permissions(policies=permissions.policies, unknown=unknown)


def _beside_everything(permissions: Permissions) -> Permissions:
    return structs.replace(permissions, policies=(_EVERYTHING, *permissions.policies))


def _is_same(one: Permissions, other: Permissions) -> bool:
    if any(isinstance(parse(each), Invalid) for each in (*one.policies, *other.policies)):
        return False
    found = compare_permissions(one, other)
    return found.verdict == "equivalent" and found.exact and not (one.unknown or other.unknown)


def sides_of(reference: Side, subject: Side, documents: Documents, names: Names) -> Sides:
    """The sides, with what the reference leaves open as the subject has it."""
    return Sides(_completed(reference, subject), subject, documents, names)


def whole_of(name: str, sides: Sides) -> Whole:
    """A role as a whole; on a side without it it may do nothing."""
    old, new = sides.role(name)
    before = _permissions(old, sides.reference, sides.documents)
    after = _permissions(new, sides.subject, sides.documents)
    return Whole(name, before, after, compared(before, after, sides.names))


def compared(before: Permissions, after: Permissions, names: Names) -> Comparison:
    """What `after` allows, seen from `before`; actions as AWS spells them.

    Not exact where a document is no policy: IAM would refuse it, and what it does is not known.
    """
    found = _each_once(of_sides(spelled(compare_permissions(before, after), names)))
    documents = (*before.policies, before.boundary, *after.policies, after.boundary)
    if any(isinstance(parse(each), Invalid) for each in documents if each is not None):
        return structs.replace(found, verdict="invalid", exact=False)
    return found


def of_sides(found: Comparison) -> Comparison:
    """The comparison with notes that speak of what is expected and of what is, not of A and B."""
    return structs.replace(found, notes=tuple(_NOTE.sub(_of_side, each) for each in found.notes))


def _of_side(found: re.Match[str]) -> str:
    side = "expected" if found["side"] == "A" else "as it is"
    return f"{found['kind']} ({side}): " if found["kind"] else f"{side}: "


def each_once(witnesses: Iterable[Witness]) -> tuple[Witness, ...]:
    """The witnesses in their order, without those that were there before."""
    found: dict[str, Witness] = {}
    for each in witnesses:
        found.setdefault(repr(each), each)
    return tuple(found.values())


def _each_once(found: Comparison) -> Comparison:
    return structs.replace(
        found,
        gained=each_once(found.gained),
        lost=each_once(found.lost),
        denied=each_once(found.denied),
    )


def carriers_of(policy: str, side: Side) -> frozenset[str]:
    """The roles that a customer-managed policy is attached to, or is the boundary of."""
    return frozenset(
        name
        for (kind, name), role in side.resources.items()
        if kind == "iam-role" and policy in _customer_policies(role)
    )


def unread_carriers(policy: str, sides: Sides) -> tuple[str, ...]:
    """The roles that carry a policy on one side, and of which the other side cannot know."""
    found = set[str]()
    pairs = ((sides.reference, sides.subject), (sides.subject, sides.reference))
    for side, other in pairs:
        if "iam-role" in other.unread | other.partial_against(side):
            found |= {
                role
                for role in carriers_of(policy, side)
                if ("iam-role", role) not in other.resources
            }
    return tuple(sorted(found))


def _customer_policies(role: Resource) -> Iterator[str]:
    attached = mapping(role.attributes.get("AttachedManagedPolicies"))
    boundary = string(at(role.attributes.get("PermissionsBoundary"), "PermissionsBoundaryArn"))
    for arn in (*(key for key, each in attached.items() if each != GONE), boundary):
        if ":iam::aws:" not in arn:
            yield arn.rpartition("/")[2]


def _permissions(role: Resource | None, side: Side, documents: Documents) -> Permissions:
    return permissions_of(role, side.resources, documents) if role else Permissions()


def _completed(side: Side, other: Side) -> Side:
    """The side, with what its `subset` kinds do not mention as the other one has it."""
    if not side.subset & {"iam-role", "iam-policy"}:
        return side
    open_to = {
        key: each
        for key, each in other.resources.items()
        if key[0] in side.subset and key not in side.absent and key not in side.resources
    }
    filled = {key: _filled(each, other, side) for key, each in side.resources.items()}
    return structs.replace(side, resources=open_to | filled)


def _filled(resource: Resource, other: Side, side: Side) -> Resource:
    found: ResourceKey = (resource.kind, resource.name)
    theirs = other.resources.get(found)
    if theirs is None or resource.kind not in side.subset:
        return resource
    open_to = {
        key: each for key, each in theirs.attributes.items() if not side.mentions(resource, key)
    }
    own = resource.attributes
    return make_resource(
        resource.kind,
        resource.name,
        open_to | own,
        used_by=resource.used_by,
        source=resource.source,
    )
