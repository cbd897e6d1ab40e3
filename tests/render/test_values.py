import pytest

from driftaudit.render.values import change_lines, path_text, value_text
from tests.render.sample import finding

LONG = "arn:aws:iam::111111111111:role/" + "x" * 60


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), ""),
        (("scalingConfig", "maxSize"), "scalingConfig.maxSize"),
        (("tags", "a.b/c"), "tags a.b/c"),
        (("RolePolicyList", "s3 x", "Statement"), "RolePolicyList s3 x.Statement"),
        (("tags", ""), 'tags ""'),
        (("tags", "\x1b[1m\n"), "tags  "),
    ],
)
def test_path_text(path, shown):
    assert path_text(path) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "(none)"),
        ("", '""'),
        ("a", "a"),
        (True, "true"),
        (1, "1"),
        ({"b": 1, "a": "ü"}, '{"a": "ü", "b": 1}'),
    ],
)
def test_value_text(value, shown):
    assert value_text(value) == shown


def lines(expected, actual, path=("x",), width=40):
    return change_lines(finding("1", path=path, expected=expected, actual=actual), width)


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        (1, 2, ["1 → 2"]),
        ("v1", None, ["v1 → (none)"]),
        ({}, None, []),
        (None, {}, []),
        (["a", "b"], ["b", "c"], ["- a", "+ c"]),
        (["a", "b"], ["b", "a"], ["same items in another order"]),
        (["a"], None, ["- a"]),
        (None, ["a"], ["+ a"]),
        ({"a": {"b": 1}}, None, ["- a.b: 1"]),
        (None, {"a": {}, "b": 2}, ["+ a", "+ b: 2"]),
        ({"a": 1}, "text", ["- a: 1", "+ text"]),
        ("a\nb\nc", "a\nx\nc", ["- b", "+ x"]),
        ("a\nb", None, ["- a", "- b"]),
    ],
)
def test_change_lines(expected, actual, shown):
    assert lines(expected, actual) == shown


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        (30, "30", ['30 → "30"']),
        ("v1", "v1\u200b", ['"v1" → "v1\\u200b"']),
        ("a\tb", "a b", ['"a\\tb" → "a b"']),
        (None, "(none)", ['(none) → "(none)"']),
        ({"a": 1}, {"a": "1"}, ['{"a": 1} → {"a": "1"}']),
        ({"a": 1}, {"a\u202e": 1}, ['{"a": 1} → {"a\\u202e": 1}']),
        ([1], ["1"], ['[1] → ["1"]']),
        (["a", "a"], ["a"], ['["a", "a"] → ["a"]']),
        ([], None, ["[] → (none)"]),
        ({}, [], ["{} → []"]),
        ("a\nb", "a\nb\n", ['"a\\nb" → "a\\nb\\n"']),
        ("a\nb", "a\nb\u200b", ['"a\\nb" → "a\\nb\\u200b"']),
        ([1, "1"], ["1", 1], ["same items in another order"]),
    ],
)
def test_what_would_look_alike_is_told_apart(expected, actual, shown):
    assert lines(expected, actual) == shown


def test_the_resource_itself_needs_no_values():
    assert lines({"a": 1}, None, path=()) == []


def test_long_values_are_shown_from_where_they_part():
    assert lines(LONG + "a", LONG + "b") == [f"- …{'x' * 36}a", f"+ …{'x' * 36}b"]
    assert lines("a" + LONG, "b" + LONG)[0].startswith("- aarn:aws")


def test_no_line_is_too_long_and_a_long_list_is_counted():
    shown = lines([f"{number} {LONG}" for number in range(20)], None)
    assert len(shown) == 8
    assert shown[-1] == "… 13 more lines"
    assert all(len(line) <= 40 for line in shown)
    assert "…" in shown[0]


def test_one_changed_statement_is_told_leaf_by_leaf():
    def statement(sub: str) -> dict[str, object]:
        return {
            "Effect": "Allow",
            "Action": ["sts:assumerolewithwebidentity"],
            "Condition": {"stringequals": {"${oidc}:sub": [sub]}},
        }

    assert lines([statement("aws-node")], [statement("awsnode")], width=76) == [
        '- Condition.stringequals ${oidc}:sub: ["aws-node"]',
        '+ Condition.stringequals ${oidc}:sub: ["awsnode"]',
    ]


def test_statements_that_cannot_be_paired_are_told_whole():
    assert lines([{"a": 1}], [{"b": 1}, {"c": 1}]) == ['- {"a": 1}', '+ {"b": 1}', '+ {"c": 1}']
