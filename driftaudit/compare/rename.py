"""Gives resources other names, wherever their names stand, and nowhere else."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from driftaudit.compare.side import ResourceKey
from driftaudit.generated import stem
from driftaudit.model import Json, Resource, make_resource

Names = Mapping[str, str]
"""Old name → new name, of one kind."""

_IN_ARNS: Final = {
    "iam-role": r":(?:role|instance-profile)/(?:[^\s\"/]+/)*",
    "iam-policy": r":policy/(?:[^\s\"/]+/)*",
}
"""What stands before a name inside an ARN, wherever that is."""

_GROUP_IN_RULE: Final = r"\b(?:from|to) sg "

_BARE: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "iam-role": (("iam-role", ("InstanceProfileList",)),),
    "launch-template": (("nodegroup", ("launchTemplate", "name")),),
    "security-group": (
        ("cluster", ("resourcesVpcConfig", "securityGroupIds")),
        ("cluster", ("resourcesVpcConfig", "clusterSecurityGroupId")),
        ("nodegroup", ("remoteAccess", "sourceSecurityGroups")),
        ("launch-template", ("LaunchTemplateData", "SecurityGroupIds")),
        ("launch-template", ("LaunchTemplateData", "NetworkInterfaces")),
    ),
}
"""Where a name of a kind stands by itself: kind of the resource that names it, and path."""

_NAME_TAGS: Final = (("Tags", "Name"), ("tags", "Name"))
"""Where people repeat a thing's own name."""


def renamed(
    resources: Mapping[ResourceKey, Resource], kind: str, names: Names
) -> dict[ResourceKey, Resource]:
    """The resources under new names; one whose attributes change gets a digest of its own."""
    if not names:
        return dict(resources)
    change = _Change(kind, names)
    made = (change.of(each) for each in resources.values())
    return {(each.kind, each.name): each for each in made}


class _Change:
    """New names for things of one kind."""

    def __init__(self, kind: str, names: Names) -> None:
        self._kind = kind
        self._names = names
        self._users = {f"{kind}/{old}": f"{kind}/{new}" for old, new in names.items()}
        longest = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self._after = rf"({longest})(?![\w+=,.@/-])"

    def of(self, resource: Resource) -> Resource:
        """A resource with everything that names one of the things renamed."""
        own = resource.kind == self._kind
        name = self._names.get(resource.name) if own else None
        return make_resource(
            resource.kind,
            name or self._in_text(resource)(resource.name),
            self._mapped(resource.attributes, (), resource),
            used_by=tuple(sorted(self._users.get(user, user) for user in resource.used_by)),
            source=resource.source,
        )

    def _mapped(self, value: Json, path: tuple[str, ...], resource: Resource) -> Json:
        if isinstance(value, str):
            return self._text(value, path, resource)
        if isinstance(value, dict):
            return {
                self._text(key, path, resource): self._mapped(each, (*path, key), resource)
                for key, each in value.items()
            }
        if isinstance(value, list | tuple):
            mapped = [self._mapped(each, path, resource) for each in value]
            texts = all(isinstance(each, str) for each in mapped)
            # A set that was sorted by its old names is sorted by the new ones.
            return sorted(mapped) if mapped != list(value) and texts else mapped
        return value

    def _text(self, text: str, path: tuple[str, ...], resource: Resource) -> str:
        if text in self._names and self._is_bare(text, path, resource):
            return self._names[text]
        return self._in_text(resource)(text)

    def _is_bare(self, text: str, path: tuple[str, ...], resource: Resource) -> bool:
        if stem(text) is not None:
            return True  # what a tool has generated is no word of anything else
        if path in _NAME_TAGS:
            return resource.kind == self._kind and resource.name == text
        return any(
            resource.kind == kind and path[: len(place)] == place
            for kind, place in _BARE.get(self._kind, ())
        )

    def _in_text(self, resource: Resource) -> Callable[[str], str]:
        before = _IN_ARNS.get(self._kind)
        if self._kind == resource.kind == "security-group":
            before = _GROUP_IN_RULE
        if before is None:
            return lambda text: text
        pattern = re.compile(f"({before}){self._after}")
        return lambda text: pattern.sub(lambda found: found[1] + self._names[found[2]], text)
