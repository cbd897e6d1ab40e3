import pytest
from hypothesis import given

from driftaudit.render.text import clean
from driftaudit.render.title import MAX_TITLE, title
from tests.render.hostile import texts
from tests.render.sample import EXPIRED, REPORT, environment, finding, report
from tests.render.sample_fleet import FLEET_REPORT, poisoned


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (
            REPORT,
            (
                "driftaudit: drift in prod-de, prod-uk, prod-us (2 critical, 3 high, 2 medium,"
                " 1 low, 1 info); not all of prod-au, prod-sg could be read"
            ),
        ),
        (FLEET_REPORT, "driftaudit: not all of prod-sg could be read"),
        (
            report([environment("a")], result="clean"),
            "driftaudit: a checked against baseline:prod: no difference",
        ),
        (
            report([environment("a")], [finding("1", environment="a", severity="low")], "clean"),
            "driftaudit: findings below --fail-on in a (1 low)",
        ),
        (
            report([environment("a")], [EXPIRED]),
            "driftaudit: 1 finding about waivers (1 medium)",
        ),
        (
            report(
                [environment(f"e{n}") for n in range(9)],
                [finding(f"{n}", environment=f"e{n}") for n in range(9)],
            ),
            "driftaudit: drift in e0, e1, e2 and 6 more (9 critical)",
        ),
    ],
)
def test_title(shown, expected):
    assert title(shown) == expected


@given(texts)
def test_a_title_is_one_plain_line(text):
    shown = title(poisoned(REPORT, text))
    assert shown == clean(shown)
    assert len(shown) <= MAX_TITLE
