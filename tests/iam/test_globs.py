"""Globs: matching, collapsing, what two have in common, lengths of a star."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.iam.budget import ExhaustedError
from driftaudit.iam.globs import collapse, effort, intersect, lengths, matcher

patterns = st.text("ab*?", max_size=6)
texts = st.text("abc", max_size=7)


@given(pattern=patterns, text=texts)
def test_matching_is_that_of_globs(pattern, text):
    assert matcher(pattern)(text) == fnmatchcase(text, pattern)
    assert matcher(collapse(pattern))(text) == fnmatchcase(text, pattern)


@given(one=patterns, other=patterns, found=st.lists(texts, max_size=30))
def test_what_two_patterns_have_in_common(one, other, found):
    both = intersect(collapse(one), collapse(other))
    for text in found:
        wanted = fnmatchcase(text, one) and fnmatchcase(text, other)
        assert any(matcher(each)(text) for each in both) == wanted


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("a*", "*b", ("a*b",)),
        ("a*", "b*", ()),
        ("*a", "*b", ()),
        ("a*c", "ab*", ("ab*c",)),
        ("a?c*", "ab*", ("abc*",)),
        ("*", "x", ("x",)),
        ("x*", "*", ("x*",)),
        ("x", "y", ()),
        ("x*", "xy", ("xy",)),
        ("ab*", "*bc", ("ab*bc", "abc")),
    ],
)
def test_in_common(one, other, both):
    assert intersect(one, other) == both
    assert set(intersect(other, one)) == set(both)


@pytest.mark.parametrize(
    ("one", "other"), [("*a" * 40 + "*", "*b" * 40 + "*"), ("*a" * 200 + "*", "*b" * 200 + "*")]
)
def test_patterns_made_to_be_slow_are_given_up(one, other):
    with pytest.raises(ExhaustedError):
        intersect(one, other)


def test_effort_is_that_of_the_wild_part():
    assert effort("abc", "a*c*") == effort("a*", "*b*") == 1
    assert effort("abc*d*e", "abc*f*e") == 1 + 3 * 3


def test_lengths_of_a_star():
    assert lengths("a*b", 1) == ("a*b", "ab", "a?b")
    with pytest.raises(ExhaustedError):
        lengths("*a*b*c*d*e*", 5)


def test_a_long_pattern_is_matched_at_once():
    pattern = "*a" * 5_000
    assert matcher(pattern)("a" * 20_000)
    assert not matcher(pattern + "b*")("a" * 20_000)
