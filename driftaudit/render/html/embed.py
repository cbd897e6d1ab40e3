"""How data, styles and scripts get into the page without a way out of their element."""

import base64
import hashlib
import json
from typing import Final

from driftaudit.model import Json

_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def data_block(value: Json) -> str:
    """JSON that cannot end its script element, nor open a comment in it; keys are sorted."""
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.translate(_ESCAPES)


def policy_of(style: str, script: str) -> str:
    """A content security policy under which this style and this script alone have any effect.

    Nothing is loaded from anywhere. Trusted Types without a policy leave the script no way to
    make markup from text (https://www.w3.org/TR/trusted-types/).
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
