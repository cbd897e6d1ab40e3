"""`driftaudit github`: a report told to people from a GitHub workflow; the action's one step."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from driftaudit.cli import exits, saved
from driftaudit.cli.examples import epilog
from driftaudit.cli.groups import Group
from driftaudit.cli.settings import Settings
from driftaudit.errors import ConfigError, GithubError
from driftaudit.github import tell
from driftaudit.github.arguments import Step
from driftaudit.github.commands import annotation
from driftaudit.github.inputs import LABEL, WEBHOOK
from driftaudit.github.outcome import Outcome
from driftaudit.github.runner import runner_of

_STATUSES = {"clean": exits.CLEAN, "drift": exits.DRIFT, "incomplete": exits.INCOMPLETE}

_report = click.argument("report", type=click.Path(allow_dash=True, path_type=Path))
_key = click.option(
    "--key",
    metavar="TEXT",
    envvar="DRIFTAUDIT_KEY",
    help="Tells this comment or issue from others; default the report's command.",
)


@click.group("github", cls=Group)
def command() -> None:
    """Tell a report to people on GitHub, from a workflow.

    Reads what the runner sets (GITHUB_REPOSITORY, GITHUB_EVENT_PATH, GITHUB_API_URL, …), and the
    token from GITHUB_TOKEN. What the token may not do is a warning, with exit status 0.
    """


@command.command("run")
@click.pass_obj
def run(settings: Settings) -> int:
    """Do what the action's inputs ask for: its one step.

    The inputs are variables, DRIFTAUDIT_ACTION_ and their names. Runs the command, writes
    its report in all formats, annotations, step summary and outputs, and the comment, issue and
    webhook that were asked for. The exit status is the command's.
    """
    from driftaudit.cli.github_run import act

    return act(settings, os.environ, sys.stdout)


@command.command("comment", epilog=epilog("driftaudit github comment report.json"))
@_report
@_key
def comment(report: Path, key: str | None) -> int:
    """Keep one comment on the pull request: what REPORT says.

    REPORT is a saved JSON report, or - for stdin.
    """
    outcome = _outcome(report)
    runner = runner_of(os.environ)
    return _told(
        "comment",
        lambda: tell.comment(
            outcome, key=key or outcome.step.name, runner=runner, environ=os.environ
        ),
    )


@command.command("issue", epilog=epilog("driftaudit github issue report.json --label drift"))
@_report
@_key
@click.option(
    "--label",
    metavar="NAME",
    default=LABEL,
    show_default=True,
    envvar="DRIFTAUDIT_LABEL",
    help="The label that the issue has.",
)
def issue(report: Path, key: str | None, label: str) -> int:
    """Keep one issue: what REPORT says; closed when that is clean.

    REPORT is a saved JSON report, or - for stdin.
    """
    outcome = _outcome(report)
    runner = runner_of(os.environ)
    return _told(
        "issue",
        lambda: tell.issue(
            outcome,
            key=key or outcome.step.name,
            label=label,
            runner=runner,
            environ=os.environ,
        ),
    )


@command.command("notify", epilog=epilog("driftaudit github notify report.json"))
@_report
def notify(report: Path) -> int:
    """Post what REPORT says to the chat of a webhook.

    REPORT is a saved JSON report, or - for stdin; DRIFTAUDIT_WEBHOOK_URL holds the address.
    """
    outcome = _outcome(report)
    url = os.environ.get(WEBHOOK, "").strip()
    if not url:
        raise ConfigError(f"{WEBHOOK} holds no address\nnext: set it from a secret")
    runner = runner_of(os.environ)
    return _told(
        "webhook", lambda: tell.notify(outcome, url=url, runner=runner, environ=os.environ)
    )


def _outcome(path: Path) -> Outcome:
    report = saved.load(path)
    step = Step(name=report.command, arguments=())
    return Outcome(step=step, status=_STATUSES[report.result], report=report)


def _told(what: str, call: Callable[[], str]) -> int:
    """Do it and say so; where the token may not, a warning is all there is to be had."""
    try:
        click.echo(call(), err=True)
    except GithubError as error:
        if not tell.is_refusal(error):
            raise
        click.echo(annotation("warning", tell.in_vain(what, error)))
    return exits.CLEAN
