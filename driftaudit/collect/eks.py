"""EKS itself: the cluster, its addons, node groups and Fargate profiles."""

from driftaudit.collect.ask import Ask
from driftaudit.collect.source import Shapes, Source, all_of
from driftaudit.model import EVERY_KIND, Json


async def cluster(source: Source) -> Json:
    """The cluster's description; without it nothing of the environment can be made portable."""
    ask = Ask(action="eks:DescribeCluster", expects=("cluster",))
    return (await source.call(EVERY_KIND, ask, name=source.cluster))["cluster"]


async def nodegroups(source: Source) -> Shapes:
    """Every managed node group, described."""
    listing = Ask(action="eks:ListNodegroups", expects=("nodegroups",))
    return await _described(source, "nodegroup", listing, "eks:DescribeNodegroup")


async def addons(source: Source) -> Shapes:
    """Every EKS addon, described."""
    listing = Ask(action="eks:ListAddons", expects=("addons",))
    return await _described(source, "addon", listing, "eks:DescribeAddon")


async def fargate_profiles(source: Source) -> Shapes:
    """Every Fargate profile, described."""
    listing = Ask(action="eks:ListFargateProfiles", expects=("fargateProfileNames",))
    return await _described(source, "fargate-profile", listing, "eks:DescribeFargateProfile")


async def _described(source: Source, kind: str, listing: Ask, action: str) -> Shapes:
    """EKS names the member and the parameter after the operation: DescribeAddon, addonName."""
    thing = action.removeprefix("eks:Describe")
    member = thing[0].lower() + thing[1:]
    listed = await source.call(kind, listing, clusterName=source.cluster)
    found = await all_of(
        source.call(
            kind,
            Ask(action=action, expects=(member,), about=name),
            clusterName=source.cluster,
            **{f"{member}Name": name},
        )
        for name in listed[listing.expects[0]]
    )
    return {kind: tuple(each[member] for each in found)}
