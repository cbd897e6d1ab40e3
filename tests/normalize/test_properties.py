"""What holds for any input: normalising twice, filling in again, and fields that AWS adds."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.assemble import Stamp
from driftaudit.audit import compare_pair
from driftaudit.model import KINDS
from driftaudit.normalize.documents import canonical
from driftaudit.normalize.fields import fields
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.redact import Redact
from driftaudit.normalize.rules_table import TABLE
from driftaudit.normalize.secrets import Patterns
from driftaudit.normalize.thing import Thing
from tests.normalize import stack

STAMP = Stamp(tool=stack.TOOL, generated_at=stack.AT, command="compare")
PORTABLE = Portable(stack.US.identity)
WORDS = st.sampled_from(
    [
        *("acme-us", "us-east-1", "us-east-1a", "222222222222", "x", "", "${cluster}", "$${vpc}"),
        *("arn:aws:iam::222222222222:role/acme-us-x", "eks.amazonaws.com", stack.US.oidc, "10"),
        *("hunter2", "postgres://jo:hunter2@acme-us.example", "AKIAIOSFODNN7EXAMPLE"),
    ]
)
FIELDS = sorted({part.removesuffix("[]") for rule in TABLE for part in rule.path.split(".")})
KEYS = st.sampled_from(["password", "name", "value", "env", "Statement", *FIELDS])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)
SHAPES = st.dictionaries(KEYS, JSON, max_size=5)


def filled(value):
    """A value with its strings filled in, lists in an order of their own."""
    if isinstance(value, str):
        return PORTABLE.fill(value)
    if isinstance(value, dict):
        return {PORTABLE.fill(key): filled(each) for key, each in value.items()}
    return sorted(map(filled, value), key=repr) if isinstance(value, list) else value


def ordered(value):
    if isinstance(value, dict):
        return {key: ordered(each) for key, each in value.items()}
    return sorted(map(ordered, value), key=repr) if isinstance(value, list) else value


# What is portable has no literal of the environment left, so that a second time only escapes the
# placeholders that stand there, which filling in takes back.
@given(st.sampled_from(KINDS), SHAPES)
def test_fields_normalised_twice_are_what_they_were(kind, shape):
    once = fields(kind, shape, PORTABLE).attributes
    twice = fields(kind, once, PORTABLE)
    assert filled(twice.attributes) == ordered(once)
    assert twice.facts == {}


@given(st.lists(st.fixed_dictionaries({"Effect": st.just("Allow"), "Resource": WORDS}), max_size=4))
def test_documents_normalised_twice_are_what_they_were(statements):
    once = canonical({"Version": "2012-10-17", "Statement": statements}, PORTABLE)
    assert filled(canonical(once, PORTABLE)) == ordered(once)


@given(st.sampled_from(KINDS), SHAPES)
def test_redacted_twice_is_redacted_once(kind, shape):
    redact = Redact(PORTABLE, Patterns())
    once = redact.thing(Thing(kind=kind, name="x", attributes=PORTABLE.value(shape)))
    assert redact.thing(once) == once
    assert redact.thing(once).attributes.keys() == once.attributes.keys()


@given(st.sampled_from(KINDS), SHAPES, st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(kind, shape, dice):
    keys = list(shape)
    dice.shuffle(keys)
    mixed = {key: shape[key] for key in keys}
    redact = Redact(PORTABLE, Patterns())
    one, other = (
        redact.thing(Thing(kind=kind, name="x", attributes=fields(kind, each, PORTABLE).attributes))
        for each in (shape, mixed)
    )
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


def test_the_whole_stack_in_any_order_is_the_same_bytes():
    group = stack.nodegroup(stack.US) | {"instanceTypes": ["m5.large"]}
    steady = stack.snapshot(nodegroup=(group,))
    for seed in range(5):
        shapes = stack.shapes(stack.US)
        names = list(shapes)
        random.Random(seed).shuffle(names)
        mixed = {name: tuple(reversed(shapes[name])) for name in names}
        mixed["nodegroup"] = (group,)
        made = stack.snapshot(**{name.replace("-", "_"): mixed[name] for name in names})
        assert msgspec.json.encode(made) == msgspec.json.encode(steady)


NEW = (
    ("newSetting", "fast"),
    ("newSetting", False),
    ("newSetting", 0),
    ("newConfig", {"mode": "fast"}),
    ("newList", ["b", "a"]),
)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("cluster", "${cluster}"), ("nodegroup", "workers"), ("addon", "vpc-cni")],
)
@pytest.mark.parametrize(("field", "value"), NEW, ids=repr)
@pytest.mark.parametrize("parent", ["", "newBlock"])
def test_a_field_that_aws_adds_tomorrow_is_compared(kind, name, field, value, parent):
    def there(place, new):
        (shape,) = stack.shapes(place)[kind]
        added = {parent: {field: new}} if parent else {field: new}
        return stack.snapshot(place, **{kind: (shape | added,)})

    def found(one, other):
        report = compare_pair(one, other, label="us", stamp=STAMP, fail_on="info")
        return [(each.kind, each.resource, each.path, each.change) for each in report.findings]

    whole = tuple(each for each in (parent, field) if each)
    alike = there(stack.CN, value)
    assert found(there(stack.US, value), alike) == []
    (appeared,) = found(stack.snapshot(stack.US), alike)
    assert appeared[:2] + appeared[3:] == (kind, name, "unexpected")
    assert all(one == other for one, other in zip(appeared[2], whole, strict=False))
    (changed,) = found(there(stack.US, "slow" if isinstance(value, str) else "other"), alike)
    assert (changed[:2], changed[2][: len(whole)]) == ((kind, name), whole)
