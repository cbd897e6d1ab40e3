"""Unknown values are taken out of a shape, and their places kept."""

import pytest

from driftaudit.plan.foretell import later
from driftaudit.plan.part import first_unknown, split, why_unknown

OPEN = later("why")


@pytest.mark.parametrize(
    ("shape", "known", "places"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": OPEN, "b": 1}, {"b": 1}, [("a",)]),
        ({"a": {"b": OPEN, "c": 1}}, {"a": {"c": 1}}, [("a", "b")]),
        ({"a": [1, 2]}, {"a": [1, 2]}, []),
        ({"a": [1, OPEN]}, {}, [("a",)]),
        ({"a": [{"b": [OPEN]}]}, {}, [("a",)]),
        (
            {"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": OPEN}, {"PolicyName": "q"}]},
            {"RolePolicyList": [{"PolicyName": "q"}]},
            [("RolePolicyList", "p")],
        ),
        (
            {"AttachedManagedPolicies": [{"PolicyArn": OPEN}]},
            {},
            [("AttachedManagedPolicies",)],
        ),
    ],
)
def test_a_shape_is_split(shape, known, places) -> None:
    assert split(shape) == (known, tuple((place, "why") for place in places))


def test_why_something_is_unknown() -> None:
    assert why_unknown(OPEN) == "why"
    assert why_unknown({"a": OPEN}) is None
    assert first_unknown({"a": [1, {"b": OPEN}]}) == "why"
    assert first_unknown({"a": [1]}) is None
