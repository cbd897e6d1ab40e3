"""Which of the resources in the pool are the environment's: what it uses, as in a real reading.

A role, a policy, a group, a template is audited where something uses it. What a plan begins to use
enters the snapshot, what it stops using leaves.
"""

import json
from collections.abc import Iterator

from driftaudit.model import Environment, Identity, Json, Reading, Record
from driftaudit.normalize.odd import at, mapping, mappings, string, strings
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.principals import Roles
from driftaudit.normalize.roles import used_roles
from driftaudit.plan.foretell import is_stand_in
from driftaudit.plan.lay import NEWEST, shaped
from driftaudit.plan.perhaps import (
    Users,
    is_open_to_groups,
    perhaps_groups,
    perhaps_policies,
    perhaps_roles,
)
from driftaudit.plan.pool import Held, Pool


class Missing(Record, frozen=True):
    """Something that the plan makes the environment use, and of which nothing is known."""

    kind: str
    what: str
    user: str


class Selection:
    """What uses what, once the pool is as after the plan."""

    def __init__(
        self,
        pool: Pool,
        environment: Environment,
        identity: Identity,
        patterns: tuple[str, ...],
        perhaps: frozenset[str] = frozenset(),
    ) -> None:
        self._pool = pool
        self._environment = environment
        self._identity = identity
        self._patterns = patterns
        self._perhaps = perhaps
        self._portable = Portable(identity)
        self.missing: list[Missing] = []

    def users(self) -> Users:
        """Everything that is selected, with its users."""
        found: Users = {}
        found |= {("iam-role", key): users for key, users in self._roles().items()}
        found |= perhaps_roles(self._pool, found)
        found |= {("iam-policy", key): users for key, users in self._policies(found).items()}
        found |= perhaps_policies(self._pool, found, self._perhaps)
        found |= {("launch-template", key): users for key, users in self._templates().items()}
        found |= {("security-group", key): users for key, users in self._groups(found).items()}
        return found

    def _roles(self) -> dict[str, tuple[str, ...]]:
        roles = self._pool.of("iam-role")
        reading = Reading(
            environment=self._environment,
            identity=self._identity,
            shapes=self._shapes() | {"iam-role": tuple(map(_role, roles))},
            role_patterns=self._patterns,
        )
        used = {arn.rpartition("/")[2]: users for arn, users in used_roles(reading).items()}
        by_pattern = {each.key: () for each in roles if each.base and not each.base.used_by}
        known = Roles(self._identity.account, reading.shapes["iam-role"])
        for user, principal in self._claims():
            if known.find(principal) is None and f":{self._identity.account}:" in principal:
                self.missing.append(Missing("iam-role", principal, user))
        return by_pattern | used

    def _claims(self) -> Iterator[tuple[str, str]]:
        """The roles that changed resources name; a user that is not a role is no matter."""
        for held in self._pool:
            if held.shape is None:
                continue
            for name in ("roleArn", "nodeRole", "podExecutionRoleArn", "serviceAccountRoleArn"):
                arn = string(held.shape.get(name))
                if ":role/" in arn:
                    yield f"{held.kind}/{held.name}", arn
            if held.kind == "access-entry" and ":role/" in held.key:
                yield f"{held.kind}/{held.name}", held.key

    def _shapes(self) -> dict[str, tuple[Json, ...]]:
        """As much of the API's shapes as tells who uses which role."""
        made: dict[str, list[Json]] = {}
        for held in self._pool:
            shape = mapping(self._filled(held.attributes))
            namespace, _, name = held.key.partition("/")
            ways: dict[str, dict[str, Json]] = {
                "cluster": {"name": held.key},
                "nodegroup": {"nodegroupName": held.key},
                "fargate-profile": {"fargateProfileName": held.key},
                "addon": {"addonName": held.key},
                "pod-identity": {
                    "namespace": namespace,
                    "serviceAccount": name,
                    "associationArn": held.key,
                },
                "access-entry": {"principalArn": held.key},
                "service-account": {
                    "metadata": {"namespace": namespace, "name": name} | shape,
                },
            }
            if held.kind in ways:
                made.setdefault(held.kind, []).append(shape | ways[held.kind])
        principals = [
            {"rolearn": each.source}
            for each in self._pool.of("aws-auth")
            if each.attributes.get("type") == "role"
        ]
        data = {"mapRoles": json.dumps(principals)}
        made["configmap"] = [{"metadata": {"name": "aws-auth"}, "data": data}]
        return {kind: tuple(each) for kind, each in made.items()}

    def _filled(self, value: Json) -> Json:
        if isinstance(value, dict):
            return {key: self._filled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        return self._portable.fill(value) if isinstance(value, str) else value

    def _policies(self, found: Users) -> dict[str, tuple[str, ...]]:
        """The customer-managed policies of selected roles; AWS's own are facts."""
        users: dict[str, set[str]] = {}
        for held in self._pool.of("iam-role"):
            if ("iam-role", held.key) not in found:
                continue
            boundary = at(held.attributes, "PermissionsBoundary", "PermissionsBoundaryArn")
            attached = mapping(held.attributes.get("AttachedManagedPolicies"))
            for arn in map(self._portable.fill, (*attached, string(boundary))):
                users.setdefault(arn, set()).add(f"iam-role/{held.name}")
                before = str(held.base.attributes) if held.base else ""
                ours = f":{self._identity.account}:policy/" in arn
                is_new = self._portable.text(arn) not in before
                if ours and is_new and self._pool.get("iam-policy", arn) is None:
                    self.missing.append(Missing("iam-policy", arn, f"iam-role/{held.name}"))
        known = {each.key for each in self._pool.of("iam-policy")}
        return {arn: tuple(sorted(names)) for arn, names in users.items() if arn in known}

    def _templates(self) -> dict[str, tuple[str, ...]]:
        users: dict[str, set[str]] = {}
        for group in self._pool.of("nodegroup"):
            user = f"nodegroup/{group.name}"
            key = self._version(group, user)
            if key:
                users.setdefault(key, set()).add(user)
        return {key: tuple(sorted(names)) for key, names in users.items()}

    def _version(self, group: Held, user: str) -> str | None:
        """The key of the template's version that a node group uses after the plan."""
        versions = self._pool.of("launch-template")
        known = next((each for each in versions if each.base and user in each.base.used_by), None)
        if group.shape is None:
            return known.key if known else None
        used = mapping(group.shape.get("launchTemplate"))
        id_, name = string(used.get("id")), string(used.get("name"))
        if not id_ and not name:
            return None
        of_it = [
            each
            for each in versions
            if each.key.partition(":" if not is_stand_in(id_) else NEWEST)[0] == id_
            or (not id_ and each.name.partition(" (nodegroup/")[0] == self._portable.text(name))
        ]
        version = used.get("version")
        exact = [each for each in of_it if each.key.rpartition(":")[2] == str(version)]
        newest = [each for each in of_it if each.key.endswith(NEWEST)]
        chosen = (
            exact
            or (newest if not str(version).isdigit() else [])
            or (of_it if len(of_it) == 1 and not str(version).isdigit() else [])
        )
        if not chosen:
            self.missing.append(Missing("launch-template", id_ or name, user))
            return None
        return chosen[0].key

    def _groups(self, found: Users) -> dict[str, tuple[str, ...]]:
        users: dict[str, set[str]] = {}
        changed: set[str] = set()
        present: dict[str, bool] = {}
        for held in self._pool:
            user = self._group_user(held)
            if user is None or (held.kind == "launch-template" and _place(held) not in found):
                continue
            present[user] = present.get(user, False) or is_open_to_groups(held)
            if held.shape is not None:
                changed |= set() if is_open_to_groups(held) else {user}
                for group_id in _group_ids(held):
                    users.setdefault(group_id, set()).add(user)
        for held in self._pool.of("security-group"):
            stay = present.keys() - changed
            users.setdefault(held.key, set()).update(
                user for user in (held.base.used_by if held.base else ()) if user in stay
            )
        known = {each.key: each for each in self._pool.of("security-group")}
        used = {key: tuple(sorted(names)) for key, names in users.items() if names and key in known}
        taken: Users = {("security-group", key): names for key, names in used.items()}
        more = perhaps_groups(self._pool, taken, present, self._perhaps)
        return used | {key: names for (_, key), names in more.items()}

    def _group_user(self, held: Held) -> str | None:
        if held.kind == "cluster":
            return "cluster"
        if held.kind == "launch-template":
            return f"launch-template/{held.name.partition(' (nodegroup/')[0]}"
        return f"nodegroup/{held.name}" if held.kind == "nodegroup" else None


def _role(held: Held) -> Json:
    return {"Arn": held.source, "RoleName": held.key}


def _place(held: Held) -> tuple[str, str]:
    return held.kind, held.key


def _group_ids(held: Held) -> list[str]:
    """The security groups that something uses, by their real ids."""
    if held.kind == "cluster":
        network = mapping(shaped(held, "resourcesVpcConfig"))
        own = network.get("clusterSecurityGroupId")
        return [*strings(network.get("securityGroupIds")), *strings([own])]
    if held.kind == "nodegroup":
        return strings(shaped(held, "remoteAccess", "sourceSecurityGroups"))
    data = mapping(shaped(held, "LaunchTemplateData"))
    inner = [each.get("Groups") for each in mappings(data.get("NetworkInterfaces"))]
    return [*strings(data.get("SecurityGroupIds")), *(one for ids in inner for one in strings(ids))]
