"""Conditions of IAM statements in one spelling (IAM JSON policy elements: Condition)."""

import re
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.service_principals import service_name

_OPERATORS: Final = {
    each.lower(): each
    for each in (
        *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        *("StringLike", "StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan"),
        *("NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals"),
        *("DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan"),
        *("DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress"),
        *("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null"),
    )
}
_QUANTIFIERS: Final = {"forallvalues": "ForAllValues", "foranyvalue": "ForAnyValue"}
_PLACEHOLDER = re.compile(r"(\$+\{[^{}]*\})")
# A letter follows: in `localhost:4566/oidc/id/…:sub`, an issuer of an emulator, it is a port.
_SERVICE_PREFIX = re.compile(r"[a-z0-9-]+:(?=[a-z])", re.IGNORECASE)
_SERVICES_KEYS: Final = frozenset({"iam:passedtoservice"})


class AmbiguousError(ValueError):
    """Two spellings of one operator or key stand side by side: merging could change meaning."""


def condition(block: dict[str, Json], portable: Portable) -> dict[str, Json]:
    """Operators in AWS's spelling, keys in lower case, values as sorted sets of strings.

    Operators without keys are dropped. Raises AmbiguousError.
    """
    made: dict[str, Json] = {}
    for written, keys in sorted(block.items()):
        if not isinstance(keys, dict):
            raise AmbiguousError(written)
        if keys:
            operator = _operator(written)
            _put(made, operator, _keys(operator, keys, portable))
    return made


def _put(made: dict[str, Json], key: str, value: Json) -> None:
    if key in made:
        raise AmbiguousError(key)
    made[key] = value


def _operator(written: str) -> str:
    quantifier, _, rest = written.rpartition(":")
    base = rest.lower()
    optional = base.endswith("ifexists")
    base = base.removesuffix("ifexists")
    name = _OPERATORS.get(base, base) + ("IfExists" if optional else "")
    if not quantifier:
        return name
    return f"{_QUANTIFIERS.get(quantifier.lower(), quantifier)}:{name}"


def _keys(operator: str, keys: dict[str, Json], portable: Portable) -> dict[str, Json]:
    made: dict[str, Json] = {}
    for written, values in sorted(keys.items()):
        key = _key(written, portable)
        listed = list(values) if isinstance(values, list | tuple) else [values]
        texts = {_value(operator, key, each) for each in listed}
        _put(made, key, sorted(_portable(key, each, portable) for each in texts))
    return made


def _key(written: str, portable: Portable) -> str:
    """The key in lower case, which IAM reads in any; `aws:`, `eks:` are never a cluster's name."""
    prefix = _SERVICE_PREFIX.match(written)
    start = prefix.end() if prefix else 0
    made = written[:start] + portable.text(written[start:])
    parts = _PLACEHOLDER.split(made)
    return "".join(part if at % 2 else part.lower() for at, part in enumerate(parts))


def _value(operator: str, key: str, value: Json) -> str:
    if isinstance(value, dict | list):
        raise AmbiguousError(key)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "null" if value is None else str(value)
    boolean = operator.rpartition(":")[2].removesuffix("IfExists") in ("Bool", "Null")
    return text.lower() if boolean else text


def _portable(key: str, value: str, portable: Portable) -> str:
    return portable.text(service_name(value, portable) if key in _SERVICES_KEYS else value)
