from driftaudit.gate import targets
from driftaudit.gate.target import Target
from driftaudit.judge.terms import Terms
from driftaudit.model import Gap
from driftaudit.subject import neighbourhood
from tests.gate.made import baseline, planned, snapshot, target, unread

NOW = "v1.11.1"
NEXT = "v1.11.4"
GAP = Gap(kind="aws-auth", operation="get x", code="Forbidden", message="", needs="a right")


def answer(*touched: Target, fail_on="low"):
    around = neighbourhood((each.snapshot for each in touched), ())
    found = targets.drift(touched, around, {}, Terms())
    return targets.answer(touched, found, fail_on)


def upgrade(now, **fields):
    return target(now, baseline(version=NOW), baseline(version=NEXT), **fields)


def test_an_environment_that_is_as_expected_may_be_changed():
    found = answer(upgrade(snapshot(version=NOW)))
    assert (found.status, found.environments) == ("ok", ())
    assert "prod-us" in found.answer


def test_an_environment_that_is_not_what_the_change_assumes_blocks_it():
    found = answer(upgrade(snapshot(version=NOW, actions=("s3:*",))))
    assert found.status == "blocked"
    assert found.answer == (
        "you are about to change an environment that is not what you think it is: prod-us"
    )
    assert any("RolePolicyList" in line for line in found.details)


def test_drift_in_what_the_change_is_about_blocks_it_too():
    assert answer(upgrade(snapshot(version="v1.10.0"))).status == "blocked"


def test_drift_below_the_threshold_does_not():
    assert answer(upgrade(snapshot(version="v1.10.0")), fail_on="critical").status == "ok"


def test_a_change_that_records_what_is_there_is_no_change_of_the_environment():
    found = answer(upgrade(snapshot(version=NEXT)))
    assert found.status == "ok"
    assert found.details == ("prod-us already is what the change says: it records what is there",)


def test_an_environment_with_a_plan_is_a_target_even_so():
    now = snapshot(version=NEXT)
    assert answer(upgrade(now, planned=planned(snapshot(version="v1.12.0")))).status == "blocked"


def test_what_was_not_read_is_not_as_expected():
    found = answer(upgrade(unread()))
    assert (found.status, found.environments) == ("unknown", ("prod-us",))
    assert found.details == (
        "not read: prod-us *: prod-us: no snapshot is stored; driftaudit snapshot prod-us",
    )
    partly = answer(upgrade(snapshot(version=NOW, gaps=(GAP,))))
    assert partly.status == "unknown"
    assert partly.details == ("not read: prod-us aws-auth: Forbidden; a right",)


def test_drift_outranks_what_was_not_read():
    assert answer(upgrade(snapshot(version="v1.10.0", gaps=(GAP,)))).status == "blocked"


def test_a_first_baseline_has_nothing_to_be_held_against():
    found = answer(target(snapshot(version=NOW), None, baseline(version=NEXT)))
    assert found.status == "ok"
    assert "had no baseline before" in found.details[0]


def test_nothing_is_touched():
    assert answer().answer == "nothing is touched"


def test_an_environment_is_shown_with_what_was_not_read_of_it():
    shown = targets.shown(upgrade(unread()))
    assert (shown.status, shown.reference, shown.captured_at) == ("error", "baseline:prod", None)
    assert targets.shown(upgrade(snapshot())).captured_at == "2026-11-22T10:50:00.000000Z"
    assert targets.shown(target(snapshot(), None, baseline())).reference == ""
