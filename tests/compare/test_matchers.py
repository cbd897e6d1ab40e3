import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.compare.matchers import (
    GONE,
    Matcher,
    has_matcher,
    matches,
    numbers_of,
    plain,
    settle,
)
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import digest_of, make_resource

LOST = {"$unknown": "why"}


def matcher(**operands):
    return Matcher(shown={f"${name}": operand for name, operand in operands.items()})


@pytest.mark.parametrize(
    ("operands", "fits", "others"),
    [
        (
            {"min": "v1.18.1-eksbuild.2"},
            ["v1.18.1-eksbuild.2", "v1.18.1-eksbuild.10", "v1.18.2", "v2"],
            ["v1.18.1-eksbuild.1", "v1.18.1", "v1.9.9-eksbuild.3", "latest", "", 2, None, ["v2"]],
        ),
        ({"min": "v1.18.0"}, ["v1.18", "1.18.0", "v1.18.0-eksbuild.1"], ["v1.17.9", "9" * 201]),
        ({"max": "1.30"}, ["1.30", "1.30.9", "1.4", "v1.30.0-eksbuild.3"], ["1.31", "2", "x"]),
        ({"min": 2, "max": 4}, [2, 3.5, 4], [1, 4.1, True, "3", None, {}]),
        ({"min": "1.9", "max": "1.10"}, ["1.9", "1.10.4"], ["1.8", "1.11"]),
        ({"in": ["a", 1, {"b": [2]}]}, ["a", 1, 1.0, {"b": [2.0]}], ["b", True, None, "1"]),
        ({"in": ["a", None]}, ["a", None], ["b", ""]),
        ({"in": []}, [], ["a", None]),
        ({"regex": "v1[.].*"}, ["v1.", "v1.2"], ["v2", "xv1.", "v1.2\n", 1, None]),
        ({"any": True}, [0, "", False, {}, [], "x"], [None]),
        ({"absent": True}, [None], [0, "", False, {}, []]),
    ],
)
def test_what_a_matcher_matches(operands, fits, others):
    one = matcher(**operands)
    assert [each for each in fits if not matches(one, each)] == []
    assert [each for each in others if matches(one, each)] == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab1.$", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "$any", "$absent"]), inner, max_size=2)
    ),
    max_leaves=5,
)
VERSIONS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(
    lambda numbers: "v" + ".".join(map(str, numbers))
)
MATCHERS = st.one_of(
    VERSIONS.map(lambda version: matcher(min=version)),
    st.lists(VALUES, max_size=3).map(lambda values: matcher(**{"in": values})),
    st.sampled_from([GONE, matcher(any=True), matcher(regex=".*1.*")]),
)
TREES = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(
        VALUES | MATCHERS,
        lambda inner: st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=3,
)
ATTRIBUTES = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(VALUES)
def test_there_is_something_or_nothing(value):
    assert matches(matcher(any=True), value) is not matches(GONE, value)
    assert matches(matcher(**{"in": [value]}), value)


@given(VERSIONS, VERSIONS)
def test_bounds_are_an_order(one, other):
    assert matches(matcher(min=one), one)
    assert matches(matcher(max=one), one)
    assert matches(matcher(min=one), other) or matches(matcher(max=one), other)
    both = matches(matcher(min=one, max=one), other)
    pad = (*numbers_of(other), 0, 0, 0, 0)
    assert both is (pad[: len(numbers_of(one))] == numbers_of(one))


@given(MATCHERS, VALUES)
def test_no_digest_is_that_of_a_snapshot(one, value):
    assert digest_of({"a": one}) != digest_of({"a": value})
    assert digest_of({"a": one}) != digest_of({"a": plain(one)})


def side(attributes, **fields):
    resource = make_resource("addon", "x", attributes)
    return Side(label="s", resources={("addon", "x"): resource}, **fields)


SWAPPED = {"missing": "unexpected", "unexpected": "missing", "changed": "changed"}


def seen(differences):
    return [(each.path, each.change, each.expected, each.actual) for each in differences]


@given(TREES, ATTRIBUTES)
def test_swapping_the_sides_swaps_the_differences(expected, actual):
    there = compare(side(expected), side(actual))
    back = compare(side(actual), side(expected))
    assert seen(there) == [(path, SWAPPED[how], old, new) for path, how, new, old in seen(back)]
    assert not any(has_matcher(value) for each in seen(there) for value in each)


@given(TREES)
def test_a_baseline_is_as_it_is(expected):
    assert compare(side(expected), side(expected)) == ()


@given(ATTRIBUTES)
def test_text_that_reads_like_a_matcher_is_none(actual):
    literal = {"a": {"$any": True}}
    assert bool(compare(side(literal), side(actual))) is (actual != literal)


