"""What `--help` ends with is shown line by line, as it would be typed."""

import click
import pytest

from driftaudit.cli.examples import epilog


@pytest.mark.parametrize(("about", "before"), [("", ""), ("What a REF is.", "What a REF is.\n\n")])
def test_examples_are_not_wrapped(about: str, before: str) -> None:
    long = "driftaudit check --offline --output " + "x" * 90
    command = click.Command("check", epilog=epilog("driftaudit check", long, about=about))
    shown = command.get_help(click.Context(command, terminal_width=60))
    wanted = f"{before}Examples:\n  driftaudit check\n  {long}"
    assert shown.endswith("\n".join(f"  {line}".rstrip() for line in wanted.splitlines()))


def test_what_is_about_the_command_is_wrapped() -> None:
    command = click.Command("check", epilog=epilog("driftaudit check", about="word " * 30))
    shown = command.get_help(click.Context(command, terminal_width=60))
    assert max(map(len, shown.splitlines())) <= 60
