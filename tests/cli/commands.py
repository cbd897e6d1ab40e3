"""driftaudit's command lines for tests: in this process, or in one of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from driftaudit.cli.main import run
from driftaudit.demo.settings import environment, variables
from tests.fleet import SeededFleet


def at(fleet: SeededFleet, folder: Path, *changes: tuple[str, str]) -> SeededFleet:
    """The fleet with a configuration, and so a store, of one's own; texts in it replaced."""
    text = fleet.config.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    config = folder / "driftaudit.yaml"
    config.write_text(text)
    return fleet._replace(config=config)


def own_baselines(fleet: SeededFleet) -> str:
    """The folder of the fleet's own copies of the baselines, as its configuration names it."""
    return json.dumps(str(fleet.config.parent / "baselines"))


def only(fleet: SeededFleet, folder: Path, site: str, addition: str = "") -> SeededFleet:
    """The fleet's configuration with one environment alone, which may get more lines."""
    head, _, rest = fleet.config.read_text().partition("environments:\n")
    blocks = rest.replace("\n    ", "\0").splitlines()
    (block,) = (each for each in blocks if each.startswith(f"  {site}:"))
    config = folder / "driftaudit.yaml"
    config.write_text(f"{head}environments:\n" + block.replace("\0", "\n    ") + "\n" + addition)
    return fleet._replace(config=config)


def command(fleet: SeededFleet, *arguments: str, **settings: str) -> int:
    """The exit status of a command line, each call tried once; `settings` are variables."""
    chosen = variables(fleet.endpoint) | {"AWS_MAX_ATTEMPTS": "1"} | settings
    with environment({name: value for name, value in chosen.items() if value}):
        return run(["-c", str(fleet.config), *arguments])


def process(
    fleet: SeededFleet | None, *arguments: str, **settings: str
) -> tuple[list[str], dict[str, str]]:
    """The command and the environment to start it in a process of its own."""
    config = ["-c", str(fleet.config)] if fleet else []
    chosen = variables(fleet.endpoint if fleet else "http://127.0.0.1:1") | settings
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # Where coverage is measured, it is measured there, too.
    inherited |= {name: value for name, value in os.environ.items() if name.startswith("COV")}
    return [sys.executable, "-m", "driftaudit", *config, *arguments], inherited | chosen


def finished(fleet: SeededFleet | None, *arguments: str, shell: str = "", **settings: str) -> Any:
    """A finished process; `shell` is appended to its command line (`>&-`, `| head -1`)."""
    words, env = process(fleet, *arguments, **settings)
    line = " ".join(f"'{word}'" for word in words)
    text = f"{line} {shell}; exit ${{PIPESTATUS[0]}}"
    return subprocess.run(
        ["bash", "-c", text], env=env, capture_output=True, text=True, timeout=60, check=False
    )
