import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from driftaudit.baselines.layers import Baseline
from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.gate.project import projected
from driftaudit.model import UNKNOWN
from tests.gate.made import ROLE, baseline, resources, snapshot


def outcome(now, before, after):
    return {
        (each.kind, each.name): each.attributes
        for each in projected(now, before.side(), after.side()).resources
    }


def test_what_the_baseline_does_not_change_stays_as_it_is():
    now = snapshot(version="v9", workload={"coredns": {"image": "x"}})
    after = outcome(now, baseline(), baseline(actions=("s3:getobject", "s3:putobject")))
    assert after["addon", "coredns"] == {"addonVersion": "v9"}
    assert after["workload", "coredns"] == {"image": "x"}
    (statement,) = after["iam-role", ROLE]["RolePolicyList"]["own"]["Statement"]
    assert statement["Action"] == ["s3:getobject", "s3:putobject"]


def test_no_change_changes_nothing():
    now = snapshot(version="v9")
    assert projected(now, baseline().side(), baseline().side()) == now


def test_a_resource_comes_and_one_goes():
    with_queue = baseline(addon={"queue": {"addonVersion": "v1"}})
    after = outcome(snapshot(), baseline(), with_queue)
    assert after["addon", "queue"] == {"addonVersion": "v1"}
    assert ("addon", "coredns") not in after


def test_what_must_not_be_there_goes():
    gone = Baseline(name="prod", resources=resources() | {"addon": {"coredns": GONE}})
    assert ("addon", "coredns") not in outcome(snapshot(), baseline(), gone)


def test_what_is_audited_no_longer_stays_as_it_is():
    held = {kind: each for kind, each in resources().items() if kind != "iam-role"}
    after = Baseline(name="prod", resources=held, not_audited={"iam-role": "later"})
    now = snapshot(actions=("s3:*",))
    assert projected(now, baseline().side(), after.side()) == now


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [({"$min": "v1.11.0"}, "v1.11.1"), ({"$min": "v2"}, UNKNOWN)],
    ids=["satisfied", "not satisfied"],
)
def test_a_matcher_leaves_a_value_that_it_matches(matcher, expected):
    found = outcome(snapshot(), baseline(), baseline(version=Matcher(shown=matcher)))
    value = found["addon", "coredns"]["addonVersion"]
    assert value == expected or expected in value


def test_what_was_read_of_a_resource_stays_with_it():
    (role,) = (
        each
        for each in projected(
            snapshot(), baseline().side(), baseline(actions=("s3:putobject",)).side()
        ).resources
        if each.kind == "iam-role"
    )
    assert role.source == f"real/{ROLE}"


def test_a_role_under_another_name_is_changed_under_the_baselines():
    def named(each):
        return structs.replace(each, name="${cluster}-other") if each.name == ROLE else each

    now = snapshot()
    now = structs.replace(now, resources=tuple(map(named, now.resources)))
    held = outcome(now, baseline(), baseline(actions=("s3:putobject",)))
    assert [name for kind, name in held if kind == "iam-role"] == [ROLE]


VALUES = st.sampled_from(["a", "b", {"x": "1"}, {"x": "2", "y": "3"}, None])
STATES = st.dictionaries(st.sampled_from("pqr"), VALUES, max_size=3)


@given(STATES, STATES)
def test_an_environment_that_was_as_expected_becomes_as_expected(old, new):
    before, after = (
        Baseline(name="prod", resources={"cluster": {"${cluster}": each}}) for each in (old, new)
    )
    now = structs.replace(snapshot(), resources=tuple(before.side().resources.values()))
    found = projected(now, before.side(), after.side())
    assert compare(after.side(), Side.of_snapshot(found)) == ()
