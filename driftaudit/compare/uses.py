"""What uses a thing, read from the portable resources themselves, so that baselines tell it too.

A use is where a name stands: the `nodeRole` of node group `workers`. What has the same use on both
sides is the same thing, whatever it is called (design: the same thing under another name).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import structs

from driftaudit.compare.side import ResourceKey, Side
from driftaudit.model import Json, Resource

_NAMED: Final = {
    "iam-role": re.compile(r"arn:[^:]*:iam::\$\{account\}:role/(?:.*/)?([^/]+)"),
    "iam-policy": re.compile(r"arn:[^:]*:iam::\$\{account\}:policy/(?:.*/)?([^/]+)"),
    "security-group": re.compile(r"(.+)"),
    "launch-template": re.compile(r"(.+)"),
}
"""How a resource of a kind is named where it is used."""

_USES: Final = (
    ("cluster", ("roleArn",), "iam-role"),
    ("cluster", ("computeConfig", "nodeRoleArn"), "iam-role"),
    ("cluster", ("resourcesVpcConfig", "securityGroupIds"), "security-group"),
    ("cluster", ("resourcesVpcConfig", "clusterSecurityGroupId"), "security-group"),
    ("nodegroup", ("nodeRole",), "iam-role"),
    ("nodegroup", ("launchTemplate", "name"), "launch-template"),
    ("nodegroup", ("remoteAccess", "sourceSecurityGroups"), "security-group"),
    ("fargate-profile", ("podExecutionRoleArn",), "iam-role"),
    ("addon", ("serviceAccountRoleArn",), "iam-role"),
    ("pod-identity", ("roleArn",), "iam-role"),
    ("pod-identity", ("targetRoleArn",), "iam-role"),
    ("service-account", ("annotations", "eks.amazonaws.com/role-arn"), "iam-role"),
    ("launch-template", ("LaunchTemplateData", "SecurityGroupIds"), "security-group"),
    ("iam-role", ("AttachedManagedPolicies",), "iam-policy"),
    ("iam-role", ("PermissionsBoundary", "PermissionsBoundaryArn"), "iam-policy"),
)
"""Kind of the user, path of the name in it, kind of what is used."""


Place = tuple[str, str, tuple[str, ...]]
"""Kind and name of a resource, and a path in it."""

_ENTRIES: Final = frozenset({"aws-auth", "access-entry"})


def uses_of(kind: str, resources: Iterable[Resource]) -> Mapping[str, frozenset[str]]:
    """The uses of each name of a kind; a use that several names share says nothing of any."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for resource in resources:
        for user, path, used in _USES:
            if used == kind and user == resource.kind:
                use = f"{user}/{resource.name} {'.'.join(path)}"
                names[use].update(_names(kind, _at(resource.attributes, path)))
    uses: defaultdict[str, set[str]] = defaultdict(set)
    for use, named in names.items():
        if len(named) == 1:
            uses[named.pop()].add(use)
    return {name: frozenset(found) for name, found in uses.items()}


def mentions(side: Side) -> Mapping[ResourceKey, frozenset[Place]]:
    """Every place that names a thing which is audited only because something names it.

    A mapping or access entry names its role by its own name.
    """
    found: defaultdict[ResourceKey, set[Place]] = defaultdict(set)
    for resource in side.resources.values():
        if resource.kind in _ENTRIES:
            for name in _names("iam-role", resource.name):
                found["iam-role", name].add((resource.kind, resource.name, ()))
        for user, path, used in _USES:
            if user == resource.kind:
                value = _at(resource.attributes, path)
                for key in value if isinstance(value, dict) else (None,):
                    place = (user, resource.name, (*path, key) if key else path)
                    for name in _names(used, key or value):
                        found[used, name].add(place)
    return {thing: frozenset(places) for thing, places in found.items()}


def with_users(side: Side, other: Side) -> Side:
    """The side with the users of what `other` lacks, as it tells them itself: a baseline has none.

    Users are named as normalize names them: `cluster`, `nodegroup/workers`.
    """
    bare = {
        key
        for key, each in side.resources.items()
        if key[0] in _NAMED and key not in other.resources and not each.used_by
    }
    return _told(side, bare, mentions(side)) if bare else side


def with_likely_users(side: Side, other: Side) -> Side:
    """The side with the users that `other` tells of a thing, where the side could not read them.

    What a node group is expected to use is grave to lose, whoever could not list node groups.
    """
    if not side.unread.keys() & ({user for user, _, _ in _USES} | _ENTRIES):
        return side
    places = {
        key: frozenset(place for place in found if place[0] in side.unread)
        for key, found in mentions(other).items()
        if key in side.resources
    }
    return _told(side, {key for key, found in places.items() if found}, places)


def _told(
    side: Side, keys: Iterable[ResourceKey], places: Mapping[ResourceKey, frozenset[Place]]
) -> Side:
    told = {}
    for key in keys:
        resource = side.resources[key]
        users = {*resource.used_by, *map(_user, places.get(key, ()))}
        told[key] = structs.replace(resource, used_by=tuple(sorted(users)))
    return structs.replace(side, resources={**side.resources, **told})


def _user(place: Place) -> str:
    kind, resource, path = place
    if kind == "cluster":
        return "cluster/compute" if path[0] == "computeConfig" else "cluster"
    return f"{kind}/{resource}" + ("/target" if path == ("targetRoleArn",) else "")


def _at(value: Json, path: tuple[str, ...]) -> Json:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _names(kind: str, value: Json) -> Iterator[str]:
    texts = value if isinstance(value, dict | list | tuple) else (value,)
    for text in texts:
        found = _NAMED[kind].fullmatch(text) if isinstance(text, str) else None
        if found:
            yield found[1]
