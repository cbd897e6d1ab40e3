"""Where a report goes: stdout, the files asked for, and the exit status."""

from pathlib import Path

import click

from driftaudit.cli import exits
from driftaudit.errors import DriftauditError
from driftaudit.report import Report


def publish(
    report: Report, *, format_: str, outputs: tuple[str, ...], show_all: bool, allow_partial: bool
) -> int:
    """Write the report everywhere it was asked for; the exit status of the contract.

    Raises:
        DriftauditError: an output could not be written; all others are.
    """
    click.echo(_render(report, format_, show_all=show_all), nl=False, color=_colour())
    problems = [problem for output in outputs if (problem := _write(report, output))]
    if problems:
        raise DriftauditError("; ".join(problems))
    if report.result == "drift":
        return exits.DRIFT
    gaps = (each.gaps for each in report.environments)
    return exits.of_gaps(gaps, allow_partial=allow_partial)


def check_outputs(outputs: tuple[str, ...]) -> None:
    """Refuse, before any work, outputs that cannot be meant.

    Raises:
        click.BadParameter: not FORMAT=PATH, an unknown format, or one path twice.
    """
    from driftaudit.render import RENDERERS

    paths = set()
    for output in outputs:
        format_, equals, path = output.partition("=")
        if not equals or not path or format_ not in RENDERERS:
            known = ", ".join(sorted(RENDERERS))
            raise click.BadParameter(
                f"{output!r} is not FORMAT=PATH with a format of {known}", param_hint="--output"
            )
        if Path(path).absolute() in paths:
            raise click.BadParameter(f"{path} is named twice", param_hint="--output")
        paths.add(Path(path).absolute())


def _render(report: Report, format_: str, *, show_all: bool) -> str:
    from driftaudit.render import RENDERERS

    return RENDERERS[format_](report, color=_colour(), show_all=show_all)


def _write(report: Report, output: str) -> str | None:
    from driftaudit.render import RENDERERS

    format_, _, path = output.partition("=")
    text = RENDERERS[format_](report, color=False, show_all=True)
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        return f"--output {output}: cannot be written: {error.strerror or error}"
    return None


def _colour() -> bool:
    import os

    return click.get_text_stream("stdout").isatty() and "NO_COLOR" not in os.environ
