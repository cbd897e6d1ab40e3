"""The odd one out, as it would be if it were like most."""

from hypothesis import given
from hypothesis import strategies as st

from driftaudit.compare.consensus import consensus_of
from driftaudit.compare.fleet import compared
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import make_resource


def side(label, **roles):
    made = [make_resource("iam-role", name, value, source=label) for name, value in roles.items()]
    return Side(label=label, resources={(each.kind, each.name): each for each in made})


NODE = {"Path": "/", "Tags": {"a": "1", "b": "2"}}
MOST = tuple(side(label, node=NODE, more={"Path": "/"}) for label in "abc")


def agreed(odd):
    """What most have, as the odd one would have it: by resource."""
    found = compared((*MOST, odd))
    made = consensus_of(found.sides[-1], found)
    return {name: each.attributes for (_, name), each in made.resources.items()}


def test_other_values_are_put_right_added_and_taken_away():
    odd = side("d", node={"Path": "/x/", "Tags": {"a": "1", "c": "3"}}, more={"Path": "/"})
    assert agreed(odd) == {"node": NODE, "more": {"Path": "/"}}


def test_whole_resources_come_and_go():
    assert agreed(side("d", node=NODE, other={"Path": "/"})) == {
        "node": NODE,
        "more": {"Path": "/"},
    }


def test_without_a_majority_its_own_word_stands():
    found = compared((side("a", node=NODE), side("b", node={"Path": "/x/"})))
    for each in found.sides:
        assert consensus_of(each, found) == each


def test_what_has_the_consensus_is_as_it_was():
    found = compared((*MOST, side("d", node={"Path": "/x/"})))
    for each in found.sides[:3]:
        assert consensus_of(each, found) == each


values = st.dictionaries(
    st.sampled_from("pq"), st.sampled_from(["1", "2", {"x": "1"}, {"x": "2"}]), min_size=1
)


@given(st.lists(values, min_size=3, max_size=5))
def test_held_against_itself_as_most_are_only_what_is_odd_differs(found):
    sides = tuple(side(str(at), node=each) for at, each in enumerate(found))
    comparison = compared(sides)
    for each in comparison.sides:
        odd = {row.path[:1] for row in comparison.rows if each.label in row.outliers}
        assert {it.path[:1] for it in compare(consensus_of(each, comparison), each)} == odd
