"""Workflow commands: ours are obeyed, nobody else's are."""

import io
import re
import sys

import click
import pytest

from driftaudit.github.commands import KEPT, Said, annotation, unheeded


def obeyed(log):
    """The commands that GitHub's runner would obey, from both streams as one."""
    stopped, found = None, []
    for line in log.splitlines():
        if stopped:
            stopped = None if line == f"::{stopped}::" else stopped
        elif line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::"):
            found.append(line)
    assert stopped is None
    return found


def test_an_annotation_is_one_line_whatever_it_says():
    line = annotation("warning", "a%\r\nb\n::error::c \x1b[31md")
    assert line == "::warning title=driftaudit::a%25%0Ab%0A::error::c d"
    assert len(annotation("error", "x" * 99_999)) < 4_100


def test_what_is_printed_inside_is_no_command():
    out = io.StringIO()
    with unheeded(out) as said:
        click.echo("::error::forged")
        click.echo("::set-output name=a::b", err=True)
        sys.stderr.write("##[error]x\n")
        sys.stdout.write("no end of line")
    out.write(annotation("notice", "ours") + "\n")
    assert obeyed(out.getvalue()) == ["::notice title=driftaudit::ours"]
    assert said.text.startswith("::error::forged\n::set-output")
    first, *_, last, _ours = out.getvalue().splitlines()
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert last == f"::{token}::"


def test_the_token_is_another_each_time():
    out = io.StringIO()
    for _ in range(2):
        with unheeded(out):
            pass
    first, _, second, _ = out.getvalue().splitlines()
    assert first != second


def test_commands_are_heeded_again_after_a_crash():
    out = io.StringIO()

    def crash():
        with unheeded(out):
            click.echo("::error::x")
            raise KeyError

    with pytest.raises(KeyError):
        crash()
    assert obeyed(out.getvalue()) == []


def test_the_end_of_what_was_said_is_kept():
    out = io.StringIO()
    said = Said(out)
    assert said.writable()
    said.write("a" * KEPT)
    said.write("b")
    said.flush()
    assert len(said.text) == KEPT
    assert said.text.endswith("ab")
    assert len(out.getvalue()) == KEPT + 1
    with pytest.raises(TypeError):
        said.write(b"")
