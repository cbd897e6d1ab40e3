"""Other people's text as a browser may show it: what cannot be seen is spelled out.

Escaping markup is not enough for a page that sets two values side by side: an override of the
writing direction, a zero-width space or a no-break space would make different values look equal.
"""

import math

from driftaudit.model import Json

_SAFE_INTEGER = 2**53
"""Up to here JavaScript tells integers apart (ECMA-262, Number.MAX_SAFE_INTEGER)."""


def visible(text: str) -> str:
    r"""The text with each character that does not print as `\u202e`; line breaks and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in "\n\t" else f"\\u{ord(each):04x}" for each in text
    )


def visible_json(value: Json) -> Json:
    """The value with every text in it made visible, keys too, and numbers that survive a browser.

    Keys that look alike afterwards keep apart: the later one gets an apostrophe.
    """
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        made: dict[str, Json] = {}
        for key in sorted(value):
            name = visible(key)
            while name in made:
                name += "'"
            made[name] = visible_json(value[key])
        return made
    if isinstance(value, list | tuple):
        return [visible_json(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > _SAFE_INTEGER:
        return str(value)
    return value
