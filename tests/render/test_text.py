from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.render.text import age_words, clean, cut, listed, paint, plural, unarmed, wrapped


@pytest.mark.parametrize(
    ("dirty", "shown"),
    [
        ("plain ü ✓", "plain ü ✓"),
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("\x1b]8;;http://evil\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\x", "x"),
        ("\x1bcreset", "reset"),
        ("\x9b31mred", "31mred"),
        ("a\nb\tc\r\nd\u2028e", "a b c d e"),
        ("gnp\u202egpj", "gnpgpj"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("nul\x00bell\x07", "nulbell"),
        ("tag\U000e0041", "tag"),
        ("lone\ud800", "lone"),
        ("a ##[error]x", "a ## [error]x"),
    ],
)
def test_clean(dirty, shown):
    assert clean(dirty) == shown


@given(st.text())
def test_nothing_that_moves_a_cursor_gets_through(text):
    shown = clean(text)
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in shown)
    assert clean(shown) == shown


@pytest.mark.parametrize(
    ("line", "safe"),
    [
        ("::error::x", ": :error::x"),
        ("   ::stop", "   : :stop"),
        ("a ::error", "a ::error"),
        ("", ""),
    ],
)
def test_unarmed(line, safe):
    assert unarmed(line) == safe


@pytest.mark.parametrize("word", ["[error]", "vso[task.complete]", "teamcity[x]"])
def test_no_runner_obeys_what_is_clean(word):
    assert clean(f"a ##{word} ##{word}") == f"a ## {word} ## {word}"
    assert clean("## a ##b") == "## a ##b"


@pytest.mark.parametrize(
    ("width", "shown"),
    [(0, ""), (1, "…"), (2, "…"), (5, "ab…ij"), (9, "abcd…ghij"), (10, "abcdefghij")],
)
def test_cut(width, shown):
    assert cut("abcdefghij", width) == shown


@given(st.text(max_size=30), st.integers(0, 30))
def test_what_is_cut_fits(text, width):
    assert len(cut(text, width)) <= width


def test_wrapped_lines_stand_under_their_text():
    assert wrapped("why", "one two three", indent=2, width=12) == [
        "  why  one",
        "       two",
        "       three",
    ]
    assert wrapped("why", "", indent=1, width=12, hang=6) == [" why"]
    assert wrapped("", "x" * 30, indent=2, width=12) == ["  " + "x" * 30]


def test_words():
    assert plural(1, "finding") == "1 finding"
    assert plural(0, "finding") == "0 findings"
    assert listed(("a", "b\n")) == "a, b "
    assert paint("x", "high", color=False) == "x"
    assert paint("x", "high", color=True) == "\x1b[31mx\x1b[0m"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h"), (2879, "47 h"), (2880, "2 days"), (-3, "0 min")],
)
def test_an_age(minutes, words):
    assert age_words(timedelta(minutes=minutes)) == words
