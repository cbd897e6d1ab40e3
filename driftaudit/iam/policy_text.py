"""JSON text of a policy, read as strictly as IAM reads it."""

import json
from typing import Final
from urllib.parse import unquote

from driftaudit.model import Json
from driftaudit.texts import is_unicode

_DEEPEST: Final = 64
_LARGEST: Final = 1_000_000
_LONGEST: Final = 1_000
LARGEST_COMPACT: Final = 400_000
"""Characters that a policy may have here, and without blanks: of IAM's own limits the highest is
20,480, AWS's own policies have up to 100,000.
"""

TOO_LARGE: Final = "it is larger than any policy"


class NotJsonError(ValueError):
    """The text is no JSON, or says one thing twice; the message says which."""


def read(text: str) -> Json:
    """The JSON value of a text, URL-encoded or not; blank text is None. Raises NotJsonError."""
    if len(text) > _LARGEST:
        raise NotJsonError(TOO_LARGE)
    if not text.strip():
        return None
    try:
        return _read(text)
    except NotJsonError:
        if not text.lstrip().startswith("%"):
            raise
    return _read(unquote(text))


def _read(text: str) -> Json:
    try:
        found = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer
        )
        if "\\u" in text and not is_unicode(found):
            raise NotJsonError("it has half of a character, which no text can hold")
    except RecursionError:
        raise NotJsonError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise NotJsonError(f"it is no JSON: {error.msg}, {where}") from None
    return found


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotJsonError(f"it has the key {twice!r} twice in one object")
    return made


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST:  # Python refuses to read thousands of them
        raise NotJsonError(f"it has a number of {len(digits):,} digits")
    return int(digits)


def _constant(name: str) -> Json:
    raise NotJsonError(f"it is no JSON: {name} is no number")


def is_shallow(value: Json) -> bool:
    """Whether a JSON value is nested no deeper than any policy is."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list | tuple)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return True
    return False


def folded(value: Json) -> Json:
    """An invalid document as it is compared: lists as sets, one item as a list, nothing as None.

    Texts stay as they are, so two documents that fold to one would be read alike by any reader.
    """
    if isinstance(value, dict):
        return {key: folded(each) for key, each in sorted(value.items())} or None
    if isinstance(value, list | tuple):
        items = {json.dumps(each, sort_keys=True): each for each in map(folded, value)}
        inside = [items[key] for key in sorted(items)]
        return inside[0] if len(inside) == 1 else inside or None
    return value
