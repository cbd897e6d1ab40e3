"""The `Condition` of a statement as tests, and the strings of any element."""

from collections.abc import Iterator
from typing import Final

from driftaudit.iam.documents import Quantifier, Test
from driftaudit.iam.operators import OPERATORS, SORTS, takes_wildcards
from driftaudit.iam.paths import is_loose
from driftaudit.iam.symbols import encode
from driftaudit.model import Json

_QUANTIFIERS: Final[dict[str, Quantifier]] = {
    "": "",
    "forallvalues": "ForAllValues",
    "foranyvalue": "ForAnyValue",
}


class PolicyError(ValueError):
    """The JSON is no policy; the message says why."""


def strings(holder: dict[str, Json], name: str, *, may_be_empty: bool = False) -> list[str]:
    """The strings of an element that is one or a list of them. Raises PolicyError."""
    value = holder[name]
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in listed):
        raise PolicyError(f"{name} has something that is no string")
    if not may_be_empty and not listed:
        raise PolicyError(f"{name} is an empty list")
    if any(not each for each in listed):
        raise PolicyError(f"{name} has an empty string")
    return listed


def tests(block: Json, *, variables: bool) -> frozenset[Test]:
    """The tests of a condition block, which all have to hold. Raises PolicyError."""
    if block is None:
        return frozenset()
    if not isinstance(block, dict):
        raise PolicyError("Condition is no object")
    return frozenset(_tests(block, variables=variables))


def _tests(block: dict[str, Json], *, variables: bool) -> Iterator[Test]:
    for written, keys in block.items():
        quantifier, operator, if_exists = _operator(written)
        if not isinstance(keys, dict):
            raise PolicyError(f"Condition {written} is no object")
        for key, value in keys.items():
            if not key:
                raise PolicyError(f"Condition {written} has an empty key")
            yield Test(
                key=key.lower(),
                operator=operator,
                values=_values(f"{written} {key}", operator, value, variables=variables),
                quantifier=quantifier,
                if_exists=if_exists and operator != "null",
            )


def _operator(written: str) -> tuple[Quantifier, str, bool]:
    """Quantifier, operator in lower case, and whether `IfExists` stands behind it."""
    quantifier, _, rest = written.lower().rpartition(":")
    operator = rest.removesuffix("ifexists")
    if quantifier not in _QUANTIFIERS or operator not in OPERATORS:
        raise PolicyError(f"Condition has an unknown operator {written!r}")
    return _QUANTIFIERS[quantifier], operator, operator != rest


def _values(where: str, operator: str, value: Json, *, variables: bool) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    texts = {_text(where, each) for each in listed}
    if SORTS[operator] in ("bool", "null"):
        texts = {each.lower() for each in texts}
    wildcards = takes_wildcards(operator)
    values = sorted(encode(x, variables=variables, wildcards=wildcards) for x in texts)
    if SORTS[operator] == "arn" and any(map(is_loose, values)):
        raise PolicyError(f"Condition {where} has a value that is no ARN")
    return tuple(values)


def _text(where: str, value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise PolicyError(f"Condition {where} has a value that is no string, number or boolean")
    return str(value)
