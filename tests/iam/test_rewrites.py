"""Each rule by which documents are rewritten writes something else, and means the same."""

from random import Random

import pytest

from driftaudit.iam import compare_documents
from driftaudit.model import Json
from tests.iam.rewrites import DOCUMENT_RULES, STATEMENT_RULES, applied, less_one_action, rewritten


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


SUBJECT = "token.example:sub"
CONDITIONED = {
    "Sid": "Read",
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:List*", "s3:PutObject"],
    "Resource": ["arn:aws:s3:::one/*", "arn:aws:s3:::two/*"],
    "Condition": {
        "StringEquals": {"aws:RequestTag/team": ["a", "b"], "aws:RequestTag/stage": "live"},
        "StringEqualsIgnoreCase": {"aws:RequestTag/Owner": "Jane"},
        "StringNotEquals": {"aws:ResourceTag/kept": "yes"},
        "ArnLike": {"aws:SourceArn": ["arn:aws:sns:*:*:topic-*", "arn:aws:sqs:*:*:queue"]},
        "Null": {"aws:PrincipalTag/team": "false"},
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"s3:max-keys": "100"},
        "DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
        "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.7"]},
    },
}
LIKE = CONDITIONED | {"Condition": {"StringLike": {"aws:RequestTag/team": ["a", "b"]}}}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ALL_BUT = {"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}
DENIED = {"Effect": "Deny", "Action": ["s3:Put*", "s3:Delete*"], "Resource": "arn:aws:s3:::one/*"}
TRUST = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {
        "AWS": ["111122223333", "arn:aws:iam::444455556666:role/r"],
        "Service": "eks.amazonaws.com",
    },
}
SAMPLES = (
    document(CONDITIONED, DENIED),
    document(LIKE, CONDITIONED),
    document(EVERYTHING),
    document(ALL_BUT),
    document(TRUST),
)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", STATEMENT_RULES)
def test_a_rule_for_statements_keeps_the_meaning(name: str, sample: Json) -> None:
    found = compare_documents(sample, applied(STATEMENT_RULES[name], Random(1), sample))
    assert (found.verdict, found.exact) == ("equivalent", True)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", DOCUMENT_RULES)
def test_a_rule_for_documents_keeps_the_meaning(name: str, sample: Json) -> None:
    found = compare_documents(DOCUMENT_RULES[name](Random(1), sample), sample)
    assert (found.verdict, found.exact) == ("equivalent", True)


@pytest.mark.parametrize("name", STATEMENT_RULES | DOCUMENT_RULES)
def test_no_rule_does_nothing(name: str) -> None:
    made = [
        applied(STATEMENT_RULES[name], Random(seed), sample)
        if name in STATEMENT_RULES
        else DOCUMENT_RULES[name](Random(seed), sample)
        for sample in SAMPLES
        for seed in range(8)
    ]
    assert any(repr(each) not in map(repr, SAMPLES) for each in made)


def test_a_seed_gives_the_same_rewrite_each_time() -> None:
    assert rewritten(SAMPLES[0], 1) == rewritten(SAMPLES[0], 1) != rewritten(SAMPLES[0], 2)


@pytest.mark.parametrize("sample", [SAMPLES[0], SAMPLES[1], SAMPLES[2], SAMPLES[4]])
def test_an_action_less_is_missed(sample: Json) -> None:
    less = less_one_action(sample, 1)
    assert compare_documents(sample, less).verdict == "less"


@pytest.mark.parametrize("sample", [document(DENIED), document(ALL_BUT, CONDITIONED)])
def test_where_no_action_would_be_missed_none_is_taken(sample: Json) -> None:
    assert less_one_action(sample, 1) is None
