"""Options that several commands share, each with its environment variable, packed into records."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from driftaudit.config.file import FailOn
from driftaudit.model import Record
from driftaudit.render import RENDERERS

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]


class Selection(Record, frozen=True, kw_only=True):
    """Which environments: names and globs, and a group; none of them means all."""

    environments: tuple[str, ...]
    group: str | None


class Effort(Record, frozen=True, kw_only=True):
    """How AWS is read: calls at once, and the Dask scheduler that spreads accounts, if any."""

    concurrency: int
    dask: str | None


class Supply(Record, frozen=True, kw_only=True):
    """Where snapshots come from: AWS now, or the store, and how old they may be there."""

    offline: bool
    max_age: str | None
    concurrency: int
    dask: str | None

    @property
    def effort(self) -> Effort:
        """How AWS is read, where it is."""
        return Effort(concurrency=self.concurrency, dask=self.dask)


class Publication(Record, frozen=True, kw_only=True):
    """How a report is shown, where it is written, and what makes it a failure."""

    format: str
    output: tuple[str, ...]
    fail_on: FailOn | None
    allow_partial: bool
    all: bool


def _packed(name: str, record: type[Record], options: tuple[Decorator[Any], ...]) -> Decorator[Any]:
    """Add the options to a command, which gets them as one record named `name`."""

    def decorate(function: Any) -> Any:
        def packing(*arguments: Any, **given: Any) -> Any:
            fields = {each: given.pop(each) for each in record.__struct_fields__}
            return function(*arguments, **{name: record(**fields)}, **given)

        command: Any = functools.update_wrapper(packing, function)
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _flag(name: str, text: str) -> Decorator[Any]:
    variable = f"DRIFTAUDIT_{name.strip('-').replace('-', '_').upper()}"
    return click.option(name, is_flag=True, envvar=variable, help=text)


_EFFORT: tuple[Decorator[Any], ...] = (
    click.option(
        "--concurrency",
        type=click.IntRange(min=1, max=512),
        default=32,
        show_default=True,
        envvar="DRIFTAUDIT_CONCURRENCY",
        help="API calls under way at once.",
    ),
    click.option(
        "--dask",
        metavar="ADDRESS",
        envvar="DRIFTAUDIT_DASK",
        help="Spread accounts over this Dask scheduler's workers (extra dask).",
    ),
)

effort: Decorator[Any] = _packed("effort", Effort, _EFFORT)

allow_partial: Decorator[Any] = _flag(
    "--allow-partial", "Exit 0, not 3, where something was not read."
)

group: Decorator[Any] = click.option(
    "--group", metavar="G", envvar="DRIFTAUDIT_GROUP", help="Only environments of this group."
)

selection: Decorator[Any] = _packed(
    "selection",
    Selection,
    (click.argument("environments", nargs=-1, metavar="[ENV]..."), group),
)

supply: Decorator[Any] = _packed(
    "supply",
    Supply,
    (
        _flag("--offline", "Use the newest stored snapshots; no AWS call."),
        click.option(
            "--max-age",
            metavar="AGE",
            envvar="DRIFTAUDIT_MAX_AGE",
            help="With --offline: refuse snapshots older than this (30m, 6h, 7d).",
        ),
        *_EFFORT,
    ),
)

publication: Decorator[Any] = _packed(
    "publication",
    Publication,
    (
        click.option(
            "--format",
            type=click.Choice(list(RENDERERS)),
            default="table",
            show_default=True,
            envvar="DRIFTAUDIT_FORMAT",
            help="What stdout gets.",
        ),
        click.option(
            "--output",
            multiple=True,
            metavar="FORMAT=PATH",
            envvar="DRIFTAUDIT_OUTPUT",
            help="Also write the report to a file; repeatable.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["critical", "high", "medium", "low", "info", "none"]),
            envvar="DRIFTAUDIT_FAIL_ON",
            help="The least severity that is drift; default from the configuration, else low.",
        ),
        allow_partial,
        _flag("--all", "Show every finding in the table, however many."),
    ),
)
