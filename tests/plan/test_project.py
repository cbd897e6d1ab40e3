"""Whatever a plan does to the stack: projected, it is what reading the changed stack gives."""

from pathlib import Path

import pytest

from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.plan.project import project
from driftaudit.plan.read import read_plan
from driftaudit.store.snapshot_file import decode
from tests.normalize import stack
from tests.normalize.stack import US
from tests.plan.cases import CASES
from tests.plan.made import BASE, projected

DATA = Path(__file__).parent / "data"


def differences(projection, **changes):
    """How the projection differs from the stack read with other shapes; used_by counts."""
    taken = stack.snapshot(US, **changes)
    ours = {(each.kind, each.name): each.used_by for each in projection.snapshot.resources}
    theirs = {(each.kind, each.name): each.used_by for each in taken.resources}
    assert ours == theirs
    sides = Side.of_snapshot(taken), Side.of_snapshot(projection.snapshot)
    return compare(*sides)


@pytest.mark.parametrize("case", CASES)
def test_the_projection_is_what_would_be_read(case: str) -> None:
    changes, shapes = CASES[case]
    projection = projected(*changes)
    assert differences(projection, **shapes) == ()
    assert projection.unknown == ()
    assert projection.unmapped == ()
    assert projection.snapshot.gaps == BASE.gaps


def test_a_plan_of_nothing_changes_nothing() -> None:
    projection = projected()
    assert projection.snapshot == BASE
    assert projection.touched == ()


def test_the_real_plan_gives_the_snapshot_that_was_taken_after_it() -> None:
    before, after = (
        decode((DATA / f"{name}.json").read_bytes(), name) for name in ("before", "after")
    )
    projection = project(before, read_plan((DATA / "plan.json").read_text(), "plan.json"))
    sides = Side.of_snapshot(after), Side.of_snapshot(projection.snapshot)
    assert compare(*sides) == compare(*reversed(sides)) == ()
    assert {key: each.used_by for key, each in sides[0].resources.items()} == {
        key: each.used_by for key, each in sides[1].resources.items()
    }
    assert compare(Side.of_snapshot(before), sides[1]) != ()
