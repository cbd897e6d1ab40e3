"""The demo runs the program's own commands, says what it does, and believes only their report."""

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from driftaudit.demo import run as demo_run
from driftaudit.demo.drifts import DRIFTS
from driftaudit.demo.run import FOUND, NOT_FOUND, _program, demo
from driftaudit.demo.verdict import Seen, planted
from tests.demo.reports import write_report

pytestmark = pytest.mark.enable_socket


class Program:
    """Stands for the program: answers statuses in turn and writes the report it is told to."""

    def __init__(self, reported: frozenset[Seen], *statuses: int) -> None:
        self.reported = reported
        self.statuses = list(statuses)
        self.commands: list[str] = []
        self.accounts: list[str] = []

    def __call__(self, arguments: Sequence[str]) -> int:
        self.commands.append(arguments[2])
        self.accounts.append(os.environ["AWS_ACCESS_KEY_ID"])
        if arguments[2] == "check":
            write_report(Path(arguments[-1].removeprefix("json=")), self.reported)
        return self.statuses.pop(0)


class Terminal:
    """Keeps what was shown, and stands for the person who presses Ctrl-C."""

    def __init__(self) -> None:
        self.shown = ""
        self.waited = 0

    def echo(self, text: str) -> None:
        self.shown += text + "\n"

    def wait(self) -> None:
        self.waited += 1
        raise KeyboardInterrupt


@pytest.fixture
def _no_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the AWS, which takes seconds; test_end_to_end.py plays with it."""
    monkeypatch.setattr(demo_run, "embedded_aws", lambda log: nullcontext("http://127.0.0.1:1"))
    monkeypatch.setattr(demo_run, "seed", lambda endpoint, stacks: None)


without_servers = pytest.mark.usefixtures("_no_servers")


def play(tmp_path: Path, program: Program, *, keep: bool = False) -> tuple[int, Terminal]:
    terminal = Terminal()
    status = demo(tmp_path, keep=keep, run=program, echo=terminal.echo, wait=terminal.wait)
    return status, terminal


@without_servers
def test_it_snapshots_checks_compares_and_says_what_to_do_next(tmp_path: Path) -> None:
    program = Program(planted(), 0, 1, 1)
    status, terminal = play(tmp_path, program)
    assert status == FOUND
    assert program.commands == ["snapshot", "check", "compare"]
    assert set(program.accounts) == {"111111111111"}
    assert "AWS_ACCESS_KEY_ID" not in os.environ
    assert f"$ driftaudit -c {tmp_path}/driftaudit.yaml snapshot" in terminal.shown
    assert f"All {len(planted())} planted differences were found" in terminal.shown
    assert f"{tmp_path}/reports/check.json" in terminal.shown
    assert f"{tmp_path}/reports/report.html for your browser" in terminal.shown
    assert terminal.waited == 0


@without_servers
def test_every_planted_drift_is_told_before_it_is_found(tmp_path: Path) -> None:
    _, terminal = play(tmp_path, Program(planted(), 0, 1, 1))
    told = terminal.shown[: terminal.shown.index("[1/3]")]
    assert "prod-us, prod-uk, prod-de  no AmazonEKS_CNI_Policy on the vpc-cni role" in told
    assert all(drift.story in told for drift in DRIFTS)
    assert max(map(len, told.splitlines())) <= 100


@without_servers
def test_kept_running_it_says_how_to_use_it_and_waits(tmp_path: Path) -> None:
    status, terminal = play(tmp_path, Program(planted(), 0, 1, 1), keep=True)
    assert status == FOUND
    assert terminal.waited == 1
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:" in terminal.shown
    assert f"export DRIFTAUDIT_CONFIG={tmp_path}/driftaudit.yaml" in terminal.shown
    assert terminal.shown.endswith("stopped\n")


@without_servers
@pytest.mark.parametrize(
    ("program", "said"),
    [
        (Program(planted(), 3), "exit status 3, where 0 was expected"),
        (Program(planted(), 0, 0), "exit status 0, where 1 was expected"),
        (Program(planted(), 0, 1, 2), "exit status 2, where 1 was expected"),
        (Program(frozenset(), 0, 1, 1), "planted and not found: prod-au: IAM002"),
    ],
    ids=["partial", "clean", "failed", "overlooked"],
)
def test_anything_else_is_a_failure_of_the_demo(
    tmp_path: Path, program: Program, said: str
) -> None:
    status, terminal = play(tmp_path, program)
    assert status == NOT_FOUND
    assert said in terminal.shown
    assert "Next:" not in terminal.shown


@without_servers
def test_what_was_not_planted_is_a_failure_too(tmp_path: Path) -> None:
    extra = min(planted(), key=str)
    extra = Seen(
        environment="staging",
        code=extra.code,
        kind=extra.kind,
        resource=extra.resource,
        path=extra.path,
        change=extra.change,
    )
    status, terminal = play(tmp_path, Program(planted() | {extra}, 0, 1, 1))
    assert status == NOT_FOUND
    assert "found and not planted: staging: " in terminal.shown


@without_servers
@pytest.mark.parametrize("interrupted", [130, 143])
def test_an_interrupted_command_ends_the_demo_at_once(tmp_path: Path, interrupted: int) -> None:
    program = Program(planted(), 0, interrupted)
    status, terminal = play(tmp_path, program, keep=True)
    assert status == interrupted
    assert program.commands == ["snapshot", "check"]
    assert terminal.waited == 0


def test_what_to_type_next_can_be_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After `make demo` the program is in .venv, and not on PATH."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    assert _program() == "driftaudit"
    (tmp_path / ".venv" / "bin" / "driftaudit").touch(0o755)
    assert _program() == ".venv/bin/driftaudit"
    monkeypatch.setenv("PATH", str(tmp_path / ".venv" / "bin"))
    assert _program() == "driftaudit"
