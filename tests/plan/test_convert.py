"""Terraform's spelling and AWS's."""

import pytest

from driftaudit.generated import stem
from driftaudit.plan.convert import (
    GENERATED,
    block,
    boolean,
    camel,
    is_known,
    objects,
    pascal,
    renamed,
    tags,
)
from driftaudit.plan.foretell import later


def test_a_name_to_come_looks_like_a_generated_one() -> None:
    assert stem(f"nodes-{GENERATED}") == "nodes-"


@pytest.mark.parametrize(
    ("name", "camel_", "pascal_"),
    [
        ("min_size", "minSize", "MinSize"),
        ("enabled", "enabled", "Enabled"),
        ("ipv6_prefix_count", "ipv6PrefixCount", "Ipv6PrefixCount"),
        ("host_resource_group_arn", "hostResourceGroupArn", "HostResourceGroupArn"),
    ],
)
def test_names(name, camel_, pascal_) -> None:
    assert (camel(name), pascal(name)) == (camel_, pascal_)


@pytest.mark.parametrize(
    ("value", "one"), [([], None), ([1], 1), (None, None), ({"a": 1}, {"a": 1})]
)
def test_a_single_block(value, one) -> None:
    assert block(value) == one


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("false", False), ("", None), (True, True), (None, None)]
)
def test_booleans_in_quotes(text, value) -> None:
    assert boolean(text) is value


def test_only_what_is_known_by_name_and_is_there_is_renamed() -> None:
    values = {"a": 1, "b": "", "c": False, "d": 2, "e": None}
    names = {"a": "A", "b": "B", "c": "C", "e": "E"}
    assert renamed(values, names) == {"A": 1, "C": False}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"tags": {"a": "1"}, "tags_all": {"a": "1", "b": "2"}}, {"a": "1", "b": "2"}),
        ({"tags": {"a": "1"}, "tags_all": {}}, {}),
        ({"tags": {"a": "1"}}, {"a": "1"}),
        ({}, None),
    ],
)
def test_tags_with_those_of_the_provider(values, expected) -> None:
    assert tags(values) == expected


def test_blocks_are_objects_but_for_those_of_which_there_are_many() -> None:
    value = [{"one_block": [{"a_b": 1}], "many": [{"c": 2}], "empty": [], "list": ["x"]}]
    assert objects(value, camel, frozenset({"many"})) == [
        {"oneBlock": {"aB": 1}, "many": [{"c": 2}], "list": ["x"]}
    ]
    assert objects(later("x"), camel) == later("x")


@pytest.mark.parametrize(("value", "known"), [("x", True), ("", False), (later("x"), False)])
def test_what_is_known(value, known) -> None:
    assert is_known(value) is known
