"""Screens for the documentation, as the program really shows them: one run of the demo.

What varies from run to run (ports, times, folders) is replaced; what a page has no room for is cut
where blocks end, and the cut is marked by `…`.
"""
# ruff: noqa: INP001 - a script, in no package

import json
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import click
from layers import layers

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
)
TO_CUT: Final = "…"
HEAD: Final = "environment    region"
SHOWN: Final = (HEAD, "same in all 3")


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
    return {
        "demo-check": block(
            "text", excerpt(section(played, "6 environments", "exit status"), SHOWN)
        ),
        **made,
    }


def _by_hand(heard: str) -> dict[str, str]:
    """What a user does in another terminal, while the demo is kept running."""
    settings = dict(re.findall(r"^export (\w+)=(\S+)$", heard, re.MULTILINE))
    with environment(settings):
        shown = {
            "compare": session("driftaudit compare prod-ca prod-au"),
            "fleet": session("driftaudit compare prod-ca prod-uk prod-us"),
            "nightly": session("driftaudit check --offline --max-age 6h", "clean:"),
            "report": block("json", report("prod-uk", "prod-us")),
        }
    with own_repository(settings):
        shown |= layers(session)
        return shown | {
            "doctor": session("driftaudit doctor prod-us staging"),
            "incomplete": session("driftaudit check staging"),
            "accept": session("driftaudit baseline accept --group prod"),
            "gate": _gate(committed=Path("baselines/prod.yaml")),
        }


def _gate(committed: Path) -> str:
    """What the gate says of a change to a baseline that one environment alone agrees with."""
    called("driftaudit baseline accept prod-ca")
    before = committed.read_text(encoding="utf-8")
    committed.write_text(before.replace("maxSize: 30", "maxSize: 60"), encoding="utf-8")
    lint = called("driftaudit baseline lint")[1]
    check = session("driftaudit check --offline --max-age 24h --baseline prod", "NODE003")
    return check.replace("```console\n", f"```console\n$ driftaudit baseline lint\n{lint}")


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
    """A JSON report of a check, cut to one environment and to one finding that others share."""
    file = Path("report.json")
    called(f"driftaudit check --output json={file} {' '.join(names)}")
    whole: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    whole["findings"] = [each for each in whole["findings"] if each["also_in"]][:1]
    whole["environments"] = whole["environments"][:1]
    return json.dumps(whole, indent=2, ensure_ascii=False)


def section(text: str, begin: str, end: str) -> str:
    """From the first line that begins with `begin` to where `end` comes next."""
    start = re.search(rf"^{re.escape(begin)}", text, re.MULTILINE)
    if not start:
        raise ValueError(f"the demo shows no {begin!r} any more, but:\n{text}")
    return text[start.start() :].split(end, 1)[0]


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
