import pytest

from driftaudit.baselines.layers import Baseline
from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.gate import meaning
from driftaudit.gate.opened import grants, opened, place_words
from tests.gate.made import ROLE, baseline, planned, resources, snapshot, target

ANY = Matcher(shown={"$any": True})
SINCE = Matcher(shown={"$min": "v1"})


def versioned(value, **more):
    held = resources() | {"addon": {"coredns": {"addonVersion": value} | more}}
    return Baseline(name="prod", resources=held)


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        (versioned("v1"), versioned(ANY), [("addonVersion",)]),
        (versioned(SINCE), versioned(ANY), [("addonVersion",)]),
        (versioned("v1"), versioned("v1", tags={"a": ANY}), [("tags", "a")]),
        (versioned(ANY), versioned(ANY), []),
        (versioned(ANY), versioned("v1"), []),
        (versioned("v1"), versioned(GONE), []),
        (Baseline(name="prod", resources={}), versioned(ANY), [("addonVersion",)]),
        (None, versioned(ANY), []),
    ],
    ids=["value", "wider", "inside", "same", "narrower", "absent", "new", "first"],
)
def test_where_one_of_many_values_will_do(before, after, paths):
    found = opened(target(snapshot(), before, after))
    assert [path for _, _, path in found] == paths


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("iam-role", "r", ("RolePolicyList", "x")), True),
        (("iam-role", "r", ()), True),
        (("iam-role", "r", ("Tags", "x")), False),
        (("addon", "r", ("addonVersion",)), False),
    ],
)
def test_what_may_let_someone_do_more(place, expected):
    assert grants(place) is expected


def test_a_place_in_words():
    assert place_words(("iam-role", "r", ())) == "iam-role r"
    assert place_words(("addon", "x", ("addonVersion",))) == "addon x addonVersion"


def answer(one, **fields):
    return meaning.answer((one,), (), **({"allow_more": False} | fields))


def test_a_role_that_may_be_anything_lets_someone_do_more():
    role = resources()["iam-role"][ROLE] | {"RolePolicyList": ANY}
    after = Baseline(name="prod", resources=resources() | {"iam-role": {ROLE: role}})
    found = target(snapshot(), baseline(), after)
    assert answer(found).status == "blocked"
    assert answer(found).answer.startswith(f"it lets someone do more: iam-role {ROLE} in prod-us")
    assert answer(found, allow_more=True).status == "ok"
    assert answer(target(snapshot(), baseline(), versioned(ANY))).status == "ok"


def test_what_a_plan_leaves_open_of_who_may_do_what_is_not_decided():
    at = ("iam-role", ROLE, ("RolePolicyList",))
    plan = planned(snapshot(), unknown=(at,))
    assert answer(target(snapshot(), baseline(), baseline(), planned=plan)).status == "unknown"
    slight = planned(snapshot(), unknown=(("addon", "x", ("addonVersion",)),))
    assert answer(target(snapshot(), baseline(), baseline(), planned=slight)).status == "ok"
