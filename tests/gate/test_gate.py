from datetime import date

import pytest

from driftaudit.assemble import Stamp
from driftaudit.gate.gate import gate
from driftaudit.gate.looser import Agreed
from driftaudit.judge.terms import Terms
from driftaudit.model import Tool
from tests.gate.made import MOMENT, baseline, snapshot, target, unread

STAMP = Stamp(tool=Tool(name="driftaudit", version="1"), generated_at=MOMENT, command="gate")
TODAY = date(2026, 11, 22)
AGREED = Agreed(terms=Terms(day=TODAY))
NEXT = baseline(version="v1.11.4")


def report(*everyone, **fields):
    return gate(everyone, **{"stamp": STAMP, "before": AGREED, "after": AGREED} | fields)


@pytest.mark.parametrize(
    ("now", "verdict", "result"),
    [
        (snapshot(), "passed", "clean"),
        (snapshot(version="v1"), "blocked", "drift"),
        (unread(), "unknown", "incomplete"),
    ],
    ids=["as expected", "drifted", "unread"],
)
def test_the_worst_answer_is_the_verdict(now, verdict, result):
    found = report(target(now, baseline(), NEXT))
    assert (found.gate.verdict, found.result) == (verdict, result)
    assert [each.id for each in found.gate.answers] == [
        "targets",
        "meaning",
        "fleet",
        "breaks",
        "blast",
    ]


def test_the_first_grave_answer_is_the_reason():
    drifted = report(target(snapshot(version="v1"), baseline(), NEXT))
    assert drifted.gate.reason == drifted.gate.answers[0].answer
    fine = report(target(snapshot(), baseline(), NEXT))
    assert fine.gate.reason == "every target is as expected, and nothing breaks"
    untouched = report(target(snapshot(version="v1"), baseline(), baseline()))
    assert untouched.gate.reason == "no environment is touched"


def test_a_warning_is_a_reason_to_think_and_passes():
    pair = (
        target(snapshot(name), baseline(), NEXT, production=True) for name in ("prod-a", "prod-b")
    )
    found = report(*pair)
    assert (found.gate.verdict, found.result) == ("passed", "clean")
    assert found.gate.reason.startswith("2 production environments in one step")


def test_only_what_is_touched_is_listed():
    found = report(
        target(snapshot("prod-a"), baseline(), NEXT),
        target(snapshot("prod-b", version="v1"), baseline(), baseline()),
    )
    assert found.gate.touched == ("prod-a",)
    assert [each.name for each in found.environments] == ["prod-a"]
    assert found.findings == ()


def test_drift_is_a_finding_and_what_is_expected_from_now_on_a_change():
    found = report(target(snapshot(version="v1"), baseline(), NEXT))
    (drift,) = found.findings
    (change,) = found.gate.changes
    assert (drift.expected, drift.actual) == ("v1.11.1", "v1")
    assert (change.expected, change.actual) == ("v1.11.1", "v1.11.4")


def test_the_order_of_the_environments_does_not_matter():
    everyone = [target(snapshot(name), baseline(), NEXT) for name in ("prod-a", "prod-b", "prod-c")]
    assert report(*everyone) == report(*reversed(everyone))


def test_what_is_only_recorded_is_not_called_clean():
    recorded = target(snapshot("prod-b", version="v1.11.4", actions=("s3:*",)), baseline(), NEXT)
    found = report(target(snapshot("prod-a"), baseline(), NEXT), recorded)
    assert found.gate.touched == ("prod-a", "prod-b")
    assert [each.name for each in found.environments] == ["prod-a"]
    assert found.gate.answers[0].answer == (
        "prod-a ✓; only recorded as it is: prod-b (snapshots up to 0 min old)"
    )
