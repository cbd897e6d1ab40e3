"""Descriptions in the place of values."""

import pytest

from driftaudit.normalize.fields import Described
from driftaudit.normalize.replace import described

NEW = Described(value="new")


@pytest.mark.parametrize(
    ("shape", "path", "expected"),
    [
        ({"a": 1}, "a", {"a": NEW}),
        ({"a": {"b": 1, "c": 2}}, "a.b", {"a": {"b": NEW, "c": 2}}),
        ({"a": [{"b": 1}, {}]}, "a[].b", {"a": [{"b": NEW}, {}]}),
        ({"a": [{"b": {"c": 1}}]}, "a[].b.c", {"a": [{"b": {"c": NEW}}]}),
        ({}, "a", {}),
        ({"a": None}, "a", {"a": None}),
        ({"a": 3}, "a.b", {"a": 3}),
        ({"a": 3}, "a[].b", {"a": 3}),
        ({"a": [1]}, "a[].b", {"a": [1]}),
    ],
)
def test_only_what_is_at_the_path_is_replaced(shape, path, expected):
    before = repr(shape)
    assert described(shape, path, lambda _: "new") == expected
    assert repr(shape) == before
