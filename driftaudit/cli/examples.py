"""What `--help` ends with: what to know about arguments, and command lines to copy."""

from typing import Final

UNWRAPPED: Final = "\b"
"""Click leaves the lines of a paragraph that begins with it as they are."""


def epilog(*examples: str, about: str = "") -> str:
    """Examples as they would be typed, after a paragraph about the command, if any."""
    lines = (UNWRAPPED, "Examples:", *(f"  {each}" for each in examples))
    return "\n\n".join(each for each in (about, "\n".join(lines)) if each)
