"""Text for SARIF's messages: one line that no reader takes for a placeholder, a link or a command.

In a message `{` begins a placeholder and would have to be doubled, which some readers show as it
stands and others fail on (microsoft/sarif-sdk#2814): there are no braces in ours.
"""

from typing import Final

from driftaudit.render.text import clean

_BRACES: Final = str.maketrans("{}", "()")


def words(text: str) -> str:
    """The text on one line, `${cluster}` as `$(cluster)`; never empty, which GitHub refuses."""
    # `[text](target)` is a link, wherever it stands in a message.
    return clean(text).translate(_BRACES).replace("](", "] (") or "-"


def sentence(text: str) -> str:
    """The text as words that end like a sentence."""
    made = words(text)
    return made if made.endswith((".", "!", "?", "…")) else f"{made}."
