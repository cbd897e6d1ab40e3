from msgspec.structs import replace

from driftaudit.model import Gap
from driftaudit.render.html.gaps import gaps_of, skipped_of
from tests.render.sample import REPORT, environment


def gap(kind="addon", **fields):
    base = {"operation": "eks:ListAddons", "code": "AccessDenied", "message": "", "needs": "x"}
    return Gap(kind=kind, **base | fields)


def report(*environments):
    return replace(REPORT, environments=environments)


def unread(name, *gaps, **fields):
    return environment(name, gaps=gaps, **{"status": "partial"} | fields)


def test_every_gap_of_the_report_is_told():
    told = {
        (name, kind, operation)
        for each in gaps_of(REPORT)
        for name in each.environments
        for kind in each.kinds
        for operation in each.operations
    }
    for each in REPORT.environments:
        assert {(each.name, gap.kind, gap.operation) for gap in each.gaps} <= told


def test_one_cause_in_many_environments_is_told_once_with_all_messages():
    (told,) = gaps_of(report(unread("b", gap(message="no b")), unread("a", gap(message="no a"))))
    assert told.environments == ("a", "b")
    assert told.messages == ("no b", "no a")


def test_environments_that_lack_different_kinds_are_not_thrown_together():
    told = gaps_of(report(unread("a", gap()), unread("b", gap(), gap(kind="cluster"))))
    assert [(each.environments, each.kinds) for each in told] == [
        (("a",), ("addon",)),
        (("b",), ("cluster", "addon")),
    ]


def test_of_what_nothing_is_known_comes_first():
    told = gaps_of(report(unread("a", gap()), unread("z", gap(kind="*"))))
    assert [each.everything for each in told] == [True, False]


def test_an_environment_that_is_not_ok_is_told_even_without_a_gap():
    (told,) = gaps_of(report(environment("a", status="error"), environment("b")))
    assert told.environments == ("a",)
    assert told.everything


def test_what_was_left_out_is_told_by_its_reason():
    off = {"workload": "off", "aws-auth": "off", "made-up": "old"}
    told = skipped_of(report(environment("b", not_audited=off), environment("a", not_audited=off)))
    assert [(each.environments, each.kinds, each.reason) for each in told] == [
        (("a", "b"), ("aws-auth", "workload"), "off"),
        (("a", "b"), ("made-up",), "old"),
    ]
