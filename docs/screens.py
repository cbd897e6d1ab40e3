"""Screens for the documentation, as the program really shows them: one run of the demo.

What varies from run to run (ports, times, folders) is replaced; what a page has no room for is cut
where blocks end, and the cut is marked by `…`.
"""
# ruff: noqa: INP001 - a script, in no package

import json
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import click
from layers import layers, override

from driftaudit.cli.main import run
from driftaudit.demo.run import demo
from driftaudit.demo.settings import environment

DEMO: Final = "driftaudit-demo"
TIME: Final = "2026-11-22T03:17:00.000000Z"
VARYING: Final = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"), TIME),
    (re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.\d{6}Z"), TIME.replace(":", "")),
    (re.compile(r"127\.0\.0\.1:\d{4,}"), "127.0.0.1:4566"),
    (re.compile(r"\[Errno \d+\]"), "[Errno 111]"),
    (re.compile(r"\bown/"), ""),
    (re.compile(r"seeded in [\d.]+ s"), "seeded in 3.1 s"),
    (re.compile(r"snapshots up to \d+ min old"), "snapshots up to 41 min old"),
)
TO_CUT: Final = "…"
HEAD: Final = "environment    region"
SHOWN: Final = (HEAD, "same in all 3")
QUESTIONS: Final = ("is each target", "does the change", "ends up", "would break", "how wide")
OLD, NEW = "prod-ca:iam-role/acme-prod-ca-vpc-cni", "prod-us:iam-role/acme-prod-us-vpc-cni"

COMMITTED: Final = Path("baselines/prod.yaml")
OVERRIDE: Final = override("prod-us")
"""What the gate is asked about: one setting of one environment, which drifted in others."""


def screens() -> dict[str, str]:
    """Code blocks by name, from one run of the demo and of commands against its fleet."""
    made: dict[str, str] = {}
    heard = StringIO()
    with tempfile.TemporaryDirectory(prefix="driftaudit-docs-") as home, chdir(home):
        with redirect_stdout(heard):
            demo(
                Path(DEMO),
                keep=True,
                run=run,
                echo=click.echo,
                wait=lambda: made.update(_by_hand(heard.getvalue())),
            )
        played = steady(heard.getvalue(), home)
        made = {name: steady(text, home) for name, text in made.items()}
    shown = section(played, "check")
    return {
        "headline": f"> {shown.splitlines()[0]}\n",
        "demo-check": block("text", excerpt(shown, SHOWN)),
        **made,
    }


def _by_hand(heard: str) -> dict[str, str]:
    """What a user does in another terminal, while the demo is kept running."""
    settings = dict(re.findall(r"^export (\w+)=(\S+)$", heard, re.MULTILINE))
    with environment(settings):
        shown = {
            "fleet": session("driftaudit compare prod-ca prod-uk prod-us"),
            "iam-diff": session(f"driftaudit iam diff {OLD} {NEW}"),
            "report": block("json", report("prod-uk", "prod-us")),
        }
    with own_repository(settings):
        shown |= layers(session)
        return shown | {
            "doctor": session("driftaudit doctor prod-us staging"),
            "incomplete": session("driftaudit check staging"),
            "accept": session("driftaudit baseline accept --group prod"),
            **_gate(),
        }


def _gate() -> dict[str, str]:
    """What the gate says of a change that is not committed yet, in a git repository."""
    called("driftaudit baseline accept prod-ca")
    _git("init", "--quiet", "--initial-branch=main")
    _git("add", "driftaudit.yaml", "baselines")
    _git("-c", "user.name=Ann", "-c", "user.email=ann@acme.example", "commit", "-qm", "expected")
    with COMMITTED.open("a", encoding="utf-8") as file:
        file.write(OVERRIDE)
    shown = session("driftaudit gate --base main", *QUESTIONS)
    answered = Path("gate.json")
    called(f"driftaudit gate --base main --output json={answered}")
    made: dict[str, Any] = json.loads(answered.read_text(encoding="utf-8"))["gate"]
    del made["changes"], made["answers"][1:]
    return {
        "change": block("yaml", f"# {COMMITTED}\n{OVERRIDE}"),
        "gate": shown,
        "report-gate": block("json", _pretty(made)),
    }


