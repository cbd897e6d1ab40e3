"""Properties over random sets of changes: as many findings as changes, whichever side they are on.

Changes are independent when they are of different resources.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from tests.mutations.cases import CASES
from tests.mutations.edits import both
from tests.mutations.fleet import PLACES, changed, check, clean, lines, snapshot
from tests.mutations.shapes import shapes
from tests.normalize.stack import shuffled

SWAPPED = {"missing": "unexpected", "unexpected": "missing", "changed": "changed"}


def resource(case):
    return case.expected.split(" > ")[0].split(" ", 2)[2]


places = st.sampled_from(PLACES)
independent = st.lists(st.sampled_from(CASES), unique_by=resource, max_size=12)
many = settings(max_examples=50, deadline=None, derandomize=True)


def changed_by(cases, place):
    return changed(both(*(case.change for case in cases)), place)


@many
@given(independent, places)
def test_so_many_changes_so_many_findings(cases, place):
    report = check([changed_by(cases, place)])
    assert lines(report) == sorted(case.expected for case in cases)


@many
@given(independent, independent, places, places)
def test_swapping_the_sides_swaps_what_is_missing(ours, theirs, here, there):
    one = Side.of_snapshot(changed_by(ours, here), "one")
    two = Side.of_snapshot(changed_by(theirs, there), "two")

    def told(differences, *, swap):
        return sorted(
            (
                each.kind,
                each.resource,
                each.path,
                SWAPPED[each.change] if swap else each.change,
                str((each.actual, each.expected) if swap else (each.expected, each.actual)),
            )
            for each in differences
        )

    assert told(compare(one, two), swap=False) == told(compare(two, one), swap=True)


@many
@given(independent, places)
def test_a_thing_does_not_differ_from_itself(cases, place):
    made = changed_by(cases, place)
    assert compare(Side.of_snapshot(made, "one"), Side.of_snapshot(made, "two")) == ()


ORDERED = ("instanceTypes", "args", "command")
"""Lists whose order says something."""


def disordered(value, seed, key=""):
    if key in ORDERED:
        return value
    if isinstance(value, dict):
        return {each: disordered(value[each], seed, each) for each in value}
    if isinstance(value, list | tuple):
        inner = [disordered(each, seed) for each in value]
        numbers = shuffled(list(range(len(inner))), seed)
        return type(value)(inner[number] for number in numbers)
    return value


@many
@given(places, st.integers(0, 99))
def test_the_order_of_all_that_is_a_set_does_not_matter(place, seed):
    made = snapshot(place, disordered(shapes(place), seed))
    assert made.resources == clean(place).resources
