import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.render.html.visible import visible, visible_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("grün 節点 🚀", "grün 節点 🚀"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("no\u00a0break", "no\\u00a0break"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("\ud800", "\\ud800"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("line\u2028separator", "line\\u2028separator"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_nothing_hidden_is_left_and_a_second_time_changes_nothing(text):
    shown = visible(text)
    assert shown.replace("\n", "").replace("\t", "").isprintable()
    assert visible(shown) == shown
    shown.encode()


@given(JSON)
def test_any_value_becomes_json_that_a_browser_reads(value):
    text = json.dumps(visible_json(value), allow_nan=False)
    text.encode()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"a\u200b": 1, "a\\u200b": 2}, {"a\\u200b": 2, "a\\u200b'": 1}),
        (2**53 + 1, "9007199254740993"),
        (2**53, 2**53),
        (True, True),
        (float("nan"), "nan"),
        (0.5, 0.5),
        (("\u202e", [None]), ["\\u202e", [None]]),
    ],
)
def test_values_that_differ_still_do(value, shown):
    assert visible_json(value) == shown
