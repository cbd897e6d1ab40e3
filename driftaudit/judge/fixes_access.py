"""Commands for findings about access entries, pod identities, aws-auth and service accounts."""

import shlex
from typing import Final

from driftaudit.judge.command import Commands, text
from driftaudit.model import Json

_EDIT: Final = "kubectl -n kube-system edit configmap aws-auth"


def _entry(cmd: Commands, operation: str, *words: str) -> tuple[str, ...]:
    principal = cmd.difference.resource
    if not principal.startswith("arn:"):
        return ()
    return (cmd.eks(operation, "--principal-arn", principal, *words),)


def _create_entry(cmd: Commands) -> tuple[str, ...]:
    expected = cmd.difference.expected
    groups = expected.get("kubernetesGroups") or []
    words: list[str] = ["--type", expected.get("type") or "STANDARD"]
    # Node types take neither groups nor a name of one's own.
    if words[1] == "STANDARD":
        words += ["--username", expected["username"]] if expected.get("username") else []
        words += ["--kubernetes-groups", *groups] if groups else []
    policies = expected.get("associatedAccessPolicies") or {}
    entry = _entry(cmd, "create-access-entry", *words)
    return entry + tuple(
        line for arn, scope in _pairs(policies) for line in _associate(cmd, arn, scope)
    )


def _pairs(policies: Json) -> tuple[tuple[str, Json], ...]:
    return tuple(sorted(policies.items())) if isinstance(policies, dict) else ()


def _associate(cmd: Commands, arn: str, policy: Json) -> tuple[str, ...]:
    scope = policy.get("accessScope", policy) if isinstance(policy, dict) else {}
    if not scope.get("type"):
        return ()
    wanted = text({key: scope[key] for key in ("type", "namespaces") if scope.get(key)})
    words = ("--policy-arn", arn, "--access-scope", wanted)
    return _entry(cmd, "associate-access-policy", *words)


def _delete_entry(cmd: Commands) -> tuple[str, ...]:
    return _entry(cmd, "delete-access-entry")


def _policies(cmd: Commands) -> tuple[str, ...]:
    path = cmd.difference.path
    if len(path) != 2:
        return ()
    if cmd.is_gone:
        return _entry(cmd, "disassociate-access-policy", "--policy-arn", path[1])
    return _associate(cmd, path[1], cmd.difference.expected)


def _groups(cmd: Commands) -> tuple[str, ...]:
    groups = cmd.difference.expected or []
    if not isinstance(groups, list | tuple):
        return ()
    # An empty list has to be said, or the AWS CLI leaves the groups alone.
    return _entry(cmd, "update-access-entry", "--kubernetes-groups", *(groups or ["[]"]))


def _username(cmd: Commands) -> tuple[str, ...]:
    if not isinstance(cmd.difference.expected, str):
        return ()
    return _entry(cmd, "update-access-entry", "--username", cmd.difference.expected)


def _create_association(cmd: Commands) -> tuple[str, ...]:
    namespace, _, account = cmd.difference.resource.partition("/")
    role = cmd.difference.expected.get("roleArn")
    if not account or not isinstance(role, str) or not role.startswith("arn:"):
        return ()
    words = ("--namespace", namespace, "--service-account", account, "--role-arn", role)
    return (cmd.eks("create-pod-identity-association", *words),)


def _association(cmd: Commands, operation: str, *words: str) -> tuple[str, ...]:
    identifier = cmd.difference.source.rsplit("/", 1)[-1]
    if not identifier.startswith("a-"):
        return ()
    return (cmd.eks(operation, "--association-id", identifier, *words),)


def _delete_association(cmd: Commands) -> tuple[str, ...]:
    return _association(cmd, "delete-pod-identity-association")


def _association_role(cmd: Commands) -> tuple[str, ...]:
    role = cmd.difference.expected
    flags = {"roleArn": "--role-arn", "targetRoleArn": "--target-role-arn"}
    if cmd.key not in flags or not isinstance(role, str) or not role.startswith("arn:"):
        return ()
    return _association(cmd, "update-pod-identity-association", flags[cmd.key], role)


def _auth(cmd: Commands) -> tuple[str, ...]:
    principal = cmd.difference.resource
    where = f"{_section(principal)} entry of {principal}"
    if not cmd.difference.path:
        verb = "remove the" if cmd.is_gone else "add the"
        return _EDIT, f"{verb} {where}{_entry_text(cmd)}"
    wanted = text(cmd.difference.expected or [])
    return _EDIT, f"in the {where} set {cmd.key} to {wanted}"


def _section(principal: str) -> str:
    if not principal.startswith("arn:"):
        return "mapAccounts"
    return "mapUsers" if ":user/" in principal or principal.endswith(":root") else "mapRoles"


def _entry_text(cmd: Commands) -> str:
    entry = cmd.difference.expected or {}
    wanted = {key: entry[key] for key in ("username", "groups") if entry.get(key)}
    return f": {text(wanted)}" if wanted else ""


def _service_account(cmd: Commands) -> tuple[str, ...]:
    namespace, _, name = cmd.difference.resource.partition("/")
    key, role = "eks.amazonaws.com/role-arn", cmd.difference.expected
    if not name or not isinstance(role, str) or not role.startswith("arn:"):
        return ()
    account = ("annotate", "--overwrite", "serviceaccount", name, f"{key}={role}")
    return (shlex.join(("kubectl", "-n", namespace, *account)),)


ACCESS_FIXES: Final = {
    "ACCESS001": _create_entry,
    "ACCESS002": _delete_entry,
    "ACCESS003": _policies,
    "ACCESS004": _groups,
    "ACCESS005": _username,
    "ACCESS010": _create_association,
    "ACCESS011": _delete_association,
    "ACCESS012": _association_role,
    "AUTH001": _auth,
    "AUTH002": _auth,
    "AUTH003": _auth,
    "AUTH004": _auth,
    "KUBE012": _service_account,
}
