"""One environment, read whole: what can be read at once is, and what fails fails alone."""

import asyncio
from collections.abc import Iterable, Iterator

from driftaudit.collect import access, ec2, eks, iam, kubernetes
from driftaudit.collect.failures import ReadError
from driftaudit.collect.source import Shapes, Shared, Source, settled
from driftaudit.config import Target
from driftaudit.model import EVERY_KIND, Identity, Json, Read, Reading
from driftaudit.normalize.roles import used_roles


async def read_environment(target: Target, source: Source, account: Shared, run: Shared) -> Reading:
    """Everything that is read of one environment, with a gap for whatever failed.

    `account` holds the reads shared by the account's environments, `run` those shared by all.
    """
    without_cluster = asyncio.ensure_future(
        settled(
            eks.addons(source),
            access.pod_identities(source),
            iam.account(source, account),
        )
    )
    compute = asyncio.ensure_future(settled(eks.nodegroups(source), eks.fargate_profiles(source)))
    try:
        cluster = await eks.cluster(source)
    except ReadError:
        await asyncio.gather(without_cluster, compute)
        return unread(target, source.reads)
    shapes = await settled(
        access.access_entries(source, cluster),
        iam.oidc_provider(source, cluster),
        kubernetes.read(source, target, cluster),
        _infrastructure(source, cluster, compute),
    )
    shapes |= {"cluster": (cluster,)} | await without_cluster
    reading = _reading(target, source, cluster, shapes)
    managed = await settled(iam.managed_policies(source, run, _managed(reading)))
    return _reading(target, source, cluster, shapes | managed)


def _reading(target: Target, source: Source, cluster: Json, shapes: Shapes) -> Reading:
    return Reading(
        environment=target.environment,
        identity=identity(target, cluster),
        shapes=shapes,
        reads=tuple(sorted(source.reads, key=str)),
        not_audited=dict(sorted(source.not_audited.items())),
        role_patterns=target.role_patterns,
        redact_patterns=target.redact_patterns,
        redact_exceptions=target.redact_exceptions,
    )


def unread(target: Target, reads: Iterable[Read]) -> Reading:
    """The reading of an environment whose cluster could not be read: nothing of it is known.

    That a cluster is not there makes every EKS read fail: only the first of these says anything.
    """
    telling = [
        read
        for read in reads
        if read.kind == EVERY_KIND
        or not (read.gap and read.gap.code == "ResourceNotFoundException")
    ]
    return Reading(
        environment=target.environment,
        identity=identity(target, None),
        shapes={},
        reads=tuple(sorted(telling, key=str)),
        role_patterns=target.role_patterns,
        redact_patterns=target.redact_patterns,
        redact_exceptions=target.redact_exceptions,
    )


def identity(target: Target, cluster: Json) -> Identity:
    """What is an environment's own, as far as the cluster's description tells (None: not read)."""
    environment, found = target.environment, cluster or {}
    issuer = found.get("identity", {}).get("oidc", {}).get("issuer", "")
    return Identity(
        account=environment.account,
        region=environment.region,
        partition=found.get("arn", "arn:aws").split(":")[1],
        cluster=environment.cluster,
        oidc=issuer.split("://")[-1] or None,
        vpc=found.get("resourcesVpcConfig", {}).get("vpcId") or None,
        vars=target.vars,
    )


async def _infrastructure(source: Source, cluster: Json, compute: asyncio.Future[Shapes]) -> Shapes:
    found = await compute
    groups = found.get("nodegroup", ())
    network = cluster.get("resourcesVpcConfig", {})
    subnets = {*network.get("subnetIds", ())}
    for each in (*groups, *found.get("fargate-profile", ())):
        subnets.update(each.get("subnets") or ())
    return found | await settled(ec2.subnets(source, subnets), _templates(source, cluster, groups))


async def _templates(source: Source, cluster: Json, groups: tuple[Json, ...]) -> Shapes:
    """Launch templates first: they name security groups, images and keys of their own."""
    network = cluster.get("resourcesVpcConfig", {})
    found = await settled(ec2.launch_templates(source, groups))
    data = [each.get("LaunchTemplateData") or {} for each in found.get("launch-template", ())]
    images = {each["ImageId"] for each in data if each.get("ImageId", "").startswith("ami-")}
    named = {*network.get("securityGroupIds", ()), network.get("clusterSecurityGroupId")}
    named |= {each for group in groups for each in _remote_access(group)}
    named |= {each for each in data for each in _template_groups(each)}
    configs = cluster.get("encryptionConfig") or ()
    keys = {config.get("provider", {}).get("keyArn") for config in configs}
    keys |= {each for one in data for each in _volume_keys(one)}
    return found | await settled(
        ec2.security_groups(source, named - {None}),
        ec2.images(source, images),
        ec2.kms_aliases(source, keys - {None}),
    )


def _remote_access(group: Json) -> Iterator[str]:
    yield from (group.get("remoteAccess") or {}).get("sourceSecurityGroups") or ()


def _volume_keys(data: Json) -> Iterator[str | None]:
    for device in data.get("BlockDeviceMappings") or ():
        yield (device.get("Ebs") or {}).get("KmsKeyId")


def _template_groups(data: Json) -> Iterator[str]:
    yield from data.get("SecurityGroupIds") or ()
    for interface in data.get("NetworkInterfaces") or ():
        yield from interface.get("Groups") or ()


def _managed(reading: Reading) -> set[str]:
    """The AWS-managed policies that used roles have attached, and boundaries not yet read.

    GetAccountAuthorizationDetails leaves out a customer policy that is only a boundary.
    """
    used = used_roles(reading)
    known = {each["Arn"] for each in reading.shapes.get("iam-policy", ())}
    roles = [each for each in reading.shapes.get("iam-role", ()) if each["Arn"] in used]
    wanted = {
        each["PolicyArn"] for role in roles for each in role.get("AttachedManagedPolicies") or ()
    }
    wanted |= {
        role["PermissionsBoundary"]["PermissionsBoundaryArn"]
        for role in roles
        if role.get("PermissionsBoundary")
    }
    return wanted - known
