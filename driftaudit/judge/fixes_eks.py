"""Commands for findings about the cluster, its addons and its node groups."""

import re
import shlex
from typing import Final

from driftaudit.judge.command import Commands, text
from driftaudit.model import Json

_MINOR: Final = re.compile(r"1\.(\d+)")
_EFFECTS: Final = {
    "NoSchedule": "NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
}


def _minor(version: Json) -> int:
    found = _MINOR.match(version) if isinstance(version, str) else None
    return int(found[1]) if found else -1


def _is_upgrade(cmd: Commands) -> bool:
    """Kubernetes versions only go up."""
    return _minor(cmd.difference.actual) < _minor(cmd.difference.expected)


def _cluster_version(cmd: Commands) -> tuple[str, ...]:
    actual = _minor(cmd.difference.actual)
    if not _is_upgrade(cmd) or actual < 0:
        return ()
    steps = range(actual + 1, _minor(cmd.difference.expected) + 1)
    return tuple(
        cmd.cluster("update-cluster-version", "--kubernetes-version", f"1.{each}") for each in steps
    )


def _authentication(cmd: Commands) -> tuple[str, ...]:
    modes = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
    old, new = cmd.difference.actual or modes[0], cmd.difference.expected or modes[0]
    if old not in modes or new not in modes or modes.index(old) > modes.index(new):
        return ()
    steps = modes[modes.index(old) + 1 : modes.index(new) + 1]
    return tuple(
        cmd.cluster("update-cluster-config", "--access-config", f"authenticationMode={mode}")
        for mode in steps
    )


def _network(cmd: Commands) -> tuple[str, ...]:
    if cmd.difference.expected is None:
        return ()
    config = text({cmd.key: cmd.difference.expected})
    return (cmd.cluster("update-cluster-config", "--resources-vpc-config", config),)


def _logging(cmd: Commands) -> tuple[str, ...]:
    if len(cmd.difference.path) != 2 or not isinstance(cmd.difference.expected or False, bool):
        return ()
    wanted = {"types": [cmd.key], "enabled": bool(cmd.difference.expected)}
    config = text({"clusterLogging": [wanted]})
    return (cmd.cluster("update-cluster-config", "--logging", config),)


def _support(cmd: Commands) -> tuple[str, ...]:
    wanted = cmd.difference.expected if isinstance(cmd.difference.expected, str) else "EXTENDED"
    policy = f"supportType={wanted}"
    return (cmd.cluster("update-cluster-config", "--upgrade-policy", policy),)


def _protection(cmd: Commands) -> tuple[str, ...]:
    flag = "--deletion-protection" if cmd.difference.expected else "--no-deletion-protection"
    return (cmd.cluster("update-cluster-config", flag),)


def _addon(cmd: Commands, operation: str, *words: str) -> str:
    return cmd.eks(operation, "--addon-name", cmd.difference.resource, *words)


def _create_addon(cmd: Commands) -> tuple[str, ...]:
    version = cmd.difference.expected.get("addonVersion")
    return (_addon(cmd, "create-addon", *(("--addon-version", version) if version else ())),)


def _delete_addon(cmd: Commands) -> tuple[str, ...]:
    return (_addon(cmd, "delete-addon", "--preserve"),)


def _addon_version(cmd: Commands) -> tuple[str, ...]:
    if not isinstance(cmd.difference.expected, str):
        return ()
    words = ("--addon-version", cmd.difference.expected, "--resolve-conflicts", "PRESERVE")
    return (_addon(cmd, "update-addon", *words),)


def _addon_configuration(cmd: Commands) -> tuple[str, ...]:
    if len(cmd.difference.path) == 1:
        values = text(cmd.difference.expected if cmd.difference.expected is not None else {})
        return (_addon(cmd, "update-addon", "--configuration-values", values),)
    query = ("--query", "addon.configurationValues", "--output", "text")
    return (
        _addon(cmd, "describe-addon", *query) + " > values.json",
        f"edit values.json: {'.'.join(cmd.difference.path[1:])} as expected",
        _addon(cmd, "update-addon", "--configuration-values", "file://values.json"),
    )


