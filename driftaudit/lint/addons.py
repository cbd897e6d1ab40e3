"""Addons whose running workload contradicts what EKS says of them.

EKS tells what it was asked for, not what runs: somebody with kubectl may have changed it
(aws/amazon-vpc-cni-k8s#2272, #2268). Only what is known to correspond is held together.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from driftaudit.lint.seen import Lint, Seen, lint_of
from driftaudit.model import Json, Resource
from driftaudit.normalize.odd import at, mapping, string

_CHANGING: Final = frozenset({"CREATING", "UPDATING", "DELETING"})
_CNI_PLACES: Final = (
    (("env",), ("containers", "aws-node", "env")),
    (("init", "env"), ("initContainers", "aws-vpc-cni-init", "env")),
)
"""Where vpc-cni's configuration puts variables, and the container that they are for."""

_OF_THE_MANIFEST: Final = frozenset({"AWS_VPC_K8S_CNI_LOG_FILE", "DISABLE_TCP_EARLY_DEMUX"})
"""Variables that every release of vpc-cni sets, one a container: where they are, a variable that
is not there was taken away; where they are not, the manifest is none that we know."""

_VERSION: Final = re.compile(r"v?(?P<number>\d+\.\d+\.\d+)(?:[-+].*)?", re.ASCII)


class _Runs(NamedTuple):
    """The workload, its container and EKS's own image, whose tag is the addon's version."""

    workload: str
    container: str
    image: str


_RUNS: Final = {
    "vpc-cni": _Runs("aws-node", "aws-node", "amazon-k8s-cni"),
    "kube-proxy": _Runs("kube-proxy", "kube-proxy", "kube-proxy"),
    "coredns": _Runs("coredns", "coredns", "coredns"),
}


def configuration_contradicted(seen: Seen) -> Iterator[Lint]:
    """Variables of vpc-cni's configuration that its containers have with another value."""
    addon, workload = _settled(seen, "vpc-cni"), _workload(seen, "aws-node")
    if not addon or not workload:
        return
    for place, where in _CNI_PLACES:
        wanted = mapping(at(addon.attributes, "configurationValues", *place))
        running = at(workload.attributes, *where)
        for name in sorted(wanted) if isinstance(running, dict) else ():
            if not _contradicts(wanted[name], running, name):
                continue
            runs = _text(running[name]) if name in running else None
            detail = (
                f"{name} is {_text(wanted[name])} in the addon's configuration, and "
                f"{runs or ('not set' if runs is None else 'empty')} in the {where[1]} container"
            )
            actual = {"configured": _text(wanted[name]), "running": runs}
            path = ("configurationValues", *place, name)
            yield lint_of("ADDON007", addon, *path, actual=actual, detail=detail)


def version_contradicted(seen: Seen) -> Iterator[Lint]:
    """Addons whose workload runs EKS's image of another version.

    Builds (`-eksbuild.2`) are not held together, and images from other registries not at all.
    """
    for name, runs in _RUNS.items():
        addon, workload = _settled(seen, name), _workload(seen, runs.workload)
        if not addon or not workload or _chooses_image(addon):
            continue
        version = string(addon.attributes.get("addonVersion"))
        image = string(at(workload.attributes, "containers", runs.container, "image"))
        asked, shown = _number(version), _number(_tag(image, runs.image))
        if asked and shown and asked != shown:
            detail = f"EKS says {version}, but {runs.workload} runs {image}"
            actual = {"configured": version, "running": image}
            yield lint_of("ADDON008", addon, "addonVersion", actual=actual, detail=detail)


def _settled(seen: Seen, name: str) -> Resource | None:
    """The addon, unless EKS is changing it at this moment."""
    changing = string(seen.facts("addon", name).get("status")) in _CHANGING
    return None if changing else seen.named("addon", name)


def _workload(seen: Seen, name: str) -> Resource | None:
    return seen.named("workload", name)


def _contradicts(wanted: Json, running: dict[str, Json], name: str) -> bool:
    """Whether both values are known, neither is a secret, and they differ."""
    if name not in running:
        return bool(_text(wanted) and _OF_THE_MANIFEST & set(running))
    ours, theirs = _text(wanted), _text(running[name])
    if ours is None or theirs is None or "<redacted " in ours + theirs:
        return False
    return ours != theirs


def _text(value: Json) -> str | None:
    """A scalar as Kubernetes makes a variable of it; None for what is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _chooses_image(addon: Resource) -> bool:
    return "image" in mapping(addon.attributes.get("configurationValues"))


def _tag(image: str, expected: str) -> str:
    """The tag of EKS's own image of this name; empty for a mirror, a digest, another image."""
    registry, _, path = image.partition("/")
    name, _, tag = path.removeprefix("eks/").partition(":")
    return tag if registry == "eks-registry" and name == expected and "@" not in tag else ""


def _number(version: str) -> str:
    found = _VERSION.fullmatch(version)
    return found["number"] if found else ""
