"""The options before a command, which may as well follow it: `driftaudit check -q`.

There they are not shown, as each `--help` would repeat them; `driftaudit --help` says so.
"""

from dataclasses import replace
from typing import Final

import click


def anywhere(command: click.Command) -> click.Command:
    """The command, and those below it if it is a group, with the options of all commands."""
    if not any(each in command.params for each in _OPTIONS):
        command.params.extend(_OPTIONS)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            anywhere(each)
    return command


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    """What is said last wins; what is not said here stays as it was said before the command."""
    if value:
        context.obj = replace(context.obj, **{str(option.name): value})


_OPTIONS: Final = (
    click.Option(["-c", "--config"], hidden=True, expose_value=False, callback=_keep),
    click.Option(
        ["-v", "--verbose"], is_flag=True, hidden=True, expose_value=False, callback=_keep
    ),
    click.Option(["-q", "--quiet"], is_flag=True, hidden=True, expose_value=False, callback=_keep),
)
"""Those of `driftaudit` itself, by their names there; it reads the variables for all."""
