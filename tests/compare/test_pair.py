import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import KINDS, NAME_FIELDS, make_resource

KEYS = st.sampled_from(["", "a", "a.b", "['x']", "__y", 'q"', "$z", "tags"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([1.0, 0.5, "", "s", "1"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.just({"$unknown": "denied"})
    ),
    max_leaves=8,
)
RESOURCES = st.builds(
    make_resource,
    st.sampled_from(KINDS),
    st.sampled_from(["one", "two"]),
    st.dictionaries(KEYS, VALUES, max_size=3),
)
UNREAD = st.dictionaries(st.sampled_from(KINDS), st.just("denied"), max_size=2)


def side(*resources, label="x", **fields):
    return Side(
        label=label, resources={(each.kind, each.name): each for each in resources}, **fields
    )


SIDES = st.builds(lambda found, unread: side(*found, unread=unread), st.lists(RESOURCES), UNREAD)


@given(SIDES)
def test_a_side_does_not_differ_from_itself(one):
    assert compare(one, one) == ()


@given(SIDES, SIDES)
def test_swapping_sides_swaps_missing_and_unexpected(one, other):
    swapped = {"missing": "unexpected", "unexpected": "missing", "changed": "changed"}
    there = [
        (d.kind, d.resource, d.path, d.change, d.expected, d.actual) for d in compare(one, other)
    ]
    back = [
        (d.kind, d.resource, d.path, swapped[d.change], d.actual, d.expected)
        for d in compare(other, one)
    ]
    # A thing of two names is told under the reference's, which is the other one after swapping.
    assume(not any(path == (NAME_FIELDS.get(kind),) for kind, _, path, *_ in there))
    assert repr(there) == repr(back)


@given(st.lists(RESOURCES), st.lists(RESOURCES), st.randoms())
def test_order_of_resources_and_keys_does_not_matter(ones, others, random):
    def shuffled(resource):
        keys = list(resource.attributes)
        random.shuffle(keys)
        return make_resource(
            resource.kind, resource.name, {k: resource.attributes[k] for k in keys}
        )

    one, other = side(*ones), side(*others)
    mixed = list(one.resources.values())
    random.shuffle(mixed)
    assert compare(side(*map(shuffled, mixed)), other) == compare(one, other)


@given(SIDES, SIDES)
def test_nothing_is_said_of_an_unread_kind_and_each_path_comes_once(one, other):
    found = compare(one, other)
    assert not {d.kind for d in found} & (one.unread.keys() | other.unread.keys())
    places = [(KINDS.index(d.kind), d.resource, d.path) for d in found]
    assert places == sorted(set(places))


ROLE = make_resource("iam-role", "node", {"Path": "/"}, used_by=("nodegroup/w",), source="arn:1")
MOVED = make_resource("iam-role", "node", {"Path": "/x/"}, used_by=("nodegroup/v",), source="arn:2")


def test_a_whole_resource_is_one_difference():
    (missing,) = compare(side(ROLE), side())
    assert (missing.path, missing.change, missing.expected, missing.actual) == (
        (),
        "missing",
        {"Path": "/"},
        None,
    )
    assert (missing.used_by, missing.source) == (("nodegroup/w",), "arn:1")
    (unexpected,) = compare(side(), side(MOVED))
    assert (unexpected.change, unexpected.expected, unexpected.actual) == (
        "unexpected",
        None,
        {"Path": "/x/"},
    )


def test_users_and_source_are_the_subjects_own_where_it_has_them():
    (changed,) = compare(side(ROLE), side(MOVED))
    assert (changed.used_by, changed.source) == (("nodegroup/v",), "arn:2")
    (changed,) = compare(side(ROLE), side(make_resource("iam-role", "node", {})))
    assert (changed.used_by, changed.source) == (("nodegroup/w",), "arn:1")


@pytest.mark.parametrize("failed", ["nodegroup", "cluster", "aws-auth", "service-account"])
def test_a_role_that_an_unread_kind_may_still_use_is_not_missing(failed):
    reference, subject = side(ROLE), side(unread={failed: "denied"})
    assert compare(reference, subject) == ()
    assert compare(subject, reference) == ()


def test_a_role_that_is_there_compares_though_its_selection_is_partial():
    (changed,) = compare(side(ROLE), side(MOVED, unread={"nodegroup": "denied"}))
    assert changed.path == ("Path",)


def test_a_kind_that_both_leave_out_on_purpose_hides_no_role():
    chosen = {"unread": {"workload": "no"}, "left_out": frozenset({"workload"})}
    chosen_too = {"unread": {"aws-auth": "no"}, "left_out": frozenset({"aws-auth"})}
    assert len(compare(side(ROLE, **chosen_too), side(**chosen_too))) == 1
    assert len(compare(side(ROLE), side(**chosen))) == 1
    assert compare(side(ROLE), side(**chosen_too)) == ()


def test_equal_digests_are_never_looked_into(monkeypatch):
    monkeypatch.setattr("driftaudit.compare.pair.inside", lambda *_: pytest.fail("looked inside"))
    assert compare(side(ROLE), side(ROLE)) == ()
