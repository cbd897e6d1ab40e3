"""Commands for lints: to edit aws-auth, renew an access entry, or update a node group."""

from collections.abc import Callable
from typing import Final

from driftaudit.judge.command import Commands

_EDIT: Final = "kubectl -n kube-system edit configmap aws-auth"


def _edit(step: str) -> Callable[[Commands], tuple[str, ...]]:
    return lambda _: (_EDIT, step)


def _stale(cmd: Commands) -> tuple[str, ...]:
    """Deletes the entry, which is named by its principal's ARN."""
    principal = cmd.difference.resource
    if not principal.startswith("arn:"):
        return ()
    return (cmd.eks("delete-access-entry", "--principal-arn", principal),)


def _renewed(cmd: Commands) -> tuple[str, ...]:
    deleted = _stale(cmd)
    again = "create the entry again with the type, groups and access policies that it had"
    return (*deleted, again) if deleted else ()


def _nodegroup_version(cmd: Commands) -> tuple[str, ...]:
    """Brings old nodes up; new ones cannot be brought down."""
    versions = cmd.difference.actual
    if _minor(versions["nodes"]) > _minor(versions["control plane"]):
        return ()
    return (cmd.eks("update-nodegroup-version", "--nodegroup-name", cmd.difference.resource),)


def _minor(version: str) -> int:
    return int(version.rpartition(".")[2])


LINT_FIXES: Final = {
    "AUTH005": _edit("write the role's ARN without its path"),
    "AUTH006": _edit("write the ARN of the role that is in the instance profile"),
    "AUTH007": _edit("make one entry of them, with all groups that are wanted"),
    "AUTH008": _edit("put each group on a line of its own, indented alike"),
    "AUTH009": _edit("rename the key to mapRoles, mapUsers or mapAccounts"),
    "AUTH010": _edit("write the account id with all twelve digits, in quotes"),
    "AUTH011": _edit("repair what is listed"),
    "AUTH012": _edit("write the account id in quotes"),
    "ACCESS007": _renewed,
    "ACCESS008": _stale,
    "NODE026": _nodegroup_version,
}
