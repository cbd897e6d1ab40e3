import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.baselines import accept_some, choices, preview
from driftaudit.baselines.pick import Only
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS

OLD = """\
# ours
version: 1
not_audited:
  workload: later
resources:
  addon:
    coredns:  # see the ticket
      addonVersion: v1
    old: {}
  cluster:
    c: {}
environments:
  us:
    reason: because
    resources:
      addon:
        coredns:
          addonVersion: {$min: v3}
"""

NEW = """\
# ours
version: 1
not_audited:
  cluster: not offered
resources:
  addon:
    coredns:  # see the ticket
      addonVersion: v2
    fresh: {}
  workload:
    w: {}
environments:
  us:
    reason: because
    resources:
      addon:
        coredns:
          addonVersion: {$min: v3}
"""


def test_what_there_is_to_choose():
    found = [(each.kind, each.resource, each.old, each.new) for each in choices(OLD, NEW)]
    assert found == [
        ("cluster", "c", "c: {}\n", ""),
        ("addon", "coredns", "coredns:\n  addonVersion: v1\n", "coredns:\n  addonVersion: v2\n"),
        ("addon", "fresh", "", "fresh: {}\n"),
        ("addon", "old", "old: {}\n", ""),
        ("workload", "w", "", "w: {}\n"),
    ]
    assert choices(NEW, NEW) == ()
    assert choices("\xff [", OLD) == choices("", OLD)


def test_only_what_was_chosen_changes():
    everything = [(each.kind, each.resource) for each in choices(OLD, NEW)]
    assert accept_some(OLD, NEW, everything) == NEW
    assert accept_some(OLD, NEW, []) == OLD
    some = accept_some(OLD, NEW, [("addon", "coredns"), ("addon", "old")])
    assert some == OLD.replace("v1\n", "v2\n").replace("    old: {}\n", "")
    audited = accept_some(OLD, NEW, [("workload", "w")])
    assert "not_audited" not in audited
    assert audited.index("workload:\n    w: {}\n")
    assert accept_some("", NEW, everything) == NEW
    assert accept_some("[", NEW, everything) == NEW.replace("  # see the ticket", "")


@given(st.sets(st.sampled_from([(each.kind, each.resource) for each in choices(OLD, NEW)])))
def test_choosing_is_the_same_at_once_and_in_two_goes(chosen):
    some = accept_some(OLD, NEW, chosen)
    left = {(each.kind, each.resource) for each in choices(some, NEW)}
    assert left == {(each.kind, each.resource) for each in choices(OLD, NEW)} - chosen
    assert accept_some(some, NEW, left) == NEW
    assert accept_some(some, NEW, chosen) == some


def test_the_preview_is_a_unified_diff():
    assert preview(OLD, OLD) == ""
    shown = preview("a\nb\n", "a\nc\n", "prod.yaml")
    assert shown == "--- prod.yaml\n+++ prod.yaml (accepted)\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    assert preview("", "a\n").endswith("@@ -0,0 +1 @@\n+a\n")


ROLE = "arn:${partition}:iam::${account}:role/${cluster}-node"


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("access-entry", {("access-entry", ROLE)}),
        (f"access-entry/{ROLE}", {("access-entry", ROLE)}),
        ("*/*node", {("access-entry", ROLE), ("iam-role", "${cluster}-node")}),
        ("iam-*", {("iam-role", "${cluster}-node"), ("iam-role", "a/b")}),
        ("iam-role/a/*", {("iam-role", "a/b")}),
        ("*", None),
    ],
)
def test_what_a_glob_takes(pattern, taken):
    keys = {("access-entry", ROLE), ("iam-role", "${cluster}-node"), ("iam-role", "a/b")}
    only = Only.of((pattern,))
    assert {key for key in keys if only.takes(*key)} == (keys if taken is None else taken)
    only.require_use(keys)


def test_a_glob_that_names_nothing_is_refused():
    assert all(Only().takes(kind, "x") for kind in KINDS)
    assert not Only().names("addon", "x")
    with pytest.raises(BaselineError, match=r"--only 'addn/x': there is no kind 'addn', did you"):
        Only.of(("addn/x",))
    with pytest.raises(BaselineError, match=r"names no resource, did you mean 'addon/coredns'\?"):
        Only.of(("addon/cordns",)).require_use({("addon", "coredns")})
