"""The registry of formats is complete: each loads, shows what was not read, and has a golden."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from driftaudit import render
from driftaudit.cli.main import run
from driftaudit.render import RENDERERS
from tests.render.sample import REPORT

GOLDEN = Path(__file__).parent / "golden"

every_format = pytest.mark.parametrize("name", RENDERERS)


@every_format
def test_every_format_renders_the_sample_as_its_golden(name):
    shown = RENDERERS[name](REPORT)
    assert shown == (GOLDEN / f"report.{RENDERERS[name].suffix}").read_text(encoding="utf-8")
    assert RENDERERS[name](REPORT) == shown


@every_format
def test_every_format_shows_a_failed_read(name):
    shown = RENDERERS[name](REPORT)
    assert "sts:AssumeRole" in shown
    assert shown.endswith("\n")


def test_formats_have_names_places_and_suffixes_of_their_own():
    places = [each.place for each in RENDERERS.values()]
    suffixes = [each.suffix for each in RENDERERS.values()]
    assert len(set(places)) == len(set(suffixes)) == len(RENDERERS)


def test_every_module_that_is_named_like_a_format_is_registered():
    formats = {"table", "json", "markdown", "sarif", "html", "github", "junit"}
    modules = {each.name for each in pkgutil.iter_modules(render.__path__)}
    assert formats & modules <= set(RENDERERS)


def test_help_names_every_format(capsys: pytest.CaptureFixture[str]):
    assert run(["check", "--help"]) == 0
    assert f"[{'|'.join(RENDERERS)}]" in "".join(capsys.readouterr().out.split())


def test_no_format_is_imported_before_it_is_used():
    program = (
        "import sys, driftaudit.cli.options; from driftaudit.render import RENDERERS as all;"
        "print(*(each.place for each in all.values() if each.place.split(':')[0] in sys.modules),"
        "*({'jinja2', 'tabulate', 'xml.etree.ElementTree'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
