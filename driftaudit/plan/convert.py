"""From Terraform's spelling to that of AWS's APIs: names, single blocks, booleans in quotes."""

from collections.abc import Callable, Mapping
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.odd import is_empty, string
from driftaudit.plan.part import why_unknown

GENERATED: Final = "0" * 26
"""What stands for the end of a name that Terraform has yet to generate.

It has the look of one (`generated.py`), so that the thing is found again under its real name.
"""

_PREFIX: Final = "terraform-"
"""What the provider has a name begin with that has neither itself nor a prefix."""

_WORDS: Final = {"arn": "Arn", "ipv4": "Ipv4", "ipv6": "Ipv6"}
_BOOLEANS: Final = {"true": True, "false": False}


def generated(prefix: Json, number: int = 0) -> str:
    """A name that Terraform has yet to generate, the `number`th of its prefix."""
    return f"{string(prefix) or _PREFIX}{number:0{len(GENERATED)}d}"


def camel(name: str) -> str:
    """`min_size` → `minSize`."""
    head, *rest = name.split("_")
    return head + "".join(each.capitalize() for each in rest)


def pascal(name: str) -> str:
    """`min_size` → `MinSize`."""
    return "".join(_WORDS.get(each, each.capitalize()) for each in name.split("_"))


def block(value: Json) -> Json:
    """The one block of a list of at most one; None where there is none."""
    if isinstance(value, list):
        return value[0] if value else None
    return value


def boolean(value: Json) -> Json:
    """`"true"` as true: Terraform has text where unset must not be false."""
    return _BOOLEANS.get(value, value or None) if isinstance(value, str) else value


def renamed(values: Mapping[str, Json], names: Mapping[str, str]) -> dict[str, Json]:
    """The values by their names in the API; what Terraform leaves empty is left out."""
    return {
        names[key]: value for key, value in values.items() if key in names and not is_empty(value)
    }


def tags(values: Mapping[str, Json]) -> Json:
    """All tags, those of the provider's `default_tags` too; `tags` where there are no others."""
    everything = values.get("tags_all")
    return values.get("tags") if everything is None else everything


def is_known(value: Json) -> bool:
    """Whether something is there and known."""
    return not is_empty(value) and why_unknown(value) is None


def objects(value: Json, spell: Callable[[str], str], many: frozenset[str] = frozenset()) -> Json:
    """Blocks by the API's names: those of `many` stay lists, others are the one block they hold.

    What is left empty is left out, as in the API's answers.
    """
    if isinstance(value, list):
        return [objects(each, spell, many) for each in value]
    if not isinstance(value, dict) or why_unknown(value) is not None:
        return value
    made = {}
    for key, each in value.items():
        inner = objects(each, spell, many)
        is_block = isinstance(each, list) and each and all(isinstance(one, dict) for one in each)
        made[spell(key)] = block(inner) if is_block and key not in many else inner
    return {key: each for key, each in made.items() if not is_empty(each)}
