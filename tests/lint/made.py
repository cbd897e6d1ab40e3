"""Snapshots of tests/normalize/stack.py with one thing changed, and what the lints say of them."""

from driftaudit.lint.lints import LINTS, lint
from driftaudit.lint.seen import Seen
from tests.normalize import stack
from tests.normalize.stack import US

ARN = f"arn:aws:iam::{US.account}"
NODE = US.role("node")
NODE_RIGHTS = "username: 'system:node:{{EC2PrivateDNSName}}', groups: [%s]"
NODE_GROUPS = NODE_RIGHTS % "system:nodes, system:bootstrappers"


def said(code, snapshot):
    """The lints of one code; those that `lint` as a whole has are the same."""
    found = tuple(LINTS[code](Seen(snapshot)))
    assert [each for each in lint(snapshot) if each.code == code] == sorted(
        found, key=lambda each: (each.resource, each.path)
    )
    return found


def auth(mode="API_AND_CONFIG_MAP", **sections):
    """The stack with this aws-auth, in this authentication mode."""
    cluster = stack.cluster(US) | {"accessConfig": {"authenticationMode": mode}}
    configmap = {"metadata": {"name": "aws-auth", "namespace": "kube-system"}, "data": sections}
    return stack.snapshot(cluster=(cluster,), configmap=(configmap,))


def entry(arn, rights=NODE_GROUPS, key="rolearn"):
    """One entry of mapRoles, or with `key` of mapUsers."""
    return f"- {{{key}: '{arn}', {rights}}}\n"


def role(**changes):
    """The stack whose role `vpc-cni` has other fields."""
    roles = stack.roles(US)
    changed = tuple(
        each | changes if each["RoleName"].endswith("vpc-cni") else each for each in roles
    )
    return stack.snapshot(**{"iam-role": changed})
