"""Which JSON is a policy, and what is said of that which is none."""

import json
from urllib.parse import quote

import pytest

from driftaudit.iam import Document, Invalid, compare_documents, parse
from tests.iam.documents import ROLE, allow, document, trust, when

DEEP = "[" * 100_000


def nested(levels):
    made = []
    for _ in range(levels):
        made = [made]
    return made


INVALID = [
    ("", "no JSON object"),
    ("{", "no JSON"),
    ('{"a": NaN}', "NaN"),
    (DEEP, "nested too deeply"),
    ('{"Version": "2012-10-17", "Version": "2012-10-17"}', "'Version' twice"),
    ("%7B", "no JSON"),
    (document(allow("s3:\ue000")), "private use"),
    (nested(100), "nested too deeply"),
    (None, "no JSON object"),
    (42, "no JSON object"),
    ([], "no JSON object"),
    ({"Version": object()}, "no JSON can say"),
    ({"Version": "2012-10-17"}, "no Statement"),
    ({"Statement": []}, "empty list"),
    ({"Statement": 42}, "statement 1: it is no JSON object"),
    ({"Statement": [{}]}, "statement 1: it is empty"),
    ({**document(allow()), "statement": []}, "unknown element 'statement'"),
    ({**document(allow()), "Id": 1}, "Id is no string"),
    (document(allow(), version="2012-06-17"), "2012-06-17"),
    ({**document(allow()), "Version": ""}, "Version is ''"),
    (document(allow(), allow(Sid="Second", NotAction="s3:*")), "statement 2 (Second): Action"),
    (document(allow(NotResource="*")), "Resource and NotResource"),
    (document({**trust("*"), "NotPrincipal": "*"}), "Principal and NotPrincipal"),
    (document(allow(Sid=1)), "Sid is no string"),
    (document(allow(sid="x")), "unknown element 'sid'"),
    (document({"Effect": "Allow", "Resource": "*"}), "no Action"),
    (document({"Effect": "Allow", "Action": "s3:*"}), "no Resource"),
    (document({"Action": "s3:*", "Resource": "*"}), "Effect is None"),
    (document({**allow(), "Effect": "Permit"}), "Effect is 'Permit'"),
    (document(allow([])), "Action is an empty list"),
    (document(allow([1])), "Action has something that is no string"),
    (document(allow({})), "Action has something that is no string"),
    (document(allow("")), "Action has an empty string"),
    (document(allow("GetObject")), "service:name"),
    (document(allow("s3:")), "service:name"),
    (document(allow(":Get")), "service:name"),
    (document(allow(resource=[])), "Resource is an empty list"),
    (document(allow(resource="*a*b*c*d*e*f*")), "is no ARN"),
    (document(trust({"aws": "*"})), "unknown type 'aws'"),
    (document(trust({"AWS": [1]})), "AWS has something that is no string"),
    (document(trust(["*"])), "Principal is neither"),
    (document(allow(), trust("*", Resource="*")), "some do not"),
    (document(allow(Condition=[])), "Condition is no object"),
    (document(allow(Condition={"StringEquals": "x"})), "StringEquals is no object"),
    (when("StringEqual", "k", "v"), "unknown operator 'StringEqual'"),
    (when("ForSome:StringEquals", "k", "v"), "unknown operator"),
    (when("StringEquals", "", "v"), "empty key"),
    (when("StringEquals", "k", {}), "no string, number or boolean"),
    (when("ArnLike", "k", "*a*b*c*d*e*f*"), "is no ARN"),
    ('{"Id": ' + "9" * 5000 + "}", "a number of 5,000 digits"),
]


@pytest.mark.parametrize(("value", "reason"), INVALID, ids=[each for _, each in INVALID])
def test_invalid(value, reason):
    made = parse(value)
    assert isinstance(made, Invalid)
    assert reason in made.reason
    assert compare_documents(value, document(allow())).verdict == "invalid"
    assert compare_documents(document(allow()), value).notes == (f"invalid: B: {made.reason}",)


@pytest.mark.parametrize(
    "value",
    [
        document(allow()),
        document(allow("*"), version=None),
        document(allow(Condition=None)),
        document(trust("*")),
        document(trust({"Service": [], "AWS": []})),
        {**document(allow()), "Id": "x"},
        {"Statement": allow()},
    ],
)
def test_valid_as_object_and_as_text(value):
    made = parse(value)
    assert isinstance(made, Document)
    assert parse(json.dumps(value)) is made
    assert parse(quote(json.dumps(value))) is made


@pytest.mark.parametrize(
    ("value", "note"),
    [
        (document({**allow(), "Effect": "allow"}), "IAM refuses Effect 'allow'"),
        (document(trust("111111111111")), "IAM wants Principal '111111111111'"),
        (document(trust({})), "Principal names nobody"),
        (document(trust({"AWS": "AROAEXAMPLEID1234567"})), "was deleted"),
    ],
)
def test_what_is_clear_though_iam_would_frown_upon_it(value, note):
    made = compare_documents(value, value)
    assert made.verdict == "equivalent"
    assert note in made.notes[0]


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("{", "{", "invalid"),
        ("", "{}", "equivalent"),
        ({"Statement": 42}, {"Statement": 42}, "equivalent"),
        ({"Statement": 42}, {"Statement": 43}, "invalid"),
        (document(allow(resource=[1, 2])), document(allow(resource=[2, 1, 1])), "equivalent"),
        ([], document(allow()), "invalid"),
    ],
)
def test_invalid_documents_are_compared_as_they_are_written(a, b, verdict):
    made = compare_documents(a, b)
    assert made.verdict == verdict
    assert made.notes[0].startswith("invalid: ")


def test_the_spelling_of_actions_is_kept():
    made = compare_documents(document(allow("S3:GetObject")), document(allow("sqs:*")))
    assert made.lost[0].action == "S3:GetObject"


def test_documents_with_and_without_principals_are_told_apart():
    made = compare_documents(document(allow()), document(trust({"AWS": ROLE}, Resource="*")))
    assert "names principals" in made.notes[0]
    assert not (made.verdict == "equivalent" and made.exact)
