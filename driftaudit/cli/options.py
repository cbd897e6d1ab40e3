"""Options that several commands share, each with its environment variable."""

from collections.abc import Callable
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])


def _together(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def _flag(name: str, variable: str, text: str) -> Callable[[F], F]:
    return click.option(name, is_flag=True, envvar=f"DRIFTAUDIT_{variable}", help=text)


def selection(function: F) -> F:
    """`[ENV…]` and `--group`: which environments; none means all."""
    return _together(
        click.argument("environments", nargs=-1, metavar="[ENV]..."),
        click.option(
            "--group",
            metavar="G",
            envvar="DRIFTAUDIT_GROUP",
            help="Only environments of this group.",
        ),
    )(function)


def reading(function: F) -> F:
    """Where snapshots come from: AWS now, or the store."""
    return _together(
        _flag("--offline", "OFFLINE", "Use the newest stored snapshots; no AWS call."),
        click.option(
            "--max-age",
            metavar="AGE",
            envvar="DRIFTAUDIT_MAX_AGE",
            help="With --offline: refuse snapshots older than this (30m, 6h, 7d).",
        ),
        concurrency,
    )(function)


def concurrency(function: F) -> F:
    """`--concurrency`: API calls under way at once."""
    return click.option(
        "--concurrency",
        type=click.IntRange(min=1, max=512),
        default=32,
        show_default=True,
        envvar="DRIFTAUDIT_CONCURRENCY",
        help="API calls under way at once.",
    )(function)


def allow_partial(function: F) -> F:
    """`--allow-partial`: what was not read is said all the same, but is no failure."""
    text = "Exit 0, not 3, where something was not read."
    return _flag("--allow-partial", "ALLOW_PARTIAL", text)(function)


def reporting(function: F) -> F:
    """How a report is shown, where it is written, and what makes it a failure."""
    return _together(
        click.option(
            "--format",
            "format_",
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
            envvar="DRIFTAUDIT_FORMAT",
            help="What stdout gets.",
        ),
        click.option(
            "--output",
            "outputs",
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
        _flag("--all", "ALL", "Show every finding in the table, however many."),
    )(function)
