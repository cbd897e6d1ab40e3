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


@pytest.mark.parametrize("cut", ["67fd", "67FD144", "67fd144650b2e56e0"])
def test_a_fingerprint_that_is_cut_is_told_how_long_it_is(
    cut: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", cut]) == 2
    told = capsys.readouterr().err
    assert told == f"driftaudit: no code is named {cut!r}; of a fingerprint give 8 to 16 digits\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("NODE006", "severity  critical\n"),
        ("META010", "severity  medium\n"),
        ("IAM001", "severity  high, or worse where nodes or their network depend on it\n"),
    ],
)
def test_a_severity_is_only_said_to_be_raised_where_it_can_be(
    code: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", code]) == 0
    assert said in capsys.readouterr().out
