"""What a step leaves to others in the runner's files: outputs and its summary.

Both files are only ever added to. A value cannot make an output of its own: it stands between two
lines of a delimiter that is drawn at random (as GitHub's own toolkit does it), and one that holds
it is impossible to foresee.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from driftaudit.render.markdown import SUMMARY

SMALLEST: Final = 1024
"""The bytes below which a summary is not worth beginning."""


def write_outputs(path: Path, outputs: Mapping[str, str]) -> None:
    """Add outputs to the file that `GITHUB_OUTPUT` names; values may have any lines.

    Raises OSError where it cannot be written.
    """
    with path.open("a", encoding="utf-8", errors="replace", newline="") as file:
        file.write(_line_end(path))
        file.writelines(_assigned(name, value) for name, value in outputs.items())


def _assigned(name: str, value: str) -> str:
    delimiter = f"ghadelimiter_{secrets.token_hex(16)}"
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def room(path: Path) -> int:
    """The bytes that a step's summary may still get: GitHub shows none of one that is too long."""
    used = path.stat().st_size if path.exists() else 0
    return SUMMARY - used - len("\n\n")


def append_summary(path: Path, text: str) -> None:
    """Add Markdown to the file that `GITHUB_STEP_SUMMARY` names, as a paragraph of its own.

    Raises OSError where it cannot be written.
    """
    with path.open("a", encoding="utf-8", errors="replace", newline="") as file:
        file.write(_line_end(path) + text.rstrip("\n") + "\n\n")


def _line_end(path: Path) -> str:
    """What ends the last line of a file, if another step left it open."""
    content = path.read_bytes()
    return "" if not content or content.endswith(b"\n") else "\n"
