"""Other people's text made safe for a terminal and short enough for a line.

Tags, names, ConfigMaps and API messages may hold escape sequences, bidirectional overrides and
workflow commands; nothing of them gets through `clean`.
"""

import re
import textwrap
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from driftaudit.model import Severity

_SEQUENCES: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC and its kin: titles, links
    r"|\x1b[ -/]*[0-~]?"
)
_SPACES: Final = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_HIDDEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
_COMMAND: Final = re.compile(r"##(?=\[|vso\[|teamcity\[)")
"""What other runners than GitHub's, and its own of old, obey wherever it stands in a line."""

_LINK: Final = re.compile(r"https?://[\w.~:/?#@!$&*+,;=%-]+", re.ASCII)
_COLORS: Final[dict[str, str]] = {
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "info": "2",
    "drift": "31",
    "incomplete": "33",
    "clean": "32",
    "bold": "1",
}


def clean(text: str) -> str:
    """The text on one line, without control, bidirectional or invisible characters."""
    flat = _SPACES.sub(" ", _SEQUENCES.sub("", text))
    return _COMMAND.sub("## ", _HIDDEN.sub("", flat))


def unarmed(line: str) -> str:
    """The line, not a workflow command: GitHub's runner obeys `::error` after any spaces."""
    return re.sub(r"^(\s*):(?=:)", r"\1: ", line)


def is_link(text: str) -> bool:
    """Whether a text is an http(s) address, and has no letter that could end one in a format."""
    return bool(_LINK.fullmatch(text))


def cut(text: str, width: int) -> str:
    """The text in at most `width` characters, its middle given up for `…`."""
    if len(text) <= width:
        return text
    if width < 3:
        return "…"[:width]
    head = (width - 1 + 1) // 2
    tail = width - 1 - head
    return text[:head] + "…" + text[len(text) - tail :]


def wrapped(label: str, text: str, *, indent: int, width: int, hang: int = 0) -> list[str]:
    """`label text` in lines of at most `width`, following lines aligned under the text.

    A single word longer than a line stays whole.
    """
    hang = hang or len(label) + 2 * bool(label)
    first = " " * indent + label.ljust(hang)
    return textwrap.wrap(
        clean(text),
        width,
        initial_indent=first,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def plural(count: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def age_words(age: timedelta) -> str:
    """`41 min`, `3 h`, `2 days`: an age in its largest unit, rounded down."""
    minutes = max(int(age.total_seconds()) // 60, 0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def listed(words: Iterable[str]) -> str:
    """The words, each made clean, with commas between."""
    return ", ".join(map(clean, words))


def paint(text: str, style: Severity | str, *, color: bool) -> str:
    """The text in the colour of a severity or result, where colour is wanted."""
    return f"\x1b[{_COLORS[style]}m{text}\x1b[0m" if color else text
