import pytest

from driftaudit.baselines.layers import Baseline, Override
from driftaudit.compare.matchers import Matcher
from driftaudit.gate import targets
from driftaudit.gate.target import Target
from driftaudit.judge.terms import Terms
from driftaudit.model import Gap
from driftaudit.subject import neighbourhood
from tests.gate.made import ROLE, baseline, planned, resources, snapshot, target, unread

NOW = "v1.11.1"
NEXT = "v1.11.4"
ADDED = {name: {"addonVersion": NOW} for name in ("coredns", "by-hand")}
GAP = Gap(kind="aws-auth", operation="get x", code="Forbidden", message="", needs="a right")


def answer(*touched: Target, fail_on="low"):
    around = neighbourhood((each.snapshot for each in touched), ())
    found = targets.drift(touched, around, {}, Terms())
    return targets.answer(touched, found, fail_on, "2026-11-22T11:31:59.000000Z")


def upgrade(now, **fields):
    return target(now, baseline(version=NOW), baseline(version=NEXT), **fields)


def test_an_environment_that_is_as_expected_may_be_changed():
    found = answer(upgrade(snapshot(version=NOW)))
    assert (found.status, found.environments) == ("ok", ())
    assert found.answer == "prod-us ✓ (snapshots up to 41 min old)"


def test_an_environment_that_is_not_what_the_change_assumes_blocks_it():
    found = answer(upgrade(snapshot(version=NOW, actions=("s3:*",))))
    assert found.status == "blocked"
    assert found.answer == (
        "you are about to change an environment that is not what you think it is: prod-us"
        " (snapshots up to 41 min old)"
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
    assert found.answer == (
        "nobody knows whether you are about to change an environment that is not what you think it"
        " is: prod-us could not be read in full, or not lately"
    )
    assert found.details == (
        "not read: prod-us *: prod-us: no snapshot is stored; driftaudit snapshot prod-us",
    )
    partly = answer(upgrade(snapshot(version=NOW, gaps=(GAP,))))
    assert partly.status == "unknown"
    assert partly.details == ("not read: prod-us aws-auth: Forbidden; a right",)
    assert partly.answer.endswith(" not lately (snapshots up to 41 min old)")


def test_drift_outranks_what_was_not_read():
    assert answer(upgrade(snapshot(version="v1.10.0", gaps=(GAP,)))).status == "blocked"


def test_a_first_baseline_is_to_say_what_is_there():
    first = answer(target(snapshot(version=NOW), None, baseline(version=NOW)))
    assert first.status == "ok"
    assert "had no baseline before" in first.details[0]
    wrong = answer(target(snapshot(version=NOW), None, baseline(version=NEXT)))
    assert (wrong.status, wrong.environments) == ("blocked", ("prod-us",))


def test_a_new_environment_of_a_group_is_to_be_as_the_others():
    same = baseline(version=NOW)
    assert answer(target(snapshot(version=NOW), same, same, presence="new")).status == "ok"
    assert answer(target(snapshot(version="v1"), same, same, presence="new")).status == "blocked"
    said = Baseline(
        name="prod",
        resources=same.resources,
        environments={
            "prod-us": Override(
                reason="older", resources={"addon": {"coredns": {"addonVersion": "v1"}}}
            )
        },
    )
    assert answer(target(snapshot(version="v1"), same, said, presence="new")).status == "ok"


def test_an_environment_that_leaves_takes_no_drift_with_it():
    gone = {"presence": "leaving"}
    same = baseline(version=NOW)
    assert answer(target(snapshot(version=NOW), same, same, **gone)).status == "ok"
    assert answer(target(snapshot(version="v1"), same, same, **gone)).status == "blocked"
    assert answer(target(snapshot(version="v1"), None, same, **gone)).status == "ok"


def test_nobody_has_to_know_what_leaves():
    gone = target(unread(), baseline(), baseline(), presence="leaving")
    found = answer(gone)
    assert (found.status, found.environments) == ("warning", ("prod-us",))
    assert found.answer == (
        "could not be read in full, or not lately, and will be audited no longer: prod-us"
    )
    assert found.details[0].startswith("not read: prod-us")
    same = baseline(version=NOW)
    drifted = target(snapshot("prod-x", version="v1"), same, same, presence="leaving")
    both = answer(gone, drifted)
    assert (both.status, both.environments) == ("blocked", ("prod-x",))
    assert "prod-us" not in both.answer


def loose(more=None, **fields):
    """The same baseline, and less of it."""
    return Baseline(name="prod", resources=resources(version=NOW) | (more or {}), **fields)


@pytest.mark.parametrize(
    "after",
    [
        loose(not_audited={"iam-role": "later"}),
        loose({"iam-role": {ROLE: {"RolePolicyList": Matcher(shown={"$any": True})}}}),
        loose(mode="subset"),
    ],
    ids=["not audited", "any", "subset"],
)
def test_a_change_that_only_hides_drift_blocks(after):
    role = resources(actions=("s3:*",))["iam-role"][ROLE]
    by_hand = {"iam-role": {ROLE: role}} if after.mode == "exact" else {"addon": ADDED}
    now = snapshot(version=NOW, **by_hand)
    found = answer(target(now, baseline(version=NOW), after))
    assert found.status == "blocked"
    assert any("the change would hide this" in each for each in found.details)


def test_of_what_is_accepted_in_part_the_rest_is_for_the_next_check():
    now = snapshot(version=NEXT, actions=("s3:*",))
    found = answer(target(now, baseline(version=NOW), baseline(version=NEXT)))
    assert found.status == "ok"
    (detail,) = found.details
    assert detail.startswith("prod-us already is what the change says: it records what is there")
    assert detail.endswith("; 1 other difference `driftaudit check` tells of")


def test_drift_below_the_threshold_is_told():
    found = answer(upgrade(snapshot(version="v1.10.0")), fail_on="critical")
    assert found.details[0].startswith("does not block: medium: addon coredns addonVersion")


def test_nothing_is_touched():
    assert answer().answer == "nothing is touched"


def test_an_environment_is_shown_with_what_was_not_read_of_it():
    shown = targets.shown(upgrade(unread()))
    assert (shown.status, shown.reference, shown.captured_at) == ("error", "baseline:prod", None)
    assert targets.shown(upgrade(snapshot())).captured_at == "2026-11-22T10:50:00.000000Z"
    assert targets.shown(target(snapshot(), None, baseline())).reference == "baseline:prod"
