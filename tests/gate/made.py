"""Environments for tests of the gate: a role and an addon each, and baselines that expect them."""

from driftaudit.baselines.layers import Baseline
from driftaudit.gate.target import Planned, Target
from driftaudit.model import Environment, Gap, Identity, Snapshot, Tool, make_resource
from driftaudit.subject import Unread

ROLE = "${cluster}-app"
MOMENT = "2026-11-22T10:50:00.000000Z"


def document(*actions):
    statement = {"Effect": "Allow", "Action": sorted(actions), "Resource": ["*"]}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust():
    statement = {
        "Effect": "Allow",
        "Action": ["sts:assumerole"],
        "Principal": {"Service": ["pods.eks.amazonaws.com"]},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def resources(version="v1.11.1", actions=("s3:getobject",), **more):
    return {
        "addon": {"coredns": {"addonVersion": version}},
        "iam-role": {
            ROLE: {
                "AssumeRolePolicyDocument": trust(),
                "RolePolicyList": {"own": document(*actions)},
            }
        },
    } | more


def baseline(name="prod", **fields):
    return Baseline(name=name, resources=resources(**fields))


def environment(name, group="prod"):
    return Environment(
        name=name, account="222222222222", region="us-east-1", cluster=f"c-{name}", group=group
    )


def snapshot(name="prod-us", group="prod", gaps=(), **fields):
    held = resources(**fields)
    return Snapshot(
        environment=environment(name, group),
        identity=Identity(
            account="222222222222", region="us-east-1", partition="aws", cluster=f"c-{name}"
        ),
        captured_at=MOMENT,
        tool=Tool(name="driftaudit", version="1"),
        resources=tuple(
            make_resource(kind, each, attributes, source=f"real/{each}")
            for kind, named in held.items()
            for each, attributes in named.items()
        ),
        gaps=gaps,
    )


def unread(name="prod-us", group="prod"):
    gap = Gap(
        kind="*",
        operation="stored snapshot",
        code="NoSnapshot",
        message=f"{name}: no snapshot is stored",
        needs=f"driftaudit snapshot {name}",
    )
    return Unread(environment=environment(name, group), gaps=(gap,))


def target(now, before, after, **fields):
    name = now.environment.name
    return Target(
        now, before=before.side(name) if before else None, after=after.side(name), **fields
    )


def planned(now, *notes, unknown=()):
    return Planned(snapshot=now, notes=notes, unknown=unknown)
