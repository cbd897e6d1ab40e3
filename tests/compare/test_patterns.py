import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.compare.patterns import fullmatch, pattern_problem


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", ""),
        (r"v1\.(29|30)\..*", ""),
        (r"[*+?]{1,3}\(a+\)*", ""),
        (r"(ab)+(cd){3}", ""),
        (r"(a+)?b{2}(c+){1}(d+){0,1}", ""),
        (r"(?:x|y)?z", ""),
        (r"[]*+]+", ""),
        (r"(?P<a>b)+", ""),
        ("(", "not a regular expression: missing ), unterminated subpattern at position 0"),
        ("a{99999999999999}", "not a regular expression: the repetition number is too large"),
        ("[a||b]", "not a regular expression: Possible set union"),
        ("x" * 501, "longer than 500 characters"),
        (r"(a+)+", "repeats a group that varies"),
        (r"((a?)b)*", "repeats a group that varies"),
        (r"(?:a|a)*", "repeats a group that varies"),
        (r"(a{1,2}){9}", "repeats a group that varies"),
        (r"(a*?){2,}", "repeats a group that varies"),
        ("a?" * 7, "more than 6 parts vary"),
        (r"(?x)(a+) +", "the flag x"),
        (r"(?ix:(a+) +)", "the flag x"),
    ],
)
def test_what_could_take_forever_is_refused(pattern, problem):
    found = pattern_problem(pattern)
    assert found.startswith(problem) if problem else found == ""


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        (".*", "x" * 10_000, True),
        (".*", "x" * 10_001, False),
        (".*a.*b.*", "ab" + "x" * 389, True),
        (".*a.*b.*", "ab" + "x" * 390, False),
        ("a{5}", "aaaaa", True),
    ],
)
def test_the_whole_text_is_matched_up_to_a_length(pattern, text, expected):
    assert fullmatch(pattern, text) is expected


@given(st.text("ab(|)*+?{2,}.[]^\\x", max_size=14), st.text("ab", max_size=30))
def test_what_is_let_through_is_what_re_says(pattern, text):
    if not pattern_problem(pattern):
        assert fullmatch(pattern, text) == (re.fullmatch(pattern, text) is not None)


@pytest.mark.parametrize("varying", range(1, 7))
def test_the_worst_pattern_that_is_let_through_ends(varying):
    pattern = "a*" * varying + "b"
    assert pattern_problem(pattern) == ""
    longest = next(size for size in range(10_001, 0, -1) if fullmatch(".*" * varying, "a" * size))
    assert not fullmatch(pattern, "a" * longest)
