import pytest

from driftaudit.cli.main import run
from driftaudit.judge.codes import CODES


def test_every_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for code, found in CODES.items():
        assert run(["explain", code]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith(f"{code}  {found.title}\n")
        for label in ("severity", "why", "fix", "see"):
            assert f"\n{label}" in shown


def test_case_does_not_matter(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "iam001"]) == 0
    assert capsys.readouterr().out.startswith("IAM001")


def test_a_code_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "IAM0O1\x1b[2J"]) == 2
    told = capsys.readouterr().err
    assert "no code is named 'IAM0O1', did you mean 'IAM0" in told
    assert "\x1b" not in told