def _git(*words: str) -> None:
    subprocess.run([shutil.which("git") or "git", *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@contextmanager
def own_repository(settings: dict[str, str]) -> Iterator[None]:
    """A folder with a configuration and baselines of its own; staging's Kubernetes is down."""
    config = Path(settings["DRIFTAUDIT_CONFIG"]).read_text(encoding="utf-8")
    config = re.sub(r"^baselines: .*", "baselines: baselines", config, flags=re.MULTILINE)
    config = config.replace("store: snapshots", "store: ../driftaudit-demo/snapshots")
    config = re.sub(r"http://[^/]+(/clusters/acme-staging)", r"http://127.0.0.1:1\1", config)
    committed = Path(re.findall(r"^baselines: \"(.*)\"", _read(settings), re.MULTILINE)[0])
    Path("own/baselines").mkdir(parents=True)
    Path("own/driftaudit.yaml").write_text(config, encoding="utf-8")
    for each in committed.glob("*.yaml"):
        Path("own/baselines", each.name).write_bytes(each.read_bytes())
    with chdir("own"), environment(settings | {"DRIFTAUDIT_CONFIG": "driftaudit.yaml"}):
        yield


def _read(settings: dict[str, str]) -> str:
    return Path(settings["DRIFTAUDIT_CONFIG"]).read_text(encoding="utf-8")


def session(command: str, *words: str) -> str:
    """A command, what it shows (or the excerpt with some words), and its exit status."""
    status, shown = called(command)
    text = excerpt(shown, words) if words else shown.rstrip()
    return block("console", f"$ {command}\n{text}\n$ echo $?\n{status}")


def called(command: str) -> tuple[int, str]:
    """The exit status of a driftaudit command line, and what it shows."""
    heard = StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        status = run(shlex.split(command)[1:])
    return status, heard.getvalue()


def report(*names: str) -> str:
    """A JSON report of a check, cut to one environment, one finding, and the first action lost."""
    file = Path("report.json")
    called(f"driftaudit check --output json={file} {' '.join(names)}")
    whole: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    whole["findings"] = [each for each in whole["findings"] if each["also_in"]][:1]
    whole["environments"] = whole["environments"][:1]
    for each in whole["findings"]:
        del each["impact"]["lost"][1:]
    return _pretty(whole)


def _pretty(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def section(text: str, command: str) -> str:
    """What a command of the demo shows: from the line after it to its exit status."""
    found = re.search(
        rf"^\$ driftaudit .*\b{command}\b.*\n((?:.*\n)*?)exit status", text, re.MULTILINE
    )
    if not found:
        raise ValueError(f"the demo shows no {command!r} any more, but:\n{text}")
    return found[1]


def excerpt(text: str, words: tuple[str, ...]) -> str:
    """The first block, the last, and those with one of the words; `…` where others were."""
    every = text.strip().split("\n\n")
    for word in words:
        if word not in text:
            raise ValueError(f"nothing to cut out: {word!r} is shown no more")
    last = len(every) - 1
    kept = [
        each if at in {0, last} or any(word in each for word in words) else TO_CUT
        for at, each in enumerate(every)
    ]
    return "\n\n".join(each for each, _ in groupby(kept))


def block(language: str, text: str) -> str:
    """A code block."""
    return f"```{language}\n{text.strip()}\n```\n"


def steady(text: str, home: str) -> str:
    """Text without what differs from one run to the next."""
    for folder in (str(Path(home).resolve()), home):
        text = text.replace(f"{folder}/", "")
    for pattern, instead in VARYING:
        text = pattern.sub(instead, text)
    return text
