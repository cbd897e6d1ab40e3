import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.baselines import base_of, from_snapshots, lint, load
from driftaudit.baselines.agree import undone
from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.errors import BaselineError
from driftaudit.model import make_resource
from tests.baselines.test_baselines import addon, snapshot

HEAD = "# ours\nversion: 1\n"


def prod(resources, before=""):
    return f"{HEAD}{before}resources:\n{resources}"


COREDNS = "  addon:\n    coredns:\n      addonVersion: {}\n"


def test_what_people_wrote_stays_and_repeats_to_the_byte():
    text = """\
# ours
version: 1
mode:
  default: exact
  iam-role: subset
resources:
  addon:  # all of them
    coredns:
      # never below, see the ticket
      addonVersion: {$min: v1}
      gone: {$absent: true}
    never: {$absent: true}
  iam-role:
    node:
      Path: /  # the rest is not ours
environments:
  us:
    reason: first to move
    resources:
      addon:
        coredns:
          addonVersion: {$regex: v9.*}
"""
    role = make_resource("iam-role", "node", {"Path": "/a/", "MaxSessionDuration": 1})
    other = make_resource("iam-role", "other", {})
    us, de = (snapshot(name, addon(v), role, other) for name, v in (("us", "v9.1"), ("de", "v2")))
    made = from_snapshots("prod", (us, de), text)
    assert made.text == text.replace("Path: /  #", "Path: /a/  #")
    assert made.left_out == ()
    assert made.damaged == ""
    assert from_snapshots("prod", (us, de), made.text).text == made.text
    for one in (us, de):
        side = Side.of_snapshot(one)
        assert compare(made.baseline.side(one.environment.name), side) == ()


@pytest.mark.parametrize(
    ("written", "held", "kept"),
    [
        ("{$min: v2}", "v3", "{$min: v2}"),
        ("{$min: v2}", "v1", "v1"),
        ("{$any: true}", {"a": 1}, "{$any: true}"),
        ("{$max: 3}", "3", "'3'"),
    ],
)
def test_a_matcher_stays_as_long_as_it_matches(written, held, kept):
    existing = prod(COREDNS.format(written))
    made = from_snapshots("prod", (snapshot("us", addon(held)),), existing)
    assert made.text == prod(COREDNS.format(kept))


def test_values_that_one_matcher_matches_are_agreed_on():
    existing = prod(COREDNS.format("{$min: v1}"))
    three = tuple(snapshot(f"e{v}", addon(f"v{v}")) for v in (1, 2, 3))
    assert from_snapshots("prod", three, existing).text == existing


ORG = "version: 1\nresources:\n  addon:\n    coredns:\n      addonVersion: v1\n      owner: aws\n"


def test_what_is_extended_is_not_repeated(tmp_path):
    (tmp_path / "org.yaml").write_text(f"{ORG}    extra: {{}}\n")
    path = tmp_path / "prod.yaml"
    existing = f"{HEAD}extends: org\nresources: {{}}\n"
    path.write_text(existing)
    us = snapshot("us", addon("v2", owner="aws", more=1))
    made = from_snapshots("prod", (us,), existing, base=base_of(path))
    assert made.text == (
        f"{HEAD}extends: org\nresources:\n  addon:\n    coredns:\n      addonVersion: v2\n"
        "      more: 1\n    extra: {$absent: true}\n"
    )
    path.write_text(made.text)
    assert compare(load(path).side(), Side.of_snapshot(us)) == ()
    assert load(path).side() == made.baseline.side()
    assert from_snapshots("prod", (us,), made.text, base=base_of(path)).text == made.text
    assert lint(path) == ()
    with pytest.raises(
        BaselineError, match=r"prod\.yaml: baseline 'org', which it extends, is not"
    ):
        from_snapshots("prod", (us,), made.text)


