import pytest

from driftaudit.model import Gap
from driftaudit.render.gaps import causes_of, not_audited_of, ordered_kinds, unread_of
from tests.render.sample import REPORT, environment, report


def gap(kind, operation="eks:ListAddons", **fields):
    base = {"code": "Denied", "message": "no", "needs": "eks:ListAddons"}
    return Gap(kind=kind, operation=operation, **base | fields)


def test_equal_gaps_are_told_once_with_all_their_environments():
    same = (gap("addon"), gap("cluster"))
    fleet = [environment(name, gaps=same) for name in "ab"] + [environment("c", gaps=same[:1])]
    first, second = unread_of(report([*fleet, environment("d")]))
    assert (first.names, second.names) == (("a", "b"), ("c",))
    assert first.meaning.startswith("2 kinds could not be read in full")
    assert second.meaning.startswith("1 kind could not")
    assert not first.everything


def test_nothing_known_is_said_so():
    [lost] = unread_of(report([environment("a", gaps=(gap("*"), gap("addon")))]))
    assert lost.everything
    assert lost.meaning == "nothing could be read, nothing is known"
    assert lost.causes[0].kinds == ("everything",)


def test_causes_are_by_code_message_and_need():
    causes = causes_of((gap("cluster"), gap("addon", "eks:X"), gap("addon", code="Throttled")))
    assert [(each.kinds, each.operations, each.code) for each in causes] == [
        (("cluster", "addon"), ("eks:ListAddons", "eks:X"), "Denied"),
        (("addon",), ("eks:ListAddons",), "Throttled"),
    ]


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        (["addon", "cluster", "addon"], ("cluster", "addon")),
        (["zebra", "ant", "workload"], ("workload", "ant", "zebra")),
        (["addon", "*"], ("everything",)),
        ([], ()),
    ],
)
def test_kinds_are_in_the_order_of_reports(kinds, shown):
    assert ordered_kinds(kinds) == shown


def test_not_audited_is_by_reason():
    [one] = not_audited_of(REPORT)
    assert (one.kinds, one.names) == (("aws-auth", "workload"), ("prod-us",))
    assert one.reason == "kubernetes: false"
