"""Workflow commands: what GitHub's runner obeys when a step prints it.

Whatever else is printed stands between `stop-commands` and a token drawn at random: it quotes
tags and names that others wrote, and `::error::` in one of them must stay text. Both streams of a
step are searched for commands, and read apart: so stderr joins stdout in between.
"""

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Final, Literal, TextIO

from driftaudit.render.text import clean, cut

Level = Literal["error", "warning", "notice"]

KEPT: Final = 64 * 1024
"""How many characters of the end of what was said are remembered."""
_MAX_MESSAGE: Final = 4_000


def annotation(level: Level, message: str) -> str:
    """The command that shows a message with the run; lines of it stay lines."""
    lines = "\n".join(map(clean, message.splitlines()))
    data = cut(lines, _MAX_MESSAGE).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{level} title=driftaudit::{data}"


class Said(io.TextIOBase):
    """Hands on to a stream what is written, and remembers the end of it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.text = ""

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Hand the text on; raises TypeError for bytes, as text streams do."""
        if not isinstance(text, str):
            raise TypeError("text only")
        self.text = (self.text + text)[-KEPT:]
        return self._stream.write(text)

    def flush(self) -> None:
        """Hand on all that was written."""
        self._stream.flush()


@contextmanager
def unheeded(stream: TextIO) -> Iterator[Said]:
    """Everything printed inside goes to the stream, and none of it is a command."""
    token = secrets.token_hex(16)
    stream.write(f"::stop-commands::{token}\n")
    stream.flush()
    said = Said(stream)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            yield said
    finally:
        end = "" if not said.text or said.text.endswith("\n") else "\n"
        stream.write(f"{end}::{token}::\n")
        stream.flush()
