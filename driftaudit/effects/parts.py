"""A difference's own part in what became of a whole role: the documents that it puts or takes."""

from typing import Final, NamedTuple

from driftaudit.compare.matchers import GONE
from driftaudit.effects.permissions import document_of
from driftaudit.effects.wholes import Sides, Whole
from driftaudit.iam import allows, denies
from driftaudit.iam.verdict import Permissions
from driftaudit.model import Difference, Json, Witness
from driftaudit.normalize.odd import at, mapping, string

ATTACHED: Final = "AttachedManagedPolicies"
INLINE: Final = "RolePolicyList"
BOUNDARY: Final = "PermissionsBoundary"
_ARN: Final = "PermissionsBoundaryArn"


class Part(NamedTuple):
    """The documents of one place on either side; `bounds` where they are boundaries."""

    before: tuple[Json, ...]
    after: tuple[Json, ...]
    bounds: bool = False


class Own(NamedTuple):
    """Of a whole role's witnesses those that one difference accounts for."""

    gained: tuple[Witness, ...] = ()
    lost: tuple[Witness, ...] = ()
    denied: tuple[Witness, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the difference accounts for none."""
        return not self.gained and not self.lost


def part_of(difference: Difference, whole: Whole, sides: Sides) -> Part:
    """The documents that a difference of a role changes."""
    path = difference.path
    if not path:
        return Part(whole.before.policies, whole.after.policies)
    if path[0] == BOUNDARY:
        return Part(_some(whole.before.boundary), _some(whole.after.boundary), bounds=True)
    if len(path) == 1:
        return Part(whole.before.policies, whole.after.policies)
    old, new = sides.role(difference.resource)
    before, after = (at(each.attributes, *path[:2]) if each else None for each in (old, new))
    if path[0] == ATTACHED:
        return Part(
            _attached(path[1], before, sides, reference=True),
            _attached(path[1], after, sides, reference=False),
        )
    return Part(_some(before), _some(after))


def policy_part(policy: str, role: str, sides: Sides) -> Part:
    """The documents of a customer-managed policy, as a role carries it."""
    key = ("iam-policy", policy)
    found = (each.resources.get(key) for each in (sides.reference, sides.subject))
    before, after = (_some(each.attributes.get("Document")) if each else () for each in found)
    attached = any(
        arn.rpartition("/")[2] == policy
        for each in sides.role(role)
        if each
        for arn in mapping(each.attributes.get(ATTACHED))
    )
    return Part(before, after, bounds=not attached)


def is_boundary(policy: str, role: str, sides: Sides) -> bool:
    """Whether a customer-managed policy is a role's boundary, on either side."""
    bounds = (at(each.attributes, BOUNDARY, _ARN) for each in sides.role(role) if each)
    return any(string(each).rpartition("/")[2] == policy for each in bounds)


def own_of(whole: Whole, part: Part) -> Own:
    """What the part accounts for: what it allowed and no longer does, or newly takes away."""
    found = whole.comparison
    gained = tuple(each for each in found.gained if _opens(part.before, part.after, part, each))
    lost = tuple(each for each in found.lost if _opens(part.after, part.before, part, each))
    denied = tuple(
        each
        for each in found.denied
        if not part.bounds and _denies(part.after, each) and not _denies(part.before, each)
    )
    return Own(gained, lost, denied)


def undone(whole: Whole, part: Part) -> Permissions:
    """The subject's permissions as they would be with the documents of the other side."""
    after = whole.after
    if part.bounds:
        return Permissions(
            policies=after.policies,
            boundary=whole.before.boundary,
            unknown=after.unknown,
        )
    kept = list(after.policies)
    for each in part.after:
        if each in kept:
            kept.remove(each)
    return Permissions(
        policies=(*kept, *part.before), boundary=after.boundary, unknown=after.unknown
    )


def _opens(one: tuple[Json, ...], other: tuple[Json, ...], part: Part, request: Witness) -> bool:
    """Whether `other` lets a request through that `one` does not."""
    if part.bounds:
        return _within(other, request) and not _within(one, request)
    if _denies(one, request) and not _denies(other, request):
        return True
    return _allow(other, request) and not _allow(one, request)


def _within(boundary: tuple[Json, ...], request: Witness) -> bool:
    return not boundary or _allow(boundary, request)


def _allow(documents: tuple[Json, ...], request: Witness) -> bool:
    return any(allows(each, request) for each in documents)


def _denies(documents: tuple[Json, ...], request: Witness) -> bool:
    return any(denies(each, request) for each in documents)


def _attached(arn: str, value: Json, sides: Sides, *, reference: bool) -> tuple[Json, ...]:
    if value is None or value == GONE:
        return ()
    side = sides.reference if reference else sides.subject
    return _some(document_of(arn, side.resources, sides.documents))


def _some(document: Json) -> tuple[Json, ...]:
    return () if document is None or document == GONE else (document,)
