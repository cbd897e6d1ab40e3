"""A variable that nearly is one of an option is said to be none; what others set is theirs."""

from collections.abc import Iterator

import click
import pytest

from driftaudit.cli.main import cli, run
from driftaudit.cli.variables import NAMES, PREFIX, misspelt


def variables(command: click.Command) -> Iterator[str]:
    for each in command.params:
        if isinstance(each, click.Option) and isinstance(each.envvar, str):
            yield each.envvar
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found
            yield from variables(found)


def test_the_names_are_those_of_all_options() -> None:
    assert {f"{PREFIX}{each}" for each in NAMES} == set(variables(cli))


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("DRIFTAUDIT_MAXAGE", "DRIFTAUDIT_MAX_AGE"),
        ("DRIFTAUDIT_FALI_ON", "DRIFTAUDIT_FAIL_ON"),
        ("DRIFTAUDIT_CONFIGS", "DRIFTAUDIT_CONFIG"),
        ("DRIFTAUDIT_OUTPUTS", "DRIFTAUDIT_OUTPUT"),
    ],
)
def test_a_misspelt_variable_gets_the_nearest(variable: str, meant: str) -> None:
    assert list(misspelt([variable, "PATH"])) == [
        f"no option has the variable {variable}, did you mean {meant}?"
    ]


@pytest.mark.parametrize(
    "name",
    [
        "MAX_AGE",
        "ROLE_ARN",
        "STORE_ROLE_ARN",
        "WEBHOOK_URL",
        "ACTION_ALLOW_PARTIAL",
        "ACTION_GROUP",
        "CORPORA",
        "TF_MIRROR",
        "KUBE_LAB",
        "KUBE_LAB_SCRIPTS",
        "ALL_REWRITES",
        "",
    ],
)
def test_of_others_nothing_is_said(name: str) -> None:
    assert list(misspelt([PREFIX + name, "MAXAGE", "FALI_ON"])) == []


def test_it_is_said_on_stderr_and_changes_no_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRIFTAUDIT_FALI_ON", "high")
    assert run(["explain", "IAM001"]) == 0
    seen = capsys.readouterr()
    assert seen.out.startswith("IAM001")
    assert seen.err == (
        "driftaudit: no option has the variable DRIFTAUDIT_FALI_ON, did you mean"
        " DRIFTAUDIT_FAIL_ON?\n"
    )
