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

_SEGMENTS: Final = 7
_ACCOUNT = re.compile("[0-9]{12}|\ue001[^\ue002]*\ue002")
_DELETED = re.compile(r"A(?:RO|ID|GP|NP)A[A-Z0-9]{12,}")


def principal_paths(kind: str, pattern: str) -> tuple[Path, ...]:
    """The paths of one principal of a type; `pattern` is that of `symbols.encode`."""
    return tuple(map(_whole, _paths(kind, pattern)))


def requester(kind: str, pattern: str) -> Path:
    """The path of a request's principal: the root of an account is its root user here."""
    return _paths(kind, pattern)[0]


def _paths(kind: str, pattern: str) -> tuple[Path, ...]:
    if pattern == "*":
        return ((kind, "*"),)
    if kind != "AWS":
        return ((kind, pattern),)
    if _ACCOUNT.fullmatch(pattern):
        return (_account(pattern),)
    found = resource_paths(pattern)
    return tuple(("AWS", each[1]) if each[0] == "" else ("AWS", *each) for each in found)


def _account(account: str) -> Path:
    return ("AWS", "arn", "*", "*", "*", account, "*")


def _whole(path: Path) -> Path:
    """A policy that names the root of an account names all that is in it."""
    is_root = len(path) == _SEGMENTS and path[3] == "iam" and path[6] == "root"
    return _account(path[5]) if is_root else path


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
