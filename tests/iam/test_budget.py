"""Work units: what is spent, what is paid for once, and the end."""

import pytest

from driftaudit.iam.budget import Budget, ExhaustedError


def test_units_are_spent_until_none_are_left():
    budget = Budget(3)
    budget.spend(3)
    assert budget.left == 0
    with pytest.raises(ExhaustedError, match="too many statements"):
        budget.spend(1)


def test_a_thing_is_paid_for_once():
    budget = Budget(5)
    for _ in range(3):
        budget.spend_once("one", 2)
    budget.spend_once("other", 2)
    assert budget.left == 1
