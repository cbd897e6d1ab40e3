import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.baselines import load
from driftaudit.baselines.match import (
    is_matcher,
    matcher_problems,
    never_matches,
    read_value,
    takes_type,
    written_value,
)
from driftaudit.baselines.text import dump
from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.errors import BaselineError
from driftaudit.yaml_source import parse

KEYS = st.text("$a{}", max_size=4) | st.sampled_from(["$min", "$any", "$$any", "${cluster}", "$"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | KEYS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=6,
)
MATCHERS = st.sampled_from(
    [
        GONE,
        Matcher(shown={"$min": "v1", "$max": "v2"}),
        Matcher(shown={"$in": ["a", {"$x": 1}, None]}),
        Matcher(shown={"$regex": "a: #{2}"}),
        Matcher(shown={"$any": True}),
    ]
)
TREES = st.dictionaries(KEYS, VALUES | MATCHERS, max_size=3)


@given(TREES)
def test_what_is_written_reads_back_and_is_no_other_matcher(value):
    source = parse(dump(written_value(value)), "f")
    assert read_value(source.data) == value
    assert list(matcher_problems(source, source.data, ())) == []
    assert not is_matcher(source.data)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Matcher(shown={"$min": "v1.18.1"}), "a: {$min: v1.18.1}\n"),
        (Matcher(shown={"$in": ["x", "y"]}), "a:\n  $in:\n  - x\n  - y\n"),
        (GONE, "a: {$absent: true}\n"),
        ({"$any": True}, "a:\n  $$any: true\n"),
        ({"${cluster}": 1}, "a:\n  ${cluster}: 1\n"),
        ({"$${cluster}": 1}, "a:\n  $${cluster}: 1\n"),
        ({"$unknown": "why"}, "a:\n  $unknown: why\n"),
    ],
)
def test_how_values_are_written(value, text):
    assert dump({"a": written_value(value)}) == text


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("{$mim: v1}", "a.'$mim': unknown matcher, did you mean '$min'?; a key that is really"),
        ("{$: 1}", "a.$: unknown matcher; known: $absent, $any, $in, $max, $min, $regex"),
        ("{$min: v1, b: 1}", "a.b: stands beside a matcher"),
        ("{$any: true, $min: v1}", "several matchers in one value: only $min and $max"),
        ("{$min: latest}", "a.$min: expected a number, or a version as text"),
        ("{$max: true}", "a.$max: expected a number, or a version as text"),
        ("{$min: 1, $max: '2'}", "a.$max: one bound is text and the other a number"),
        ("{$in: a}", "a.$in: expected a list of values"),
        ("{$in: [{$any: true}]}", "a.$in: matchers do not nest"),
        ("{$in: [[{$any: true}]]}", "a.$in: matchers do not nest"),
        ("{$regex: 1}", "a.$regex: expected a pattern, as text"),
        ("{$regex: '('}", "a.$regex: not a regular expression: missing )"),
        ("{$regex: '(a+)+'}", "a.$regex: repeats a group that varies"),
        ("{$any: yes please}", "a.$any: expected true"),
        ("{$absent: false}", "a.$absent: expected true"),
        ("[x, {$any: true}]", "a[1]: a list is compared as a whole"),
        ("[{b: [{$any: true}]}]", "a[0]: a list is compared as a whole"),
    ],
)
def test_an_invalid_matcher_is_refused_with_its_line(tmp_path, value, problem):
    path = tmp_path / "b.yaml"
    path.write_text(f"version: 1\nresources:\n  addon:\n    x:\n      a:\n        {value}\n")
    with pytest.raises(BaselineError) as caught:
        load(path)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{path}:6: resources.addon.x.")
    assert problem.replace("'$mim'", "$mim").split(": ", 1)[-1] in line


@pytest.mark.parametrize("value", ["{$any: true}", "{$min: 1}"])
def test_a_whole_resource_can_only_be_absent(tmp_path, value):
    path = tmp_path / "b.yaml"
    path.write_text(f"version: 1\nresources:\n  addon:\n    x: {value}\n")
    with pytest.raises(BaselineError, match=r"b\.yaml:4: .*only \{\$absent: true\} can be said"):
        load(path)


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ({"$in": []}, "no value is in an empty list"),
        ({"$min": 3, "$max": 2}, "$min is above $max"),
        ({"$min": "v1.31", "$max": "v1.30"}, "$min is above $max"),
        ({"$min": "v1.30.9", "$max": "v1.30"}, ""),
        ({"$min": 2, "$max": 2}, ""),
        ({"$in": [None]}, ""),
        ({"$any": True}, ""),
    ],
)
def test_what_nothing_can_match(shown, why):
    found = never_matches(Matcher(shown=shown))
    assert found.startswith(why) if why else not found


@pytest.mark.parametrize(
    ("shown", "fits", "others"),
    [
        ({"$min": "v1"}, ["v2"], [1, True, {}, []]),
        ({"$max": 1}, [2, 2.5], ["2", True]),
        ({"$regex": "a"}, ["b"], [1, {}]),
        ({"$in": ["a", 2]}, ["b", 2.5], [True, []]),
        ({"$any": True}, ["b", 1, {}], []),
    ],
)
def test_which_types_a_matcher_takes(shown, fits, others):
    one = Matcher(shown=shown)
    assert all(takes_type(one, each) for each in fits)
    assert not any(takes_type(one, each) for each in others)
