import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.compare.documents import as_meant, denies_the_same, same_meaning
from driftaudit.compare.fleet import disagreements
from driftaudit.compare.matchers import Matcher
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import UNKNOWN, make_resource


def document(*statements, **more):
    return {"Version": "2012-10-17", "Statement": list(statements)} | more


def allow(*actions, on="*", **more):
    return {"Effect": "Allow", "Action": [*actions], "Resource": [on]} | more


def deny(*actions):
    return {"Effect": "Deny", "Action": [*actions], "Resource": ["*"]}


def trust(principal, effect="Allow"):
    return {"Effect": effect, "Principal": principal, "Action": ["sts:assumerole"]}


BOTH = document(allow("s3:getobject", "s3:putobject"))
SPLIT = document(allow("s3:getobject"), allow("s3:putobject"))
GET = document(allow("s3:getobject"))
EC2 = {"Service": ["ec2.amazonaws.com"]}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (BOTH, SPLIT, True),
        (BOTH, document(allow("s3:getobject", "s3:putobject"), allow("s3:getobject")), True),
        (document(allow("s3:get**")), document(allow("s3:get*")), True),
        (BOTH, GET, False),
        (GET, document(allow("s3:getobject"), deny("ec2:*")), False),
        (document(deny("ec2:*")), document(deny("ec2:*"), deny("ec2:runinstances")), True),
        (
            document(allow("*"), deny("iam:*")),
            document({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"]}),
            False,
        ),
        (document(trust(EC2)), document(trust(EC2), trust(EC2)), True),
        (document(trust(EC2)), document(trust(EC2), trust({"AWS": ["1" * 12]}, "Deny")), False),
        (document(trust("*")), document(trust({"AWS": ["*"]})), False),
        (document(allow("s3:*", "NotAction")), {"Statement": "x"}, False),
        ({"Statement": 42}, {"Statement": "42"}, False),
        ({"Statement": [1, 2]}, {"Statement": [2, 1]}, False),
        (BOTH, SPLIT | {"Id": {UNKNOWN: "not read"}}, False),
        (
            document(allow("s3:getobject", on="<redacted sha256:00000000, 9 characters>")),
            document(*[allow("s3:getobject", on="<redacted sha256:00000000, 9 characters>")] * 2),
            False,
        ),
    ],
)
def test_the_same_meaning_in_whatever_company(one, other, same):
    assert same_meaning(one, other) == same_meaning(other, one) == same


def test_a_deny_that_takes_nothing_here_is_a_deny():
    assert denies_the_same(BOTH, GET)
    assert not denies_the_same(GET, document(allow("s3:getobject"), deny("ec2:*")))


def test_a_document_that_means_the_same_is_written_as_expected():
    expected = {"Path": "/", "RolePolicyList": {"a": BOTH, "b": GET}, "Tags": {"Statement": "x"}}
    actual = {"Path": "/x/", "RolePolicyList": {"a": SPLIT, "c": GET}, "Tags": {"Statement": "y"}}
    assert as_meant(expected, actual) == actual | {"RolePolicyList": {"a": BOTH, "c": GET}}
    assert as_meant(None, actual) == actual


def side(label, **policies):
    made = [make_resource("iam-role", "r", {"RolePolicyList": policies})]
    return Side(label=label, resources={(each.kind, each.name): each for each in made})


def test_a_pair_has_no_difference_in_what_means_the_same():
    assert compare(side("a", p=BOTH), side("b", p=SPLIT)) == ()
    (found,) = compare(side("a", p=BOTH, q=GET), side("b", p=SPLIT, q=BOTH))
    assert found.path == ("RolePolicyList", "q", "Statement")


def test_matchers_inside_a_document_keep_their_word():
    any_version = {"Version": Matcher(shown={"$in": ["2012-10-17", "2008-10-17"]})}
    assert compare(side("a", p=BOTH | any_version), side("b", p=SPLIT)) == ()
    none = {"Version": Matcher(shown={"$in": ["2008-10-17"]})}
    (found,) = compare(side("a", p=BOTH | none), side("b", p=SPLIT))
    assert found.path == ("RolePolicyList", "p", "Version")


def test_a_fleet_counts_meanings():
    spread = document(allow("s3:putobject"), allow("s3:getobject", "s3:getobject"))
    sides = (side("a", p=BOTH), side("b", p=SPLIT), side("c", p=spread))
    assert disagreements(sides) == ()
    (row,) = disagreements((*sides, side("d", p=GET)))
    assert [each.holders for each in row.values] == [("a", "b", "c"), ("d",)]
    assert row.outliers == ("d",)
    (row,) = disagreements((*sides, side("d")))
    assert [each.holders for each in row.values] == [("a", "b", "c"), ("d",)]


@given(st.permutations([("a", BOTH), ("b", SPLIT), ("c", GET), ("d", document(deny("s3:*")))]))
def test_in_a_fleet_order_never_matters(order):
    sides = tuple(side(label, p=each) for label, each in order)
    (row,) = disagreements(sides)
    values = [(each.value, each.holders) for each in row.values]
    expected = disagreements(tuple(sorted(sides, key=lambda each: each.label)))[0]
    assert values == [(each.value, each.holders) for each in expected.values]


def test_many_meanings_are_told_apart_by_how_they_are_written():
    many = tuple(side(f"e{n:02}", p=document(allow(f"s3:get{n:02}*"))) for n in range(22))
    last = document(allow("s3:zz"), allow("s3:zy"))
    twice = (side("x", p=last), side("y", p=document(allow("s3:zy", "s3:zz"))))
    (row,) = disagreements((*many, *twice))
    assert len(row.values) == 24


def slow(number):
    """A document that is too much work to compare with another of its kind."""
    marks = {"Effect": "Allow", "Action": ["s3:" + "?" * (30 + number)], "Resource": ["*"]}
    more = [marks | {"Action": [action]} for action in ("s3:a*", "x:y")]
    return {"Version": "2012-10-17", "Statement": [marks, *more]}


def test_after_some_that_are_too_much_work_the_others_stay_as_they_are_written():
    quick = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
    }
    split = {**quick, "Statement": [*quick["Statement"], *quick["Statement"]]}
    assert as_meant({"c": quick}, {"c": split}) == {"c": quick}
    one = {name: slow(0) for name in "ab"} | {"c": quick}
    other = {"c": split} | {name: slow(1) for name in "ba"}
    assert as_meant(one, other) == other
    assert list(as_meant(one, other)) == ["c", "b", "a"]