def test_kinds_that_are_not_audited_further_off(tmp_path):
    (tmp_path / "org.yaml").write_text("version: 1\nnot_audited: {workload: 'no'}\nresources: {}\n")
    path = tmp_path / "prod.yaml"
    path.write_text(f"{HEAD}extends: org\nresources: {{}}\n")
    audited = from_snapshots("prod", (snapshot("us"),), path.read_text(), base=base_of(path))
    assert audited.text == f"{HEAD}extends: org\nresources:\n  workload: {{}}\n"
    assert audited.baseline.not_audited == {}
    path.write_text(audited.text)
    some = from_snapshots(
        "prod",
        (snapshot("us", addon("v1")),),
        audited.text,
        base=base_of(path),
        only=("addon",),
    )
    assert some.baseline.not_audited == {}
    not_here = snapshot("us", not_audited={"workload": "no"})
    left = from_snapshots("prod", (not_here,), audited.text, base=base_of(path))
    assert left.text == f"{HEAD}extends: org\nresources: {{}}\n"
    elsewhere = snapshot("us", not_audited={"workload": "not offered"})
    other = from_snapshots("prod", (elsewhere,), audited.text, base=base_of(path))
    assert other.baseline.not_audited == {"workload": "not offered"}


def test_a_subset_takes_no_more_than_it_mentions():
    text = prod(COREDNS.format("v1"), "mode: subset\n")
    cluster = make_resource("cluster", "c", {})
    us = snapshot("us", addon("v2", owner="aws"), cluster)
    made = from_snapshots("prod", (us,), text)
    assert made.text == text.replace("v1", "v2")
    named = from_snapshots("prod", (us,), text, only=("cluster/c",))
    assert named.text == f"{text}  cluster:\n    c: {{}}\n"


def test_what_a_subset_does_not_take_is_not_left_out():
    text = prod(COREDNS.format("v1"), "mode: subset\n")
    us = snapshot("us", addon("v1", owner="aws"), make_resource("cluster", "c", {}))
    de = snapshot("de", addon("v2", other=1), make_resource("addon", "x", {}))
    made = from_snapshots("prod", (us, de), text)
    assert [(each.resource, *each.path) for each in made.left_out] == [("coredns", "addonVersion")]
    gone = prod("  addon:\n    x: {$absent: true}\n", "mode: subset\n")
    assert from_snapshots("prod", (us, de), gone).left_out == ()
    named = from_snapshots("prod", (us, de), text, only=("cluster",))
    assert [each.resource for each in named.left_out] == ["c"]


def test_only_what_is_named_changes():
    text = prod(
        COREDNS.format("{$min: v1}  # kept") + "    old: {b: 1, a: 2}\n  cluster:\n    c: {}\n",
        "not_audited:\n  workload: later\n",
    )
    us = snapshot("us", addon("v0"), make_resource("cluster", "c", {"v": 1}))
    made = from_snapshots("prod", (us,), text, only=("cluster",))
    tidy = text.replace("{b: 1, a: 2}", "\n      a: 2\n      b: 1").replace(": \n", ":\n")
    assert made.text == tidy.replace("c: {}\n", "c:\n      v: 1\n")
    gone = from_snapshots("prod", (us,), made.text, only=("addon/o*",))
    assert gone.text == made.text.replace("    old:\n      a: 2\n      b: 1\n", "")
    with pytest.raises(BaselineError, match="--only 'cluster/d' names no resource"):
        from_snapshots("prod", (us,), text, only=("cluster/d",))


def test_only_tells_only_of_what_it_names():
    pair = (snapshot("us", addon("v1")), snapshot("de", make_resource("cluster", "c", {})))
    made = from_snapshots("prod", pair, only=("cluster",))
    assert [each.kind for each in made.left_out] == ["cluster"]


OVERRIDES = """\
environments:
  us:
    reason: alone
    resources:
      addon:
        coredns: {$absent: true}
        extra: {addonVersion: v1}
"""


