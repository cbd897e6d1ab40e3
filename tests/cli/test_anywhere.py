"""The options of all commands do the same before the command and after it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from driftaudit.cli.anywhere import anywhere
from driftaudit.cli.main import COMMANDS, cli, run
from driftaudit.cli.settings import Settings

NEITHER = Settings(config=None, verbose=False, quiet=False)


@click.command("leaf")
@click.argument("rest", nargs=-1)
@click.pass_obj
def leaf(settings: Settings, rest: tuple[str, ...]) -> tuple[Settings, tuple[str, ...]]:
    """What it was told."""
    return settings, rest


@click.group("group")
def group() -> None:
    """What has a leaf."""


group.add_command(leaf)
anywhere(anywhere(group))


def told(command: click.Command, *words: str, before: Settings = NEITHER) -> Any:
    return command.main(list(words), standalone_mode=False, obj=before)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), NEITHER),
        (("-q",), Settings(config=None, verbose=False, quiet=True)),
        (("--quiet", "a", "-v"), Settings(config=None, verbose=True, quiet=True)),
        (("a", "-vq", "-c", "x.yaml"), Settings(config="x.yaml", verbose=True, quiet=True)),
        (("--config=y.yaml",), Settings(config="y.yaml", verbose=False, quiet=False)),
        (("--verbose",), Settings(config=None, verbose=True, quiet=False)),
    ],
)
def test_what_follows_the_command_counts(words: tuple[str, ...], expected: Settings) -> None:
    rest = tuple(each for each in words if each == "a")
    assert told(leaf, *words) == (expected, rest)
    assert told(group, "leaf", *words) == (expected, rest)
    above = [each for each in words if each != "a"]
    assert told(group, *above, "leaf", *rest) == (expected, rest)


def test_what_is_not_said_again_stays_and_the_last_word_wins() -> None:
    before = Settings(config="first.yaml", verbose=True, quiet=False)
    assert told(leaf, before=before)[0] == before
    assert told(leaf, "-c", "second.yaml", before=before)[0].config == "second.yaml"
    assert told(leaf, "-q", before=before)[0] == Settings(
        config="first.yaml", verbose=True, quiet=True
    )


def test_what_follows_two_dashes_is_no_option() -> None:
    assert told(leaf, "--", "-q") == (NEITHER, ("-q",))


def leaves() -> Iterator[tuple[str, ...]]:
    for name in COMMANDS:
        found = cli.get_command(click.Context(cli), name)
        below = getattr(found, "commands", {})
        yield from ((name, *inner) for inner in [(each,) for each in below] or [()])


def test_they_are_those_of_the_program_but_for_the_ones_that_end_it() -> None:
    own = {tuple(each.opts) for each in cli.params if not each.is_eager}
    assert {tuple(each.opts) for each in leaf.params if isinstance(each, click.Option)} == own


@pytest.mark.parametrize("words", [*leaves()], ids=" ".join)
def test_every_command_takes_them(words: tuple[str, ...]) -> None:
    assert run([*words, "-q", "-v", "-c", "nowhere.yaml", "--help"]) == 0


def test_a_configuration_named_behind_is_the_one_that_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "driftaudit.yaml"
    wrong.write_text("version: 1\n")
    for words in (["check", "-c", str(wrong)], ["baseline", "lint", f"--config={wrong}"]):
        assert run(words) == 2
        assert f"{wrong}:1: the field 'environments' is missing" in capsys.readouterr().err
