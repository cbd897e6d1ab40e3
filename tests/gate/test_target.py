import pytest
from msgspec import structs

from driftaudit.baselines.layers import Baseline
from driftaudit.gate import meaning
from driftaudit.judge.terms import Terms
from driftaudit.model import Gap
from driftaudit.subject import neighbourhood
from tests.gate.made import baseline, planned, resources, snapshot, target, unread


def test_an_environment_whose_baseline_stays_is_not_touched():
    found = target(snapshot(version="v9"), baseline(), baseline())
    assert not found.touched
    assert found.outcome == found.snapshot


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (baseline(), baseline(version="v2"), {}),
        (None, baseline(), {}),
        (baseline(), baseline(), {"planned": planned(snapshot())}),
        (baseline(), baseline(), {"reconfigured": True}),
        (baseline(), Baseline(name="prod", resources=baseline().resources, mode="subset"), {}),
        (
            baseline(),
            Baseline(name="prod", resources=baseline().resources, not_audited={"workload": "x"}),
            {},
        ),
    ],
    ids=["baseline", "new", "plan", "configuration", "mode", "not audited"],
)
def test_what_touches_an_environment(before, after, fields):
    assert target(snapshot(), before, after, **fields).touched


def test_nothing_is_known_of_what_becomes_of_an_unread_environment():
    found = target(unread(), baseline(), baseline(version="v2"))
    assert found.outcome is None
    assert found.pending
    assert found.as_expected(found.after).identity.account == "222222222222"
    assert found.users_known(found.after) == found.after
    assert found.planned_changes == ()


def test_a_plan_says_what_becomes_of_an_environment():
    after = snapshot(version="v3")
    found = target(snapshot(), baseline(), baseline(version="v2"), planned=planned(after))
    assert found.outcome == after
    assert [each.path for each in found.planned_changes] == [("addonVersion",)]


def test_a_plan_that_changes_nothing_leaves_nothing_to_do():
    now = snapshot(version="v2")
    found = target(now, baseline(), baseline(version="v2"), planned=planned(now))
    assert not found.pending


def test_a_baseline_is_read_with_what_uses_each_thing():
    found = target(snapshot(), baseline(), baseline(version="v2"))
    side = found.users_known(found.after)
    assert {each.source for each in side.resources.values()} == {
        "real/coredns",
        "real/${cluster}-app",
    }


def unread_kind(kind, **fields):
    """A snapshot of which a kind could not be read."""
    gap = Gap(kind=kind, operation="x:Y", code="AccessDenied", message="no", needs="x:Y")
    made = snapshot(gaps=(gap,), **fields)
    return structs.replace(made, resources=tuple(e for e in made.resources if e.kind != kind))


@pytest.mark.parametrize(
    ("kind", "fields", "blind"),
    [
        ("addon", {}, True),
        ("*", {}, True),
        ("iam-role", {}, False),
        ("iam-role", {"planned": planned(snapshot())}, True),
    ],
)
def test_what_could_not_be_read_is_not_taken_for_what_it_is_to_be(kind, fields, blind):
    found = target(unread_kind(kind), baseline(), baseline(version="v2"), **fields)
    assert found.blind is blind
    assert found.pending
    assert found.held


def test_drift_is_not_hidden_by_a_change_of_what_could_not_be_read():
    drifted = unread_kind("addon", actions=("s3:*",))
    found = target(drifted, baseline(), baseline(version="v2"))
    assert found.held
    assert {each.kind for each in found.drift} == {"iam-role"}


def test_what_a_subset_mentions_no_longer_stays():
    less = Baseline(name="prod", resources=resources(**{"iam-role": {}}), mode="subset")
    found = target(snapshot(), baseline(), less)
    assert [kind for kind, _ in found.dropped] == ["iam-role"]
    assert found.touched
    assert not found.pending
    assert found.outcome == found.snapshot
    assert not meaning.changes((found,), neighbourhood((found.snapshot,), ()), {}, Terms())
    exact = target(snapshot(), baseline(), Baseline(name="prod", resources=less.resources))
    assert exact.pending
    assert not exact.dropped
    assert not target(snapshot(), None, less).dropped


def test_drift_is_not_hidden_by_a_subset_that_mentions_it_no_longer():
    less = Baseline(name="prod", resources=resources(**{"iam-role": {}}), mode="subset")
    found = target(snapshot(actions=("s3:*",)), baseline(), less)
    assert found.hidden
    assert found.held
