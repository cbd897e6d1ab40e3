"""What is secret to Terraform is shown only where it is shown already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.model import UNKNOWN
from driftaudit.plan.foretell import later
from driftaudit.plan.things import SENSITIVE, sealed, veiled

HIDDEN = later(SENSITIVE)
DIGEST = "<redacted sha256:0123abcd, 8 characters>"


@pytest.mark.parametrize(
    ("values", "marks", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": True}, {"a": HIDDEN, "b": 2}),
        ({"a": [1, 2]}, {"a": [False, True]}, {"a": [1, HIDDEN]}),
        ({"a": [1, 2]}, {"a": [True]}, {"a": [HIDDEN, 2]}),
        ({"a": {"b": "", "c": None}}, {"a": True}, {"a": HIDDEN}),
        ({"a": "", "b": None}, {"a": True, "b": True}, {"a": "", "b": None}),
        ({"a": 1}, False, {"a": 1}),
        ({"a": 1}, None, {"a": 1}),
        ({"a": 1}, {"a": {}}, {"a": 1}),
    ],
)
def test_what_is_marked_is_sealed(values, marks, expected) -> None:
    assert sealed(values, marks) == expected


@pytest.mark.parametrize(
    ("real", "hidden", "held", "expected"),
    [
        ("a", "a", None, "a"),
        ("a", HIDDEN, None, HIDDEN),
        ("a", HIDDEN, "a", "a"),
        (DIGEST, HIDDEN, None, DIGEST),
        ("sha256:00", HIDDEN, None, "sha256:00"),
        ({"a": 1, "b": DIGEST}, HIDDEN, {"a": 2}, {"a": HIDDEN, "b": DIGEST}),
        ({"a": 1, "b": 2}, {"a": 1, "b": HIDDEN}, {}, {"a": 1, "b": HIDDEN}),
        ({"a": 1, "b": 2}, {"a": 1}, None, {"a": 1, "b": HIDDEN}),
        ({"a": {"b": 1}}, {"a": HIDDEN}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        (later("x"), HIDDEN, None, HIDDEN),
        ([1], HIDDEN, [1], [1]),
    ],
)
def test_what_is_sealed_is_shown_only_where_it_tells_nothing_new(
    real, hidden, held, expected
) -> None:
    assert veiled(real, hidden, held) == expected


_secrets = st.text("abc", min_size=3, max_size=5)
_values = st.recursive(
    _secrets,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_secrets, inner, max_size=2),
)


@given(_values)
def test_nothing_that_is_sealed_whole_gets_out(values) -> None:
    shown = veiled({"a": values}, {"a": later(SENSITIVE)}, None)["a"]

    def leaves(value):
        if isinstance(value, dict):
            return [] if UNKNOWN in value else [x for each in value.values() for x in leaves(each)]
        return [x for each in value for x in leaves(each)] if isinstance(value, list) else [value]

    assert leaves(shown) == []
