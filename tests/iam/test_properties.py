"""What holds for any two documents, checked against plain evaluation of single requests."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftaudit.iam import (
    Permissions,
    allows,
    compare_documents,
    compare_permissions,
    denies,
)
from driftaudit.iam.evaluate import Evaluator, Request
from tests.iam.documents import documents, requests, statements

both_sorts = pytest.mark.parametrize("principals", [False, True])
SOME = settings(max_examples=20)


@both_sorts
@SOME
@given(data=st.data())
def test_witnesses_always_check(principals, data):
    a, b = (data.draw(documents(principals=principals)) for _ in "ab")
    made = compare_documents(a, b)
    assert made.exact
    assert all(allows(a, each) and not allows(b, each) for each in made.lost)
    assert all(allows(b, each) and not allows(a, each) for each in made.gained)
    assert all(denies(b, each) and not denies(a, each) for each in made.denied)
    assert set(map(repr, made.denied)) <= set(map(repr, made.lost))


@both_sorts
@SOME
@given(data=st.data())
def test_the_sides_swap(principals, data):
    a, b = (data.draw(documents(principals=principals)) for _ in "ab")
    one, other = compare_documents(a, b), compare_documents(b, a)
    swapped = {"more": "less", "less": "more"}
    assert swapped.get(one.verdict, one.verdict) == other.verdict
    assert (one.gained, one.lost) == (other.lost, other.gained)


@both_sorts
@SOME
@given(data=st.data())
def test_one_more_allow_is_never_less(principals, data):
    a = data.draw(documents(principals=principals))
    more = {**data.draw(statements(principals=principals)), "Effect": "Allow"}
    made = compare_documents(a, {**a, "Statement": [*a["Statement"], more]})
    assert made.verdict in ("equivalent", "more")
    assert not made.lost


@both_sorts
@SOME
@given(data=st.data())
def test_order_and_repetition_mean_nothing(principals, data):
    a = data.draw(documents(principals=principals))
    b = {**a, "Statement": [*reversed(a["Statement"]), a["Statement"][0]]}
    assert compare_documents(a, a).verdict == "equivalent"
    made = compare_documents(a, b)
    assert (made.verdict, made.exact) == ("equivalent", True)


@both_sorts
@SOME
@given(data=st.data())
def test_no_single_request_proves_a_verdict_wrong(principals, data):
    a, b = (data.draw(documents(principals=principals)) for _ in "ab")
    found = data.draw(st.lists(requests(principals=principals), min_size=10, max_size=30))
    made = compare_documents(a, b)
    one, other = Evaluator(a), Evaluator(b)
    for each in map(Request, found):
        assert not (one.allows(each) and not other.allows(each)) or made.lost
        assert not (other.allows(each) and not one.allows(each)) or made.gained


roles = st.builds(
    Permissions,
    policies=st.lists(documents(), max_size=2).map(tuple),
    boundary=st.one_of(st.none(), documents()),
)


@SOME
@given(a=roles, b=roles, found=st.lists(requests(), min_size=10, max_size=30))
def test_no_single_request_proves_a_role_wrong(a, b, found):
    made = compare_permissions(a, b)
    assert made.exact
    assert (made.gained, made.lost) == (
        compare_permissions(b, a).lost,
        compare_permissions(b, a).gained,
    )
    one, other = Evaluator(a), Evaluator(b)
    for each in map(Request, found):
        assert not (one.allows(each) and not other.allows(each)) or made.lost
        assert not (other.allows(each) and not one.allows(each)) or made.gained


@SOME
@given(policies=st.lists(documents(), min_size=2, max_size=3))
def test_two_policies_are_one_with_all_their_statements(policies):
    merged = {**policies[0], "Statement": [s for each in policies for s in each["Statement"]]}
    made = compare_permissions(
        Permissions(policies=tuple(policies)), Permissions(policies=(merged,))
    )
    assert (made.verdict, made.exact) == ("equivalent", True)
