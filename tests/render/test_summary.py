import msgspec
import pytest

from driftaudit.model import Gap
from driftaudit.render.summary import summary_line
from tests.render.sample import ENVIRONMENTS, EXPIRED, REPORT, environment, finding, report
from tests.render.sample_fleet import FLEET_ENVIRONMENTS, FLEET_REPORT, MATRIX
from tests.render.sample_gate import GATE

FOUND = [finding("1", environment="a")]
LOST = (Gap(kind="*", operation="sts:AssumeRole", code="Denied", message="", needs=""),)


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (REPORT, "7 environments checked against 2 baselines: 3 drifted, 2 clean, 2 incomplete"),
        (FLEET_REPORT, "prod: 4 environments, 4 settings differ"),
        (report(FLEET_ENVIRONMENTS, matrix=MATRIX[:1]), "prod: 4 environments, 1 setting differs"),
        (report(FLEET_ENVIRONMENTS), "prod: 4 environments, no difference, all alike"),
        (report([environment("a")], FOUND), "a checked against baseline:prod: 1 difference"),
        (
            report([environment("a", status="partial")], FOUND),
            "a checked against baseline:prod: 1 difference, incomplete",
        ),
        (
            report([environment("a"), environment("b", reference="prod-us@24h")]),
            "2 environments checked against 2 references: no difference, all clean",
        ),
        (
            report([environment("a")], result="incomplete"),
            "a checked against baseline:prod: incomplete",
        ),
        (
            report([environment("a"), environment("b")], FOUND, result="incomplete"),
            "2 environments checked against baseline:prod: 1 drifted, 1 incomplete",
        ),
        (report([]), "no environment was checked"),
        (msgspec.structs.replace(report([]), gate=GATE), ""),
        (
            report([environment("a"), environment("b")], [EXPIRED]),
            (
                "2 environments checked against baseline:prod: no difference, all clean;"
                " 1 finding about waivers"
            ),
        ),
        (
            report([environment("a")], [*FOUND, EXPIRED, finding("2", environment="gone")]),
            (
                "a checked against baseline:prod: 1 difference;"
                " 2 findings in no environment of these"
            ),
        ),
        (
            report([environment("r", reference="", status="error", gaps=LOST), environment("a")]),
            "a checked against baseline:prod: incomplete",
        ),
        (
            report([ENVIRONMENTS[0], environment("b")], [finding("1", environment="prod-au")]),
            (
                "2 environments checked against baseline:prod:"
                " 1 drifted (1 of them incomplete), 1 clean"
            ),
        ),
    ],
)
def test_summary_line(shown, line):
    assert summary_line(shown) == line


def taken(*moments, **fields):
    shown = [environment(f"e{at}", captured_at=each) for at, each in enumerate(moments)]
    return msgspec.structs.replace(report(shown), **fields)


@pytest.mark.parametrize(
    ("moments", "told"),
    [
        (["2026-11-22T10:00:01.000000Z"], ""),
        (["2026-11-22T10:00:00.000000Z"], "; snapshots up to 1 h old"),
        (["2026-11-22T10:59:00Z", None, "2026-11-19T10:59:00Z"], "; snapshots up to 3 days old"),
        (["2026-11-29T10:00:00Z"], ""),
        (["yesterday", "2026-11-19T10:59:00", ""], ""),
        ([None], ""),
    ],
)
def test_what_is_old_is_told_to_be(moments, told):
    line = summary_line(taken(*moments))
    assert line.partition(";")[0] + told == line
    assert "old" not in summary_line(taken(*moments, generated_at="now"))
    assert "old" not in summary_line(taken(*moments, gate=GATE))


def test_the_reference_of_a_pair_is_as_old_as_was_asked_for():
    then = environment("a", reference="", captured_at="2026-11-01T00:00:00Z")
    assert "old" not in summary_line(report([then, environment("b")]))
