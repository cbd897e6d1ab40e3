from driftaudit.baselines.layers import Baseline
from driftaudit.gate import meaning
from driftaudit.gate.words import reported
from driftaudit.judge.terms import Terms
from driftaudit.model import Gap
from driftaudit.subject import neighbourhood
from tests.gate.made import ROLE, baseline, planned, resources, snapshot, target, unread

READ, WRITE = "s3:getobject", "s3:putobject"


def changes(*touched):
    around = neighbourhood((each.snapshot for each in touched), ())
    return reported(meaning.changes(touched, around, {}, Terms()))


def answer(*touched, allow_more=False):
    return meaning.answer(touched, changes(*touched), allow_more=allow_more)


def widened(name="prod-us", **fields):
    now = snapshot(name, actions=(READ,))
    return target(now, baseline(actions=(READ,)), baseline(actions=(READ, WRITE)), **fields)


def test_a_wider_role_blocks_and_says_what_it_may_do():
    found = answer(widened())
    assert found.status == "blocked"
    assert found.answer.startswith(f"it lets someone do more: iam-role {ROLE} in prod-us;")
    assert any("gains s3:PutObject on *" in line for line in found.details)


def test_environments_that_change_alike_share_a_line():
    found = answer(widened("prod-us"), widened("prod-de"))
    assert [line for line in found.details if line.endswith("(in prod-de, prod-us)")]
    assert found.environments == ("prod-de", "prod-us")


def test_a_wider_role_may_be_allowed():
    found = answer(widened(), allow_more=True)
    assert found.status == "warning"
    assert found.answer.endswith("); nobody may do less; it lets someone do more, as allowed")


def test_a_role_that_may_do_less_is_told_and_passes_here():
    found = answer(target(snapshot(), baseline(actions=(READ, WRITE)), baseline(actions=(READ,))))
    assert found.status == "warning"
    assert any("loses s3:PutObject" in line for line in found.details)


def test_another_value_is_told():
    found = answer(target(snapshot(), baseline(), baseline(version="v1.11.4")))
    assert (found.status, found.answer) == (
        "ok",
        "1 setting will be different (addon coredns addonVersion)",
    )
    assert any("v1.11.1 → v1.11.4" in line for line in found.details)


def test_the_same_permissions_in_other_words_change_nothing():
    split = resources() | {
        "iam-role": {
            ROLE: resources()["iam-role"][ROLE]
            | {
                "RolePolicyList": {
                    "own": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {"Effect": "Allow", "Action": [READ], "Resource": ["*"], "Sid": "a"}
                        ],
                    }
                }
            }
        }
    }
    found = answer(target(snapshot(), baseline(), Baseline(name="prod", resources=split)))
    assert (found.status, found.details) == ("ok", ())


def test_a_plan_is_told_as_what_it_does_to_the_environment():
    now = snapshot(actions=(READ,))
    plan = planned(snapshot(actions=(READ, WRITE)))
    found = answer(target(now, baseline(), baseline(), planned=plan))
    assert found.status == "blocked"
    assert any("gains s3:PutObject" in line for line in found.details)


def test_a_plan_that_carries_out_the_change_is_told_once():
    found = changes(widened(planned=planned(snapshot(actions=(READ, WRITE)))))
    assert len(found) == 1


def test_parts_of_a_plan_that_could_not_be_laid_over_are_told():
    gap = Gap(kind="addon", operation="plan", code="Unmapped", message="", needs="")
    plan = planned(snapshot(gaps=(gap,)), "aws_eks_odd.x: not known")
    found = answer(target(snapshot(), baseline(), baseline(), planned=plan))
    assert (found.status, found.environments) == ("unknown", ("prod-us",))
    assert found.details == ("aws_eks_odd.x: not known",)
    elsewhere = planned(snapshot(), "aws_s3_bucket.x: of no audited kind")
    found = answer(target(snapshot(), baseline(), baseline(), planned=elsewhere))
    assert (found.status, found.details) == ("ok", ("aws_s3_bucket.x: of no audited kind",))


def test_a_policy_whose_document_nobody_knows_cannot_be_told():
    policy = {"AttachedManagedPolicies": {"arn:${partition}:iam::aws:policy/Odd": {}}}
    role = resources()["iam-role"][ROLE] | policy
    after = Baseline(name="prod", resources=resources() | {"iam-role": {ROLE: role}})
    found = answer(target(snapshot(), baseline(), after))
    assert found.status in {"unknown", "blocked"}


def test_nothing_is_changed_by_a_first_baseline():
    found = answer(target(snapshot(), None, baseline(version="v2")))
    assert (found.status, found.answer) == ("ok", "no setting is changed")


def test_a_change_is_told_of_an_environment_that_was_not_read():
    found = answer(target(unread(), baseline(), baseline(version="v2")))
    assert (found.status, found.answer) == (
        "ok",
        "1 setting will be different (addon coredns addonVersion)",
    )


def test_what_is_planned_for_an_environment_that_was_not_read_cannot_be_told():
    found = answer(target(unread(), baseline(), baseline(), reconfigured=True))
    assert found.status == "unknown"
    assert found.answer == (
        "what it does to prod-us cannot be told: nothing is known of what is there"
    )
