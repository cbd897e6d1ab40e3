"""The parts of a path that other statements single out."""

import pytest

from driftaudit.iam.budget import Budget, ExhaustedError
from driftaudit.iam.refine import Cutters

GET, PUT = ("s3", "get*"), ("s3", "put")


@pytest.mark.parametrize(
    ("path", "groups", "parts"),
    [
        (("s3", "*"), ((GET, PUT),), {GET, PUT}),
        (("s3", "*"), ((GET,), (("*", "*a"),)), {GET, ("s3", "*a"), ("s3", "get*a")}),
        (PUT, ((GET, PUT),), set()),
        (PUT, ((("s3", "p*"), ("*", "*")),), set()),
        (("*", "put"), ((GET, PUT, ("ec2", "*")),), {PUT, ("ec2", "put")}),
        (("ec2", "*"), ((GET, PUT),), set()),
    ],
)
def test_parts(path, groups, parts):
    cutters = Cutters(0, groups, (), Budget(1000))
    assert cutters.any
    assert set(cutters.parts(path)) == parts
    assert cutters.parts(path) is cutters.parts(path)


def test_marks_tell_lengths_apart():
    marked = (("s3", "a?"),)
    found = set(Cutters(0, (), marked, Budget(1000)).parts(("s3", "a*")))
    assert found == {("s3", "a"), ("s3", "a?")}
    assert not Cutters(0, (), marked, Budget(1000)).parts(("ec2", "a*"))


def test_too_many_marks():
    with pytest.raises(ExhaustedError, match="very many"):
        Cutters(0, (), (("s3", "?" * 16 + "*"),), Budget(1000)).parts(("s3", "*"))


def test_nothing_cuts():
    assert not Cutters(0, (), (), Budget(1)).any
