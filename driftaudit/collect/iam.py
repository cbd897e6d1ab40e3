"""IAM: one authorization read an account, and the documents of AWS-managed policies once a run."""

from collections.abc import Iterable
from typing import Final

from driftaudit.collect.ask import Ask
from driftaudit.collect.source import Shapes, Shared, Source, all_of
from driftaudit.model import Json

_GONE: Final = frozenset({"NoSuchEntity", "NoSuchEntityException"})


async def account(source: Source, shared: Shared) -> Shapes:
    """Every role and every customer-managed policy of the account, read once for all of it."""
    ask = Ask(
        action="iam:GetAccountAuthorizationDetails",
        expects=("RoleDetailList", "Policies"),
        about=source.environment.account,
    )
    kinds = ("iam-role", "iam-policy")
    wanted = ["Role", "LocalManagedPolicy"]
    found = await shared.call(source, kinds, ask, Filter=wanted)
    return {"iam-role": tuple(found["RoleDetailList"]), "iam-policy": tuple(found["Policies"])}


async def managed_policies(source: Source, shared: Shared, arns: Iterable[str]) -> Shapes:
    """The default version and document of each policy, each read once a run.

    A policy that is attached but that IAM no longer knows was withdrawn by AWS: its document is
    null, and that is no gap.
    """
    found = await all_of(_default_version(source, shared, arn) for arn in sorted(arns))
    return {"managed-policy": found}


async def _default_version(source: Source, shared: Shared, arn: str) -> Json:
    kinds = ("managed-policy",)
    ask = Ask(action="iam:GetPolicy", expects=("Policy",), about=arn, absent=_GONE)
    answer = await shared.call(source, kinds, ask, PolicyArn=arn)
    if answer is None:
        return {"Arn": arn, "DefaultVersionId": None, "Document": None}
    version = answer["Policy"]["DefaultVersionId"]
    ask = Ask(action="iam:GetPolicyVersion", expects=("PolicyVersion",), about=arn)
    found = await shared.call(source, kinds, ask, PolicyArn=arn, VersionId=version)
    document = found["PolicyVersion"]["Document"]
    return {"Arn": arn, "DefaultVersionId": version, "Document": document}


async def oidc_provider(source: Source, cluster: Json) -> Shapes:
    """The IAM OIDC provider of the cluster's own issuer; none where the account has not got one."""
    kind = "oidc-provider"
    issuer = cluster.get("identity", {}).get("oidc", {}).get("issuer", "")
    if not issuer:
        return {kind: ()}
    partition = cluster["arn"].split(":")[1]
    host = issuer.split("://")[-1]
    arn = f"arn:{partition}:iam::{source.environment.account}:oidc-provider/{host}"
    ask = Ask(action="iam:GetOpenIDConnectProvider", expects=("Url",), about=arn, absent=_GONE)
    found = await source.call(kind, ask, OpenIDConnectProviderArn=arn)
    return {kind: (found | {"Arn": arn},) if found else ()}
