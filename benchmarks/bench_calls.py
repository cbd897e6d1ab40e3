"""API calls made for the demo's fleet against the least that read all of it.

The least is counted from what was seeded, not from what was read: one account read an account, one
list and then one describe a thing, EC2 in batches, one login a role. A second cluster in the first
account shares its login and its account read.
"""

import sys
from collections import Counter
from typing import Final

import fleet
import measure
from msgspec.structs import replace
from wire import Request, tapped

from driftaudit.collect.run import collect
from driftaudit.config.targets import Target
from driftaudit.demo.stack import Stack

LIMIT: Final = 1.0
ACCOUNT_READ: Final = "iam:GetAccountAuthorizationDetails"
LOGIN: Final = "sts:AssumeRole"
SHARED: Final = (LOGIN, ACCOUNT_READ)
PER_CLUSTER: Final = (
    "eks:DescribeCluster",
    "eks:ListAccessEntries",
    "eks:ListAddons",
    "eks:ListFargateProfiles",
    "eks:ListNodegroups",
    "eks:ListPodIdentityAssociations",
    "iam:GetOpenIDConnectProvider",
)
NETWORK: Final = (
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)

Calls = Counter[str]


def least_of_environment(stack: Stack) -> Calls:
    """What its cluster, its network and each of its things take; it has fewer than one page."""
    calls = Counter(dict.fromkeys((*SHARED, *PER_CLUSTER, *NETWORK), 1))
    calls["eks:DescribeNodegroup"] = len(stack.nodegroups)
    calls["eks:DescribeAddon"] = len(stack.addons)
    calls["eks:DescribePodIdentityAssociation"] = len(stack.pod_identities)
    calls["eks:DescribeAccessEntry"] = len(stack.access_entries)
    calls["eks:ListAssociatedAccessPolicies"] = len(stack.access_entries)
    return calls


def least_of_managed_policies(running: fleet.Running) -> Calls:
    """Two calls for each of AWS's policies in use, once a run; one where IAM does not know it."""
    used = {
        arn
        for stack in running.stacks
        for role in stack.roles.values()
        for arn in role.attached
        if arn.startswith("arn:aws:iam::aws:")
    }
    known = {each for each in used if running.knows_policy(each)}
    return Counter({"iam:GetPolicy": len(used), "iam:GetPolicyVersion": len(known)})


def made(targets: tuple[Target, ...]) -> Calls:
    """Every request that collecting the targets sends to AWS."""
    calls: Calls = Counter()

    def count(operation: str, _request: Request) -> None:
        calls[operation] += 1

    with tapped(count):
        readings = collect(targets)
    gaps = [gap for reading in readings for gap in reading.gaps]
    if gaps:
        raise RuntimeError(f"not everything was read: {gaps}")
    return calls


def second_cluster(running: fleet.Running) -> Target:
    """A cluster without anything in it, in the account and region of the first target."""
    first = running.targets[0]
    environment = replace(first.environment, name="second", cluster="acme-second")
    running.create_cluster(environment)
    return replace(first, environment=environment, kubernetes=None, kubernetes_audited=False)


def show_operations(calls: Calls, least: Calls) -> None:
    for operation in sorted(calls | least):
        measure.line(operation, f"{calls[operation]:3d} made, {least[operation]:3d} least")


def main() -> int:
    few = measure.tiny(__doc__)
    measure.heading("calls: requests sent to AWS / the least possible")
    with fleet.running(1 if few else None) as running:
        least = sum(map(least_of_environment, running.stacks), Counter())
        least += least_of_managed_policies(running)
        calls = made(running.targets)
        both = made((*running.targets, second_cluster(running)))
    show_operations(calls, least)
    line = f"{calls.total():3d} made, {least.total():3d} least"
    measure.line(f"{len(running.targets)} environments", line)
    shared = all(both[operation] == calls[operation] for operation in SHARED)
    print(
        "  with a second cluster in the first account: "
        f"{both[LOGIN]} logins and {both[ACCOUNT_READ]} account reads, "
        f"{'shared' if shared else 'NOT SHARED'}"
    )
    verdict = measure.at_most(calls.total() / least.total(), LIMIT)
    return verdict if shared and calls == least else measure.MISSED


if __name__ == "__main__":
    sys.exit(main())
