"""Node groups whose next node is another than the last, or does not fit the control plane.

Sources: Kubernetes version skew policy (a kubelet is never newer than the API server and at most
three minors older, two before 1.28), EKS user guide on AL2 (no AMI from 1.33) and on templates.
"""

import re
from collections.abc import Iterator
from typing import Final

from driftaudit.lint.seen import Lint, Seen, lint_of
from driftaudit.model import Json
from driftaudit.normalize.odd import string

_VERSION: Final = re.compile(r"1\.(?P<minor>[0-9]{1,3})(?:\..*)?")
_LAST_WITH_AL2: Final = 32
_WIDER_SKEW: Final = 28


def latest_template(seen: Seen) -> Iterator[Lint]:
    """Node groups that take whatever version of their launch template is the newest."""
    for group in seen.of("nodegroup"):
        asked = seen.facts("nodegroup", group.name).get("launchTemplate.version")
        if asked == "$Latest":
            detail = (
                "a new version of the template reaches the next node at once, and no other: "
                "name the version by its number"
            )
            path = ("launchTemplate", "version")
            yield lint_of("NODE025", group, *path, actual=asked, detail=detail)


def version_skew(seen: Seen) -> Iterator[Lint]:
    """Node groups too old for the control plane, or newer than it.

    None with a custom image, whose kubelet EKS does not know.
    """
    control_plane = _minor(seen.version)
    for group in seen.of("nodegroup"):
        nodes = _minor(group.attributes.get("version"))
        if control_plane is None or nodes is None or group.attributes.get("amiType") == "CUSTOM":
            continue
        allowed = 3 if control_plane >= _WIDER_SKEW else 2
        behind = control_plane - nodes
        if 0 <= behind <= allowed:
            continue
        where = f"{behind} minors behind" if behind > 0 else "newer than"
        detail = (
            f"nodes of 1.{nodes} are {where} the control plane of 1.{control_plane}; they may be "
            f"at most {allowed} minors behind, and never newer"
        )
        actual = {"nodes": f"1.{nodes}", "control plane": f"1.{control_plane}"}
        yield lint_of("NODE026", group, "version", actual=actual, detail=detail)


def al2(seen: Seen) -> Iterator[Lint]:
    """Node groups of Amazon Linux 2 where there is no AMI of it for the control plane's version."""
    control_plane = _minor(seen.version)
    for group in seen.of("nodegroup"):
        image = string(group.attributes.get("amiType"))
        if control_plane is None or control_plane <= _LAST_WITH_AL2 or not image.startswith("AL2_"):
            continue
        detail = (
            f"there is no {image} AMI for 1.{control_plane}, the last is for "
            f"1.{_LAST_WITH_AL2}: move the nodes to AL2023 or Bottlerocket"
        )
        yield lint_of("NODE027", group, "amiType", actual=image, detail=detail)


def _minor(version: Json) -> int | None:
    found = _VERSION.fullmatch(string(version))
    return int(found["minor"]) if found else None
