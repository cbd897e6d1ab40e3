"""What it does that something uses another role: what its new role may do, held against the old.

A session policy of a pod identity association narrows its role for those pods alone (EKS API
reference, CreatePodIdentityAssociation).
"""

from collections.abc import Iterable
from typing import Final

from driftaudit.compare.side import Side
from driftaudit.effects.effect import Effects, Place, place_of
from driftaudit.effects.lost_needs import loss_of
from driftaudit.effects.permissions import Documents, permissions_of, within_session
from driftaudit.effects.service_identity import role_named
from driftaudit.effects.wholes import Sides, Whole, compared
from driftaudit.iam.names import BUILT_IN, Names
from driftaudit.iam.verdict import Permissions
from driftaudit.model import Difference, Impact, Json, Resource
from driftaudit.normalize.odd import at, string
from driftaudit.normalize.roles import ROLE_ANNOTATION

_SAME: Final = "the other role may do the same"
_POLICY: Final = ("policy",)
_ROLES: Final = {
    ("nodegroup", ("nodeRole",)): "",
    ("cluster", ("roleArn",)): "cluster",
    ("cluster", ("computeConfig", "nodeRoleArn")): "cluster/compute",
    ("fargate-profile", ("podExecutionRoleArn",)): "",
    ("addon", ("serviceAccountRoleArn",)): "",
    ("service-account", ("annotations", ROLE_ANNOTATION)): "",
    ("pod-identity", ("roleArn",)): "",
    ("pod-identity", ("targetRoleArn",)): "",
    ("pod-identity", _POLICY): "",
}
"""Where a role is named, or narrowed, and as what it is used; empty for `kind/name`."""


def swap_effects(
    reference: Side,
    subject: Side,
    differences: Iterable[Difference],
    documents: Documents,
    names: Names = BUILT_IN,
) -> Effects:
    """What differences that name another role take and give, where both roles are known.

    The sides are those compared, `documents` AWS's own policies. Of a role of another account, and
    of one that was not read, nothing is said.
    """
    sides = Sides(reference, subject, documents, names)
    impacts: dict[Place, Impact] = {}
    for each in differences:
        if (each.kind, _place(each)) in _ROLES:
            impact = _of_swap(each, sides)
            if impact:
                impacts[place_of(each)] = impact
    return Effects(impacts=impacts)


def _place(difference: Difference) -> tuple[str, ...]:
    """Where the role is named; any part of a policy is as good as all of it."""
    return _POLICY if difference.path[:1] == _POLICY else difference.path


def _of_swap(difference: Difference, sides: Sides) -> Impact | None:
    user = (difference.kind, difference.resource)
    old, new = (each.resources.get(user) for each in (sides.reference, sides.subject))
    path = _place(difference)
    arns = [_arn(each, path) for each in (old, new)]
    if path == _POLICY:
        arns[0] = arns[1]  # the role itself is another matter
        held: list[Side] = [sides.subject, sides.subject]
    else:
        held = [sides.reference, sides.subject]
    roles = [role_named(side, arn) for side, arn in zip(held, arns, strict=True)]
    if not (old and new and roles[0] and roles[1]) or (arns[0] == arns[1] and path != _POLICY):
        return None
    before, after = (
        within_session(permissions_of(role, side.resources, sides.documents), _session(used))
        for role, side, used in zip((roles[0], roles[1]), held, (old, new), strict=True)
    )
    used_as = _ROLES[difference.kind, path] or "/".join(user)
    return _impact(roles[1].name, before, after, used_as, sides)


def _impact(
    role: str, before: Permissions, after: Permissions, used_as: str, sides: Sides
) -> Impact:
    found = compared(before, after, sides.names)
    loss = loss_of(found.lost, Whole(role, before, after, found), (used_as,), sides)
    same = (_SAME,) if found.exact and found.verdict == "equivalent" else ()
    return Impact(
        verdict=found.verdict,
        exact=found.exact,
        gained=found.gained,
        lost=loss.lost,
        denied=found.denied,
        need=loss.need,
        notes=(*found.notes, *loss.notes, *same),
    )


def _arn(user: Resource | None, path: tuple[str, ...]) -> str:
    """The role that is acted with in the end: a target role, if there is one."""
    attributes: dict[str, Json] = user.attributes if user else {}
    if user and user.kind == "pod-identity":
        target = string(attributes.get("targetRoleArn"))
        return target or string(attributes.get("roleArn"))
    return string(at(attributes, *path))


def _session(user: Resource) -> Json:
    return user.attributes.get("policy") if user.kind == "pod-identity" else None
