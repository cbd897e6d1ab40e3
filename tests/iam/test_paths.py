"""Paths: what a pattern stands for, what two have in common, and looking statements up."""

import pytest

from driftaudit.iam.budget import Budget
from driftaudit.iam.paths import (
    ANY,
    ANY_ACTION,
    Index,
    action_path,
    common,
    covers,
    element_paths,
    is_loose,
    point,
    resource_paths,
    shown,
)

ARN = ("arn", "aws", "s3", "", "", "b")


@pytest.mark.parametrize(
    ("text", "path"),
    [("*", ANY_ACTION), ("**", ANY_ACTION), ("s3:get**", ("s3", "get*")), ("*:a", ("*", "a"))],
)
def test_action(text, path):
    assert action_path(text) == path


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("**", (ANY,)),
        ("arn:aws:s3:::b", (ARN,)),
        ("a*:aws:s3:::b", (ARN,)),
        ("arn:aws:logs:r:1:log-group:x:*", (("arn", "aws", "logs", "r", "1", "log-group:x:*"),)),
        ("arn:aws:s3:::", (("arn", "aws", "s3", "", "", ""),)),
        ("arn:aws:iam::*", (("arn", "aws", "iam", "", "*", "*"),)),
        ("arn:aws:s3", (("", "arn:aws:s3"),)),
        ("no arn", (("", "no arn"),)),
        ("x*", (("", "x*"),)),
    ],
)
def test_resource(pattern, paths):
    assert resource_paths(pattern) == paths


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("arn:aws:s3", (("arn", "aws", "s3", "*", "*", "*"),)),
        ("arn:aws:iam::1", (("arn", "aws", "iam", "", "1", "*"),)),
        ("arn:aws:s3*", (("arn", "aws", "s3*", "*", "*", "*"),)),
        ("arn:*:s", (("arn", "*", "*", "*", "*", "s"), ("arn", "*", "s", "*", "*", "*"))),
        ("arn:aws:s3:::b", (ARN,)),
        ("arn", (("", "arn"),)),
        ("no arn", (("", "no arn"),)),
        ("*", (ANY,)),
    ],
)
def test_an_element_completes_a_short_arn(pattern, paths):
    assert element_paths(pattern) == paths


@pytest.mark.parametrize(
    ("pattern", "loose"), [("*", False), ("arn:*a*b", False), ("*a*b*c*d*e", True), ("b", False)]
)
def test_loose(pattern, loose):
    assert is_loose(pattern) == loose


@pytest.mark.parametrize(
    ("path", "segments", "inside"),
    [
        (ANY, ARN, True),
        (("AWS", "*"), ("AWS", *ARN), True),
        (("AWS", "*"), ("Service", "x"), False),
        (("arn", "*", "s3", "", "", "*"), ARN, True),
        (("arn", "*", "s3", "", "1*", "*"), ARN, False),
        (("arn", "*", "s*", "", "", "?"), ARN, True),
        (("arn", "aws", "s3", "", "", "c"), ARN, False),
        (ARN, ARN[:5], False),
    ],
)
def test_covers(path, segments, inside):
    assert covers(path)(segments) == inside
    index = Index(0)
    index.add(path, 4)
    assert index.mask(segments, Budget(100)) == 4 * inside


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (ANY, ARN, (ARN,)),
        (("s3", "a*"), ("s3", "*b"), (("s3", "a*b"), ("s3", "ab"))),
        (("s3", "a"), ("s3", "b"), ()),
        (("s3", "a"), ("*", "a*"), (("s3", "a"),)),
        (("Service", "x"), ("AWS", *ARN), ()),
        (("AWS", "*"), ("AWS", *ARN), (("AWS", *ARN),)),
    ],
)
def test_what_two_have_in_common(one, other, both):
    for made in (common(one, other, Budget(100)), common(other, one, Budget(100))):
        assert all(covers(one)(point(x)) and covers(other)(point(x)) for x in made)
        assert set(made) <= set(both)
        assert bool(made) == bool(both)


def test_an_index_knows_the_services_and_whether_others_are_reached():
    index = Index(0)
    for at, path in enumerate((("s3", "get*"), ("s3", "put"), ("ec2", "*"))):
        index.add(path, 1 << at)
    assert index.services == {"s3", "ec2"}
    assert not index.reaches_far
    assert [index.mask(x, Budget(9)) for x in (("s3", "put"), ("s3", "geta"), ("x", "y"))] == [
        2,
        1,
        0,
    ]
    index.add(("*", "describe*"), 8)
    index.add(ANY_ACTION, 16)
    assert index.reaches_far
    assert index.mask(("ec2", "describeit"), Budget(9)) == 4 + 8 + 16


@pytest.mark.parametrize(
    ("path", "text"),
    [(ANY_ACTION, "*"), (("s3", "a"), "s3:a"), (("", "x"), "x"), (ARN, "arn:aws:s3:::b")],
)
def test_shown(path, text):
    assert shown(path) == text
