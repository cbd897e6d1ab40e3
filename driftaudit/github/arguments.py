"""The command lines that an action's inputs mean, each value an argument of its own."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from driftaudit.github.inputs import Inputs
from driftaudit.model import Record

FORMATS: Final = ("json", "sarif", "html", "markdown")
"""What is written into the report folder; the file's ending is the format's own."""

SUFFIXES: Final[Mapping[str, str]] = {
    "json": "json",
    "sarif": "sarif",
    "html": "html",
    "markdown": "md",
}


class Step(Record, frozen=True, kw_only=True):
    """One command line and the file its report is written to: `report`.FORMAT, None without."""

    name: str
    arguments: tuple[str, ...]
    report: Path | None = None

    def file(self, form: str) -> Path | None:
        """The report's file in a format."""
        return self.report and self.report.with_name(f"{self.report.name}.{SUFFIXES[form]}")


def steps_of(inputs: Inputs, folder: Path, groups: tuple[str, ...]) -> tuple[Step, ...]:
    """What to run, in order. `groups` are those with environments to compare.

    A gate lints all baselines first, also those that no environment is held against. A comparison
    of nothing named is one of each group; of no group it is none.
    """
    start = (f"--config={inputs.config}",) if inputs.config else ()
    if inputs.command == "snapshot":
        words = (*start, "snapshot", *_choice(inputs))
        return (Step(name="snapshot", arguments=words),)
    if inputs.command == "compare" and not (inputs.group or inputs.environments):
        return tuple(
            _reporting(f"compare {each}", (*start, "compare", f"--group={each}"), inputs, folder)
            for each in groups
        )
    step = _reporting(inputs.command, (*start, inputs.command), inputs, folder)
    lint = Step(name="baseline lint", arguments=(*start, "baseline", "lint"))
    return (lint, step) if inputs.command == "gate" else (step,)


def _reporting(name: str, words: tuple[str, ...], inputs: Inputs, folder: Path) -> Step:
    base = folder / _file_name(name)
    step = Step(name=name, arguments=words, report=base)
    outputs = (f"--output={form}={step.file(form)}" for form in FORMATS)
    arguments = (*words, "--format=table", *outputs, *_terms(inputs), *_choice(inputs))
    return Step(name=name, arguments=arguments, report=base)


def _file_name(name: str) -> str:
    """A file's name: a group may be called anything."""
    return "".join(each if each.isalnum() or each in "-_." else "-" for each in name)[:100]


def _terms(inputs: Inputs) -> Iterator[str]:
    if inputs.fail_on:
        yield f"--fail-on={inputs.fail_on}"
    if inputs.offline and inputs.command != "gate":
        yield "--offline"
    if inputs.max_age:
        yield f"--max-age={inputs.max_age}"
    if inputs.base:
        yield f"--base={inputs.base}"
    yield from (f"--plan={each}" for each in inputs.plans)


def _choice(inputs: Inputs) -> Iterator[str]:
    if inputs.allow_partial:
        yield "--allow-partial"
    if inputs.group:
        yield f"--group={inputs.group}"
    if inputs.environments:
        yield from ("--", *inputs.environments)
