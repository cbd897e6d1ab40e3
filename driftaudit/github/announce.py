"""Everybody told what came of a run: later steps, the run's page, the pull request, issue, chat.

Outputs go first, before anything that may take time. What GitHub does not take is a warning.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, TextIO

from driftaudit.errors import DriftauditError, GithubError
from driftaudit.github import tell
from driftaudit.github.commands import annotation
from driftaudit.github.files import SMALLEST, append_summary, room, write_outputs
from driftaudit.github.inputs import Inputs
from driftaudit.github.outcome import Outcome, headline_of, in_words, outputs_of, worst_status
from driftaudit.github.runner import Runner
from driftaudit.judge.threshold import FailOn
from driftaudit.render.github import github

UNSET: Final = 2
"""The exit status where outputs could not be set, and all else went well."""


class Announcer:
    """Speaks to the runner through a stream and its files, to people through GitHub's API."""

    def __init__(self, stream: TextIO, runner: Runner, environ: Mapping[str, str]) -> None:
        self._stream = stream
        self._runner = runner
        self._environ = environ

    def say(self, line: str) -> None:
        """Print a line now: a workflow command, or a text that is none."""
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def outputs(self, done: tuple[Outcome, ...], status: int, folder: Path, fail_on: FailOn) -> int:
        """Set every output; the exit status, which is no success where they could not be set."""
        if not self._runner.output:
            return status
        try:
            write_outputs(self._runner.output, outputs_of(done, status, folder, fail_on))
        except OSError as error:
            self.say(annotation("error", f"outputs cannot be written: {error.strerror}"))
            return status or UNSET
        return status

    def show(self, done: tuple[Outcome, ...]) -> None:
        """Annotations of what was found, and the step's summary."""
        for each in done:
            if each.report:
                self.say(github(each.report).rstrip("\n"))
            if each.result == "error":
                self.say(annotation("error", _reason(each)))
            self._summarize(each)

    def _summarize(self, outcome: Outcome) -> None:
        file = self._runner.summary
        if file is None:
            return
        try:
            limit = room(file)
            if limit < SMALLEST:
                self.say(annotation("warning", "the step summary is full: nothing was added"))
                return
            text = in_words(outcome, limit=limit, link=self._runner.link, in_bytes=True)
            append_summary(file, text)
        except OSError as error:
            why = f"the step summary cannot be written: {error.strerror}"
            self.say(annotation("warning", why))

    def tell(self, done: tuple[Outcome, ...], inputs: Inputs) -> None:
        """Comment, issue and webhook, where they were asked for."""
        for each in done:
            if each.idle:
                continue
            key = inputs.key if len(done) == 1 else f"{inputs.key} {each.step.name}"
            if inputs.comment:
                self._try("comment", partial(tell.comment, each, key=key))
            if inputs.issue:
                self._try("issue", partial(tell.issue, each, key=key, label=inputs.label))
            # Every night that all is well, or as bad as was allowed, is no news.
            if inputs.webhook and worst_status((each,)):
                self._try("webhook", partial(tell.notify, each, url=inputs.webhook))

    def _try(self, what: str, call: Callable[..., str]) -> None:
        try:
            self.say(call(runner=self._runner, environ=self._environ))
        except GithubError as error:
            self.say(annotation("warning", tell.in_vain(what, error)))
        except DriftauditError as error:
            self.say(annotation("warning", f"{what}: {error}"))


def _reason(outcome: Outcome) -> str:
    """What kept everything from being judged, in what the command said last."""
    said = (outcome.before or outcome).said
    last = [line for line in said.splitlines() if line.strip()][-3:]
    return "\n".join([headline_of(outcome), *last])
