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
