"""Gives resources other names, wherever their names stand."""

import re
from collections.abc import Callable, Mapping

from driftaudit.compare.side import ResourceKey
from driftaudit.model import Json, Resource, make_resource

Names = Mapping[str, str]
"""Old name → new name, of one kind."""

_IN_TEXT = {
    "iam-role": r"(?:role|instance-profile)/(?:[^\s\"/]+/)*",
    "iam-policy": r":policy/(?:[^\s\"/]+/)*",
    "security-group": r"\bsg ",
}
"""What stands before a name inside a longer text; other kinds stand alone."""


def renamed(
    resources: Mapping[ResourceKey, Resource], kind: str, names: Names
) -> dict[ResourceKey, Resource]:
    """The resources under new names; one whose attributes change gets a digest of its own."""
    if not names:
        return dict(resources)
    replace = _replacer(kind, names)
    users = {f"{kind}/{old}": f"{kind}/{new}" for old, new in names.items()}
    made = (
        make_resource(
            each.kind,
            names.get(each.name, each.name) if each.kind == kind else replace(each.name),
            _mapped(each.attributes, replace),
            used_by=tuple(sorted(users.get(user, user) for user in each.used_by)),
            source=each.source,
        )
        for each in resources.values()
    )
    return {(each.kind, each.name): each for each in made}


def _replacer(kind: str, names: Names) -> Callable[[str], str]:
    """Replaces a name that is the whole text, or that stands in it as names of the kind do."""
    before = _IN_TEXT.get(kind)
    if before is None:
        return lambda text: names.get(text, text)
    longest = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"({before})({longest})(?![\w+=,.@/-])")

    def replace(text: str) -> str:
        if text in names:
            return names[text]
        return pattern.sub(lambda found: found[1] + names[found[2]], text)

    return replace


def _mapped(value: Json, replace: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, dict):
        return {replace(key): _mapped(each, replace) for key, each in value.items()}
    if isinstance(value, list | tuple):
        mapped = [_mapped(each, replace) for each in value]
        # What was sorted by its old names is sorted by the new ones.
        return sorted(mapped) if all(isinstance(each, str) for each in mapped) else mapped
    return value
