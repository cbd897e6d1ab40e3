"""Differences in, findings out: each gets one code, a severity, a fingerprint and a fix."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from driftaudit.judge.codes import CODES, Code
from driftaudit.judge.effect import UNKNOWN_EFFECT, Effect
from driftaudit.judge.fixes import Fill, fix
from driftaudit.judge.foreign import NOBODY, Neighbourhood
from driftaudit.judge.rules import FOREIGN, code_of
from driftaudit.judge.severity import Users, severity_of
from driftaudit.model import SEVERITIES, Difference, Finding, Impact, Json

Place = tuple[str, str, tuple[str, ...]]
"""The kind, resource and path of a difference."""

Effects = Mapping[Place, Effect]

_NO_EFFECTS: Final[Effects] = MappingProxyType({})


def judge(
    differences: tuple[Difference, ...],
    *,
    environment: str,
    reference: str,
    fill: Fill,
    users: Users,
    neighbourhood: Neighbourhood = NOBODY,
    effects: Effects = _NO_EFFECTS,
) -> tuple[Finding, ...]:
    """A finding for every difference, in the same order.

    `reference` is the label of what `environment` was held against. `fill` turns portable text
    into the environment's own (`Portable.fill`), so that fixes can be run as they are.
    `users` tells what uses each resource (`iam-role/NAME`). A difference that names another
    environment of the `neighbourhood` has the code for that, and `impact` says which. `effects`
    are what differences do, as far as that is known.
    """
    findings: list[Finding] = []
    for difference in differences:
        code = CODES[code_of(difference)]
        place = (difference.kind, difference.resource, difference.path)
        named = neighbourhood.named_by(difference, environment)
        effect = effects.get(place, UNKNOWN_EFFECT)
        impact = effect.impact
        severity = severity_of(difference, code, users, effect)
        if named:
            code = CODES[FOREIGN]
            severity = min(severity, code.severity, key=SEVERITIES.index)
            impact = msgspec.structs.replace(impact or Impact(), refers_to=named)
        findings.append(
            Finding(
                fingerprint=fingerprint(environment, difference),
                code=code.id,
                severity=severity,
                environment=environment,
                difference=difference,
                reference=reference,
                fix=_usable(fix(difference, code, fill), difference, code),
                impact=impact,
            )
        )
    return tuple(findings)


def _usable(steps: tuple[str, ...], difference: Difference, code: Code) -> tuple[str, ...]:
    """The steps, unless one would write what no value is: a matcher, or a secret's digest."""
    if _shows_matcher(difference.expected):
        return (code.fix,)
    if any("<redacted " in step for step in steps):
        return ("A secret differs: set it where it is kept; driftaudit knows only its digest.",)
    return steps


def _shows_matcher(value: Json) -> bool:
    """Whether an expected value is, or holds, a matcher (`{"$min": …}`; not `${cluster}`)."""
    if not isinstance(value, dict):
        return False
    return any(key.startswith("$") and not key.startswith("${") for key in value) or any(
        map(_shows_matcher, value.values())
    )


def fingerprint(environment: str, difference: Difference) -> str:
    """16 hex digits for one path of one resource of one environment, and how it differs.

    Neither values nor code take part: a finding keeps its fingerprint while a value moves on,
    and when a later version judges it by another code.
    """
    place = (
        environment,
        difference.kind,
        difference.resource,
        difference.path,
        difference.change,
    )
    return hashlib.sha256(msgspec.json.encode(place)).hexdigest()[:16]
