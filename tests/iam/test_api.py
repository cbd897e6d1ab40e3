"""The example in the package's docstring is true, and `__all__` is what there is."""

import doctest

from driftaudit import iam


def test_the_example_runs():
    made = doctest.testmod(iam)
    assert made.attempted >= 5
    assert made.failed == 0


def test_everything_named_is_there():
    assert [name for name in iam.__all__ if not hasattr(iam, name)] == []
