"""What a change of a role does is said, and how bad it is follows; a rewrite is told once."""

import pytest

from driftaudit.render.impact import impact_lines
from tests.mutations.effect_cases import EFFECTS, REWRITES
from tests.mutations.fleet import PLACES, changed, check, clean, compare, line


def differences(report):
    return [each for each in report.findings if each.reference != "lint"]


@pytest.mark.parametrize(
    ("case", "place"),
    [(case, PLACES[at % len(PLACES)]) for at, case in enumerate(EFFECTS)],
    ids=[case[0].replace(" ", "-") for case in EFFECTS],
)
def test_the_effect_is_told_and_decides(case, place):
    _, change, expected, (severity, verdict, words) = case
    after = changed(change, place)
    others = [clean(each) for each in PLACES if each is not place]
    for report in (check([after, *others]), compare(others[0], after)):
        (finding,) = differences(report)
        assert line(finding) == expected
        assert (finding.severity, finding.impact.verdict) == (severity, verdict)
        assert finding.impact.exact
        assert any(words in each for each in impact_lines(finding)), impact_lines(finding)


@pytest.mark.parametrize(
    ("case", "place"),
    [(case, PLACES[at % len(PLACES)]) for at, case in enumerate(REWRITES)],
    ids=[case[0].replace(" ", "-") for case in REWRITES],
)
def test_the_same_permissions_in_another_way_are_one_finding_of_no_weight(case, place):
    _, change, role = case
    after = changed(change, place)
    other = clean(PLACES[PLACES.index(place) - 1])
    for report in (check([after, other]), compare(other, after), compare(after, other)):
        (finding,) = differences(report)
        assert line(finding) == f"IAM023 changed {role} permissions"
        assert finding.severity == "info"
        assert finding.expected != finding.actual
    assert check([after, other]).result == "clean"
