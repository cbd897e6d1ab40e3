"""What the effect of a difference says about how bad it is: permissions, and who may take a role.

A loss that nodes cannot do without is critical, gains that open everything are high; what does
less than its code expects is milder, but only where that is known exactly.
"""

import re
from typing import Final, NamedTuple

from driftaudit.iam.globs import matcher
from driftaudit.judge.code import Code
from driftaudit.model import Impact, Severity, Witness

_TRUST: Final = "IAM006"

_DOCUMENTS: Final = frozenset({"IAM001", "IAM002", "IAM003", "IAM004", "IAM005", "IAM012"})
_POLICIES: Final = _DOCUMENTS | {"IAM007", "IAM010", "IAM011"}

_EVERY_ACTION: Final = re.compile(r"\*+|[\w-]+:\*+")
_ESCALATES: Final = (
    "iam:passrole",
    "iam:attachrolepolicy",
    "iam:putrolepolicy",
    "iam:createpolicyversion",
    "iam:updateassumerolepolicy",
)
"""What lets a role give itself, or what it starts, more than it has (IAM user guide)."""

_EVERYONE: Final = frozenset({"*", "AWS:*", "AWS:**"})
_ACCOUNT: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{12}(?![0-9A-Za-z])")


class Effect(NamedTuple):
    """What a difference does; `slight` is nothing as things are, but something in other company.

    `usable` says of a role that what has to take it surely still may.
    """

    impact: Impact | None = None
    slight: bool = False
    usable: bool = False


UNKNOWN_EFFECT: Final = Effect()
"""Where nothing is known of what a difference does."""


def least_of(code: Code, effect: Effect, *, vital: bool) -> Severity | None:
    """The severity that the effect alone gives; None where it decides nothing."""
    impact = effect.impact
    if impact is None or not impact.exact or impact.verdict in (None, "invalid"):
        return None
    if code.id == _TRUST or code.id in _POLICIES:
        if effect.slight:
            return "low"
        if impact.verdict == "equivalent":
            return "info"
    if code.id in _POLICIES:
        return _of_permissions(code, impact, vital=vital)
    if code.id == _TRUST and (effect.usable or not impact.lost):
        return code.severity
    return None


def _of_permissions(code: Code, impact: Impact, *, vital: bool) -> Severity:
    """Of what a policy gives or takes: it is the code's, but little gained is medium."""
    if impact.lost:
        return "high" if vital else code.severity
    if code.id in _DOCUMENTS:
        return "high" if vital else "medium"
    return "high" if vital else code.severity


def is_grave(impact: Impact) -> bool:
    """Whether an effect is high, whatever has it: a Deny, nearly everything, another account."""
    return bool(impact.denied) or any(map(is_wide, impact.gained))


def is_wide(gained: Witness) -> bool:
    """Whether what is gained is all of a service, a way to gain more, or open to strangers."""
    if gained.principal is not None:
        return gained.principal in _EVERYONE or bool(_ACCOUNT.search(gained.principal))
    if _EVERY_ACTION.fullmatch(gained.action) and gained.resource in {"*", None}:
        return True
    stands_for = matcher(gained.action.lower())
    return any(map(stands_for, _ESCALATES))
