import pytest

from driftaudit.gate import convergence
from tests.gate.made import baseline, planned, snapshot, target, unread

OLD, NEW = "v1.11.1", "v1.11.4"


def fleet(*versions, before=OLD, after=NEW):
    """Environments of a group at these versions, and a baseline that moves on."""
    return tuple(
        target(
            snapshot(f"prod-{place}", version=version),
            baseline(version=before),
            baseline(version=after),
        )
        for place, version in enumerate(versions)
    )


def test_a_fleet_that_is_alike_stays_alike():
    everyone = fleet(OLD, OLD, OLD)
    found = convergence.answer(everyone, everyone)
    assert (found.status, found.answer) == ("ok", "prod stays as it is: 3 of 3 alike")


def test_a_fleet_converges():
    everyone = fleet(OLD, NEW, NEW)
    found = convergence.answer(everyone, everyone)
    assert (found.status, found.answer) == (
        "ok",
        "prod converges: 3 of 3 alike (before: 2 of 3 alike)",
    )
    assert found.details == ("prod: alike from now on: addon coredns addonVersion",)


def test_a_fleet_diverges_by_a_plan_for_one_of_them():
    alike = tuple(target(snapshot(f"prod-{place}"), baseline(), baseline()) for place in range(2))
    odd = target(
        snapshot("prod-x"),
        baseline(),
        baseline(),
        planned=planned(snapshot("prod-x", version="v9")),
    )
    found = convergence.answer((*alike, odd), (odd,))
    assert (found.status, found.environments) == ("warning", ("prod-x",))
    assert found.answer == (
        "prod diverges: 2 of 3 alike (before: 3 of 3 alike);"
        " prod-x will not be what the baseline says after the plan"
    )
    assert found.details == (
        "prod: now different: addon coredns addonVersion: v9 in prod-x; v1.11.1 elsewhere",
        "prod-x: the plan and baseline:prod disagree on addon coredns addonVersion",
    )


def planned_fleet(before, after):
    """Environments of a group at these versions, and plans that leave them at others."""
    return tuple(
        target(
            snapshot(f"prod-{place}", version=old),
            baseline(),
            baseline(),
            planned=planned(snapshot(f"prod-{place}", version=new)),
        )
        for place, (old, new) in enumerate(zip(before, after, strict=True))
    )


@pytest.mark.parametrize(
    ("before", "after", "said", "told"),
    [
        ("aab", "aab", "prod stays as it is: 2 of 3 alike", None),
        (
            "aaab",
            "aacb",
            "prod diverges: 2 of 4 alike (before: 3 of 4 alike)",
            "b in prod-3; c in prod-2; a elsewhere",
        ),
        (
            "aacb",
            "aaab",
            "prod converges: 3 of 4 alike (before: 2 of 4 alike)",
            "b in prod-3; a elsewhere",
        ),
        (
            "aab",
            "ccb",
            "prod changes: 2 of 3 alike, and 1 setting differs (before: 1)",
            "b in prod-2; c elsewhere",
        ),
    ],
)
def test_who_is_odd_counts_where_they_differed_before(before, after, said, told):
    everyone = planned_fleet(before, after)
    found = convergence.answer(everyone, everyone)
    assert found.answer.partition("; ")[0] == said
    lines = [each for each in found.details if each.startswith("prod: ")]
    start = "prod: otherwise different: addon coredns addonVersion: "
    assert lines == ([start + told] if told else [])


def test_a_resource_that_only_one_of_them_has():
    everyone = planned_fleet("aaa", "aaa")
    extra = snapshot("prod-1", version="a", workload={"x": {"kind": "DaemonSet"}})
    odd = target(snapshot("prod-1", version="a"), baseline(), baseline(), planned=planned(extra))
    found = convergence.answer((everyone[0], odd, everyone[2]), (odd,))
    assert (
        found.details[0] == "prod: now different: workload x: there in prod-1; not there elsewhere"
    )


def test_other_groups_and_what_was_not_read_take_no_part():
    everyone = fleet(OLD, OLD)
    others = (
        target(unread("prod-z"), baseline(), baseline()),
        target(snapshot("dev", group="nonprod"), baseline(), baseline()),
    )
    found = convergence.answer((*everyone, *others), everyone)
    assert found.answer == "prod stays as it is: 2 of 2 alike, 1 not known"


def test_an_environment_without_a_group_is_compared_with_nobody():
    alone = target(snapshot("lab", group=None), baseline(), baseline(version=NEW))
    found = convergence.answer((alone,), (alone,))
    assert found.answer == "no group of environments is concerned"
