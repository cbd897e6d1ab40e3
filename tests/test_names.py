"""A misspelt name finds its neighbour; a name that cannot be a file is refused."""

import pytest

from driftaudit.names import did_you_mean, name_problem


@pytest.mark.parametrize(
    ("word", "names", "expected"),
    [
        ("regoin", ["region", "role"], ", did you mean 'region'?"),
        ("PROD-US", ["prod-de", "prod-us"], ", did you mean 'prod-us'?"),
        ("x", ["prod", "dev"], "; known: dev, prod"),
        ("x", [], ""),
        ("x", [f"prod-{n:02}" for n in range(12)], "prod-09 and 2 more"),
    ],
)
def test_did_you_mean(word: str, names: list[str], expected: str) -> None:
    assert did_you_mean(word, names).endswith(expected)


@pytest.mark.parametrize("name", ["prod-us", "A", "1.x_y"])
def test_valid(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    "name", ["", "-a", "a b", "a/b", "..", "a@b", "a:b", "a\n", "ü", "a.json", "a" * 101]
)
def test_invalid(name: str) -> None:
    assert name_problem(name).startswith("not a valid name")
