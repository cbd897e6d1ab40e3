"""What to grant so that gaps close: one IAM statement, one list of RBAC rules. Pure."""

from collections.abc import Iterable

from driftaudit.collect.failures import DENIED
from driftaudit.collect.kube.rights import requirements
from driftaudit.collect.permissions import policy
from driftaudit.model import Gap, Json


def iam_policy(gaps: Iterable[Gap]) -> Json | None:
    """An identity policy for the reader that allows what was denied; None where nothing was."""
    denied = {gap.operation for gap in gaps if gap.code in DENIED and ":" in gap.operation}
    denied.discard("sts:AssumeRole")
    return policy(tuple(sorted(denied))) if denied else None


def rbac_rules(gaps: Iterable[Gap]) -> tuple[Json, ...]:
    """RBAC rules, each with its namespace (None: all), for denied reads of Kubernetes."""
    denied = {gap.operation for gap in gaps if gap.code == "Forbidden"}
    return tuple(
        {
            "namespace": each.namespace,
            "apiGroups": [each.group],
            "resources": [each.resource],
            "verbs": [each.verb],
        }
        | ({"resourceNames": list(names)} if names else {})
        for each in requirements()
        if (names := _denied_names(each.verb, each.resource, each.names, denied))
        or f"{each.verb} {each.resource}" in denied
    )


def _denied_names(
    verb: str, resource: str, names: tuple[str, ...], denied: set[str]
) -> tuple[str, ...]:
    return tuple(name for name in names if f"{verb} {resource}/{name}" in denied)
