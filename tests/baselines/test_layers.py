import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.baselines import base_of, load, show
from driftaudit.baselines.layers import (
    Baseline,
    Layer,
    Override,
    merged,
    merged_tree,
    own_part,
    subset_kinds,
    with_matchers,
)
from driftaudit.compare.matchers import GONE, Matcher, matches
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, make_resource

LEAVES = st.one_of(st.integers(0, 3), st.text("ab", max_size=2), st.just(GONE), st.just([]))
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "version": LEAVES,
        "tags": st.dictionaries(st.sampled_from("ab"), LEAVES, max_size=2),
        "deep": st.fixed_dictionaries({}, optional={"er": st.dictionaries(st.just("x"), LEAVES)}),
    },
)
RESOURCES = st.dictionaries(
    st.sampled_from(["addon", "cluster"]),
    st.dictionaries(st.sampled_from("xy"), ATTRIBUTES, max_size=2),
    max_size=2,
)
MODES = st.none() | st.sampled_from(["exact", "subset", {"default": "subset"}, {"addon": "exact"}])
LAYERS = st.builds(
    Layer,
    resources=RESOURCES,
    not_audited=st.dictionaries(st.sampled_from(["workload", "iam-role"]), st.just("why")),
    environments=st.dictionaries(
        st.sampled_from(["us", "de"]),
        st.builds(Override, reason=st.sampled_from(["a", "b"]), resources=RESOURCES),
        max_size=2,
    ),
    mode=MODES,
)


@given(LAYERS, LAYERS, LAYERS)
def test_it_does_not_matter_which_layers_are_put_together_first(one, two, three):
    first, last = merged(merged(one, two), three), merged(one, merged(two, three))
    assert first.resources == last.resources
    assert first.not_audited == last.not_audited
    assert {k: (each.reason, each.resources) for k, each in first.environments.items()} == {
        k: (each.reason, each.resources) for k, each in last.environments.items()
    }


@given(LAYERS)
def test_a_layer_over_nothing_or_itself_is_itself(layer):
    assert merged(Layer(), layer).resources == layer.resources
    assert merged(layer, layer).resources == layer.resources
    assert merged(layer, Layer()).mode == layer.mode


PLAIN = st.dictionaries(
    st.sampled_from("ab"),
    st.recursive(
        st.integers(0, 2),
        lambda inner: st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)
NAMED = st.dictionaries(
    st.sampled_from(["addon", "cluster"]),
    st.dictionaries(st.sampled_from("xy"), PLAIN, max_size=2),
    max_size=2,
)


@given(NAMED, NAMED)
def test_what_a_file_must_say_over_another_gives_the_whole(far, whole):
    near = merged_tree(far, own_part(far, whole))
    there = Baseline(name="b", resources=whole).side()
    assert compare(Baseline(name="b", resources=near).side(), there) == ()
    assert own_part(near, near) == {}
    assert own_part(whole, whole) == {}


@pytest.mark.parametrize(
    ("far", "near", "both"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}),
        ({"a": {"b": 1}}, {"a": GONE}, {"a": GONE}),
        ({"a": GONE}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1}, {"a": None}, {"a": None}),
        ({"a": {"$unknown": "x"}}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": Matcher(shown={"$min": 1})}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {}}, {}, {"a": {}}),
    ],
)
def test_the_nearer_counts(far, near, both):
    assert merged_tree(far, near) == both


@pytest.mark.parametrize(
    ("mode", "kinds"),
    [
        ("exact", set()),
        ("subset", set(KINDS)),
        ({"iam-role": "subset"}, {"iam-role"}),
        ({"default": "subset", "addon": "exact"}, set(KINDS) - {"addon"}),
        ({"default": "exact", "addon": "subset"}, {"addon"}),
    ],
)
def test_modes_by_kind(mode, kinds):
    assert subset_kinds(mode) == kinds


@pytest.mark.parametrize(
    ("far", "near", "mode"),
    [
        (None, None, None),
        ("subset", None, "subset"),
        ({"addon": "subset"}, "exact", "exact"),
        ("subset", {"addon": "exact"}, {"default": "subset", "addon": "exact"}),
        ({"addon": "subset"}, {"default": "exact"}, {"addon": "subset", "default": "exact"}),
        (None, {"addon": "exact"}, {"addon": "exact"}),
    ],
)
def test_a_mode_over_another(far, near, mode):
    assert merged(Layer(mode=far), Layer(mode=near)).mode == mode


def test_a_kind_is_either_expected_or_not_audited():
    far = Layer(resources={"addon": {"x": {}}}, not_audited={"workload": "no"})
    near = Layer(resources={"workload": {}}, not_audited={"addon": "not here"})
    both = merged(far, near)
    assert both.resources == {"workload": {}}
    assert both.not_audited == {"addon": "not here"}


@given(PLAIN)
def test_matchers_come_back_where_they_match(value):
    expected = {"a": Matcher(shown={"$any": True}), "b": GONE}
    kept = with_matchers(expected, value)
    assert (kept.get("a") == expected["a"]) is ("a" in value)
    assert (kept.get("b") == GONE) is ("b" not in value)
    assert with_matchers({"a": Matcher(shown={"$in": [9]})}, value) == value
    assert all(matches(each, value.get(k)) for k, each in kept.items() if isinstance(each, Matcher))