def test_what_is_expected_to_differ_does_not_vote():
    text = prod(COREDNS.format("v1")) + OVERRIDES.replace(
        "{addonVersion: v1}", "\n          addonVersion: v1"
    ).replace(": \n", ":\n")
    extra = make_resource("addon", "extra", {"addonVersion": "v1", "owner": "aws"})
    made = from_snapshots("prod", (snapshot("us", extra),), text)
    assert made.text == text
    back = from_snapshots("prod", (snapshot("us", addon("v2"), extra),), text)
    assert back.text == text.replace("addonVersion: v1\nenv", "addonVersion: v2\nenv")
    none = from_snapshots("prod", (snapshot("us", extra), snapshot("de"), snapshot("uk")), text)
    assert none.baseline.resources == {}


@pytest.mark.parametrize(
    ("value", "differs", "expected", "result"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 3}, {"a": 3, "b": 2}),
        ({"a": 2}, {"a": 1}, {"a": 3}, {"a": 2}),
        ({"a": 1}, {"a": 1}, {}, {}),
        ({"a": {"b": 1}}, {"a": {"b": 1}}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({}, {"a": {"b": GONE}}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({}, {"a": {"b": GONE}}, {}, {}),
        ({"a": 5}, {"a": Matcher(shown={"$min": 4})}, {"a": 3}, {"a": 3}),
        ({"a": 3}, {"a": Matcher(shown={"$min": 4})}, {"a": 2}, {"a": 3}),
        ({"a": None, "b": None}, {"b": 1}, {"b": 2}, {"a": None}),
        ({"a": "x"}, {"a": {"b": 1}}, {"a": {}}, {"a": "x"}),
        ({"a": {"$unknown": "x"}}, {"a": {"b": 1}}, {"a": 1}, {"a": {"$unknown": "x"}}),
        ({"a": 1}, None, None, {"a": 1}),
    ],
)
def test_what_differs_as_it_should_is_as_elsewhere(value, differs, expected, result):
    assert undone(value, differs, expected) == result


@given(st.sampled_from(["v1", "v2", "v3"]), st.sampled_from(["v1", "v2", "{$min: v2}"]))
def test_accepting_makes_clean_and_settles_at_once(version, written):
    us = snapshot("us", addon(version))
    made = from_snapshots("prod", (us,), prod(COREDNS.format(written)))
    assert compare(made.baseline.side("us"), Side.of_snapshot(us)) == ()
    assert from_snapshots("prod", (us,), made.text).text == made.text


def test_a_key_that_reads_like_a_matcher_stays_a_key(tmp_path):
    path = tmp_path / "prod.yaml"
    us = snapshot("us", addon("v1", values={"$any": True, "${cluster}": {"$x": [{"$min": 1}]}}))
    path.write_text(from_snapshots("prod", (us,)).text)
    assert "$$any: true\n" in path.read_text()
    side = load(path).side()
    assert compare(side, Side.of_snapshot(us)) == ()
    changed = snapshot("us", addon("v1", values={"other": 1}))
    assert len(compare(side, Side.of_snapshot(changed))) == 3


def test_a_file_that_is_no_yaml_is_replaced_but_one_that_is_wrong_is_not():
    us = snapshot("us", addon("v1"))
    made = from_snapshots("prod", (us,), "# ours\nversion: [\n")
    assert made.text == prod(COREDNS.format("v1"))
    assert made.damaged.startswith("prod.yaml:3:1: ")
    for text, problem in (
        ("version: 2\nresources: {}\n", "prod.yaml:1: version: expected version: 1"),
        (prod(COREDNS.format("{$mn: v1}")), r"prod.yaml:6: .*did you mean '\$min'"),
    ):
        with pytest.raises(BaselineError, match=problem):
            from_snapshots("prod", (us,), text)
    text = from_snapshots("prod", (us,), "# ours\n\ufffd not yaml [")
    assert (text.text, text.damaged) == (made.text, "prod.yaml:1: not a baseline")
    assert from_snapshots("prod", (us,), "\ufeff# ours\n").text == prod(COREDNS.format("v1"))
