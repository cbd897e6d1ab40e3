import pytest

from driftaudit.baselines.layers import Baseline
from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.gate.recorded import records
from driftaudit.model import Difference

ANY = Matcher(shown={"$any": True})
SINCE = Matcher(shown={"$min": "v1"})


def side(attributes, **fields):
    named = {"coredns": attributes} if attributes is not None else {}
    return Baseline(name="prod", resources={"addon": named}, **fields).side()


def drift(*path, change="changed", actual="v2"):
    return Difference(kind="addon", resource="coredns", path=path, change=change, actual=actual)


@pytest.mark.parametrize(
    ("after", "difference", "expected"),
    [
        (side({"v": "v2"}), drift("v"), True),
        (side({"v": SINCE}), drift("v"), True),
        (side({"v": ANY}), drift("v"), False),
        (side({"t": ANY}), drift("t", "a"), False),
        (side({"t": {"a": "v2"}}), drift("t", "a", change="unexpected"), True),
        (side({}), drift("t", "a", change="unexpected"), False),
        (side({"t": "text"}), drift("t", "a", change="unexpected"), False),
        (side({}), drift("t", change="missing", actual=None), True),
        (side({"t": GONE}), drift("t", change="missing", actual=None), True),
        (side({"v": "v2"}), drift(change="unexpected"), True),
        (side(None), drift(change="unexpected"), False),
        (side(None), drift(change="missing"), True),
        (side({"v": "v2"}, not_audited={"addon": "x"}), drift("v"), False),
    ],
)
def test_what_a_baseline_says_of_what_is_there(after, difference, expected):
    assert records(after, after, difference) is expected


def test_another_name_is_recorded_where_the_baseline_has_it():
    def named(name):
        return Baseline(name="prod", resources={"iam-role": {name: {}}}).side()

    rename = Difference(
        kind="iam-role", resource="a", path=("RoleName",), change="changed", actual="b"
    )
    assert records(named("a"), named("b"), rename)
    assert not records(named("a"), named("a"), rename)
