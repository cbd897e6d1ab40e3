import json
import shlex

import pytest

from driftaudit.judge.command import Commands, text
from tests.judge.difference import ROLE, difference, fill


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"path": ("Path",), "expected": 1, "source": ROLE}, "acme-us-node"),
        (
            {"path": ("Path",), "expected": 1, "source": "arn:aws:iam::1:role/a/b/renamed"},
            "renamed",
        ),
        ({"path": ("Path",), "expected": 1}, "acme-us-node"),
        ({"expected": {}, "source": "arn:aws:iam::2:role/theirs"}, "acme-us-node"),
        ({"actual": {}, "source": "arn:aws:iam::1:role/ours"}, "ours"),
    ],
)
def test_the_real_name_is_the_subjects(fields, name):
    assert Commands(difference(**fields), fill).name == name


def test_values_are_filled_in_once_and_before_they_become_json():
    def odd(value):
        return value.replace("${cluster}", 'a"${cluster}')

    found = Commands(difference(path=("x",), expected={"${cluster}": ["${cluster}"]}), odd)
    assert json.loads(text(found.difference.expected)) == {'a"${cluster}': ['a"${cluster}']}
    assert shlex.split(found.eks("list-addons"))[-1] == 'a"${cluster}'


def test_text_is_compact_and_sorted():
    assert text("as it is") == "as it is"
    assert text({"b": [1, None], "a": True}) == '{"a":true,"b":[1,null]}'