FILES = {
    "org": """\
version: 1
mode: {iam-role: subset}
resources:
  addon:
    coredns: {addonVersion: v1, owner: aws}
    old: {addonVersion: v1}
environments:
  prod-de: {reason: told so, resources: {addon: {coredns: {owner: self}}}}
""",
    "prod": """\
version: 1
extends: org
resources:
  addon:
    coredns: {addonVersion: {$min: v2}}
    old: {$absent: true}
""",
    "special": """\
version: 1
extends: prod
resources: {addon: {extra: {}}}
environments:
  prod-us:
    reason: try it
    resources: {addon: {extra: {$absent: true}, coredns: {addonVersion: v9}}}
""",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def addons(**versions):
    made = (
        make_resource("addon", name, {"addonVersion": version, "owner": "aws"} if version else {})
        for name, version in versions.items()
    )
    return Side(label="e", resources={("addon", each.name): each for each in made})


def test_files_are_laid_over_each_other(folder):
    special = load(folder / "special.yaml")
    assert special.name == "special"
    minimum = Matcher(shown={"$min": "v2"})
    assert special.resources["addon"] == {
        "coredns": {"addonVersion": minimum, "owner": "aws"},
        "old": GONE,
        "extra": {},
    }
    assert special.side().subset == {"iam-role"}
    assert special.side().absent == {("addon", "old")}
    assert compare(special.side(), addons(coredns="v3", extra="")) == ()
    assert compare(special.side("prod-us"), addons(coredns="v9")) == ()
    found = compare(special.side("prod-us"), addons(coredns="v3", extra="", old="v1"))
    assert [(each.resource, each.change) for each in found] == [
        ("coredns", "changed"),
        ("extra", "unexpected"),
        ("old", "unexpected"),
    ]
    assert special.side("prod-xx") == special.side()
    assert base_of(folder / "special.yaml") == load(folder / "prod.yaml")
    assert base_of(folder / "org.yaml") is None


def test_it_is_shown_as_it_is_held_against_an_environment(folder):
    special = load(folder / "special.yaml")
    assert "  prod-us:\n    reason: try it\n" in show(special)
    shown = show(special, "prod-us")
    assert "environments" not in shown
    assert "    extra: {$absent: true}\n" in shown
    assert "mode:\n  iam-role: subset\n" in shown
    (folder / "special.yaml").write_text(show(special))
    again = load(folder / "special.yaml")
    assert again.resources == special.resources
    assert show(again) == show(special)


def test_what_is_said_of_environments_that_are_not(folder):
    special = load(folder / "special.yaml")
    special.require_environments(("prod-us",), ("prod-us", "prod-de"))
    with pytest.raises(BaselineError) as caught:
        special.require_environments(("prod-uk",), ("prod-us",))
    assert str(caught.value).splitlines() == [
        (
            f"{folder}/org.yaml:8: environments.prod-de: no environment 'prod-de' is held against"
            " baseline special, did you mean 'prod-us'?"
        ),
        (
            f"{folder}/special.yaml:5: environments.prod-us: no environment 'prod-us' is held"
            " against baseline special, did you mean 'prod-uk'?"
        ),
    ]


@pytest.mark.parametrize(
    ("org", "message"),
    [
        ("extends: special", "org.yaml:2: extends: extends itself: special → prod → org → special"),
        ("extends: org", "org.yaml:2: extends: extends itself: special → prod → org → org"),
        (
            "extends: prodd",
            (
                "org.yaml:2: extends: there is no baseline 'prodd' in {folder}"
                " (special → prod → org → prodd), did you mean 'prod'?"
            ),
        ),
        ("extends: ../org", "org.yaml:2: extends: not a valid name: use letters"),
        ("extends: [org]", "org.yaml:2: extends: expected one name, as text"),
        ("extends:", "org.yaml:2: extends: expected one name, as text"),
        ("mode: strict", "org.yaml:2: mode: expected exact or subset, or a map of kinds"),
        ("mode: {addn: exact}", "org.yaml:2: mode.addn: unknown kind, did you mean 'addon'?"),
        ("mode: {addon: loose}", "org.yaml:2: mode.addon: expected exact or subset"),
        ("environments: [a]", "org.yaml:2: environments: expected a map of environments"),
        ("environments: {a: b}", "org.yaml:2: environments.a: expected a map with reason"),
        (
            "environments: {a: {reason: x, resource: {}, resources: {addon: {x: {}}}}}",
            "org.yaml:2: environments.a.resource: unknown field, did you mean 'resources'?",
        ),
        (
            "environments: {a: {reason: ' ', resources: {addon: {x: {}}}}}",
            "org.yaml:2: environments.a.reason: expected the reason, as text",
        ),
        (
            "environments: {a: {reason: x}}",
            "org.yaml:2: environments.a: resources is missing: say what differs",
        ),
        (
            "environments: {a: {reason: x, resources: [1]}}",
            "org.yaml:2: environments.a.resources: expected a map of kinds",
        ),
        (
            "environments: {a: {reason: x, resources: {addn: {}}}}",
            "org.yaml:2: environments.a.resources.addn: unknown kind, did you mean 'addon'?",
        ),
    ],
)
def test_what_cannot_be_layered_is_refused_with_line_and_chain(folder, org, message):
    (folder / "org.yaml").write_text(f"version: 1\n{org}\nresources: {{}}\n")
    for use in (load, base_of):
        with pytest.raises(BaselineError) as caught:
            use(folder / "special.yaml")
        assert str(caught.value).startswith(f"{folder}/{message.format(folder=folder)}")


def test_a_file_that_is_no_yaml_or_not_there_extends_nothing(tmp_path):
    assert base_of(tmp_path / "none.yaml") is None
    (tmp_path / "list.yaml").write_text("- a\n")
    assert base_of(tmp_path / "list.yaml") is None
