"""YAML in strings: what JSON can say, or an error; never a bomb, never a Python object."""

import pytest

from driftaudit.normalize.kubernetes_yaml import NotYamlError, parse, unquoted_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ('{"a": [1, 1.5, true, null, "x"]}', {"a": [1, 1.5, True, None, "x"]}),
        ("a: 2024-01-01", {"a": "2024-01-01"}),
        ("a: 1\na: 2", {"a": 2}),
        ("a: .nan", {"a": "nan"}),
        ("a: -.inf", {"a": "-inf"}),
        ("false: x\n~: y\n1: z", {"false": "x", "null": "y", "1": "z"}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("base: &b {x: 1}\nmore: {<<: *b, y: 2}", {"base": {"x": 1}, "more": {"x": 1, "y": 2}}),
    ],
)
def test_what_it_means(text, value):
    assert parse(text) == value


def test_every_scalar_as_it_is_written():
    assert parse("[012, true, 1.0, ~]", as_text=True) == ["012", "true", "1.0", "~"]


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "\x00",
        "a: !!binary eA==",
        "a: !!set {x}",
        "!!python/name:os.system",
        "{[1]: 2}",
        "&a [*a]",
        "? {a: b}\n: c",
        "--- 1\n--- 2",
    ],
)
def test_what_json_cannot_say_is_refused(text):
    with pytest.raises(NotYamlError):
        parse(text)


@pytest.mark.parametrize("text", ["[" * 200_000, "[" * 150 + "]" * 150, "{a: " * 200_000])
def test_deep_nesting_is_refused_before_it_ends_the_process(text):
    with pytest.raises(NotYamlError, match="100 levels"):
        parse(text)


def test_what_a_person_writes_is_deep_enough():
    assert parse("[" * 60 + "]" * 60)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("- 012\n- 12\n- '12'\n- \"12\"\n- 1x\n- x", ("012", "12")),
        ("[0123, !!str 9, 0]", ("0123", "0")),
        ("", ()),
        ("[", ()),
        ("\x00", ()),
    ],
)
def test_unquoted_numbers(text, numbers):
    assert unquoted_numbers(text) == numbers
