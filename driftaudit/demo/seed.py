"""Creates the demo's fleet in an embedded AWS, and refuses to touch any other.

Writes go to loopback only: an endpoint that is anything else is a DemoError before the first call.
"""

import ipaddress
import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from driftaudit.demo.network import Client, Network, create_network
from driftaudit.demo.stack import READER, TOOLING_ACCOUNT, Role, Stack, allow, policy, trust
from driftaudit.errors import DemoError
from driftaudit.model import Json

ACTIVE_SECONDS: Final = 20.0
_POLL_SECONDS: Final = 0.02


class Clients(NamedTuple):
    """The boto3 clients of one account and region."""

    iam: Client
    eks: Client
    ec2: Client


def seed(endpoint: str, stacks: Iterable[Stack]) -> None:
    """Creates every stack, all at once. Raises DemoError unless `endpoint` is on loopback."""
    require_loopback(endpoint)
    work = [(_clients(endpoint, stack), stack) for stack in stacks]
    with ThreadPoolExecutor(max_workers=len(work)) as pool:
        for done in [pool.submit(_seed_stack, clients, stack) for clients, stack in work]:
            done.result()


def require_loopback(endpoint: str) -> None:
    """Guarantees that `endpoint` is an http URL of a loopback address, or raises DemoError."""
    url = urlsplit(endpoint)
    try:
        loopback = url.scheme == "http" and ipaddress.ip_address(url.hostname or "").is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise DemoError(
            f"the demo writes to an embedded AWS on loopback only, not to {endpoint!r}; "
            "expected something like http://127.0.0.1:4566"
        )


def _clients(endpoint: str, stack: Stack) -> Clients:
    """Deaf to proxies and credentials of the user's own."""
    from boto3 import Session
    from botocore.config import Config

    session = Session()
    config = Config(proxies={}, retries={"mode": "standard", "max_attempts": 3})

    def make(service: str) -> Client:
        return session.client(
            service,
            endpoint_url=endpoint,
            region_name=stack.site.region,
            aws_access_key_id=stack.site.account,
            aws_secret_access_key="demo",  # noqa: S106
            config=config,
        )

    return Clients(iam=make("iam"), eks=make("eks"), ec2=make("ec2"))


def _seed_stack(clients: Clients, stack: Stack) -> None:
    network = create_network(clients.ec2, stack.site)
    issuer = _create_cluster(clients.eks, stack, network)
    _create_identities(clients.iam, stack, issuer)
    _create_nodegroups(clients.eks, stack, network)
    _create_addons(clients.eks, stack)
    _create_access(clients.eks, stack)
    _wait_until_active(clients.eks, stack.site.cluster)


def _create_cluster(eks: Client, stack: Stack, network: Network) -> str:
    """Creates the cluster and answers its OIDC issuer, without the scheme."""
    eks.meta.events.register_first(
        "before-call.eks.CreateCluster", lambda params, **_: _with_vpc(params, network.vpc)
    )
    created = eks.create_cluster(
        name=stack.site.cluster,
        roleArn=stack.site.role_arn("cluster"),
        resourcesVpcConfig={
            "subnetIds": list(network.subnets),
            "securityGroupIds": [network.node_group],
            "endpointPublicAccess": True,
            "endpointPrivateAccess": True,
            "publicAccessCidrs": ["203.0.113.0/24"],
        },
        **stack.cluster,
    )
    issuer: str = created["cluster"]["identity"]["oidc"]["issuer"]
    return issuer.partition("://")[2]


def _with_vpc(params: dict[str, Json], vpc: str) -> None:
    """Tells ministack the VPC, which AWS works out from the subnets and takes no parameter for."""
    body = json.loads(params["body"])
    body["resourcesVpcConfig"]["vpcId"] = vpc
    params["body"] = json.dumps(body).encode()


def _create_identities(iam: Client, stack: Stack, issuer: str) -> None:
    iam.create_open_id_connect_provider(Url=f"https://{issuer}", ClientIDList=["sts.amazonaws.com"])
    for name, document in stack.policies.items():
        iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
    for suffix, role in stack.roles.items():
        _create_role(iam, f"{stack.site.cluster}-{suffix}", role, issuer)
    _create_role(iam, READER, _reader(), issuer)


def _reader() -> Role:
    """What driftaudit itself assumes; docs/reader-policy.json is the policy for real accounts."""
    reads = ["eks:Describe*", "eks:List*", "iam:Get*", "iam:List*", "ec2:Describe*"]
    return Role(
        trust=trust({"AWS": f"arn:aws:iam::{TOOLING_ACCOUNT}:root"}),
        inline={"read": policy(allow(reads, "*"))},
    )


def _create_role(iam: Client, name: str, role: Role, issuer: str) -> None:
    document = json.dumps(role.trust).replace("${oidc}", issuer)
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    for arn in role.attached:
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    for inline, policy_document in role.inline.items():
        iam.put_role_policy(
            RoleName=name, PolicyName=inline, PolicyDocument=json.dumps(policy_document)
        )


def _create_nodegroups(eks: Client, stack: Stack, network: Network) -> None:
    for name, settings in stack.nodegroups.items():
        eks.create_nodegroup(
            clusterName=stack.site.cluster,
            nodegroupName=name,
            nodeRole=stack.site.role_arn("node"),
            subnets=list(network.private_subnets),
            **settings,
        )


def _create_addons(eks: Client, stack: Stack) -> None:
    for name, settings in stack.addons.items():
        eks.create_addon(clusterName=stack.site.cluster, addonName=name, **settings)


def _create_access(eks: Client, stack: Stack) -> None:
    cluster = stack.site.cluster
    for principal, settings in stack.access_entries.items():
        entry = {name: value for name, value in settings.items() if name != "policies"}
        eks.create_access_entry(clusterName=cluster, principalArn=principal, **entry)
        for arn, scope in settings.get("policies", {}).items():
            eks.associate_access_policy(
                clusterName=cluster, principalArn=principal, policyArn=arn, accessScope=scope
            )
    for account, suffix in stack.pod_identities.items():
        namespace, _, name = account.partition("/")
        eks.create_pod_identity_association(
            clusterName=cluster,
            namespace=namespace,
            serviceAccount=name,
            roleArn=stack.site.role_arn(suffix),
        )


def _wait_until_active(eks: Client, cluster: str) -> None:
    """Waits for what the emulator does in the background; DemoError after 20 seconds."""
    deadline = time.monotonic() + ACTIVE_SECONDS
    while eks.describe_cluster(name=cluster)["cluster"]["status"] != "ACTIVE":
        if time.monotonic() > deadline:
            raise DemoError(f"the embedded AWS did not make cluster {cluster} ACTIVE in time")
        time.sleep(_POLL_SECONDS)
