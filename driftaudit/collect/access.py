"""Who gets in by EKS's own means: access entries and pod identity associations."""

from typing import Final

from driftaudit.collect.ask import Ask
from driftaudit.collect.source import Shapes, Source, all_of
from driftaudit.model import Json

_NOT_APPLICABLE: Final = frozenset({"InvalidRequestException"})


async def access_entries(source: Source, cluster: Json) -> Shapes:
    """Every access entry with the access policies associated with it.

    With `authenticationMode` CONFIG_MAP there can be none and ListAccessEntries raises
    InvalidRequestException: not applicable, so not a gap (EKS API reference, ListAccessEntries).
    It is the default: a cluster that names no mode may be one of these, and is asked.
    """
    kind = "access-entry"
    mode = (cluster.get("accessConfig") or {}).get("authenticationMode")
    if mode == "CONFIG_MAP":
        return {kind: ()}
    listing = Ask(
        action="eks:ListAccessEntries",
        expects=("accessEntries",),
        absent=frozenset() if mode else _NOT_APPLICABLE,
    )
    listed = await source.call(kind, listing, clusterName=source.cluster)
    arns = listed["accessEntries"] if listed else ()
    return {kind: await all_of(_access_entry(source, kind, arn) for arn in arns)}


async def _access_entry(source: Source, kind: str, arn: str) -> Json:
    asked = {"clusterName": source.cluster, "principalArn": arn}
    describe = Ask(action="eks:DescribeAccessEntry", expects=("accessEntry",), about=arn)
    member = "associatedAccessPolicies"
    associated = Ask(action="eks:ListAssociatedAccessPolicies", expects=(member,), about=arn)
    entry, policies = await all_of(
        (source.call(kind, describe, **asked), source.call(kind, associated, **asked))
    )
    return entry["accessEntry"] | {member: policies[member]}


async def pod_identities(source: Source) -> Shapes:
    """Every pod identity association, described: the list does not say which role."""
    kind = "pod-identity"
    listing = Ask(action="eks:ListPodIdentityAssociations", expects=("associations",))
    listed = await source.call(kind, listing, clusterName=source.cluster)
    found = await all_of(
        source.call(
            kind,
            Ask(
                action="eks:DescribePodIdentityAssociation",
                expects=("association",),
                about=f"{each['namespace']}/{each['serviceAccount']}",
            ),
            clusterName=source.cluster,
            associationId=each["associationId"],
        )
        for each in listed["associations"]
    )
    return {kind: tuple(each["association"] for each in found)}
