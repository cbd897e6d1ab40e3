"""Which IAM roles an environment uses, and what uses each: only these are audited.

Cluster role, node roles, Fargate roles, roles of add-ons, of service accounts, of pod identities,
principals of access entries and of aws-auth in the same account, and `collect.roles` patterns.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from driftaudit.model import Json, Reading
from driftaudit.normalize.aws_auth_map import read
from driftaudit.normalize.odd import at, mappings, string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.principals import Roles

ROLE_ANNOTATION = "eks.amazonaws.com/role-arn"
"""Names the IAM role of a service account (EKS user guide, IRSA)."""


def used_roles(reading: Reading) -> dict[str, tuple[str, ...]]:
    """Real role ARN (path included) → the sorted `kind/name` of what uses it, names portable.

    A role that only a pattern selects is used by nothing: an empty tuple.
    """
    roles = Roles(reading.identity.account, reading.shapes.get("iam-role", ()))
    portable = Portable(reading.identity)
    used: dict[str, set[str]] = {}
    for principal, user in _claims(reading):
        arn = roles.find(principal)
        if arn:
            used.setdefault(arn, set()).add(portable.text(user))
    for arn in roles:
        name = string(roles.detail(arn).get("RoleName"))
        if any(fnmatchcase(name, pattern) for pattern in reading.role_patterns):
            used.setdefault(arn, set())
    return {arn: tuple(sorted(used[arn])) for arn in sorted(used)}


def _claims(reading: Reading) -> Iterator[tuple[Json, str]]:
    """Every (principal, who names it); users are real names here, principals of any sort."""
    shapes = reading.shapes
    for each in mappings(shapes.get("cluster")):
        yield each.get("roleArn"), "cluster"
        yield at(each, "computeConfig", "nodeRoleArn"), "cluster/compute"
    for each in mappings(shapes.get("nodegroup")):
        yield each.get("nodeRole"), f"nodegroup/{each.get('nodegroupName')}"
    for each in mappings(shapes.get("fargate-profile")):
        yield each.get("podExecutionRoleArn"), f"fargate-profile/{each.get('fargateProfileName')}"
    for each in mappings(shapes.get("addon")):
        yield each.get("serviceAccountRoleArn"), f"addon/{each.get('addonName')}"
    yield from _workload_claims(reading)
    for each in mappings(shapes.get("access-entry")):
        yield each.get("principalArn"), f"access-entry/{each.get('principalArn')}"
    for each in mappings(shapes.get("configmap")):
        if at(each, "metadata", "name") == "aws-auth":
            for entry in read(each).mapped:
                if entry.type != "account":  # mapUsers lets a role in as well as mapRoles does
                    yield entry.principal, f"aws-auth/{entry.principal}"


def _workload_claims(reading: Reading) -> Iterator[tuple[Json, str]]:
    addons = mappings(reading.shapes.get("addon"))
    for each in mappings(reading.shapes.get("pod-identity")):
        name = f"{each.get('namespace')}/{each.get('serviceAccount')}"
        yield each.get("roleArn"), f"pod-identity/{name}"
        yield each.get("targetRoleArn"), f"pod-identity/{name}/target"
        for addon in addons:
            if each.get("associationArn") in (addon.get("podIdentityAssociations") or ()):
                yield each.get("roleArn"), f"addon/{addon.get('addonName')}"
    for each in mappings(reading.shapes.get("service-account")):
        metadata = at(each, "metadata")
        name = f"{at(metadata, 'namespace')}/{at(metadata, 'name')}"
        yield at(metadata, "annotations", ROLE_ANNOTATION), f"service-account/{name}"
