"""Conditions that mean the same, and those that do not."""

import pytest

from driftaudit.iam import compare_documents
from driftaudit.iam.values import moment, moment_text, number, number_text
from tests.iam.documents import allow, deny, document, when

K = "aws:k"


def both(*blocks):
    return document(*(allow(Condition=each) for each in blocks))


def without(block):
    return document(allow(), deny(Condition=block))


TEN = [f"a{n}" for n in range(10)]

SAME = [
    (when("StringLike", K, "a"), when("StringEquals", K, "a")),
    (when("ArnEquals", K, "arn:a:b:c:d:e*"), when("ArnLike", K, "arn:a:b:c:d:e*")),
    (when("Null", K, "false"), when("StringLike", K, "*")),
    (when("Null", K, ["true", "false"]), document(allow())),
    (when("ForAllValues:StringLike", K, "*"), document(allow())),
    (when("StringLikeIfExists", K, "*"), document(allow())),
    (when("IpAddress", K, "10.0.0.0/8"), when("IpAddress", K, ["10.0.0.0/9", "10.128.0.0/9"])),
    (when("IpAddress", K, ["0.0.0.0/0", "::/0"]), when("Null", K, "false")),
    (when("StringLike", K, ["a*", "ab*"]), when("StringLike", K, "a*")),
    (when("StringLike", K, ["a", "a?*"]), when("StringLike", K, "a*")),
    (when("NumericEquals", K, "1"), when("NumericEquals", K, "1.0")),
    (when("NumericLessThan", K, ["1", "2"]), when("NumericLessThan", K, "2")),
    (when("DateLessThan", K, "2030-01-01"), when("DateLessThan", K, "1893456000")),
    (when("StringNotEquals", K, "a"), when("StringNotEqualsIfExists", K, "a")),
    (
        both({"NumericLessThanIfExists": {K: 1}}, {"NumericGreaterThanEqualsIfExists": {K: 1}}),
        document(allow()),
    ),
    (
        both({"StringLike": {K: "a*"}, "StringNotLike": {K: "*b"}}),
        both({"StringNotLike": {K: "*b"}, "StringLike": {K: ["a*", "a*c"]}}),
    ),
    (without({"StringNotEquals": {K: "a"}}), when("StringEquals", K, "a")),
    (
        both({"StringEquals": {K: ["a", "b"]}}),
        both({"StringEquals": {K: "a"}}, {"StringEquals": {K: "b"}}),
    ),
    (both({"StringEqualsIgnoreCase": {K: "A"}}), both({"StringEquals": {K: ["a", "A"]}})),
    (when("DateLessThan", K, "2030-01"), when("DateLessThan", K, "2030-01-01T00:00:00Z")),
    (
        both({"ForAllValues:StringEquals": {K: TEN}, "Null": {K: "false"}}),
        both({"ForAllValues:StringEquals": {K: TEN}, "ForAnyValue:StringEquals": {K: TEN}}),
    ),
    (
        both(*({"ForAnyValue:StringEquals": {K: each}} for each in TEN)),
        both({"ForAnyValue:StringEquals": {K: TEN}}),
    ),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a, b):
    made = compare_documents(a, b)
    assert (made.verdict, made.exact) == ("equivalent", True), made


LESS = [
    (document(allow()), when("Bool", "aws:SecureTransport", "true"), ("false",)),
    (document(allow()), when("StringEquals", K, "a"), ("*",)),
    (when("StringLike", K, "a*"), when("StringEquals", K, "ab"), ("a*",)),
    (when("StringLike", K, "*"), when("StringEquals", K, "*"), ("*",)),
    (when("StringEqualsIfExists", K, "a"), when("StringEquals", K, "a"), None),
    (
        when("StringLike", K, "arn:a:*:b:c:d:e"),
        when("ArnLike", K, "arn:a:*:b:c:d:e"),
        ("arn:a:*:*:b:c:d:e",),
    ),
    (when("StringLike", K, "a*"), when("StringLike", K, "a?*"), ("a",)),
    (when("NumericLessThan", K, "2"), when("NumericLessThan", K, "1"), ("1",)),
    (when("NumericNotEquals", K, "2"), when("NumericNotEquals", K, ["2", "1"]), ("1",)),
    (
        when("DateLessThan", K, "2030-01-02"),
        when("DateLessThan", K, "2030-01-01"),
        ("2030-01-01T00:00:00Z",),
    ),
    (when("IpAddress", K, "10.0.0.0/8"), when("IpAddress", K, "10.0.0.0/9"), ("10.128.0.0",)),
    (
        when("IpAddress", K, ["10.0.0.0/8", "${cidr}"]),
        when("IpAddress", K, "10.0.0.0/8"),
        ("${cidr}",),
    ),
    (
        when("ForAnyValue:StringEquals", K, ["a", "b"]),
        when("ForAnyValue:StringEquals", K, "a"),
        ("b",),
    ),
    (without({"StringEquals": {K: "a"}}), without({"StringEquals": {K: ["a", "b"]}}), ("b",)),
    (when("ArnLike", K, "arn:a:b:c:d:*"), when("ArnLike", K, "arn:a:b:c:d:e"), ("arn:a:b:c:d:*",)),
    (
        when("ArnLike", K, "arn:*:*:*:*:??/*"),
        when("ArnLike", K, "arn:*:*:*:*:??/*b"),
        ("arn:*:*:*:*:??/*",),
    ),
    (
        when("ArnLike", K, "arn:aws:s3:b:b:*:bb"),
        both({"ArnLike": {K: "arn:aws:s3:b:b:*:bb"}, "ArnNotLike": {K: "arn:aws:*:*:*:b*b"}}),
        ("arn:aws:s3:b:b:b*:bb",),
    ),
    (
        when("StringEquals", K, "${aws:PrincipalTag/t, 'Blue'}"),
        document(deny()),
        ("${aws:principaltag/t, 'Blue'}",),
    ),
    (
        when("ForAnyValue:StringEquals", K, TEN),
        both({"ForAnyValue:StringEquals": {K: TEN}, "ForAllValues:StringEquals": {K: TEN}}),
        ("*", "a0"),
    ),
]


