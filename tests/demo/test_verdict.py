"""The verdict on a report: what was planted and overlooked, what was found and not planted."""

from pathlib import Path

import pytest

from driftaudit.demo.drifts import DRIFTS
from driftaudit.demo.verdict import Seen, judge_report, planted
from driftaudit.errors import DemoError
from tests.demo.reports import write_report

EXTRA = Seen(
    environment="staging",
    code="EKS003",
    kind="cluster",
    resource="${cluster}",
    path=("version",),
    change="changed",
)


def test_what_is_planted_is_one_finding_an_environment_and_place() -> None:
    assert len(planted()) == sum(len(drift.sites) * len(drift.reports) for drift in DRIFTS)
    assert len([seen for seen in planted() if seen.code == "IAM001"]) == 3


def test_a_report_of_just_that_is_exact(tmp_path: Path) -> None:
    assert judge_report(write_report(tmp_path / "report.json", planted())).exact


def test_what_is_overlooked_and_what_is_too_much_are_told_apart(tmp_path: Path) -> None:
    lost = min(planted(), key=str)
    verdict = judge_report(write_report(tmp_path / "report.json", planted() - {lost} | {EXTRA}))
    assert not verdict.exact
    assert verdict.overlooked == (lost,)
    assert verdict.unplanted == (EXTRA,)
    assert str(EXTRA) == "staging: EKS003 cluster ${cluster} version (changed)"


@pytest.mark.parametrize("text", [None, "", "{}"])
def test_a_report_that_cannot_be_read_is_an_error(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "report.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(DemoError, match=r"report\.json cannot be read"):
        judge_report(path)
