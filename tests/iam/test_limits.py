"""Documents that are too much: a named verdict after bounded work, and never `equivalent`.

How much work is counted in units, not in time: each of these took seconds or minutes before.
"""

import json

import pytest

from driftaudit.iam import Permissions, compare_documents, compare_permissions
from driftaudit.iam.evaluate import Evaluator
from tests.iam.documents import allow, deny, document


def nested(depth):
    made = 1
    for _ in range(depth):
        made = [made]
    return made


@pytest.mark.parametrize("depth", [60, 63])
def test_an_invalid_document_that_is_nested_is_compared_once_a_level(depth):
    assert compare_documents(nested(depth), nested(depth)).verdict == "equivalent"
    assert compare_documents(nested(depth), nested(depth - 1)).verdict == "equivalent"
    assert compare_documents(nested(depth), [nested(depth), 2]).verdict == "invalid"


@pytest.mark.parametrize(("one", "other"), [(True, 1), (0, False), ({"Id": 1}, {"Id": True})])
def test_invalid_documents_are_told_apart_as_json_is(one, other):
    assert compare_documents(one, other).verdict == "invalid"
    assert compare_documents(one, one).verdict == "equivalent"


def test_a_document_larger_than_any_policy_is_invalid_unless_written_alike():
    large = document(allow("s3:" + "a" * 1_000_000))
    larger = document(allow("s3:" + "a" * 1_000_001))
    for a, b in ((large, larger), (json.dumps(large), json.dumps(larger))):
        made = compare_documents(a, b)
        assert made.verdict == "invalid"
        assert made.notes == ("invalid: it is larger than any policy",)
        assert compare_documents(a, a).verdict == "equivalent"
        assert compare_documents(a, document(allow())).verdict == "invalid"


def test_resources_that_could_be_arns_in_many_ways_are_counted():
    found = [f"arn:*{at}*" for at in range(501)]
    made = compare_documents(document(allow(resource=found), allow(resource=found)), "{}")
    assert made.notes[0] == (
        "invalid: A: statement 2: more than 1,000 resources have too few colons for an ARN"
    )
    assert compare_documents(document(allow(resource=found)), document(allow())).verdict == "more"


def globs(form, count, **others):
    return [
        allow(Condition={"StringLike": {"k": form.format(at)}}, **others) for at in range(count)
    ]


def test_a_boundary_that_cuts_each_condition_in_many_ways():
    a = Permissions(policies=(document(*globs("*{}*", 60)),), boundary=document(*globs("{}*", 60)))
    b = Permissions(policies=(document(allow()),), boundary=document(*globs("*{}", 60)))
    made = compare_permissions(a, b)
    assert not made.exact
    assert made.verdict != "equivalent"
    assert made.notes[0].startswith("not exact: ")


def test_an_allow_of_very_many_patterns_against_as_many_denials():
    found = [f"s3:*{at}*" for at in range(3000)]
    made = compare_documents(
        document(allow(found), deny(found)), document(allow("s3:a"), deny("s3:*b"))
    )
    assert not made.exact
    assert made.verdict != "equivalent"


def test_fewer_witnesses_are_shown_of_what_is_slow_to_check():
    a, b = document(*(allow(f"s3:*{at}*") for at in range(6000))), document(allow("ec2:a"))
    made = compare_documents(a, b)
    most = 1_000_000 // (1 + Evaluator(a).size + Evaluator(b).size)
    assert len(made.lost) == most < 200
    assert made.notes == (f"only {most} witnesses are shown",)
    assert (made.verdict, made.exact) == ("incomparable", True)
