"""What means nothing gives nothing: each rewrite, in each kind of place."""

import pytest

from tests.mutations.fleet import PLACES, changed, check, clean, compare, found, snapshot
from tests.mutations.shapes import shapes
from tests.noise import cases

every_case = pytest.mark.parametrize(
    ("change", "place"),
    [(change, PLACES[at % len(PLACES)]) for at, (_, change) in enumerate(cases.CASES)],
    ids=[name.replace(" ", "-") for name, _ in cases.CASES],
)


def test_there_are_many():
    assert len(cases.CASES) >= 70


def test_the_clean_fleet_is_clean():
    report = check(map(clean, PLACES))
    assert (found(report), report.result) == ({}, "clean")


@every_case
def test_a_rewrite_gives_nothing(change, place):
    after = changed(change, place)
    assert found(check([after])) == {}
    other = PLACES[PLACES.index(place) - 1]
    assert found(compare(clean(other), after)) == {}


@pytest.mark.parametrize("place", cases.PLACES, ids=lambda each: f"{each.cluster}-{each.region}")
def test_another_place_gives_nothing(place):
    assert found(check([snapshot(place, shapes(place))])) == {}
