import re

from hypothesis import given
from hypothesis import strategies as st

from driftaudit.judge.judge import fingerprint, judge
from tests.judge.difference import difference, fill

CNI = ("AttachedManagedPolicies", "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy")


def findings(*differences):
    return judge(differences, environment="prod-us", reference="baseline:prod", fill=fill, users={})


def test_every_difference_becomes_one_finding_in_order():
    first = difference(path=CNI, expected={}, used_by=("nodegroup/workers",))
    second = difference("addon", ("addonVersion",), expected="v1", actual="v2", resource="coredns")
    one, two = findings(first, second)
    assert (one.code, one.severity, one.difference) == ("IAM001", "critical", first)
    assert (two.code, two.severity, two.difference) == ("ADDON003", "medium", second)
    assert {each.environment for each in (one, two)} == {"prod-us"}
    assert {each.reference for each in (one, two)} == {"baseline:prod"}
    assert one.fix == (
        (
            "aws iam attach-role-policy --role-name acme-us-node"
            " --policy-arn arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
        ),
    )
    assert one.waiver is None


def test_a_fingerprint_is_for_ever():
    found = difference(path=CNI, expected={})
    assert fingerprint("prod-us", found) == "d7d28380b2a6aeef"
    assert re.fullmatch("[0-9a-f]{16}", fingerprint("", found))


def test_a_fingerprint_is_of_the_place_and_not_of_the_values():
    one = difference("addon", ("addonVersion",), expected="v1", actual="v2")
    same = difference("addon", ("addonVersion",), expected="v1", actual="v3", used_by=("x",))
    others = (
        difference("cluster", ("addonVersion",), expected="v1", actual="v2"),
        difference("addon", ("addonVersion",), expected="v1"),
        difference("addon", ("addonVersion",), actual="v1"),
        difference("addon", ("addon", "Version"), expected="v1", actual="v2"),
        difference("addon", ("addonVersion",), expected="v1", actual="v2", resource="x"),
    )
    assert fingerprint("a", one) == fingerprint("a", same) != fingerprint("b", one)
    assert len({fingerprint("a", each) for each in (one, *others)}) == 6


@given(st.lists(st.text(max_size=3), max_size=3), st.lists(st.text(max_size=3), max_size=3))
def test_no_two_paths_share_a_fingerprint(one, other):
    prints = [fingerprint("a", difference(path=path, expected=1)) for path in (one, other)]
    assert (prints[0] == prints[1]) == (one == other)
