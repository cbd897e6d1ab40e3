import pytest

from driftaudit.texts import as_unicode, is_unicode, texts


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        (1, []),
        ("a", ["a"]),
        (["a", ("b", 2)], ["a", "b"]),
        ({"k": {"l": ["a"]}, "m": None}, ["k", "l", "a", "m"]),
    ],
)
def test_texts(value, expected):
    assert list(texts(value)) == expected


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ("\ud800", "\\ud800"),
        (["a", "b\udfff", 1], ["a", "b\\udfff", 1]),
        ({"k\udc80": {"m": ("\ud83d", None)}}, {"k\\udc80": {"m": ["\\ud83d", None]}}),
    ],
)
def test_half_a_character_becomes_its_escape(value, escaped):
    assert not is_unicode(value)
    assert as_unicode(value) == escaped
    assert is_unicode(escaped)


@pytest.mark.parametrize("value", ["", "\U0001f600", {"ä": ["\\ud800", 1.5, None]}])
def test_what_is_text_stays_the_very_same(value):
    assert as_unicode(value) is value
