"""When one test of a condition key holds for the values that a request has for it.

IAM user guide, "Condition operators" and "Set operators": an absent key satisfies negated
operators, `IfExists`, `Null: true` and `ForAllValues`, and nothing else. Of several values of a
test one is enough; a negated operator wants none of them.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from driftaudit.iam.documents import Test
from driftaudit.iam.globs import matcher
from driftaudit.iam.paths import covers, resource_paths
from driftaudit.iam.values import moment, network, number

Holds = Callable[[str, str], bool]

_ORDERS: Final[dict[str, Callable[[int], bool]]] = {
    "equals": lambda sign: sign == 0,
    "lessthan": lambda sign: sign < 0,
    "lessthanequals": lambda sign: sign <= 0,
    "greaterthan": lambda sign: sign > 0,
    "greaterthanequals": lambda sign: sign >= 0,
}


def _same_in_any_case(value: str, wanted: str) -> bool:
    return value.lower() == wanted.lower()


def _like(value: str, wanted: str) -> bool:
    return matcher(wanted)(value)


def _arn_like(value: str, wanted: str) -> bool:
    segments = arn_segments(value)
    return any(covers(path)(segments) for path in resource_paths(wanted))


@lru_cache(maxsize=4096)
def arn_segments(value: str) -> tuple[str, ...]:
    """The segments of a literal ARN; what is none is a path of its own sort."""
    segments = tuple(value.split(":", 5))
    return segments if len(segments) == 6 and segments[0] == "arn" else ("", value)


def _within(value: str, wanted: str) -> bool:
    inner, outer = network(value), network(wanted)
    if inner is None or outer is None:
        return value == wanted
    return inner.version == outer.version and inner.network_address in outer


def _ordered(kind: str, order: str, value: str, wanted: str) -> bool:
    read = moment if kind == "date" else number
    left, right = read(value), read(wanted)
    if left is None or right is None:
        return value == wanted and order.endswith("equals")
    return _ORDERS[order]((left > right) - (left < right))


_POSITIVE: Final[dict[str, Holds]] = {
    "stringequalsignorecase": _same_in_any_case,
    "stringlike": _like,
    "bool": _same_in_any_case,
    "ipaddress": _within,
    "arnequals": _arn_like,
    "arnlike": _arn_like,
    **{
        kind + order: partial(_ordered, kind, order)
        for kind in ("numeric", "date")
        for order in _ORDERS
    },
}
_EXACT: Final = ("stringequals", "binaryequals")
_NEGATED: Final = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
}
OPERATORS: Final = frozenset({*_POSITIVE, *_EXACT, *_NEGATED, "null"})
"""Every operator, in lower case."""

SORTS: Final = {
    operator: next(
        sort
        for sort in ("string", "numeric", "date", "bool", "binary", "ip", "arn", "null")
        if sort in operator
    )
    for operator in OPERATORS
}
"""Operator → the sort of values that its keys have."""

_PATTERNED: Final = frozenset({"stringlike", "arnlike", "arnequals"})


def positive(operator: str) -> str:
    """The operator that a negated one negates; any other is its own."""
    return _NEGATED.get(operator, operator)


def takes_wildcards(operator: str) -> bool:
    """Whether `*` and `?` in the operator's values are wildcards."""
    return positive(operator) in _PATTERNED


def any_is_enough(test: Test) -> bool:
    """Whether the test holds for several values as soon as it does for one; else it wants all."""
    if test.quantifier:
        return test.quantifier == "ForAnyValue"
    return test.operator not in _NEGATED


def holds(test: Test, values: tuple[str, ...] | None) -> bool:
    """Whether the test holds for a request's values of the key; None where it has none."""
    if test.operator == "null":
        return any((each == "true") == (values is None) for each in test.values)
    negated = test.operator in _NEGATED
    if values is None:
        if test.quantifier == "ForAnyValue":
            return test.if_exists
        return test.if_exists or negated or test.quantifier == "ForAllValues"
    found = [_any(test, each) for each in values]
    if test.quantifier == "ForAllValues":
        return not any(found) if negated else all(found)
    if test.quantifier == "ForAnyValue":
        return not all(found) if negated else any(found)
    return not any(found) if negated else any(found)


def _any(test: Test, value: str) -> bool:
    operator = positive(test.operator)
    if operator in _EXACT:
        return value in _set(test.values)
    matches = _POSITIVE[operator]
    return any(matches(value, wanted) for wanted in test.values)


@lru_cache(maxsize=4096)
def _set(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(values)
