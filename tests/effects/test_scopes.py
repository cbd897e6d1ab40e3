"""Where access policies hold, and where only one of two does."""

import pytest

from driftaudit.effects.scopes import scope_of, uncovered


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"type": "cluster"}, "cluster"),
        ({"type": "namespace", "namespaces": ("b", "a")}, "namespaces a, b"),
        ({}, "nowhere"),
        ({"type": "planet"}, "planet"),
    ],
)
def test_the_words(where, words):
    assert scope_of(where) == words


@pytest.mark.parametrize(
    ("where", "other", "left"),
    [
        ("cluster", "", "cluster"),
        ("cluster", "namespaces a", "cluster"),
        ("cluster", "cluster", ""),
        ("namespaces a, b", "cluster", ""),
        ("namespaces a, b", "namespaces b, c", "namespaces a"),
        ("namespaces a", "namespaces a, b", ""),
        ("namespaces a", "planet", "namespaces a"),
        ("planet", "namespaces a", "planet"),
    ],
)
def test_what_another_scope_does_not_cover(where, other, left):
    assert uncovered({"x": where}, {"x": other} if other else {}) == ({"x": left} if left else {})
