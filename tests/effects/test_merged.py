"""The effects of several sets of differences as those of one."""

from driftaudit.effects.effect import Effects
from driftaudit.effects.merged import merged
from driftaudit.model import Impact, Witness
from tests.judge.difference import difference

PLACE = ("iam-role", "x", ("AssumeRolePolicyDocument",))
OTHER = ("aws-auth", "y", ())


def test_of_one_place_all_is_told_that_each_part_knows():
    permissions = Impact(verdict="less", lost=(Witness(action="a:B"),), notes=("n",))
    identity = Impact(access_lost=("x",), need="pods", notes=("n", "m"), affects=("a",))
    found = merged(Effects(impacts={PLACE: permissions}), Effects(impacts={PLACE: identity}))
    (impact,) = found.impacts.values()
    assert (impact.verdict, impact.lost) == ("less", permissions.lost)
    assert (impact.access_lost, impact.need, impact.notes) == (("x",), "pods", ("n", "m"))
    assert impact.affects == ("a",)


def test_what_one_part_does_not_know_exactly_is_not_exact():
    parts = (Effects(impacts={PLACE: Impact(exact=exact)}) for exact in (True, False))
    assert not merged(*parts).impacts[PLACE].exact


def test_parts_without_anything_in_common_are_put_side_by_side():
    rewrite = difference()
    one = Effects(impacts={PLACE: Impact()}, replaced=frozenset({PLACE}), rewrites=(rewrite,))
    two = Effects(impacts={OTHER: Impact()}, replaced=frozenset({OTHER}), rewrites=(rewrite,))
    found = merged(one, two)
    assert found.impacts.keys() == {PLACE, OTHER}
    assert (found.replaced, found.rewrites) == ({PLACE, OTHER}, (rewrite, rewrite))
    assert merged() == Effects()
