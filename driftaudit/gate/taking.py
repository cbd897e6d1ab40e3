"""Who takes a role that nobody of its kind took before: that is more than a value that changed."""

from collections.abc import Iterable
from typing import Final

from driftaudit.gate.target import Target
from driftaudit.model import Json
from driftaudit.normalize.odd import at
from driftaudit.report import ReportedFinding

Taken = frozenset[tuple[str, str, str]]
"""Environment, kind and role of what takes one."""

_ROLES: Final[dict[str, tuple[str, ...]]] = {
    "addon": ("serviceAccountRoleArn",),
    "cluster": ("roleArn",),
    "fargate-profile": ("podExecutionRoleArn",),
    "nodegroup": ("nodeRole",),
    "pod-identity": ("roleArn",),
    "service-account": ("annotations", "eks.amazonaws.com/role-arn"),
}
"""Where each kind names the role that it takes."""


def taken(targets: Iterable[Target]) -> Taken:
    """The roles that something takes before the change, as the base's baseline has it."""
    return frozenset(
        (each.name, resource.kind, role)
        for each in targets
        for resource in each.reference.resources.values()
        for role in _role(resource.kind, (), resource.attributes)
    )


def takes_another(finding: ReportedFinding, known: Taken) -> bool:
    """Whether something takes a role after the change that nothing of its kind took before."""
    roles = _role(finding.kind, finding.path, finding.actual)
    return any((finding.environment, finding.kind, role) not in known for role in roles)


def _role(kind: str, path: tuple[str, ...], value: Json) -> tuple[str, ...]:
    """The role that a value at a path of a resource names, or one that is below it."""
    place = _ROLES.get(kind, ())
    if not place or path != place[: len(path)]:
        return ()
    role = at(value, *place[len(path) :]) if path != place else value
    return (role,) if isinstance(role, str) else ()
