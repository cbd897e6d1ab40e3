import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.baselines import Baseline, from_snapshots, lint, load, show, text_of
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, Environment, Gap, Identity, Snapshot, Tool, make_resource
from driftaudit.yaml_source import parse


def snapshot(name, *resources, **fields):
    return Snapshot(
        environment=Environment(name=name, account="1" * 12, region="r", cluster="c"),
        identity=Identity(account="1" * 12, region="r", partition="aws", cluster="c"),
        captured_at="2026-11-22T10:50:00.000000Z",
        tool=Tool(name="driftaudit", version="0"),
        resources=resources,
        **fields,
    )


def addon(version, **attributes):
    return make_resource("addon", "coredns", {"addonVersion": version} | attributes)


def gap(kind="workload"):
    return Gap(kind=kind, operation="get x", code="Forbidden", message="no", needs="get x in y")


def written(tmp_path, text, name="prod.yaml"):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


TEXTS = st.text(max_size=8) | st.sampled_from(
    [
        "1",
        "1.0",
        "0x1f",
        "012345678901",
        "true",
        "no",
        "null",
        "~",
        "2012-10-17",
        "12:30",
        "<<",
        "=",
        "a: b",
        "- a",
        "#x",
        "&a",
        "*",
        "!x",
        "%",
        "@",
        "`",
        "{}",
        "[]",
        "?",
        "|",
        ">",
        "'",
        '"',
        "a\nb",
        "a\nb\n",
        "a\n\nb",
        "\na",
        "a \nb",
        " a\nb",
        "a\tb\nc",
        "a\r\nb",
        "\x85",
        "\u2028",
        "\ufeff",
        "😀",
        "x" * 200,
        "a b " * 60,
        "ü\nü",
        "1_000",
        "1e3",
        ".inf",
        "y",
        "0o17",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)
BASELINES = st.builds(
    Baseline,
    name=st.just("prod"),
    resources=st.dictionaries(
        st.sampled_from(KINDS[:7]),
        st.dictionaries(TEXTS, st.dictionaries(TEXTS, VALUES, max_size=3), max_size=2),
        max_size=3,
    ),
    not_audited=st.dictionaries(st.sampled_from(KINDS[7:]), TEXTS.filter(bool), max_size=2),
)


@given(BASELINES)
def test_what_is_written_reads_back_exactly(tmp_path_factory, baseline):
    text = text_of(baseline)
    assert text.isascii()
    path = written(tmp_path_factory.mktemp("b"), text)
    read = load(path)
    assert (read.name, read.not_audited) == (baseline.name, baseline.not_audited)
    there, back = (json.dumps(each.resources, sort_keys=True) for each in (baseline, read))
    assert back == there
    assert lint(path) == ()
    assert text_of(read, text) == text


def test_the_file_is_for_reviewers():
    baseline = Baseline(
        name="prod",
        resources={
            "iam-role": {
                "b": {"Description": "one\ntwo\n", "Tags": {}},
                "a": {"AttachedManagedPolicies": {"arn:${partition}:iam::aws:policy/X": {}}},
            },
            "cluster": {"${cluster}": {"version": "1.30", "logging": {"audit": True}}},
        },
        not_audited={"workload": "kubernetes: false"},
    )
    assert (
        text_of(baseline)
        == """\
# What driftaudit accepts for prod; `driftaudit check` finds whatever differs from it.
# Written by `driftaudit baseline accept`: review changes to it like code.
# ${account}, ${region}, ${cluster} and their like stand for each environment's own.
version: 1
not_audited:
  workload: 'kubernetes: false'
resources:
  cluster:
    ${cluster}:
      logging:
        audit: true
      version: '1.30'
  iam-role:
    a:
      AttachedManagedPolicies:
        arn:${partition}:iam::aws:policy/X: {}
    b:
      Description: |
        one
        two
      Tags: {}
"""
    )
    assert show(baseline) == text_of(baseline)


def test_a_hand_written_head_is_kept():
    text = text_of(Baseline(name="a", resources={}), "# ours\n#\nversion: 1\n# the end\n")
    assert text == "# ours\n#\nversion: 1\nresources: {}\n# the end\n"
    assert text_of(Baseline(name="a", resources={}), "# ours").startswith("# ours\nversion: 1\n")
    assert text_of(Baseline(name="a", resources={}), "version: 1\n").startswith("# What driftaudit")


def test_the_side_of_a_baseline():
    baseline = Baseline(
        name="prod",
        resources={"addon": {"coredns": {"addonVersion": "v1"}}},
        not_audited={"workload": "no"},
    )
    side = baseline.side()
    assert side.label == "baseline:prod"
    assert side.resources == {("addon", "coredns"): addon("v1")}
    assert (side.unread, side.left_out, side.failed) == ({"workload": "no"}, {"workload"}, False)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1: not a baseline: expected a map with version and resources"]),
        ("- a\n", ["1: not a baseline: expected a map with version and resources"]),
        ("version: 1\n", ["1: resources is missing; an empty one is {}"]),
        ("resources: {}\n", ["1: version: expected version: 1"]),
        ("version: 2\nresources: {}\n", ["1: version: expected version: 1"]),
        ("version: true\nresources: {}\n", ["1: version: expected version: 1"]),
        (
            "version: 1\nresorces: {}\nresources: {}\n",
            ["2: resorces: unknown field, did you mean 'resources'?"],
        ),
        (
            "version: 1\nresources:\n  iam-rol: {}\n",
            ["3: resources.iam-rol: unknown kind, did you mean 'iam-role'?"],
        ),
        ("version: 1\nresources: [a]\n", ["2: resources: expected a map of kinds"]),
        ("version: 1\nresources: []\n", ["2: resources: expected a map of kinds"]),
        (
            "version: 1\nresources:\n  addon:\n    - a\n",
            ["3: resources.addon: expected a map of resources by name"],
        ),
        (
            "version: 1\nresources:\n  addon:\n    x:\n    y: 1\n",
            ["4: resources.addon.x: expected a map", "5: resources.addon.y: expected a map"],
        ),
        (
            "version: 1\nnot_audited: [a]\nresources: {}\n",
            ["2: not_audited: expected a map of kinds to reasons"],
        ),
        (
            "version: 1\nnot_audited: {workloads: x, addon: }\nresources: {}\n",
            ["2: not_audited.workloads: unknown kind", "2: not_audited.addon: expected the reason"],
        ),
        (
            "version: 1\nnot_audited: {addon: x}\nresources: {addon: {}}\n",
            ["2: not_audited.addon: also under resources"],
        ),
        (
            "version: 1\nresources:\n  addon: {}\n  addon: {}\n",
            ["4:3: resources.addon: written twice"],
        ),
        ("version: [\n", ["2:1: "]),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_with_its_lines(tmp_path, text, problems):
    path = written(tmp_path, text)
    with pytest.raises(BaselineError) as caught:
        load(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(problems)
    for line, problem in zip(lines, problems, strict=True):
        assert line.startswith(f"{path}:{problem}")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BaselineError, match=r"none\.yaml: cannot be read"):
        load(tmp_path / "none.yaml")


def test_lint_finds_what_load_refuses_and_what_is_not_sorted(tmp_path):
    broken = lint(written(tmp_path, "version: 3\nresources: {x: {}}\n"))
    assert [each.message.split(",")[0] for each in broken] == [
        "expected version: 1",
        "unknown kind; known: access-entry",
    ]
    text = "version: 1\nresources:\n  iam-role:\n    b: {Z: [{b: 1, a: 2}], A: 1}\n    a: {}\n"
    path = written(tmp_path, text)
    assert [str(each) for each in lint(path)] == [
        f"{path}:5: resources.iam-role.a: not sorted: it belongs before 'b'",
        f"{path}:4: resources.iam-role.b.A: not sorted: it belongs before 'Z'",
        f"{path}:4: resources.iam-role.b.Z[0].a: not sorted: it belongs before 'b'",
    ]


def test_lint_finds_attributes_that_no_snapshot_has(tmp_path):
    text = "version: 1\nresources:\n  addon:\n    coredns:\n      addonVerson: v1\n"
    text += "  cluster:\n    c: {a: 1}\n"
    path = written(tmp_path, text)
    assert lint(path) == ()
    (problem,) = lint(path, (snapshot("us", addon("v1")),))
    assert str(problem) == (
        f"{path}:5: resources.addon.coredns.addonVerson:"
        " no snapshot has this attribute, did you mean 'addonVersion'?"
    )


def test_one_snapshot_is_accepted_whole():
    us = snapshot("us", addon("v1"), not_audited={"workload": "kubernetes: false"})
    made = from_snapshots("prod", (us,))
    assert made.left_out == ()
    assert made.baseline.resources == {"addon": {"coredns": {"addonVersion": "v1"}}}
    assert made.baseline.not_audited == {"workload": "kubernetes: false"}
    assert parse(made.text, "x").data["version"] == 1
    assert compare(made.baseline.side(), Side.of_snapshot(us)) == ()
    assert from_snapshots("prod", (us,)).text == made.text
    assert from_snapshots("prod", (us,), "# ours\n").text.startswith("# ours\nversion: 1\n")


def left_out(made):
    return [
        (each.kind, "/".join((each.resource, *each.path)), each.environments, each.of, each.why)
        for each in made.left_out
    ]


def test_the_majority_is_accepted_and_the_rest_named():
    made = from_snapshots(
        "prod",
        (
            snapshot("us", addon("v1"), make_resource("cluster", "c", {"a": 1})),
            snapshot("de", addon("v1"), make_resource("cluster", "c", {"a": 1})),
            snapshot("uk", addon("v2"), make_resource("nodegroup", "batch", {})),
        ),
    )
    assert made.baseline.resources == {
        "addon": {"coredns": {"addonVersion": "v1"}},
        "cluster": {"c": {"a": 1}},
    }
    assert left_out(made) == [
        ("addon", "coredns", ("uk",), 3, "minority"),
        ("nodegroup", "batch", ("uk",), 3, "minority"),
    ]


def test_where_no_value_of_a_resource_has_a_majority_its_attributes_are_decided():
    made = from_snapshots(
        "prod",
        (
            snapshot("us", addon("v1", tags={"a": "1", "b": "1"}, only={"x": 1})),
            snapshot("de", addon("v1", tags={"a": "1", "b": "2"})),
            snapshot("uk", addon("v2", tags={"a": "1"}, extra=1)),
        ),
    )
    assert made.baseline.resources == {
        "addon": {"coredns": {"addonVersion": "v1", "tags": {"a": "1"}}}
    }
    assert left_out(made) == [
        ("addon", "coredns/addonVersion", ("uk",), 3, "minority"),
        ("addon", "coredns/extra", ("uk",), 3, "minority"),
        ("addon", "coredns/only", ("us",), 3, "minority"),
        ("addon", "coredns/tags/b", ("de", "us"), 3, "no majority"),
    ]


def test_two_against_two_is_no_majority():
    made = from_snapshots(
        "prod",
        (snapshot("a", addon("v1")), snapshot("b", addon("v1")), snapshot("c"), snapshot("d")),
    )
    assert made.baseline.resources == {}
    assert left_out(made) == [("addon", "coredns", ("a", "b"), 4, "no majority")]
    halves = from_snapshots("prod", (snapshot("a", addon("v1", x=1)), snapshot("b", addon("v2"))))
    assert halves.baseline.resources == {"addon": {"coredns": {}}}
    assert left_out(halves) == [
        ("addon", "coredns/addonVersion", ("a", "b"), 2, "no majority"),
        ("addon", "coredns/x", ("a",), 2, "no majority"),
    ]


@given(st.lists(st.sampled_from(["v1", "v2", "v3"]), min_size=1, max_size=6), st.randoms())
def test_order_of_snapshots_does_not_matter(versions, random):
    snapshots = [snapshot(f"e{place}", addon(each)) for place, each in enumerate(versions)]
    mixed = random.sample(snapshots, len(snapshots))
    one, other = from_snapshots("p", tuple(snapshots)), from_snapshots("p", tuple(mixed))
    assert (one.text, one.left_out) == (other.text, other.left_out)


@pytest.mark.parametrize(
    ("snapshots", "parts"),
    [
        ((), ["there is no snapshot; next: driftaudit snapshot"]),
        (
            (snapshot("us", gaps=(gap(),)), snapshot("de", gaps=(gap("*"),))),
            [
                "us: workload was not read (get x: Forbidden); next: get x in y",
                "de: everything was not read (get x: Forbidden); next: get x in y",
            ],
        ),
        (
            (snapshot("us", not_audited={"workload": "no"}), snapshot("de")),
            ["us: workload is not audited, elsewhere it is; next: audit it in all or in none"],
        ),
        (
            (snapshot("us", facts={"addon/coredns": {"status": "UPDATING"}}),),
            [("us: addon/coredns is UPDATING; next: driftaudit snapshot us when it is ACTIVE")],
        ),
    ],
)
def test_what_is_half_read_or_moving_is_refused_with_the_next_step(snapshots, parts):
    with pytest.raises(BaselineError, match="baseline prod is not written:") as caught:
        from_snapshots("prod", snapshots)
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == parts


@pytest.mark.parametrize("status", ["CREATING", "UPDATING", "DELETING", "PENDING"])
@pytest.mark.parametrize("kind", ["cluster", "nodegroup", "addon", "fargate-profile"])
def test_every_moving_status_is_refused(kind, status):
    with pytest.raises(BaselineError, match=status):
        from_snapshots("prod", (snapshot("us", facts={f"{kind}/x": {"status": status}}),))


@pytest.mark.parametrize(
    "facts",
    [
        {"addon/x": {"status": "ACTIVE"}},
        {"addon/x": {"status": "DEGRADED"}},
        {"addon/x": {"status": {"a": "UPDATING"}}},
        {"addon/x": "UPDATING"},
        {"workload/x": {"status": "UPDATING"}},
    ],
)
def test_facts_that_say_nothing_of_a_move_are_no_obstacle(facts):
    assert from_snapshots("prod", (snapshot("us", facts=facts),)).baseline.resources == {}