@pytest.mark.parametrize(
    ("expected", "actual", "differences"),
    [
        ({"v": matcher(min="v1")}, {"v": "v2"}, []),
        ({"v": matcher(min="v3")}, {"v": "v2"}, [("v", "changed", {"$min": "v3"}, "v2")]),
        ({"v": matcher(min="v3")}, {}, [("v", "missing", {"$min": "v3"}, None)]),
        ({"v": GONE}, {}, []),
        ({"v": GONE}, {"v": 1}, [("v", "unexpected", None, 1)]),
        ({"v": matcher(any=True)}, {"v": LOST}, []),
        ({"v": GONE}, {"v": [LOST]}, []),
        ({"v": {"w": GONE}}, {}, []),
        ({"v": {"w": GONE}}, {"v": {}}, []),
        ({"v": {"w": {"x": GONE}}}, {"v": {}}, []),
        ({"v": {"w": GONE}}, {"v": {"w": 1}}, [("v w", "unexpected", None, 1)]),
        ({"v": {"w": matcher(any=True)}}, {}, [("v w", "missing", {"$any": True}, None)]),
        ({"Tags": {"w": matcher(any=True)}}, {}, [("Tags w", "missing", {"$any": True}, None)]),
        (
            {"v": {"w": {"x": matcher(any=True), "y": GONE, "z": 1}}},
            {"v": {}},
            [("v w", "missing", {"x": {"$any": True}, "z": 1}, None)],
        ),
        ({"v": {"w": matcher(any=True)}}, {"v": LOST}, []),
        (
            {"v": {"w": matcher(any=True)}},
            {"v": "text"},
            [("v", "changed", {"w": {"$any": True}}, "text")],
        ),
        (
            {"v": {"w": matcher(any=True), "x": 1}},
            {"v": {"w": 3, "x": 2, "y": 4}},
            [("v x", "changed", 1, 2), ("v y", "unexpected", None, 4)],
        ),
        (
            {"v": matcher(any=True)},
            {"v": matcher(any=True), "w": 1},
            [("w", "unexpected", None, 1)],
        ),
        (
            {"v": matcher(any=True)},
            {"v": matcher(regex="a")},
            [("v", "changed", {"$any": True}, {"$regex": "a"})],
        ),
        (
            {"v": matcher(min="v1")},
            {"v": {"w": matcher(regex="a")}},
            [("v", "changed", {"$min": "v1"}, {"w": {"$regex": "a"}})],
        ),
    ],
)
def test_one_difference_at_a_matcher_or_none(expected, actual, differences):
    found = seen(compare(side(expected), side(actual)))
    assert [(" ".join(path), *rest) for path, *rest in found] == differences


def test_without_a_matcher_nothing_is_copied():
    expected, actual = {"a": {"b": 1}}, {"a": {"b": 2}}
    rest = settle(expected, actual)
    assert rest.expected is expected
    assert rest.actual is actual
    assert rest.found == ()


def test_a_resource_that_is_missing_shows_its_matchers_as_written():
    (missing,) = compare(side({"v": matcher(min="v1")}), Side(label="e", resources={}))
    assert (missing.change, missing.expected) == ("missing", {"v": {"$min": "v1"}})


def subset(attributes):
    return side(attributes, subset=frozenset({"addon"}))


@given(ATTRIBUTES, ATTRIBUTES)
def test_a_subset_is_what_is_exact_of_what_it_mentions(expected, actual):
    mentioned = {key for key, value in expected.items() if value is not None}
    exact = seen(compare(side(expected), side(actual)))
    assert seen(compare(subset(expected), side(actual))) == [
        each for each in exact if each[0][0] in mentioned
    ]
    assert compare(subset({}), side(actual)) == ()
    assert len(compare(side(actual), subset(expected))) == len(
        compare(subset(expected), side(actual))
    )


def test_a_subset_expects_no_resource_but_those_it_mentions():
    other = make_resource("addon", "other", {})
    there = Side(label="e", resources={("addon", "other"): other})
    nothing = Side(label="b", resources={}, subset=frozenset({"addon"}))
    assert compare(nothing, there) == ()
    assert compare(there, nothing) == ()
    banned = Side(
        label="b",
        resources={},
        subset=frozenset({"addon"}),
        absent=frozenset({("addon", "other")}),
    )
    (found,) = compare(banned, there)
    assert (found.resource, found.change) == ("other", "unexpected")
    (lacking,) = compare(subset({}), Side(label="e", resources={}))
    assert lacking.change == "missing"
    exact = Side(label="b", resources={}, subset=frozenset({"cluster"}))
    assert len(compare(exact, there)) == 1


def test_things_under_another_name_are_held_to_matchers():
    node = "arn:aws:iam::${account}:role/"

    def named(name, role, path):
        made = (
            make_resource("nodegroup", "g", {"nodeRole": role}),
            make_resource("nodegroup", "h", {"nodeRole": f"{node}{name}"}),
            make_resource("iam-role", name, {"Path": path}),
        )
        return Side(label=name, resources={(each.kind, each.name): each for each in made})

    expected = named("one", matcher(regex=f"{re.escape(node)}.*"), matcher(regex="/.*"))
    found = compare(expected, named("two", f"{node}other", "/x/"))
    assert [(each.kind, each.path) for each in found] == [("iam-role", ("RoleName",))]
    found = compare(expected, named("two", 1, "x"))
    assert [(each.kind, *each.path) for each in found] == [
        ("nodegroup", "nodeRole"),
        ("iam-role", "Path"),
        ("iam-role", "RoleName"),
    ]
