import json

import pytest

from driftaudit.compare.inside import canonical, has_unknown, inside

LOST = {"$unknown": "ec2:DescribeSubnets: AccessDenied"}


@pytest.mark.parametrize(
    ("expected", "actual", "differences"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {"a": True}, [(("a",), "changed", 1, True)]),
        ({"a": 0}, {"a": False}, [(("a",), "changed", 0, False)]),
        ({"a": None}, {}, []),
        ({"a": "1"}, {"a": 1}, [(("a",), "changed", "1", 1)]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [(("a", "b"), "changed", 1, 2)]),
        ({"a": {"b": {}}}, {"a": {}}, [(("a", "b"), "missing", {}, None)]),
        ({"a": {}}, {"a": {"b": {}}}, [(("a", "b"), "unexpected", None, {})]),
        ({"a": {"b": 1}}, {"a": "text"}, [(("a",), "changed", {"b": 1}, "text")]),
        ({"Tags": {"b": 1}}, {"labels": {"b": 1}}, None),
        ({"a": {"b": 1}}, {}, [(("a", "b"), "missing", 1, None)]),
        ({"a": {"b": 1, "c": 2}}, {}, [(("a",), "missing", {"b": 1, "c": 2}, None)]),
        ({"a": {}}, {}, []),
        ({"Tags": {"p": {"q": 1}}}, {}, [(("Tags", "p"), "missing", {"q": 1}, None)]),
        ({"Tags": {"p": {}}}, {}, [(("Tags", "p"), "missing", {}, None)]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [(("a",), "changed", [1, 2], [1, 3])]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1.0}]}, []),
        ({"a": [1, 2]}, {"a": [2, 1]}, [(("a",), "changed", [1, 2], [2, 1])]),
        ({"a": "x\ny"}, {"a": "x\nz"}, [(("a",), "changed", "x\ny", "x\nz")]),
        ({"a": LOST}, {"a": "s"}, []),
        ({"a": LOST}, {}, []),
        ({"a": {"b": 1}}, {"a": LOST}, []),
        ({"a": ["s", LOST]}, {"a": ["s"]}, []),
        ({"a": {"b": LOST, "c": 1}}, {"a": {"b": "s", "c": 2}}, [(("a", "c"), "changed", 1, 2)]),
        ({"a": {"b": LOST, "c": 1, "d": None}}, {}, [(("a", "c"), "missing", 1, None)]),
        ({}, {"a": {"b": LOST, "c": 1}}, [(("a", "c"), "unexpected", None, 1)]),
        ({"a": {"b": LOST}}, {"a": "text"}, []),
    ],
)
def test_inside(expected, actual, differences):
    if differences is None:
        differences = [
            (("Tags", "b"), "missing", 1, None),
            (("labels", "b"), "unexpected", None, 1),
        ]
    assert list(inside(expected, actual)) == differences


KEYS = [
    "",
    ".",
    "a.b",
    "[0]",
    "['x']",
    'a"b',
    "a'b",
    "'",
    '"',
    "__x",
    "root",
    "a/b",
    "\n",
    "é",
    "0",
]


@pytest.mark.parametrize("key", KEYS)
def test_any_key_survives(key):
    assert inside({key: {key: 1}}, {key: {key: 2}}) == (((key, key), "changed", 1, 2),)
    assert inside({key: {key: 1}}, {key: {}}) == (((key, key), "missing", 1, None),)


def test_paths_are_sorted():
    many = dict.fromkeys(KEYS, 1)
    assert [each[0][0] for each in inside(many, {})] == sorted(KEYS)


def test_unknown_is_seen_at_any_depth():
    assert has_unknown({"a": [{"b": LOST}]})
    assert not has_unknown({"a": [{"b": "$unknown"}]})


def test_canonical_text_is_json():
    assert json.loads(canonical({"b": (1.0, 2.5, True), "a": None})) == {
        "a": None,
        "b": [1, 2.5, True],
    }
