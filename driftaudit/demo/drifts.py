"""The drift that the demo plants: what was done, where, and what `driftaudit check` must report.

The first is the incident: environments built before the module attached the CNI policy never got
it. The others are what people do to single environments.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from driftaudit.demo.stack import ADMINISTRATOR, Role, Stack, irsa_trust
from driftaudit.model import Change, Json, Record


class Expected(Record, frozen=True, kw_only=True):
    """A finding that a check must report in every environment of the drift."""

    code: str
    kind: str
    resource: str
    path: tuple[str, ...]
    change: Change


class Drift(Record, frozen=True, kw_only=True):
    """One planted drift; `story` says in one line what was done."""

    name: str
    sites: tuple[str, ...]
    story: str
    plant: Callable[[Stack], Stack]
    reports: tuple[Expected, ...]


def _change_role(stack: Stack, suffix: str, **changes: Json) -> Stack:
    role: Role = msgspec.structs.replace(stack.roles[suffix], **changes)
    return msgspec.structs.replace(stack, roles=stack.roles | {suffix: role})


def _change_addon(stack: Stack, name: str, **changes: Json) -> Stack:
    addon = stack.addons[name] | changes
    return msgspec.structs.replace(stack, addons=stack.addons | {name: addon})


def _without_cni_policy(stack: Stack) -> Stack:
    return _change_role(stack, "vpc-cni", attached=())


def _with_administrator_node(stack: Stack) -> Stack:
    attached = stack.roles["node"].attached
    return _change_role(stack, "node", attached=(*attached, ADMINISTRATOR))


def _with_mistyped_trust(stack: Stack) -> Stack:
    return _change_role(stack, "vpc-cni", trust=irsa_trust(stack.site, "kube-system:awsnode"))


def _with_old_coredns(stack: Stack) -> Stack:
    return _change_addon(stack, "coredns", addonVersion="v1.10.1-eksbuild.1")


def _with_autoscaler_as_master(stack: Stack) -> Stack:
    role = stack.site.role_arn("autoscaler")
    master = {"rolearn": role, "username": "autoscaler", "groups": ["system:masters"]}
    return msgspec.structs.replace(stack, aws_auth=(*stack.aws_auth, master))


def _with_more_workers(stack: Stack) -> Stack:
    workers = stack.nodegroups["workers"]
    scaling = workers["scalingConfig"] | {"maxSize": 60}
    changed = stack.nodegroups | {"workers": workers | {"scalingConfig": scaling}}
    return msgspec.structs.replace(stack, nodegroups=changed)


DRIFTS: Final[tuple[Drift, ...]] = (
    Drift(
        name="cni-policy",
        sites=("prod-us", "prod-uk", "prod-de"),
        story="no AmazonEKS_CNI_Policy on the vpc-cni role: new nodes get no pod IPs",
        plant=_without_cni_policy,
        reports=(
            Expected(
                code="IAM001",
                kind="iam-role",
                resource="${cluster}-vpc-cni",
                path=(
                    "AttachedManagedPolicies",
                    "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy",
                ),
                change="missing",
            ),
        ),
    ),
    Drift(
        name="mistyped-trust",
        sites=("prod-de",),
        story="the vpc-cni role trusts awsnode, a service account that is not there",
        plant=_with_mistyped_trust,
        reports=(
            Expected(
                code="IAM006",
                kind="iam-role",
                resource="${cluster}-vpc-cni",
                path=("AssumeRolePolicyDocument", "Statement"),
                change="changed",
            ),
        ),
    ),
    Drift(
        name="old-coredns",
        sites=("prod-de",),
        story="addon coredns was left out of the last upgrade",
        plant=_with_old_coredns,
        reports=(
            Expected(
                code="ADDON003",
                kind="addon",
                resource="coredns",
                path=("addonVersion",),
                change="changed",
            ),
            Expected(
                code="KUBE001",
                kind="workload",
                resource="coredns",
                path=("containers", "coredns", "image"),
                change="changed",
            ),
        ),
    ),
    Drift(
        name="autoscaler-as-master",
        sites=("prod-us",),
        story="aws-auth makes the autoscaler a cluster administrator, by hand",
        plant=_with_autoscaler_as_master,
        reports=(
            Expected(
                code="AUTH002",
                kind="aws-auth",
                resource="arn:${partition}:iam::${account}:role/${cluster}-autoscaler",
                path=(),
                change="unexpected",
            ),
        ),
    ),
    Drift(
        name="more-workers",
        sites=("prod-uk",),
        story="node group workers may grow to 60 nodes, elsewhere to 30",
        plant=_with_more_workers,
        reports=(
            Expected(
                code="NODE003",
                kind="nodegroup",
                resource="workers",
                path=("scalingConfig", "maxSize"),
                change="changed",
            ),
        ),
    ),
    Drift(
        name="administrator-node",
        sites=("prod-au",),
        story="AdministratorAccess on the node role, by hand: unseen by terraform",
        plant=_with_administrator_node,
        reports=(
            Expected(
                code="IAM002",
                kind="iam-role",
                resource="${cluster}-node",
                path=(
                    "AttachedManagedPolicies",
                    "arn:${partition}:iam::aws:policy/AdministratorAccess",
                ),
                change="unexpected",
            ),
        ),
    ),
)
"""Every planted drift; prod-ca and staging have none."""
