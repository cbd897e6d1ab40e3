"""Groups of commands that tell which one was meant by a name that none has."""

from typing import Any

import click

from driftaudit.names import did_you_mean


class Group(click.Group):
    """A group whose unknown commands are errors with the nearest name, or with all there are."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that the first word names, and the words after it."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and name[:1].isalnum() and not ctx.resilient_parsing:
            near = did_you_mean(name, known)
            raise click.UsageError(f"no command is named {name!r}{near}", ctx)
        return super().resolve_command(ctx, args)
