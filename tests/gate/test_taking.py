import pytest

from driftaudit.baselines.layers import Baseline
from driftaudit.gate import meaning
from driftaudit.gate.words import reported
from driftaudit.judge.terms import Terms
from driftaudit.subject import neighbourhood
from tests.gate.made import resources, snapshot, target

OLD = "arn:${partition}:iam::${account}:role/old"
NEW = "arn:${partition}:iam::${account}:role/new"
ANNOTATION = "eks.amazonaws.com/role-arn"


def answer(before, after, **fields):
    sides = [Baseline(name="prod", resources=resources() | each) for each in (before, after)]
    one = target(snapshot(**before), *sides)
    around = neighbourhood((one.snapshot,), ())
    changes = reported(meaning.changes((one,), around, {}, Terms()))
    return meaning.answer((one,), changes, **({"allow_more": False} | fields))


def node_groups(**roles):
    return {"nodegroup": {name: {"nodeRole": role} for name, role in roles.items()}}


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        (node_groups(a=OLD), node_groups(a=NEW), "blocked"),
        (node_groups(a=OLD), node_groups(a=OLD, b=NEW), "blocked"),
        (node_groups(a=OLD), node_groups(a=OLD, b=OLD), "ok"),
        (
            {"service-account": {"x/y": {"annotations": {ANNOTATION: OLD, "a": "1"}}}},
            {"service-account": {"x/y": {"annotations": {ANNOTATION: NEW, "a": "1"}}}},
            "blocked",
        ),
        (
            {"fargate-profile": {"x": {"podExecutionRoleArn": OLD, "subnets": ["a"]}}},
            {"fargate-profile": {"x": {"podExecutionRoleArn": OLD, "subnets": ["b"]}}},
            "ok",
        ),
        ({}, {"pod-identity": {"a/b": {"roleArn": NEW}}}, "blocked"),
    ],
    ids=["other", "new with another", "new with the same", "annotation", "else", "pod identity"],
)
def test_another_role_lets_someone_do_more(before, after, status):
    found = answer(before, after)
    assert (found.status == "blocked") == (status == "blocked")
    allowed = answer(before, after, allow_more=True)
    assert allowed.status != "blocked"


def test_what_is_grave_is_a_warning():
    found = answer(node_groups(a=OLD, b=OLD), node_groups(a=OLD))
    assert (found.status, found.answer) == (
        "warning",
        "1 setting will be different (nodegroup b); not all of it is harmless",
    )
