"""Texts of IAM documents as patterns in which only `*` and `?` are wildcards.

Policy variables (`${aws:username}`) and the snapshots' own placeholders (`${account}`) become
constants that no literal text equals; `${*}`, `${?}` and `${$}` become the character they stand
for (IAM user guide, "Policy elements: Variables and tags"). Nothing else in this package looks at
`$`. All of it is mapped into Unicode's private use area, which no policy of AWS may contain.
"""

import re
from typing import Final

FRESH: Final = "\ue000"
"""A letter that no document contains."""

RUN: Final = FRESH * 16
"""What a `*` stands for in a request that is to be as general as its pattern."""

MAX_MARKS: Final = len(RUN) - 1
"""How many `?` a pattern may have for `RUN` to be longer than all of them."""

_OPEN, _CLOSE = "\ue001", "\ue002"
_LITERAL: Final = {"*": "\ue02a", "?": "\ue03f"}
_BACK: Final = {"\ue02a": "${*}", "\ue03f": "${?}"}
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_TOKEN = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_RESERVED = re.compile("[\ue000-\ue1ff]")
_INSIDE: Final = 0xE100


def has_reserved(text: str) -> bool:
    """Whether a text has characters that stand for something else here; IAM allows none of them."""
    return _RESERVED.search(text) is not None


def encode(text: str, *, variables: bool = True, wildcards: bool = True) -> str:
    """The pattern of a text.

    `variables` is false in documents of version 2008-10-17, where `${aws:username}` is literal;
    placeholders, which have no colon, are constants in either. `wildcards` is false where `*` is
    literal (`StringEquals`).
    """
    if "$" in text:
        return "".join(_encoded(text, variables=variables, wildcards=wildcards))
    return text if wildcards else _plain(text)


def _encoded(text: str, *, variables: bool, wildcards: bool) -> list[str]:
    parts: list[str] = []
    at = 0
    for match in _VARIABLE.finditer(text):
        parts.append(_outside(text[at : match.start()], wildcards=wildcards))
        parts.append(_variable(match, variables=variables, wildcards=wildcards))
        at = match.end()
    return [*parts, _outside(text[at:], wildcards=wildcards)]


def _outside(text: str, *, wildcards: bool) -> str:
    return text if wildcards else _plain(text)


def _plain(text: str) -> str:
    for wildcard, literal in _LITERAL.items():
        text = text.replace(wildcard, literal)
    return text


def _variable(match: re.Match[str], *, variables: bool, wildcards: bool) -> str:
    name = match.group(1)
    if not variables and (":" in name or name in ("*", "?", "$")):
        return _outside(match.group(), wildcards=wildcards)
    if name in ("*", "?", "$"):
        return _LITERAL.get(name, name)
    inside = "".join(chr(_INSIDE + ord(c)) if c.isascii() else c for c in _folded(name))
    return _OPEN + inside + _CLOSE


def _folded(name: str) -> str:
    """A variable's key in lower case; not its default value, which is a text like any other."""
    key, comma, default = name.partition(",")
    key = key.strip().lower() if ":" in key else key
    return f"{key}, {default.strip()}" if comma else key


def decode(pattern: str) -> str:
    """The text of a pattern, as a document of version 2012-10-17 would write it."""
    if pattern.isascii() and "${" not in pattern:
        return pattern
    shown = pattern.replace("${", "${$}{").replace(RUN, "*").replace(FRESH, "?")
    for literal, text in _BACK.items():
        shown = shown.replace(literal, text)
    return _TOKEN.sub(_shown, shown)


def _shown(match: re.Match[str]) -> str:
    inside = (chr(ord(c) - _INSIDE) if 0 <= ord(c) - _INSIDE < 0x80 else c for c in match.group(1))
    return "${" + "".join(inside) + "}"


def instance(pattern: str) -> str:
    """A text that the pattern matches, and no pattern that is not at least as wide.

    True where patterns have no `?`: with them, other lengths of `*` are to be tried as well.
    """
    if "?" in pattern:
        pattern = pattern.replace("?", FRESH)
    return pattern.replace("*", RUN) if "*" in pattern else pattern
