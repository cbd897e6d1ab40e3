"""A cluster whose name is a word of something else meets what a baseline says with that word."""

import pytest

from driftaudit.compare.literally import as_expected
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import make_resource
from tests.mutations.edits import edited, put
from tests.mutations.fleet import check, found, snapshot
from tests.mutations.shapes import shapes
from tests.normalize.stack import Place

WORDS = ("platform", "batch", "workers", "apps", "web", "deploy", "team", "pool", "spot", "yes")
OWN = {"account": "111111111111", "region": "us-east-1", "cluster": "apps", "tier": "gold"}


def side(*resources, own=OWN, label="x"):
    made = (make_resource(*each) for each in resources)
    return Side(label=label, resources={(each.kind, each.name): each for each in made}, own=own)


def baseline(*resources):
    return side(*resources, own={}, label="baseline:x")


@pytest.mark.parametrize("word", WORDS)
def test_a_cluster_named_like_something_in_it_is_like_the_others(word):
    place = Place("055555555555", "eu-central-1", "aws", word, 0xD4)
    report = check([snapshot(place, shapes(place))])
    assert found(report) == {}


def test_what_differs_there_is_found_all_the_same():
    place = Place("055555555555", "eu-central-1", "aws", "platform", 0xD4)
    other = edited(put("cluster 0 tags team", "data"), place, shapes(place))
    assert found(check([snapshot(place, other)])) == {
        "prod-platform": ["EKS097 changed cluster ${cluster} > tags > team"]
    }


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("${cluster}", "apps"),
        ("arn:aws:iam::${account}:root", "arn:aws:iam::111111111111:root"),
        ("${region}a ${tier}", "us-east-1a gold"),
        ({"${cluster}": {"x": "${tier}"}}, {"apps": {"x": "gold"}}),
        (["${cluster}", "batch"], ["apps", "batch"]),
        ([{"k": "${cluster}"}, {"k": "b"}], [{"k": "apps"}, {"k": "b"}]),
        ([["${cluster}"], True], [["apps"], True]),
    ],
)
def test_what_comes_to_the_same_here_is_no_difference(actual, expected):
    subject = side(("addon", "a", {"v": actual}))
    assert compare(baseline(("addon", "a", {"v": expected})), subject) == ()
    # Between two environments a literal of the other one is no accident.
    assert compare(side(("addon", "a", {"v": expected}), own=OWN), subject)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("${cluster}", "app"),
        ("$${cluster}", "$apps"),
        ("${account}", "222222222222"),
        ({"${cluster}": "1"}, {"apps": "2"}),
        (["${cluster}"], ["apps", "b"]),
        ("${cluster}", {"apps": "x"}),
        (True, "${cluster}"),
    ],
)
def test_all_else_differs(actual, expected):
    subject = side(("addon", "a", {"v": actual}))
    assert compare(baseline(("addon", "a", {"v": expected})), subject)


def test_a_name_is_the_expected_one_and_so_are_those_who_use_it():
    role = make_resource("iam-role", "r", {}, used_by=("nodegroup/${cluster}", "nodegroup/b"))
    subject = side(("nodegroup", "${cluster}", {"x": 1}), ("nodegroup", "b", {}))
    subject.resources["iam-role", "r"] = role
    reference = baseline(("nodegroup", "apps", {"x": 1}), ("nodegroup", "b", {}))
    found = as_expected(subject, reference)
    assert found.resources.keys() == {("nodegroup", "apps"), ("nodegroup", "b"), ("iam-role", "r")}
    assert found.resources["iam-role", "r"].used_by == ("nodegroup/apps", "nodegroup/b")


def test_two_things_never_become_one():
    subject = side(("nodegroup", "${cluster}", {}), ("nodegroup", "apps", {}))
    reference = baseline(("nodegroup", "apps", {}))
    assert as_expected(subject, reference).resources == subject.resources
