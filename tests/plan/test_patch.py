"""A difference laid over a value: what neither side speaks of stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.model import UNKNOWN
from driftaudit.plan.patch import patched

_leaf = st.booleans() | st.integers(0, 3) | st.text("ab", min_size=1, max_size=2)
_lists = st.lists(_leaf, min_size=1, max_size=2)
_maps = st.dictionaries(
    st.text("xyz", min_size=1, max_size=2),
    st.recursive(
        _leaf | _lists,
        lambda inner: st.dictionaries(
            st.text("xyz", min_size=1, max_size=2), inner, min_size=1, max_size=3
        ),
        max_leaves=5,
    ),
    max_size=4,
)


@given(_maps, _maps)
def test_what_does_not_change_leaves_everything(base, same) -> None:
    for whole in (True, False):
        assert patched(base, same, same, whole=whole) == base


@given(_maps, _maps)
def test_a_whole_that_was_as_it_was_said_becomes_what_is_said(before, after) -> None:
    assert patched(before, before, after, whole=True) == after


@given(_maps, _maps, _maps)
def test_nothing_is_changed_in_place(base, before, after) -> None:
    kept = repr((base, before, after))
    patched(base, before, after, whole=True)
    assert repr((base, before, after)) == kept


DOCUMENT = {"Version": "1", "Statement": [{"Effect": "Allow"}]}
OPEN = {UNKNOWN: "later"}


@pytest.mark.parametrize(
    ("base", "before", "after", "expected"),
    [
        # By hand there is more than Terraform knows of.
        ({"a": {"x": 1, "hand": 1}}, {"a": {"x": 1}}, {"a": {"y": 1}}, {"a": {"hand": 1, "y": 1}}),
        ({"a": {"hand": 1}}, {"a": {"x": 1}}, {}, {"a": {"hand": 1}}),
        ({"a": {"x": {}}}, {"a": {"x": {}}}, {}, {}),
        ({}, {}, {"a": {"x": {}}}, {"a": {"x": {}}}),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 3}),
        ({"a": ["b", "c"]}, {"a": ["b"]}, {"a": ["d"]}, {"a": ["c", "d"]}),
        ({"a": ["b"]}, {"a": ["b"]}, {}, {}),
        ({"a": OPEN}, {}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": OPEN}, {"a": ["b"]}, {}, {"a": OPEN}),
        ({"d": DOCUMENT | {"Id": "x"}}, {"d": {}}, {"d": DOCUMENT}, {"d": DOCUMENT}),
        ({"Tags": {"a": "b"}}, {}, {"Tags": OPEN}, {"Tags": OPEN}),
        (
            {"IpPermissions": {"a": {}}},
            {},
            {"IpPermissions": OPEN},
            {"IpPermissions": {"a": {}, **OPEN}},
        ),
    ],
)
def test_a_part_is_laid_over(base, before, after, expected) -> None:
    assert patched(base, before, after, whole=False) == expected
