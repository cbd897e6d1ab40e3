import pytest

from driftaudit.texts import texts


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
