"""The action's one step: runs what was asked for, and tells all who are to know.

Whatever happens the outputs are set, and the exit status is that of the command.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, TextIO

from msgspec import structs

from driftaudit.cli import exits, saved
from driftaudit.cli.settings import Settings
from driftaudit.config import find
from driftaudit.config.file import FILE_NAME
from driftaudit.errors import ConfigError, DriftauditError, RevisionError
from driftaudit.github.announce import Announcer
from driftaudit.github.arguments import Step, steps_of
from driftaudit.github.commands import annotation, unheeded
from driftaudit.github.inputs import Inputs, inputs_of
from driftaudit.github.outcome import Outcome, worst_status
from driftaudit.github.runner import runner_of
from driftaudit.judge.threshold import FailOn
from driftaudit.model import SEVERITIES

_BUG: Final = 70
_SIGNALS: Final = 128
"""Statuses from here on: GitHub gives a cancelled step seconds, and nobody waits for its word."""


def act(settings: Settings, environ: Mapping[str, str], stream: TextIO) -> int:
    """Do what the inputs ask for; the exit status of the command that was run."""
    runner = runner_of(environ)
    announcer = Announcer(stream, runner, environ)
    action = _Action(settings, environ, stream, Path(mkdtemp("", "driftaudit-", runner.temp)))
    done: tuple[Outcome, ...] = ()
    status = _BUG
    try:
        done = action.outcomes()
        status = worst_status(done)
    finally:
        # Also where a bug ends this: whoever finds no output might take that for no drift.
        status = announcer.outputs(done, status, action.folder, action.fail_on())
    announcer.show(done)
    if status < _SIGNALS:
        announcer.tell(done, action.inputs)
    return status


class _Action:
    """One run of the action; its reports go into the folder."""

    def __init__(
        self, settings: Settings, environ: Mapping[str, str], stream: TextIO, folder: Path
    ) -> None:
        self.inputs = Inputs()
        self.folder = folder
        self._settings = settings
        self._environ = environ
        self._stream = stream

    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each thing that was asked for; of unusable inputs one error."""
        try:
            self._read_inputs()
            if self.inputs.command == "gate" and self._unconfigured():
                return self._idle(f"There is no {FILE_NAME} here: nothing was checked.")
            steps = steps_of(self.inputs, self.folder, self._groups())
        except DriftauditError as error:
            with unheeded(self._stream) as said:
                said.write(f"driftaudit: {error}\n")
            step = Step(name=self.inputs.command, arguments=())
            return (Outcome(step=step, status=exits.NOTHING, said=str(error)),)
        return self._run(steps) or self._idle("No group has two environments to compare.")

    def fail_on(self) -> FailOn:
        """The least severity that was drift."""
        if self.inputs.fail_on == "none":
            return "none"
        try:
            named = (each for each in SEVERITIES if each == self.inputs.fail_on)
            return next(named, None) or self._settings.load().fail_on
        except DriftauditError:
            return "low"

    def _read_inputs(self) -> None:
        inputs = inputs_of(self._environ)
        config = inputs.config or self._settings.config
        self.inputs = structs.replace(inputs, config=config or "")
        verbose, quiet = self._settings.verbose, self._settings.quiet
        self._settings = Settings(config=config, verbose=verbose, quiet=quiet)

    def _run(self, steps: tuple[Step, ...]) -> tuple[Outcome, ...]:
        """Run all, whatever comes of each; what makes no report joins the next one's outcome."""
        done: list[Outcome] = []
        before: Outcome | None = None
        for step in steps:
            outcome = structs.replace(self._ran(step), before=before)
            joins = step.report is None and step is not steps[-1]
            before = outcome if joins and outcome.status else None
            if not joins:
                done.append(outcome)
        return tuple(done)

    def _ran(self, step: Step) -> Outcome:
        from driftaudit.cli.main import run

        with unheeded(self._stream) as said:
            status = run(step.arguments)
        file = step.file("json")
        if file and file.is_file():
            return Outcome(step=step, status=status, report=saved.load(file), said=said.text)
        if file and status in {exits.CLEAN, exits.DRIFT, exits.INCOMPLETE}:
            status = exits.NOTHING  # a verdict that nobody can read is none
        return Outcome(step=step, status=status, said=said.text)

    def _groups(self) -> tuple[str, ...]:
        """The groups with environments to compare, in their order in the configuration."""
        if self.inputs.command != "compare":
            return ()
        targets = self._settings.load().targets
        count = Counter(each.environment.group for each in targets)
        return tuple(name for name, number in count.items() if name and number > 1)

    def _unconfigured(self) -> bool:
        """Whether there is no configuration here, and was none before the change either.

        A change that deletes the configuration is no such case.
        """
        try:
            find(Path.cwd(), self._settings.config)
        except ConfigError:
            return not (self._settings.config or self._was_configured())
        return False

    def _was_configured(self) -> bool:
        from driftaudit.revision import base_of, files_at, top_of

        here = Path.cwd()
        try:
            base = base_of(here, self.inputs.base or None, self._environ)
            root = top_of(here).resolve()
            file = here.resolve().relative_to(root) / FILE_NAME
            with files_at(root, base, (file,)) as folder:
                return (folder / file).exists()
        except RevisionError:
            return True  # not known: the gate itself says what is wrong

    def _idle(self, said: str) -> tuple[Outcome, ...]:
        """Nothing to judge, which is no error where nothing is configured for it."""
        self._stream.write(annotation("notice", said) + "\n")
        step = Step(name=self.inputs.command, arguments=())
        return (Outcome(step=step, status=exits.CLEAN, said=said, idle=True),)
