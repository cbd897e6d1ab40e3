r"""Every text in a JSON value, for those who look for a word wherever it stands.

JSON text may escape half a character (`\ud800`, RFC 8259, section 8.2), which is no Unicode text:
no file can hold it.
"""

from collections.abc import Iterator

import msgspec

from driftaudit.model import Json


def texts(value: Json) -> Iterator[str]:
    """The strings of a value and the keys of its maps, at any depth, in their order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def is_unicode(value: Json) -> bool:
    """Whether every text in a value can be written: no half of a character is in any."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return False
    return True


def as_unicode(value: Json) -> Json:
    """The value with halves of characters as their escapes; most values have none."""
    return value if is_unicode(value) else _escaped(value)


def _escaped(value: Json) -> Json:
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {_escaped(key): _escaped(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(each) for each in value]
    return value
