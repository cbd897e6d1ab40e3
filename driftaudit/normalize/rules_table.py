"""Every rule of normalisation in one table, as Markdown for people or JSON for scripts."""

from typing import Final

import msgspec

from driftaudit.model import KINDS, Json
from driftaudit.normalize.fields import RULES
from driftaudit.normalize.rewritten import ANY, DROPPED_KEYS, REWRITTEN
from driftaudit.normalize.rule import EFFECTS, Rule

_KINDS: Final = (ANY, *KINDS)

TABLE: Final[tuple[Rule, ...]] = tuple(
    sorted(
        (*RULES, *REWRITTEN, *DROPPED_KEYS),
        key=lambda rule: (_KINDS.index(rule.kind), tuple(EFFECTS).index(rule.effect), rule.path),
    )
)
"""By kind (`*`: all) as in `KINDS`, then by effect as in `EFFECTS`, then by path."""

_HEAD: Final = """\
# What is evened out before environments are compared

`driftaudit schema rules` prints this page, `--format json` the same for scripts. A field that is
not listed is kept as the API gives it, with the environment's own words as placeholders, and
compared: also one that AWS adds tomorrow. `[]` stands for each item of a list.

"""


def markdown() -> str:
    """The table as a page, always the same bytes."""
    legend = "".join(f"* `{effect}`: {meaning}\n" for effect, meaning in EFFECTS.items())
    lines = ["| kind | path | effect | values | source |", "| --- | --- | --- | --- | --- |"]
    lines += [_line(rule) for rule in TABLE]
    return _HEAD + legend + "\n" + "\n".join(lines) + "\n"


def as_json() -> str:
    """The table as an indented JSON list of `{kind, path, effect, source, values}`."""
    return msgspec.json.format(msgspec.json.encode(TABLE)).decode() + "\n"


def _line(rule: Rule) -> str:
    values = ", ".join(_word(each) for each in rule.values)
    cells = (f"`{rule.kind}`", f"`{rule.path}`", rule.effect, values, rule.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _word(value: Json) -> str:
    return f"`{value}`" if isinstance(value, str) else f"`{msgspec.json.encode(value).decode()}`"
