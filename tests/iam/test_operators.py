"""When one test of a condition key holds."""

import pytest

from driftaudit.iam import Witness, allows
from tests.iam.documents import when

ABSENT = None


def holds(operator, wanted, value):
    conditions = {} if value is ABSENT else {"k": value if isinstance(value, tuple) else (value,)}
    witness = Witness(action="s3:GetObject", resource="*", conditions=conditions)
    return allows(when(operator, "k", wanted), witness)


@pytest.mark.parametrize(
    ("operator", "wanted", "holding", "failing"),
    [
        ("StringEquals", ["a", "b"], ["a", "b"], ["A", "c", ABSENT]),
        ("stringequals", "${*}", ["${*}"], ["a", "*"]),
        ("StringEquals", "*", ["${*}"], ["a", "*"]),
        ("StringNotEquals", ["a", "b"], ["c", ABSENT], ["a", "b"]),
        ("StringEqualsIgnoreCase", "aB", ["AB", "ab"], ["a", ABSENT]),
        ("StringNotEqualsIgnoreCase", "aB", ["a", ABSENT], ["AB"]),
        ("StringLike", ["a*", "?x"], ["a", "ab", "yx"], ["x", "b", ABSENT]),
        ("StringNotLike", "a*", ["b", ABSENT], ["ab"]),
        ("StringEqualsIfExists", "a", ["a", ABSENT], ["b"]),
        ("NumericEquals", 100, ["100", "100.0", "1e2"], ["101", "x", ABSENT]),
        ("NumericNotEquals", "100", ["1", ABSENT], ["100.0"]),
        ("NumericLessThan", "1.5", ["1"], ["1.5", "2"]),
        ("NumericLessThanEquals", "1.5", ["1", "1.50"], ["2"]),
        ("NumericGreaterThan", "-1", ["0"], ["-1", "-2"]),
        ("NumericGreaterThanEquals", "-1", ["0", "-1"], ["-2"]),
        ("NumericEquals", "${n}", ["${n}"], ["1"]),
        ("NumericLessThan", "${n}", [], ["${n}", "1"]),
        ("DateEquals", "2030-01-01T00:00:00Z", ["1893456000", "2030-01-01"], ["2030-01-02"]),
        ("DateEquals", "2030-01-01T01:00:00+01:00", ["1893456000"], ["1893459600"]),
        ("DateLessThan", "2030-01-01", ["2029-12-31T23:59:59.5Z"], ["2030-13-01", "2031-01-01"]),
        ("DateGreaterThan", "2030-01-01", ["2030-01-01T00:00:00.1Z"], ["2030-01-01"]),
        ("Bool", True, ["true", "TRUE"], ["false", ABSENT]),
        ("BoolIfExists", "true", ["true", ABSENT], ["false"]),
        ("BinaryEquals", "QmFzZTY0", ["QmFzZTY0"], ["qmFzZTY0"]),
        ("IpAddress", ["10.0.0.0/8", "::1"], ["10.1.2.3", "::1"], ["11.0.0.0", "::2", ABSENT]),
        ("IpAddress", "10.0.0.1", ["10.0.0.1"], ["10.0.0.2"]),
        ("NotIpAddress", "10.0.0.0/8", ["11.0.0.0", ABSENT], ["10.0.0.1"]),
        ("IpAddress", "${cidr}", ["${cidr}"], ["10.0.0.1"]),
        ("ArnLike", "arn:aws:s3:::a*", ["arn:aws:s3:::ab"], ["arn:aws:s3:x::ab", "a"]),
        ("ArnEquals", "arn:aws:s3:*", ["arn:aws:s3:r:a:b"], ["arn:aws:sns:r:a:b"]),
        ("ArnNotLike", "arn:aws:s3:::a*", ["arn:aws:s3:::b", ABSENT], ["arn:aws:s3:::ab"]),
        ("ArnLike", "*", ["arn:a:b:c:d:e", "x"], [ABSENT]),
        ("Null", "true", [ABSENT], ["a"]),
        ("Null", False, ["a"], [ABSENT]),
        ("ForAnyValue:StringEquals", ["a", "b"], [("a", "z"), "b"], ["z", ABSENT]),
        ("ForAllValues:StringEquals", ["a", "b"], [("a", "b"), ABSENT], [("a", "z")]),
        ("ForAnyValue:StringNotEquals", "a", [("a", "b")], ["a", ABSENT]),
        ("ForAllValues:StringNotEquals", "a", ["b", ABSENT], [("a", "b")]),
        ("ForAnyValue:StringEqualsIfExists", "a", ["a", ABSENT], ["b"]),
        ("StringEquals", [], [], ["a", ABSENT]),
        ("StringNotEquals", [], ["a", ABSENT], []),
    ],
)
def test_operator(operator, wanted, holding, failing):
    assert [each for each in holding if not holds(operator, wanted, each)] == []
    assert [each for each in failing if holds(operator, wanted, each)] == []
