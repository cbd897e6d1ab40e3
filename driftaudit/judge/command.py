"""Shell commands for one finding: the subject's real names, each word quoted for a shell."""

import json
import shlex
from collections.abc import Callable

import msgspec

from driftaudit.model import Difference, Json

Fill = Callable[[str], str]
"""Portable text in, the environment's own text out."""


class Commands:
    """Builds aws and kubectl commands for one difference.

    `difference` is the one given, with every text filled in: each exactly once, before it is
    made JSON or quoted, so that no value can break out of either.
    """

    def __init__(self, difference: Difference, fill: Fill) -> None:
        self.difference = msgspec.structs.replace(
            difference,
            resource=fill(difference.resource),
            path=tuple(map(fill, difference.path)),
            expected=_filled(difference.expected, fill),
            actual=_filled(difference.actual, fill),
        )
        self.place = ("--region", fill("${region}"))
        self.cluster_name = fill("${cluster}")
        self.issuer = "https://" + fill("${oidc}")

    def eks(self, operation: str, *words: str) -> str:
        """An `aws eks` command for the cluster."""
        where = (*self.place, "--cluster-name", self.cluster_name)
        return shlex.join(("aws", "eks", operation, *where, *words))

    def cluster(self, operation: str, *words: str) -> str:
        """An `aws eks` command on the cluster itself, which calls its name `--name`."""
        where = (*self.place, "--name", self.cluster_name)
        return shlex.join(("aws", "eks", operation, *where, *words))

    def role(self, operation: str, *words: str) -> str:
        """An `aws iam` command for the role."""
        return shlex.join(("aws", "iam", operation, "--role-name", self.name, *words))

    @property
    def name(self) -> str:
        """The role's real name: of its ARN where the subject has it, else its filled-in name.

        The source of a missing resource is the reference's, so it does not count.
        """
        real = "" if self.is_missing else self.difference.source
        return (real or self.difference.resource).rsplit("/", 1)[-1]

    @property
    def is_missing(self) -> bool:
        """Whether the whole resource is missing from the subject."""
        return not self.difference.path and self.difference.change == "missing"

    @property
    def key(self) -> str:
        """The last key of the path: the policy, label or tag that differs."""
        return self.difference.path[-1] if self.difference.path else ""

    @property
    def is_gone(self) -> bool:
        """Whether the reference has nothing here, so that the fix is to remove."""
        return self.difference.change == "unexpected"


def text(value: Json) -> str:
    """A value as one word of a command: text as it is, anything else as compact JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def _filled(value: Json, fill: Fill) -> Json:
    if isinstance(value, dict):
        return {fill(key): _filled(each, fill) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(each, fill) for each in value]
    return fill(value) if isinstance(value, str) else value
