import pytest

from driftaudit.compare.side import SELECTED_THROUGH, Side
from driftaudit.model import KINDS, Environment, Gap, Identity, Snapshot, Tool, make_resource


def snapshot(**changes):
    fields = {
        "environment": Environment(name="a", account="1" * 12, region="r", cluster="c"),
        "identity": Identity(account="1" * 12, region="r", partition="aws", cluster="c"),
        "captured_at": "2026-11-22T10:50:00.000000Z",
        "tool": Tool(name="driftaudit", version="0"),
    }
    return Snapshot(**fields | changes)


def gap(kind):
    return Gap(kind=kind, operation="x:Read", code="AccessDenied", message="no", needs="x:Read")


def test_a_snapshot_gives_its_resources_by_kind_and_name():
    role = make_resource("iam-role", "node", {"Path": "/a/"})
    side = Side.of_snapshot(snapshot(resources=(role,)))
    assert side.label == "a"
    assert side.resources == {("iam-role", "node"): role}
    assert side.unread == side.partial == {}
    assert Side.of_snapshot(snapshot(), "a@latest").label == "a@latest"


def test_a_gap_makes_its_kind_unread_and_what_is_selected_through_it_partial():
    side = Side.of_snapshot(snapshot(gaps=(gap("nodegroup"),)))
    assert side.unread == {"nodegroup": "x:Read: AccessDenied"}
    through = ("iam-role", "iam-policy", "launch-template", "security-group")
    assert side.partial == dict.fromkeys(through, "nodegroup: x:Read: AccessDenied")


def test_a_gap_of_every_kind_leaves_nothing_known():
    assert set(Side.of_snapshot(snapshot(gaps=(gap("*"),))).unread) == set(KINDS)


def test_what_both_sides_leave_out_on_purpose_does_not_make_a_selection_partial():
    chosen = Side.of_snapshot(snapshot(not_audited={"service-account": "kubernetes: false"}))
    audited = Side.of_snapshot(snapshot())
    failed = Side.of_snapshot(snapshot(gaps=(gap("service-account"),)))
    assert chosen.unread == {"service-account": "kubernetes: false"}
    assert chosen.partial_against(chosen) == {}
    assert set(chosen.partial_against(audited)) == {"iam-role", "iam-policy"}
    assert set(chosen.partial_against(failed)) == {"iam-role", "iam-policy"}
    assert set(failed.partial_against(chosen)) == {"iam-role", "iam-policy"}


def test_a_kind_that_is_both_left_out_and_failed_counts_as_failed():
    both = Side.of_snapshot(snapshot(not_audited={"addon": "no"}, gaps=(gap("addon"),)))
    assert both.unread == {"addon": "x:Read: AccessDenied"}
    assert both.left_out == frozenset()


@pytest.mark.parametrize("kind", SELECTED_THROUGH)
def test_selections_speak_of_kinds_that_exist(kind):
    assert {kind, *SELECTED_THROUGH[kind]} <= set(KINDS)
