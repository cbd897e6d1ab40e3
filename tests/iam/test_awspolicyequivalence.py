"""The cases of Terraform's comparison library, which compares by structure, not by meaning."""

import pytest

from driftaudit.iam import Invalid, compare_documents, parse
from tests.iam.corpora import corpus, needs

CASES = corpus("awspolicyequivalence.json")

DEPARTURES = {
    # A principal that names nobody lets nobody in. One that is missing makes the statement
    # invalid, as it has no Resource either.
    "Empty Principal and missing Principal have the same effect": "invalid",
    "Principal with empty sets and missing Principal have the same effect": "invalid",
    # Action and NotAction together are no policy: written alike, and reported as invalid.
    "NotAction block and ActionBlock, mixed string versus array": "equivalent",
    # What differs is Version 2012-06-17, which there is none of.
    "Different Effect": "invalid",
    # A Statement that is a number is no policy: written alike, and reported as invalid.
    "Incorrect Statement type": "equivalent",
}
"""The five on which meaning and structure part, or that only are alike as they are written."""


@needs(CASES)
def test_there_are_all_of_them():
    assert len(CASES) == 46
    assert set(DEPARTURES) <= {each["name"] for each in CASES}


@needs(CASES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    made = compare_documents(case["a"], case["b"])
    wanted = DEPARTURES.get(case["name"], "equivalent" if case["equivalent"] else None)
    assert (made.verdict == wanted) if wanted else (made.verdict != "equivalent")
    assert made.exact
    invalid = any(isinstance(parse(case[side]), Invalid) for side in "ab")
    assert invalid == any(note.startswith("invalid: ") for note in made.notes)
    if case["error"]:
        assert made.verdict == "invalid"


@needs(CASES)
def test_departures_are_reported_as_invalid():
    found = [compare_documents(x["a"], x["b"]) for x in CASES if x["name"] in DEPARTURES]
    assert len(found) == 5
    assert all(each.notes[0].startswith("invalid: ") for each in found)
