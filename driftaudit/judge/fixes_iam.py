"""Commands for findings about IAM."""

import shlex
from typing import Final

from driftaudit.judge.command import Commands, text


def _attach(cmd: Commands) -> tuple[str, ...]:
    return (cmd.role("attach-role-policy", "--policy-arn", cmd.key),)


def _detach(cmd: Commands) -> tuple[str, ...]:
    return (cmd.role("detach-role-policy", "--policy-arn", cmd.key),)


def _put_inline(cmd: Commands) -> tuple[str, ...]:
    document = text(cmd.difference.expected)
    name = ("--policy-name", cmd.key)
    return (cmd.role("put-role-policy", *name, "--policy-document", document),)


def _delete_inline(cmd: Commands) -> tuple[str, ...]:
    return (cmd.role("delete-role-policy", "--policy-name", cmd.key),)


def _edit_inline(cmd: Commands) -> tuple[str, ...]:
    path = cmd.difference.path
    if len(path) < 2:
        return ()
    name = ("--policy-name", path[1])
    if len(path) == 2 and isinstance(cmd.difference.expected, dict):
        return _put_inline(cmd)
    return (
        cmd.role("get-role-policy", *name, "--query", "PolicyDocument") + " > policy.json",
        f"edit policy.json: {'.'.join(path[2:])} as expected",
        cmd.role("put-role-policy", *name, "--policy-document", "file://policy.json"),
    )


def _trust(cmd: Commands) -> tuple[str, ...]:
    if len(cmd.difference.path) == 1 and isinstance(cmd.difference.expected, dict):
        document = text(cmd.difference.expected)
        return (cmd.role("update-assume-role-policy", "--policy-document", document),)
    query = ("--query", "Role.AssumeRolePolicyDocument")
    return (
        cmd.role("get-role", *query) + " > trust.json",
        f"edit trust.json: {'.'.join(cmd.difference.path[1:])} as expected",
        cmd.role("update-assume-role-policy", "--policy-document", "file://trust.json"),
    )


def _boundary(cmd: Commands) -> tuple[str, ...]:
    if cmd.is_gone:
        return (cmd.role("delete-role-permissions-boundary"),)
    expected = cmd.difference.expected
    arn = expected.get("PermissionsBoundaryArn") if isinstance(expected, dict) else expected
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        return ()
    return (cmd.role("put-role-permissions-boundary", "--permissions-boundary", arn),)


def _provider(cmd: Commands) -> tuple[str, ...]:
    words = ("--url", cmd.issuer, "--client-id-list", "sts.amazonaws.com")
    return (shlex.join(("aws", "iam", "create-open-id-connect-provider", *words)),)


def _session(cmd: Commands) -> tuple[str, ...]:
    seconds = text(cmd.difference.expected if cmd.difference.expected is not None else 3600)
    return (cmd.role("update-role", "--max-session-duration", seconds),)


def _tags(cmd: Commands) -> tuple[str, ...]:
    if cmd.difference.kind != "iam-role" or len(cmd.difference.path) != 2:
        return ()
    if cmd.is_gone:
        return (cmd.role("untag-role", "--tag-keys", cmd.key),)
    tag = text({"Key": cmd.key, "Value": text(cmd.difference.expected)})
    return (cmd.role("tag-role", "--tags", tag),)


IAM_FIXES: Final = {
    "IAM001": _attach,
    "IAM002": _detach,
    "IAM003": _put_inline,
    "IAM004": _delete_inline,
    "IAM005": _edit_inline,
    "IAM006": _trust,
    "IAM007": _boundary,
    "IAM013": _provider,
    "IAM016": _session,
    "IAM097": _tags,
}
