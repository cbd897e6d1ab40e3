"""The command line: finds the command, runs it, and turns what happened into an exit status.

Commands are imported when they are asked for, so that `--version` costs no more than click.
"""

import importlib
import os
import re
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final, NoReturn

import click

from driftaudit import __version__
from driftaudit.cli.anywhere import anywhere
from driftaudit.cli.groups import Group
from driftaudit.errors import DriftauditError

COMMANDS: Final = {
    "demo": "driftaudit.cli.demo",
    "init": "driftaudit.cli.init",
    "doctor": "driftaudit.cli.doctor",
    "snapshot": "driftaudit.cli.snapshot",
    "baseline": "driftaudit.cli.baseline",
    "check": "driftaudit.cli.check",
    "compare": "driftaudit.cli.compare",
    "explain": "driftaudit.cli.explain",
    "waive": "driftaudit.cli.waive",
    "iam": "driftaudit.cli.iam",
    "gate": "driftaudit.cli.gate",
    "report": "driftaudit.cli.report",
    "github": "driftaudit.cli.github",
    "schema": "driftaudit.cli.schema",
}
"""Every command and the module whose `command` it is, in the order of `--help`."""

_HELP: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_START: Final = (
    "New here? driftaudit demo, then driftaudit init. COMMAND --help has examples; -c, -v and -q"
    " may also follow the command."
)

USAGE, BUG, INTERRUPTED, READER_LEFT, TERMINATED = 2, 70, 130, 141, 143


class Terminated(SystemExit):
    """SIGTERM came: unwind, so that servers stop and temporary files go.

    A SystemExit, because an event loop swallows any other BaseException of a callback.
    """


class _ReaderLeft(Exception):  # noqa: N818
    """Whoever read our output has closed it (`| head`)."""


class _Commands(Group):
    """Imports a command's module when it is needed."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        with _past_click():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with _past_click():
            return super().invoke(ctx)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return anywhere(command)


@click.group(cls=_Commands, context_settings=_HELP, epilog=_START)
@click.version_option(__version__, prog_name="driftaudit", message="%(prog)s %(version)s")
@click.option(
    "-c",
    "--config",
    metavar="FILE",
    envvar="DRIFTAUDIT_CONFIG",
    help="The configuration; else driftaudit.yaml here or in a parent directory.",
)
@click.option(
    "-v", "--verbose", is_flag=True, envvar="DRIFTAUDIT_VERBOSE", help="Of a bug, the traceback."
)
@click.option(
    "-q", "--quiet", is_flag=True, envvar="DRIFTAUDIT_QUIET", help="No progress on stderr."
)
@click.pass_context
def cli(ctx: click.Context, config: str | None, *, verbose: bool, quiet: bool) -> None:
    """Tells how EKS environments differ: from baselines, from each other, from yesterday.

    It reads, and changes nothing that it reads. Exit status: 0 all read, no drift · 1 drift ·
    2 usage, configuration or credentials · 3 something could not be read · 70 a bug in driftaudit.
    """
    from driftaudit.cli.settings import Settings
    from driftaudit.cli.variables import misspelt

    for each in misspelt(os.environ):
        click.echo(f"driftaudit: {each}", err=True)
    ctx.obj = Settings(config=config, verbose=verbose, quiet=quiet)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; its exit status, whatever happens in it."""
    try:
        return _called(arguments)
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    except _ReaderLeft:
        _unheard()
        return READER_LEFT
    except OSError as error:
        return _refused(error)
    except Exception as bug:  # noqa: BLE001 - here a bug becomes an exit status of its own
        return _confess(bug, verbose=_is_verbose(arguments))


def _called(arguments: Sequence[str]) -> int:
    """What the command answers, or 2 where it says what the user has to mend."""
    try:
        status = cli.main(args=list(arguments), prog_name="driftaudit", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except DriftauditError as error:
        _say(f"driftaudit: {error}")
        return USAGE
    return status if isinstance(status, int) else 0


def _confess(bug: Exception, *, verbose: bool) -> int:
    if verbose:
        _say("".join(traceback.format_exception(bug)).rstrip())
    else:
        what = " ".join(f"{type(bug).__name__}: {bug}".split())
        _say(f"driftaudit: a bug: {what} (-v shows where)")
    return BUG


def _is_verbose(arguments: Sequence[str]) -> bool:
    """Whether more is to be said: `-v`, `-qv`, `--verbose` wherever it stands, or the variable."""
    said = any(re.fullmatch(r"--verbose|-q*v[qv]*", each) for each in arguments)
    return said or bool(os.environ.get("DRIFTAUDIT_VERBOSE"))


def _say(text: str) -> None:
    """Tell it on stderr; where that takes nothing either, the exit status alone says it."""
    try:
        click.echo(text, err=True)
    except OSError:
        _unheard()


@contextmanager
def _past_click() -> Iterator[None]:
    """Click itself makes a broken pipe status 1, which would say drift."""
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderLeft from error


def _refused(error: OSError) -> int:
    """The system would not let us read or write: a full disk, rights, a folder that is gone."""
    where = f"{error.filename}: " if error.filename else ""
    text = f"driftaudit: {where}{error.strerror or error}\nnext: make room or give access there"
    _say(text)
    _unheard()
    return USAGE


def _unheard() -> None:
    """Send what stdout and stderr still hold to nobody: no second failure hides the status."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError), open(os.devnull, "wb") as nobody:  # noqa: PTH123
            os.dup2(nobody.fileno(), stream.fileno())


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _prepare_streams() -> None:
    """A stream that was closed is one that nobody reads; a character it lacks is spelled out."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")


def main() -> NoReturn:
    """The `driftaudit` command."""
    signal.signal(signal.SIGTERM, _terminate)
    _prepare_streams()
    status = run(sys.argv[1:])
    if status in {INTERRUPTED, TERMINATED}:
        os._exit(status)  # threads that still wait for an API must not hold the process
    sys.exit(status)
