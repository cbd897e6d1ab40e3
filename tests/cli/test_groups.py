"""A command that there is none of is told which one was meant, at every level."""

import pytest

from driftaudit.cli.main import cli, run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("chek", "no command is named 'chek', did you mean 'check'?"),
        ("Compare", "no command is named 'Compare', did you mean 'compare'?"),
        ("xyzzy", "no command is named 'xyzzy'; known: baseline, check, compare, "),
        ("--chek", "No such option"),
        ("baseline diff", "no command is named 'diff'; known: accept, lint, show"),
        ("baseline acept --group prod", "no command is named 'acept', did you mean 'accept'?"),
        ("baseline --acept", "No such option"),
        ("iam dif a b", "no command is named 'dif', did you mean 'diff'?"),
        ("github coment x", "no command is named 'coment', did you mean 'comment'?"),
    ],
)
def test_a_misspelt_command_is_told_which_one_was_meant(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words.split()) == 2
    told = capsys.readouterr().err
    assert "Usage: driftaudit" in told
    assert said in told


def test_an_empty_word_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([""]) == 2
    assert "No such command" in capsys.readouterr().err


def test_a_shell_that_completes_a_line_is_told_nothing() -> None:
    context = cli.make_context("driftaudit", ["chek"], resilient_parsing=True)
    assert cli.resolve_command(context, ["chek"]) == (None, None, [])
