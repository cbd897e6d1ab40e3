"""Every single change is found once: in its environment, at its path, by its word and code."""

import pytest

from driftaudit.model import KINDS
from tests.mutations.cases import CASES
from tests.mutations.fleet import PLACES, changed, check, clean, compare, found

every_case = pytest.mark.parametrize(
    ("case", "place"),
    [(case, PLACES[at % len(PLACES)]) for at, case in enumerate(CASES)],
    ids=[f"{case.kind}: {case.name}".replace(" ", "-") for case in CASES],
)
SWAPPED = {"missing": "unexpected", "unexpected": "missing", "changed": "changed"}


def test_there_are_cases_of_every_kind():
    assert {case.kind for case in CASES} == set(KINDS)
    assert len(CASES) >= 130


@every_case
def test_it_is_found_once_and_nowhere_else(case, place):
    after = changed(case.change, place)
    others = [clean(each) for each in PLACES if each is not place]
    assert found(check([after, *others])) == {f"prod-{place.cluster}": [case.expected]}
    neighbour = others[0]
    assert found(compare(neighbour, after)) == {f"prod-{place.cluster}": [case.expected]}
    (back,) = compare(after, neighbour).findings
    assert (back.environment, back.kind) == (neighbour.environment.name, case.kind)
    assert back.change == SWAPPED[case.expected.split()[1]]
