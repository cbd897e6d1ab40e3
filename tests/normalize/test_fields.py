"""The tables of rules, applied to any object."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.normalize.fields import Described, as_set, fields
from driftaudit.normalize.labels import portable_notes, portable_tags
from driftaudit.normalize.portable import Portable
from tests.normalize import stack

PORTABLE = Portable(stack.US.identity)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=1), inner),
    max_leaves=5,
)


def made(kind, shape):
    return fields(kind, shape, PORTABLE)


@pytest.mark.parametrize("empty", [None, "", [], {}, {"x": None}, {"x": {"y": []}}])
def test_empty_is_absent_at_every_depth(empty):
    assert made("oidc-provider", {"new": empty, "a": {"new": empty, "b": 0}}).attributes == {
        "a": {"b": 0}
    }


@pytest.mark.parametrize("something", [False, 0, 0.0, [None], "x"])
def test_false_and_zero_say_something(something):
    assert made("oidc-provider", {"new": something}).attributes == {"new": something}


def test_facts_are_apart_and_empty_ones_are_left_out():
    found = made("addon", {"status": "ACTIVE", "health": {"issues": []}})
    assert (found.attributes, found.facts) == ({}, {"status": "ACTIVE"})


def test_defaults_are_filled_in_unless_something_odd_is_in_the_way():
    filled = made("cluster", {"accessConfig": 3, "upgradePolicy": {}}).attributes
    assert filled["accessConfig"] == 3
    assert filled["upgradePolicy"] == {"supportType": "EXTENDED"}


def test_peoples_own_maps_and_awss_own_words():
    words = {"labels": {"acme-us": "", "x": "acme-us"}, "version": "acme-us", "other": "acme-us"}
    attributes = made("nodegroup", words).attributes
    assert attributes["labels"] == {"${cluster}": "", "x": "${cluster}"}
    assert attributes["version"] == "acme-us"
    assert attributes["other"] == "${cluster}"


def test_what_is_described_is_not_made_portable_again():
    assert made("addon", {"x": Described(value="${cluster}")}).attributes == {"x": "${cluster}"}


@given(st.lists(JSON, max_size=5))
def test_sets_have_an_order_of_their_own(values):
    once = as_set(values)
    assert as_set(list(reversed(values))) == once
    assert as_set(once + values) == once


def test_tags_in_both_forms_without_those_of_tools():
    noise = {"aws:cloudformation:stack-id": "x"}
    listed = [{"Key": "a", "Value": "acme-us"}, {"Key": "b"}, {"Key": "aws:eks:cluster-name"}, {}]
    assert portable_tags({"a": "acme-us", "b": None, **noise}, PORTABLE) == {
        "a": "${cluster}",
        "b": "",
    }
    assert portable_tags(listed, PORTABLE) == {"a": "${cluster}", "b": ""}


def test_labels_of_kubernetes():
    assert portable_notes({"a": "acme-us", "helm.sh/chart": "x"}, PORTABLE) == {"a": "${cluster}"}
    assert portable_notes("acme-us", PORTABLE) == "${cluster}"
