"""Values for condition keys that make some statements' tests hold and those of others fail."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec.structs import astuple

from driftaudit.iam.budget import Budget
from driftaudit.iam.condition_points import Choice, choices
from driftaudit.iam.documents import Test
from driftaudit.iam.operators import holds
from driftaudit.iam.principals import KEY

Tests: TypeAlias = frozenset[Test]
Conditions: TypeAlias = dict[str, tuple[str, ...] | None]

_MANY: Final = 40
_NONE: Final[Tests] = frozenset()


class Forced:
    """The value that a request's principal gives to `aws:PrincipalArn`; None where it has none."""

    def __init__(self, value: str | None) -> None:
        self.values = None if value is None else (value,)


def find(
    required: Tests, forbidden: Sequence[Tests], forced: Forced | None, budget: Budget
) -> Conditions | None:
    """Values with which all `required` tests hold and of each `forbidden` set one fails.

    None where there are none. A key that does not matter is left out; one that has to be absent
    maps to None. `forced` decides the principal's own key. Raises ExhaustedError.
    """
    budget.spend(1 + len(forbidden))
    left = {each - required for each in forbidden}
    if _NONE in left:
        return None
    if not required and not left:
        return {}
    budget.spend(4 * (len(required) + sum(map(len, left))))
    keys = _Keys(required, left, forced, budget)
    solution = _solved(keys, _minimal(left), budget)
    return None if solution is None else keys.conditions(solution)


def _minimal(sets: set[Tests]) -> list[Tests]:
    """The sets that hold no other: where one of their tests fails, so do the others."""
    kept: list[Tests] = []
    for each in sorted(sets, key=lambda x: (len(x), _ordered(x))):
        if len(kept) > _MANY or not any(other <= each for other in kept):
            kept.append(each)
    return kept


@lru_cache(maxsize=8192)
def _ordered(tests: Tests) -> tuple[tuple[object, ...], ...]:
    """Tests in an order that is the same in every run."""
    return tuple(sorted(map(astuple, tests)))


State: TypeAlias = dict[str, tuple[Choice, ...]]


class _Keys:
    """The condition keys of one question: their tests, and the choices that are left for each."""

    def __init__(
        self, required: Tests, forbidden: set[Tests], forced: Forced | None, budget: Budget
    ) -> None:
        self._budget = budget
        grouped: dict[str, set[Test]] = {}
        for test in (x for tests in (required, *forbidden) for x in tests):
            grouped.setdefault(test.key, set()).add(test)
        self._tests = {key: tuple(sorted(each, key=astuple)) for key, each in grouped.items()}
        self._all = {key: self._choices(key, forced) for key in sorted(grouped)}
        self.start = {
            key: _holding(found, self.bits(key, required)) for key, found in self._all.items()
        }

    def _choices(self, key: str, forced: Forced | None) -> tuple[Choice, ...]:
        tests = self._tests[key]
        if key != KEY or forced is None:
            return choices(tests, self._budget)
        holding = sum(1 << at for at, each in enumerate(tests) if holds(each, forced.values))
        return (Choice(values=forced.values, holding=holding),)

    def bits(self, key: str, tests: Tests) -> int:
        """Which of the key's tests are among these."""
        return sum(1 << at for at, each in enumerate(self._tests[key]) if each in tests)

    def conditions(self, state: State) -> Conditions:
        """The first choice of each key that may not take any."""
        limited = {k: v for k, v in state.items() if len(v) < len(self._all[k])}
        return {key: found[0].shown() for key, found in sorted(limited.items())}


def _holding(found: tuple[Choice, ...], bits: int) -> tuple[Choice, ...]:
    return tuple(each for each in found if each.holding & bits == bits) if bits else found


def _failing(found: tuple[Choice, ...], bits: int) -> tuple[Choice, ...]:
    return tuple(each for each in found if each.holding & bits != bits)


def _solved(keys: _Keys, forbidden: list[Tests], budget: Budget) -> State | None:
    """The choices left when every forbidden set fails, by trying one key after the other."""
    if not all(keys.start.values()):
        return None
    goals = []
    for tests in forbidden:
        named = sorted({each.key for each in tests})
        goals.append([(key, keys.bits(key, tests)) for key in named])
    goals.sort(key=len)
    stack: list[tuple[State, int]] = [(keys.start, 0)]
    while stack:
        state, at = stack.pop()
        while at < len(goals) and any(not _holding(state[k], bits) for k, bits in goals[at]):
            at += 1
        if at == len(goals):
            return state
        budget.spend(1 + len(keys.start) // 8 * len(goals[at]))
        stack += reversed([(each, at + 1) for each in _ways(state, goals[at])])
    return None


def _ways(state: State, goal: list[tuple[str, int]]) -> list[State]:
    """The states in which one key makes the goal fail, and those before it do not."""
    ways = []
    for key, bits in goal:
        failing = _failing(state[key], bits)
        if failing:
            ways.append({**state, key: failing})
        state = {**state, key: _holding(state[key], bits)}
    return ways
