"""What the environment may use after a plan: whose user is known, and not what it uses.

A role that comes with a pod identity is that identity's, most likely, also where Terraform does not
say so. To leave it out would hide what it grants; so what fits is taken in.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.odd import at
from driftaudit.plan.part import first_unknown
from driftaudit.plan.pool import Held, Pool

Users = dict[tuple[str, str], tuple[str, ...]]
"""(kind, key) → what uses it; what is not in it is not the environment's."""

_ROLES: Final = {
    "cluster": ("roleArn", ("eks.amazonaws.com",)),
    "nodegroup": ("nodeRole", ("ec2.",)),
    "fargate-profile": ("podExecutionRoleArn", ("eks-fargate-pods.",)),
    "addon": ("serviceAccountRoleArn", ("oidc-provider/", "pods.eks.")),
    "pod-identity": ("roleArn", ("pods.eks.",)),
    "service-account": ("annotations", ("oidc-provider/",)),
}
"""Kind → where it names its role, and what the role's trust has for it."""

_POLICIES: Final = ("AttachedManagedPolicies", "PermissionsBoundary")
_GROUPS: Final = (
    ("resourcesVpcConfig", "securityGroupIds"),
    ("remoteAccess", "sourceSecurityGroups"),
    ("LaunchTemplateData", "SecurityGroupIds"),
    ("LaunchTemplateData", "NetworkInterfaces"),
)


def perhaps_roles(pool: Pool, users: Users) -> Users:
    """New roles that nothing is known to use, by what names a role that is not known yet."""
    waiting: dict[str, list[str]] = {}
    for held in pool:
        if first_unknown(_named_role(held)) is not None:
            waiting.setdefault(held.kind, []).append(f"{held.kind}/{held.name}")
    found: Users = {}
    by_kinds: dict[tuple[str, ...], tuple[str, ...]] = {}
    for role in _new(pool, "iam-role", users) if waiting else ():
        trust = role.attributes.get("AssumeRolePolicyDocument")
        kinds = tuple(kind for kind in waiting if _fits(trust, _ROLES[kind][1]))
        if kinds not in by_kinds:
            by_kinds[kinds] = tuple(sorted(user for kind in kinds for user in waiting[kind]))
        if kinds:
            found[role.kind, role.key] = by_kinds[kinds]
    return found


def _fits(trust: Json, words: tuple[str, ...]) -> bool:
    """Whether a role may be taken in a way; true where nobody knows who may take it."""
    text = json.dumps(trust)
    return first_unknown(trust) is not None or any(word in text for word in words)


def perhaps_policies(pool: Pool, users: Users, named: frozenset[str]) -> Users:
    """The policies of roles of which these are not known yet: those they had, and new ones.

    Of the new ones those whose ARNs are `named` where the plan leaves something open.
    """
    waiting = {
        f"iam-role/{role.name}"
        for role in pool.of("iam-role")
        if (role.kind, role.key) in users and _is_open_to_policies(role)
    }
    everyone = tuple(sorted(waiting))
    found: Users = {}
    for policy in pool.of("iam-policy") if waiting else ():
        had = tuple(
            user for user in (policy.base.used_by if policy.base else ()) if user in waiting
        )
        taken = had if policy.base else everyone if policy.key in named else ()
        if taken and (policy.kind, policy.key) not in users:
            found[policy.kind, policy.key] = taken
    return found


def _is_open_to_policies(role: Held) -> bool:
    return any(first_unknown(role.attributes.get(each)) is not None for each in _POLICIES)


def perhaps_groups(
    pool: Pool, users: Users, present: Mapping[str, bool], named: frozenset[str]
) -> Users:
    """The groups, not used so far, that are `named` where what is `present` leaves them open."""
    waiting = tuple(sorted(user for user, is_open in present.items() if is_open))
    new = _new(pool, "security-group", users) if waiting else []
    return {(each.kind, each.key): waiting for each in new if each.key in named}


def is_open_to_groups(held: Held) -> bool:
    """Whether the security groups of something are not known yet: those it had may stay."""
    return any(first_unknown(at(held.attributes, *path)) is not None for path in _GROUPS)


def open_kinds(pool: Pool, users: Users) -> frozenset[str]:
    """The kinds of which something is used that is not known yet."""
    return frozenset(_open_kinds(pool, users))


def _open_kinds(pool: Pool, users: Users) -> Iterator[str]:
    for held in pool:
        if first_unknown(_named_role(held)) is not None:
            yield "iam-role"
        if is_open_to_groups(held):
            yield "security-group"
        if (held.kind, held.key) in users and _is_open_to_policies(held):
            yield "iam-policy"


def _named_role(held: Held) -> Json:
    return held.attributes.get(_ROLES[held.kind][0]) if held.kind in _ROLES else None


def _new(pool: Pool, kind: str, users: Users) -> list[Held]:
    return [e for e in pool.of(kind) if e.base is None and (e.kind, e.key) not in users]
