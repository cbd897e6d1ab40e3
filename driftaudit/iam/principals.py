"""Principals as paths: the type, then the segments of the id (IAM user guide, "Principal").

`"*"` is everyone, anonymous callers too, and `{"AWS": "*"}` every AWS principal. An account is
everything in it: its id, and the ARN of its root, are one.
"""

import re
from typing import Final

from driftaudit.iam.paths import ANY, Path, resource_paths
from driftaudit.iam.symbols import decode

TYPES: Final = ("AWS", "Service", "Federated", "CanonicalUser")
KEY: Final = "aws:principalarn"
"""The condition key that the principal itself decides."""

_ACCOUNT = re.compile("[0-9]{12}|\ue001[^\ue002]*\ue002")
_DELETED = re.compile(r"A(?:RO|ID|GP|NP)A[A-Z0-9]{12,}")


def principal_paths(kind: str, pattern: str) -> tuple[Path, ...]:
    """The paths of one principal of a type; `pattern` is that of `symbols.encode`."""
    if pattern == "*":
        return ((kind, "*"),)
    if kind != "AWS":
        return ((kind, pattern),)
    if _ACCOUNT.fullmatch(pattern):
        return (_account(pattern),)
    return tuple(map(_arn, resource_paths(pattern)))


def _account(account: str) -> Path:
    return ("AWS", "arn", "*", "*", "*", account, "*")


def _arn(path: Path) -> Path:
    if len(path) == 6 and path[2] == "iam" and path[5] == "root":
        return _account(path[4])
    return ("AWS", path[1]) if path[0] == "" else ("AWS", *path)


def everyone() -> Path:
    """The path of every principal of every type."""
    return ANY


def shown(path: Path) -> str:
    """A principal as witnesses name it: `*`, `AWS:arn:…`, `Service:ec2.amazonaws.com`."""
    if path[0] == "AWS" and path[1:5] == ("arn", "*", "*", "*") and path[6:] == ("*",):
        return f"AWS:{decode(path[5])}"
    return decode(":".join(path))


def arn(segments: Path) -> str | None:
    """The value of `aws:PrincipalArn` in the requests of a principal, if it has one."""
    return ":".join(segments[1:]) if segments[0] == "AWS" else None


def deleted(pattern: str) -> bool:
    """Whether an AWS principal reads as the id of one that was deleted (`AROA…`, `AIDA…`)."""
    return bool(_DELETED.fullmatch(pattern))
