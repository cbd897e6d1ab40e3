from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from driftaudit.compare.fleet import Disagreement, disagreements
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import UNKNOWN, make_resource


def side(label: str, *, unread: tuple[str, ...] = (), **roles: Any) -> Side:
    made = [make_resource("iam-role", name, value) for name, value in roles.items()]
    found = {(each.kind, each.name): each for each in made}
    return Side(label=label, resources=found, unread=dict.fromkeys(unread, "denied"))


def said(row: Disagreement) -> tuple[str, dict[str, Any]]:
    return ".".join((row.resource, *row.path)), {
        ",".join(each.holders): each.value for each in row.values
    }


def test_a_fleet_that_is_alike_has_nothing_to_say() -> None:
    assert disagreements(tuple(side(name, node={"Path": "/"}) for name in "abc")) == ()
    assert disagreements(()) == ()


def test_the_odd_one_out_is_named_and_so_is_what_the_others_have() -> None:
    sides = tuple(side(name, node={"Path": "/"}) for name in "abcd")
    (row,) = disagreements((*sides, side("e", node={"Path": "/x/"})))
    assert said(row) == ("node.Path", {"a,b,c,d": "/", "e": "/x/"})
    assert (row.majority, row.outliers, row.unread) == (True, ("e",), ())


def test_two_against_two_is_a_split() -> None:
    values = {"a": "1", "b": "1", "c": "2", "d": "2"}
    (row,) = disagreements(tuple(side(name, node={"x": each}) for name, each in values.items()))
    assert said(row) == ("node.x", {"a,b": "1", "c,d": "2"})
    assert (row.majority, row.outliers) == (False, ())


def test_most_of_those_that_were_read_are_a_majority() -> None:
    sides = (side("a", node={"x": "1"}), side("b", node={"x": "1"}), side("c", node={"x": "2"}))
    (row,) = disagreements((*sides, *(side(name, unread=("iam-role",)) for name in "de")))
    assert (row.majority, row.outliers, row.unread) == (True, ("c",), ("d", "e"))


def test_a_resource_that_one_lacks_is_one_row() -> None:
    sides = (side("a", node={"x": "1"}), side("b", node={"x": "1"}), side("c"))
    (row,) = disagreements(sides)
    assert said(row) == ("node", {"a,b": True, "c": None})
    assert row.outliers == ("c",)


def test_absent_and_different_are_told_apart() -> None:
    sides = (side("a", n={"x": "1"}), side("b", n={"x": "1"}), side("c", n={"x": "2"}), side("d"))
    assert [said(row) for row in disagreements(sides)] == [
        ("n", {"a,b,c": True, "d": None}),
        ("n.x", {"a,b": "1", "c": "2"}),
    ]


def test_what_could_not_be_read_is_neither_absent_nor_different() -> None:
    sides = (side("a", n={"x": "1"}), side("b", n={"x": "1"}), side("c", unread=("nodegroup",)))
    assert disagreements(sides) == ()
    unknown = {"x": {UNKNOWN: "denied"}, "y": "2"}
    (row,) = disagreements((side("a", n={"x": "1", "y": "1"}), side("b", n=unknown)))
    assert said(row) == ("n.y", {"a": "1", "b": "2"})


def test_an_unknown_value_is_unread_in_the_row_of_the_others() -> None:
    values = ({"x": "1"}, {"x": "1"}, {"x": "2"}, {"x": {UNKNOWN: "denied"}})
    (row,) = disagreements(tuple(side(str(at), n=each) for at, each in enumerate(values)))
    assert said(row) == ("n.x", {"0,1": "1", "2": "2"})
    assert row.unread == ("3",)


def test_maps_are_looked_into_and_lists_are_not() -> None:
    sides = (
        side("a", n={"Tags": {"k": "1", "l": [1, 2]}}),
        side("b", n={"Tags": {"k": "1", "l": [1, 3]}}),
        side("c", n={}),
    )
    assert [said(row) for row in disagreements(sides)] == [
        ("n.Tags.k", {"a,b": "1", "c": None}),
        ("n.Tags.l", {"a": [1, 2], "b": [1, 3], "c": None}),
    ]


def test_the_same_thing_under_another_name_is_one() -> None:
    def named(label: str, name: str, path: str) -> Side:
        arn = "arn:${partition}:iam::${account}:role/" + name
        group = make_resource("nodegroup", "workers", {"nodeRole": arn})
        own = side(label, **{name: {"Path": path}})
        return Side(label=label, resources=own.resources | {("nodegroup", "workers"): group})

    sides = (named("a", "node", "/"), named("b", "nodes", "/"), named("c", "node", "/x/"))
    (row,) = disagreements(sides)
    assert said(row) == ("node.Path", {"a,b": "/", "c": "/x/"})


ATTRIBUTES = st.dictionaries(
    st.sampled_from("xyz"),
    st.one_of(st.integers(0, 2), st.dictionaries(st.sampled_from("kl"), st.integers(0, 1))),
)
FLEETS = st.lists(st.dictionaries(st.sampled_from(["n", "o"]), ATTRIBUTES), min_size=2, max_size=4)


@given(FLEETS, st.randoms())
def test_the_order_of_environments_does_not_matter(fleet: list[Any], random: Any) -> None:
    sides = [side(str(at), **each) for at, each in enumerate(fleet)]
    shuffled = random.sample(sides, len(sides))
    assert disagreements(tuple(sides)) == disagreements(tuple(shuffled))


@given(st.lists(st.dictionaries(st.just("n"), ATTRIBUTES), min_size=2, max_size=4))
def test_a_fleet_agrees_exactly_where_no_pair_differs(fleet: list[Any]) -> None:
    sides = tuple(side(f"e{at}", **each) for at, each in enumerate(fleet))
    pairs = any(compare(one, other) for one in sides for other in sides)
    assert bool(disagreements(sides)) == bool(pairs)
