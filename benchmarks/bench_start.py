"""`driftaudit --version` against the least that a click program takes: importing click."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import measure

LIMIT: Final = 1.5
ROUNDS: Final = 25

INSTALLED: Final = Path(sys.executable).with_name("driftaudit")
VERSION: Final = (str(INSTALLED), "--version")
CLICK: Final = (sys.executable, "-c", "import click")


def run(command: tuple[str, ...]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    rounds = 1 if measure.tiny(__doc__) else ROUNDS
    measure.heading("start: driftaudit --version / python -c 'import click'")
    run(VERSION)  # so that neither pays for files that are not in memory yet
    run(CLICK)
    version, click = measure.interleaved(lambda: run(VERSION), lambda: run(CLICK), rounds=rounds)
    measure.line("driftaudit --version", f"{version * 1000:.0f} ms")
    measure.line("python -c 'import click'", f"{click * 1000:.0f} ms")
    return measure.at_most(version / click, LIMIT)


if __name__ == "__main__":
    sys.exit(main())
