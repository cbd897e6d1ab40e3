"""Each rule of what an IAM document means, by a pair of documents and the relation they have."""

import pytest

from driftaudit.iam import (
    Comparison,
    Permissions,
    allows,
    compare_documents,
    compare_permissions,
)
from driftaudit.model import Json
from tests.iam.corpora import corpus, needs

RULES = corpus("iam_rules.json")
RELATIONS = {
    "equivalent": "equivalent",
    "A more": "less",
    "B more": "more",
    "incomparable": "incomparable",
    "invalid": "invalid",
}


def role(side: Json) -> Permissions:
    boundary = side.get("boundary")
    return Permissions(policies=tuple(side["policies"]), boundary=boundary[0] if boundary else None)


def sides(rule: Json) -> tuple[Json, Json]:
    read = role if rule.get("kind") == "role" else (lambda side: side)
    return read(rule["a"]), read(rule["b"])


def compared(a: Json, b: Json) -> Comparison:
    return (compare_permissions if isinstance(a, Permissions) else compare_documents)(a, b)


@needs(RULES)
def test_there_are_all_of_them():
    assert len(RULES) == 102


@needs(RULES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["rule"])
def test_rule(rule):
    a, b = sides(rule)
    made = compared(a, b)
    assert (made.verdict, made.exact) == (RELATIONS[rule["relation"]], True)
    assert compared(b, a).gained == made.lost
    assert bool(made.lost) == bool(rule.get("witness_a_not_b"))
    assert bool(made.gained) == bool(rule.get("witness_b_not_a"))
    assert all(allows(a, each) and not allows(b, each) for each in made.lost)
    assert all(allows(b, each) and not allows(a, each) for each in made.gained)
