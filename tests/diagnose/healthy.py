"""A snapshot of an environment in which nodes join; each test breaks one thing."""

from driftaudit.iam import managed
from driftaudit.model import Environment, Gap, Identity, Json, Snapshot, make_resource
from tests.effects.sides import (
    account,
    arn,
    cluster,
    entry,
    irsa_trust,
    provider,
    role,
    service_trust,
    vpc_cni,
)
from tests.snapshots import TOOL

NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
PROFILES = {"InstanceProfileList": ["eks-<generated>"]}
EC2 = service_trust("ec2.amazonaws.com")
WORKERS = {"nodeRole": arn("node"), "version": "1.30", "launchTemplate": {"name": "workers"}}

HEALTHY = (
    cluster(version="1.30", roleArn=arn("cluster")),
    vpc_cni("v1.22.0"),
    ("addon", "kube-proxy", {"addonVersion": "v1.30.0-eksbuild.3"}),
    ("nodegroup", "workers", WORKERS),
    entry(arn("node"), kind="EC2_LINUX"),
    provider(),
    account("kube-system/aws-node", arn("cni")),
    role("cluster", service_trust("eks.amazonaws.com"), ("AmazonEKSClusterPolicy",)),
    role("node", EC2, NODE_POLICIES, **PROFILES),
    role("cni", irsa_trust(), ("AmazonEKS_CNI_Policy",)),
    ("launch-template", "workers", {}),
)


def put(*resources, without=(), gaps=(), facts: dict[str, Json] | None = None):
    """The snapshot with these resources, in place of their namesakes, and without others."""
    found = {each[:2]: each for each in (*HEALTHY, *resources)}
    kept = [each for key, each in found.items() if key not in without]
    account_id, region, name = "222222222222", "us-east-1", "acme"
    documents = {
        f"aws-managed-policy/{managed.PREFIX}{each}": {
            "document": managed.document(managed.PREFIX + each)
        }
        for each in (*NODE_POLICIES, "AmazonEKS_CNI_Policy", "AmazonEKSClusterPolicy")
    }
    return Snapshot(
        environment=Environment(name="prod-us", account=account_id, region=region, cluster=name),
        identity=Identity(account=account_id, region=region, partition="aws", cluster=name),
        captured_at="2026-11-22T10:50:00.000000Z",
        tool=TOOL,
        resources=tuple(make_resource(*each, source=_source(*each[:2])) for each in kept),
        gaps=tuple(
            Gap(kind=kind, operation=f"read:{kind}", code="Denied", message="", needs="")
            for kind in gaps
        ),
        facts=documents | (facts or {}),
    )


def _source(kind, name):
    portable = arn(name) if kind == "iam-role" else name
    return portable.replace("${account}", "222222222222").replace("${partition}", "aws")
