"""EC2 and KMS: what describes the infrastructure that EKS shapes name by id.

Ids are asked for by filter, in batches, so that an id which no longer exists is an empty answer
and not an error for the whole batch (EC2 API reference, Filter: up to 200 values).
"""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Final

from driftaudit.collect.ask import Ask
from driftaudit.collect.source import Shapes, Source, all_of, settled
from driftaudit.model import Json

_FILTER_VALUES: Final = 200
_NO_TEMPLATE: Final = frozenset(
    {
        "InvalidLaunchTemplateId.NotFound",
        "InvalidLaunchTemplateId.VersionNotFound",
        "InvalidLaunchTemplateName.NotFoundException",
    }
)


async def by_ids(source: Source, kind: str, action: str, asked: str, ids: Iterable[str]) -> Shapes:
    """What a Describe operation says of some ids: the filter `asked` holds them.

    The answer's list is found by the operation's name: DescribeSubnets answers `Subnets`, and
    DescribeManagedPrefixLists `PrefixLists`.
    """
    wanted = sorted(set(ids))
    member = action.removeprefix("ec2:Describe").removeprefix("Managed")
    batches = [
        wanted[start : start + _FILTER_VALUES] for start in range(0, len(wanted), _FILTER_VALUES)
    ]
    answers = await all_of(
        source.call(
            kind,
            Ask(action=action, expects=(member,), about=", ".join(batch)),
            Filters=[{"Name": asked, "Values": batch}],
        )
        for batch in batches
    )
    return {kind: tuple(each for answer in answers for each in answer[member])}


async def subnets(source: Source, ids: Iterable[str]) -> Shapes:
    """The subnets, then their VPCs and these VPCs' route tables (which subnet is public)."""
    found = await by_ids(source, "subnet", "ec2:DescribeSubnets", "subnet-id", ids)
    vpcs = {each["VpcId"] for each in found["subnet"] if each.get("VpcId")}
    tables = by_ids(source, "route-table", "ec2:DescribeRouteTables", "vpc-id", vpcs)
    about = by_ids(source, "vpc", "ec2:DescribeVpcs", "vpc-id", vpcs)
    return found | await settled(tables, about)


async def security_groups(source: Source, ids: Iterable[str]) -> Shapes:
    """The groups, and the groups and prefix lists that their rules name: names instead of ids."""
    kind, action, asked = "security-group", "ec2:DescribeSecurityGroups", "group-id"
    wanted = set(ids)
    found = await by_ids(source, kind, action, asked, wanted)
    named = {pair["GroupId"] for pair in _peers(found[kind], "UserIdGroupPairs", "GroupId")}
    lists = {each["PrefixListId"] for each in _peers(found[kind], "PrefixListIds", "PrefixListId")}
    more, known = await asyncio.gather(
        by_ids(source, kind, action, asked, named - wanted),
        settled(prefix_lists(source, lists)),
    )
    return {kind: found[kind] + more[kind]} | known


async def prefix_lists(source: Source, ids: Iterable[str]) -> Shapes:
    """The prefix lists, with owner and name: AWS's own have another id in every region."""
    action = "ec2:DescribeManagedPrefixLists"
    return await by_ids(source, "prefix-list", action, "prefix-list-id", ids)


def _peers(groups: Iterable[Json], member: str, key: str) -> Iterator[Json]:
    """What the rules of groups let in or out by a `key`, as they list it in `member`."""
    for group in groups:
        for side in ("IpPermissions", "IpPermissionsEgress"):
            for rule in group.get(side, []):
                yield from (each for each in rule.get(member, []) if each.get(key))


async def launch_templates(source: Source, nodegroups: tuple[Json, ...]) -> Shapes:
    """The versions of launch templates that node groups use, each read once.

    A template or version that no longer exists is absent, and no gap.
    """
    kind = "launch-template"
    used = {
        (each.get("id"), each.get("name"), each.get("version") or "$Default")
        for nodegroup in nodegroups
        if (each := nodegroup.get("launchTemplate"))
    }
    found = await all_of(
        _version(source, template, name, version)
        for template, name, version in sorted(used, key=str)
    )
    return {kind: tuple(version for versions in found for version in versions)}


async def _version(
    source: Source, template: str | None, name: str | None, version: str
) -> tuple[Json, ...]:
    asked = {"LaunchTemplateId": template} if template else {"LaunchTemplateName": name}
    ask = Ask(
        action="ec2:DescribeLaunchTemplateVersions",
        expects=("LaunchTemplateVersions",),
        about=name or template or "",
        absent=_NO_TEMPLATE,
    )
    answer = await source.call("launch-template", ask, Versions=[version], **asked)
    versions = answer["LaunchTemplateVersions"] if answer else ()
    return tuple(each | {"RequestedVersion": version} for each in versions)


async def images(source: Source, ids: Iterable[str]) -> Shapes:
    """The machine images, with owner and name; one that was deregistered is absent."""
    return await by_ids(source, "image", "ec2:DescribeImages", "image-id", ids)


async def kms_aliases(source: Source, keys: Iterable[str]) -> Shapes:
    """The aliases of KMS keys, with the key's ARN as it was asked for."""
    kind, asked = "kms-alias", sorted(set(keys))
    ask = Ask(action="kms:ListAliases", expects=("Aliases",))
    answers = await all_of(source.call(kind, ask, KeyId=key) for key in asked)
    return {
        kind: tuple(
            alias | {"KeyArn": key}
            for key, answer in zip(asked, answers, strict=True)
            for alias in answer["Aliases"]
        )
    }
