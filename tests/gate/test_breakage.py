from msgspec import structs

from driftaudit.baselines.layers import Baseline
from driftaudit.gate import breakage, meaning
from driftaudit.gate.words import reported
from driftaudit.judge.terms import Terms
from driftaudit.model import Gap
from driftaudit.subject import neighbourhood
from tests.gate.made import ROLE, baseline, planned, resources, snapshot, target, unread


def answer(*touched):
    around = neighbourhood((each.snapshot for each in touched), ())
    changes = reported(meaning.changes(touched, around, {}, Terms()))
    return breakage.answer(touched, breakage.lints(touched, Terms()), changes)


def node_group(**fields):
    return {
        "nodegroup": {
            "workers": {"nodeRole": f"arn:${{partition}}:iam::${{account}}:role/{ROLE}"} | fields
        }
    }


def test_an_upgrade_breaks_nothing():
    found = answer(target(snapshot(), baseline(), baseline(version="v2")))
    assert (found.status, found.answer, found.details) == ("ok", "nothing on the join path", ())


def test_what_is_broken_today_is_not_broken_by_the_change():
    now = snapshot(**node_group())
    found = answer(target(now, baseline(**node_group()), baseline(version="v2", **node_group())))
    assert found.status == "ok"


def test_a_node_that_could_no_longer_join_blocks():
    trusted = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["sts:assumerole"],
                "Principal": {"Service": ["ec2.amazonaws.com"]},
            }
        ],
    }
    role = resources()["iam-role"][ROLE]
    good = {"iam-role": {ROLE: role | {"AssumeRolePolicyDocument": trusted}}}
    now = snapshot(**node_group(), **good)
    after = Baseline(name="prod", resources=resources(**node_group()))
    found = answer(
        target(now, Baseline(name="prod", resources=resources(**node_group(), **good)), after)
    )
    assert (found.status, found.environments) == ("blocked", ("prod-us",))
    assert found.answer == "it would break what a joining node needs in prod-us"
    assert any("check 2 would fail (EC2 may take the node role)" in e for e in found.details)


def test_a_grave_mistake_blocks():
    gone = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["sts:assumerole"],
                "Principal": {"AWS": ["AROAEXAMPLEEXAMPLEEX"]},
            }
        ],
    }
    role = resources()["iam-role"][ROLE] | {"AssumeRolePolicyDocument": gone}
    after = Baseline(name="prod", resources=resources() | {"iam-role": {ROLE: role}})
    found = answer(target(snapshot(), baseline(), after))
    assert (found.status, found.environments) == ("blocked", ("prod-us",))
    assert found.answer == "it would bring a grave mistake into prod-us"
    assert "AROAEXAMPLEEXAMPLEEX" in found.details[0]


def test_nothing_can_be_said_of_what_was_not_read():
    found = answer(target(unread(), baseline(), baseline(version="v2")))
    assert (found.status, found.environments) == ("unknown", ("prod-us",))
    assert found.answer == "nobody knows whether nodes could still join in prod-us"
    gone = target(unread(), baseline(), baseline(), presence="leaving")
    assert answer(gone).status == "ok"


def test_a_plan_is_looked_at_as_the_environment_that_it_leaves():
    lost = planned(snapshot(**{"iam-role": {}}, **node_group()))
    now = snapshot(**node_group())
    found = answer(target(now, baseline(), baseline(), planned=lost))
    assert found.status == "blocked"
    assert any("check 7 would fail" in each for each in found.details)


def test_what_a_change_of_something_unread_breaks_is_not_known():
    gap = Gap(kind="addon", operation="x:Y", code="AccessDenied", message="no", needs="x:Y")
    change = baseline(), baseline(version="v2")
    assert answer(target(snapshot(gaps=(gap,)), *change)).status == "unknown"
    other = structs.replace(gap, kind="workload")
    assert answer(target(snapshot(gaps=(other,)), *change)).status == "ok"
    leaving = target(snapshot(gaps=(gap,)), *change, presence="leaving")
    assert answer(leaving).status == "ok"
