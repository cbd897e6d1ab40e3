"""The values of one condition key that tell its tests apart: finitely many, of all that there are.

For texts: each value and pattern of the tests, what two patterns have in common, and any other
text. For numbers, dates and addresses: the edges of the intervals and a value between each two.
And absent. Values with the same answers to all tests are one.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from math import prod
from typing import Final, TypeAlias

from driftaudit.iam.budget import Budget, ExhaustedError
from driftaudit.iam.documents import Test
from driftaudit.iam.globs import effort, intersect, is_literal, lengths, matcher
from driftaudit.iam.operators import SORTS, any_is_enough, holds, takes_wildcards
from driftaudit.iam.paths import ARN_SEGMENTS, common, resource_paths
from driftaudit.iam.symbols import MAX_MARKS, decode, instance
from driftaudit.iam.values import moment, moment_text, network, number, number_text
from driftaudit.model import Record

_MOST: Final = 12_000
_MOST_CHECKS: Final = 400_000
_CHECKS_A_UNIT: Final = 4
_MEETING: Final = 6
"""How many checks it takes to see what two patterns have in common, a character each."""
_MOST_SETS: Final = 2048
_MOST_SHAPES: Final = 512
_FEW_LETTERS: Final = 5
_MANY: Final = 40
_TEXTS: Final = ("string", "binary", "arn")
_CASES: Final = 2**_FEW_LETTERS

Meet: TypeAlias = Callable[[str, str, Budget], tuple[str, ...]]


class Choice(Record, frozen=True, kw_only=True):
    """One set of values (None: absent), and which tests hold for it, a bit each in their order."""

    values: tuple[str, ...] | None
    holding: int

    def shown(self) -> tuple[str, ...] | None:
        """The values as witnesses name them: patterns, in which a literal `*` is `${*}`."""
        return None if self.values is None else tuple(map(decode, self.values))


def choices(tests: tuple[Test, ...], budget: Budget) -> tuple[Choice, ...]:
    """Choices for the key of these tests: every combination of answers that values can give.

    Any other text comes first, then the tests' own values, then absent. Raises ExhaustedError.
    """
    found, work = _found(tests)
    budget.spend_once(tests, work // _CHECKS_A_UNIT)
    return found


@lru_cache(maxsize=8192)
def _found(tests: tuple[Test, ...]) -> tuple[tuple[Choice, ...], int]:
    """The choices, and how many values were held against patterns to find them."""
    budget = Budget(_MOST_CHECKS)
    single = _distinct(tests, [(each,) for each in _candidates(tests, budget)], budget)
    if any(each.quantifier for each in tests):
        single = _sets(tests, single, budget)
    found = _distinct(tests, [*(each.values for each in single), None], budget)
    return found, _MOST_CHECKS - budget.left


def _distinct(
    tests: tuple[Test, ...], found: list[tuple[str, ...] | None], budget: Budget
) -> tuple[Choice, ...]:
    """The first of the values that give each combination of answers."""
    budget.spend(len(found) * sum(_cost(each) for each in tests))
    made: dict[int, Choice] = {}
    for values in found:
        filled = None if values is None else tuple(map(instance, values))
        holding = sum(1 << at for at, each in enumerate(tests) if holds(each, filled))
        made.setdefault(holding, Choice(values=values, holding=holding))
    return tuple(made.values())


def _cost(test: Test) -> int:
    hashed = SORTS[test.operator] in ("string", "binary") and not takes_wildcards(test.operator)
    return 1 if hashed else 1 + len(test.values)


def _sets(
    tests: tuple[Test, ...], single: tuple[Choice, ...], budget: Budget
) -> tuple[Choice, ...]:
    """Sets of values, the smallest first, for every combination of answers that sets can give.

    A set's answers follow from those of its values: a test that wants one value holds where it
    holds for any of them, a test that wants all where it does for each.
    """
    wants_one = sum(1 << at for at, each in enumerate(tests) if any_is_enough(each))
    made = {each.holding: each for each in single}
    queue = list(made.values())
    for one in queue:
        budget.spend(len(single))
        for other in single:
            holding = one.holding & other.holding | (one.holding | other.holding) & wants_one
            if holding not in made and one.values and other.values:
                values = tuple(sorted({*one.values, *other.values}))
                made[holding] = Choice(values=values, holding=holding)
                queue.append(made[holding])
        if len(made) > _MOST_SETS:
            raise ExhaustedError("too many sets of values of one condition key")
    return tuple(made.values())


def _candidates(tests: tuple[Test, ...], budget: Budget) -> list[str]:
    """Values for one request, as patterns; those of a sort that the tests know only."""
    sorts = {SORTS[each.operator] for each in tests} - {"null"}
    _refuse_mixed(tests, sorts)
    found: list[str] = []
    if not sorts or sorts & {"string", "binary"}:
        found.append("*")
    if "arn" in sorts:
        found += ["arn:*:*:*:*:*", *(() if sorts == {"arn"} else ("*",))]
    if "bool" in sorts:
        found += ["false", "true"]
    for sort, edges in (("numeric", _numbers), ("date", _moments), ("ip", _addresses)):
        if sort in sorts:
            found += edges([v for t in tests if SORTS[t.operator] == sort for v in t.values])
    if sorts & {"string", "binary", "arn"}:
        found += _texts(tests, sorts, budget)
    unique = list(dict.fromkeys(found))
    if len(unique) > _MOST:
        raise ExhaustedError("too many values of one condition key")
    return unique


def _refuse_mixed(tests: tuple[Test, ...], sorts: set[str]) -> None:
    """Texts of numbers and addresses are not searched for what a pattern would match of them."""
    texts = [each for each in tests if SORTS[each.operator] in _TEXTS]
    is_wild = any(takes_wildcards(each.operator) for each in texts)
    if (texts and sorts & {"numeric", "date"}) or (is_wild and "ip" in sorts):
        raise ExhaustedError("one condition key is read as text and as a number or an address")


def _numbers(values: list[str]) -> list[str]:
    return _between(values, [number(each) for each in values], number_text)


def _moments(values: list[str]) -> list[str]:
    return _between(values, [moment(each) for each in values], moment_text)


def _between(
    values: list[str], read: list[Fraction | None], text: Callable[[Fraction], str]
) -> list[str]:
    edges = sorted({each for each in read if each is not None}) or [Fraction(0)]
    points = [edges[0] - 1, edges[-1] + 1, *edges]
    points += [(one + other) / 2 for one, other in pairwise(edges)]
    unread = [value for value, each in zip(values, read, strict=True) if each is None]
    return [*map(text, points), *unread]


def _addresses(values: list[str]) -> list[str]:
    """The first address of each network and the one behind its last, in both families."""
    found = ["0.0.0.0", "::"]  # noqa: S104  addresses to ask about, none to listen on
    for value in values:
        block = network(value)
        if block is None:
            found.append(value)
            continue
        found.append(str(block.network_address))
        if int(block.broadcast_address) + 1 < 2**block.max_prefixlen:
            found.append(str(block.broadcast_address + 1))
    return found


def _texts(tests: tuple[Test, ...], sorts: set[str], budget: Budget) -> list[str]:
    texts = [each for each in tests if SORTS[each.operator] in _TEXTS]
    literals: dict[str, None] = {}
    patterned: list[list[str]] = []
    for test in texts:
        wild = []
        for value in test.values:
            if takes_wildcards(test.operator) and not is_literal(value):
                wild.append(value)
            else:
                literals[value] = None
                if "ignorecase" in test.operator:
                    literals |= dict.fromkeys(_cases(value))
                    budget.spend(_CASES)
        if wild:
            patterned.append(_arns(wild, budget) if SORTS[test.operator] == "arn" else wild)
    patterns = _meets(patterned, _arns_meet if sorts == {"arn"} else _texts_meet, budget)
    if "arn" in sorts and "string" in sorts:
        crossing = [each.replace("*", "*:*", 1) for each in patterns]
        crossing += [each.replace("*", "*:*") for each in patterns]
        patterns += [x for x in crossing if x not in patterns]
    marked = [each for group in patterned for each in group if "?" in each]
    if marked:
        patterns = _in_lengths(patterns, marked, arns=sorts == {"arn"})
    return [*literals, *patterns]


def _in_lengths(patterns: list[str], marked: list[str], *, arns: bool) -> list[str]:
    """Patterns with their stars in each length that a `?` in the same segment may tell apart."""
    colons = ARN_SEGMENTS - 1 if arns else 0
    most: dict[int, list[int]] = {}
    for each in marked:
        marks = [segment.count("?") for segment in each.split(":", colons)]
        most[len(marks)] = list(map(max, marks, most.get(len(marks), marks)))
    if max(map(max, most.values())) > MAX_MARKS:
        raise ExhaustedError("a pattern with very many `?`")
    found: dict[str, None] = {}
    for each in patterns:
        segments = each.split(":", colons)
        pairs = zip(segments, most.get(len(segments), [0] * len(segments)), strict=True)
        shapes = [lengths(segment, marks) if marks else (segment,) for segment, marks in pairs]
        if prod(map(len, shapes)) > _MOST_SHAPES or len(found) > _MOST:
            raise ExhaustedError("patterns with many `*` beside patterns with `?`")
        found |= dict.fromkeys(map(":".join, product(*shapes)))
    return list(found)


def _cases(value: str) -> list[str]:
    """The value in other cases: in all that there are, or with one letter changed at a time."""
    letters = [at for at, each in enumerate(value) if each.lower() != each.upper()]
    if len(letters) <= _FEW_LETTERS:
        pairs = (dict.fromkeys((each.lower(), each.upper())) for each in value)
        return ["".join(each) for each in product(*pairs)]
    flipped = (value[:at] + value[at].swapcase() + value[at + 1 :] for at in letters[:_MANY])
    return [value.lower(), value.upper(), value.swapcase(), *flipped]


def _arns(patterns: list[str], budget: Budget) -> list[str]:
    found: list[str] = []
    for each in patterns:
        paths = resource_paths(each)
        budget.spend(8 * len(paths))
        found += [":".join(path[1:] if path[0] == "" else path) for path in paths]
    return found


def _meets(groups: list[list[str]], meet: Meet, budget: Budget) -> list[str]:
    """All patterns, and what those of several tests have in common, one of each test."""
    found: dict[str, None] = {}
    for group in {tuple(each): each for each in groups}.values():
        budget.spend(_MEETING * len(found) * len(group))
        fresh = dict.fromkeys(group)
        for one, other in product(found, group):
            fresh |= dict.fromkeys(meet(one, other, budget))
        found |= fresh
        if len(found) > _MOST:
            raise ExhaustedError("too many patterns of one condition key")
    return list(found)


def _texts_meet(one: str, other: str, budget: Budget) -> tuple[str, ...]:
    """What two patterns have in common; nothing new where one without `?` lies in the other."""
    if "?" not in other and matcher(other)(instance(one)):
        return ()
    budget.spend(_MEETING * effort(one, other))
    return intersect(one, other)


def _arns_meet(one: str, other: str, budget: Budget) -> tuple[str, ...]:
    """What two patterns of ARNs have in common, segment by segment."""
    path, cutter = (tuple(each.split(":", ARN_SEGMENTS - 1)) for each in (one, other))
    return tuple(map(":".join, common(path, cutter, budget)))