@pytest.mark.parametrize(("a", "b", "values"), LESS)
def test_less(a, b, values):
    made = compare_documents(a, b)
    assert (made.verdict, made.exact) == ("less", True), made
    assert list(made.lost[0].conditions.values()) == [values]


@pytest.mark.parametrize(
    "block",
    [
        {"StringLike": {K: "10.1.*"}, "IpAddress": {K: "10.0.0.0/8"}},
        {"StringLike": {K: "1*"}, "NumericGreaterThan": {K: 50}},
        {"StringEquals": {K: "05"}, "NumericEquals": {K: 5}, "StringNotEquals": {K: "5"}},
        {"ArnLike": {K: "arn:*:*:*:*:??" + "*a" * 9}, "ArnNotLike": {K: "arn:*:*:*:*:*?" * 2}},
    ],
)
def test_what_is_not_searched_is_not_exact(block):
    made = compare_documents(both(block), document(deny()))
    assert (made.verdict, made.exact) == ("incomparable", False)


def test_the_text_that_is_an_address_is_one():
    a = both({"StringEquals": {K: "10.0.0.1"}, "IpAddress": {K: "10.0.0.0/8"}})
    assert compare_documents(a, when("StringEquals", K, "10.0.0.1")).verdict == "equivalent"


def test_a_key_that_does_not_matter_is_not_shown():
    a = both({"StringEquals": {K: "a"}})
    b = both({"StringEquals": {K: "a", "aws:other": "x"}})
    assert compare_documents(a, b).lost[0].conditions == {K: ("a",), "aws:other": ("*",)}
    assert compare_documents(a, document(deny())).lost[0].conditions == {K: ("a",)}


@pytest.mark.parametrize(("value", "other"), [("ab", "Ab"), ("abcdefgh", "abcdefGh")])
def test_a_case_that_no_other_test_names(value, other):
    a = when("StringEqualsIgnoreCase", K, value)
    b = document(
        allow(Condition={"StringEqualsIgnoreCase": {K: value}, "StringNotLike": {K: other}})
    )
    made = compare_documents(a, b)
    assert made.verdict == "less"
    assert made.lost[0].conditions == {K: (other,)}


def test_sets_of_values_that_want_one_and_forbid_another():
    a = when("ForAnyValue:StringEquals", K, "a")
    b = when("ForAllValues:StringEquals", K, "a")
    made = compare_documents(a, b)
    assert made.verdict == "incomparable"
    assert made.lost[0].conditions == {K: ("*", "a")}
    assert made.gained[0].conditions == {K: None}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1.50", "1.5"), ("-0.25", "-0.25"), ("007", "7"), ("1e2", "100"), ("-3", "-3")],
)
def test_numbers_are_shown_in_digits(text, shown):
    assert number_text(number(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2030-01-01", "2030-01-01T00:00:00Z"),
        ("0001-01-01", "0001-01-01T00:00:00Z"),
        ("1893456000.5", "1893456000.5"),
        ("99999999999999999999", "99999999999999999999"),
    ],
)
def test_dates_are_shown_as_dates_where_they_are_some(text, shown):
    assert moment_text(moment(text)) == shown


@pytest.mark.parametrize("text", ["", "x", "1e999", "1" * 50, "--1"])
def test_no_number(text):
    assert number(text) is None