def _addon_role(cmd: Commands) -> tuple[str, ...]:
    role = cmd.difference.expected
    if not isinstance(role, str) or not role.startswith("arn:"):
        return ()
    return (_addon(cmd, "update-addon", "--service-account-role-arn", role),)


def _nodegroup(cmd: Commands, operation: str, *words: str) -> str:
    return cmd.eks(operation, "--nodegroup-name", cmd.difference.resource, *words)


def _node_setting(cmd: Commands) -> tuple[str, ...]:
    option = {"scalingConfig": "--scaling-config", "updateConfig": "--update-config"}
    if len(cmd.difference.path) != 2 or not isinstance(cmd.difference.expected, int):
        return ()
    setting = f"{cmd.key}={cmd.difference.expected}"
    flag = option[cmd.difference.path[0]]
    return (_nodegroup(cmd, "update-nodegroup-config", flag, setting),)


def _node_labels(cmd: Commands) -> tuple[str, ...]:
    if len(cmd.difference.path) != 2:
        return ()
    wanted = (
        {"removeLabels": [cmd.key]}
        if cmd.is_gone
        else {"addOrUpdateLabels": {cmd.key: cmd.difference.expected}}
    )
    return (_nodegroup(cmd, "update-nodegroup-config", "--labels", text(wanted)),)


def _node_taints(cmd: Commands) -> tuple[str, ...]:
    key, _, effect = cmd.key.rpartition(":")
    effect = _EFFECTS.get(effect, effect)
    if len(cmd.difference.path) != 2 or effect not in _EFFECTS.values():
        return ()
    value = cmd.difference.actual if cmd.is_gone else cmd.difference.expected
    taint = {"key": key, "effect": effect} | ({"value": value} if value else {})
    wanted = {"removeTaints" if cmd.is_gone else "addOrUpdateTaints": [taint]}
    return (_nodegroup(cmd, "update-nodegroup-config", "--taints", text(wanted)),)


def _node_release(cmd: Commands) -> tuple[str, ...]:
    if not isinstance(cmd.difference.expected, str) or cmd.difference.expected.startswith("ami-"):
        return ()
    return (
        _nodegroup(cmd, "update-nodegroup-version", "--release-version", cmd.difference.expected),
    )


def _node_version(cmd: Commands) -> tuple[str, ...]:
    if not _is_upgrade(cmd):
        return ()
    version = ("--kubernetes-version", str(cmd.difference.expected))
    return (_nodegroup(cmd, "update-nodegroup-version", *version),)


def _tags(cmd: Commands) -> tuple[str, ...]:
    arn = cmd.difference.source
    if len(cmd.difference.path) != 2 or not arn.startswith("arn:") or ":eks:" not in arn:
        return ()
    if cmd.is_gone:
        operation, words = "untag-resource", ("--tag-keys", cmd.key)
    else:
        operation = "tag-resource"
        words = ("--tags", text({cmd.key: cmd.difference.expected}))
    target = (*cmd.place, "--resource-arn", arn)
    return (shlex.join(("aws", "eks", operation, *target, *words)),)


EKS_FIXES: Final = {
    "EKS003": _cluster_version,
    "EKS004": _authentication,
    "EKS005": _network,
    "EKS006": _network,
    "EKS008": _logging,
    "EKS012": _support,
    "EKS013": _protection,
    "EKS097": _tags,
    "ADDON001": _create_addon,
    "ADDON002": _delete_addon,
    "ADDON003": _addon_version,
    "ADDON004": _addon_configuration,
    "ADDON005": _addon_role,
    "ADDON097": _tags,
    "NODE003": _node_setting,
    "NODE004": _node_release,
    "NODE008": _node_labels,
    "NODE009": _node_taints,
    "NODE015": _node_setting,
    "NODE018": _node_version,
    "NODE097": _tags,
    "ACCESS097": _tags,
}
