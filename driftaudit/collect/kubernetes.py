"""Kubernetes as a collector: by the EKS endpoint and token, or as driftaudit.yaml says."""

import os
from typing import Final

import msgspec

from driftaudit.collect.kube.access import Access
from driftaudit.collect.kube.client import KubeClient
from driftaudit.collect.kube.connect import configured_access, eks_access
from driftaudit.collect.kube.reads import read_cluster, unread
from driftaudit.collect.kube.rights import WANTED
from driftaudit.collect.kube.token import eks_token
from driftaudit.collect.source import Shapes, Source
from driftaudit.config import Target
from driftaudit.errors import CollectError
from driftaudit.model import Json, Read

_LEFT_OUT: Final = "kubernetes: false in driftaudit.yaml"


async def read(source: Source, target: Target, cluster: Json) -> Shapes:
    """The cluster's own objects; aws-auth is not read where the cluster ignores it (mode API)."""
    if not target.kubernetes_audited:
        source.not_audited.update({wanted.kind: _LEFT_OUT for wanted in WANTED})
        return {}
    shapes, reads = await source.thread(_read, source, target, cluster)
    source.reads.extend(reads)
    return shapes


def _read(source: Source, target: Target, cluster: Json) -> tuple[Shapes, tuple[Read, ...]]:
    aws_auth = (cluster.get("accessConfig") or {}).get("authenticationMode") != "API"
    try:
        with KubeClient(_access(source, target, cluster), environ=os.environ) as client:
            return read_cluster(client, aws_auth=aws_auth)
    except CollectError as error:
        return {}, unread(error, aws_auth=aws_auth)


def _access(source: Source, target: Target, cluster: Json) -> Access:
    if target.kubernetes:
        return configured_access(**msgspec.structs.asdict(target.kubernetes))
    endpoint = cluster.get("endpoint")
    authority = cluster.get("certificateAuthority", {}).get("data")
    if not endpoint or not authority:
        raise CollectError(f"cluster {source.cluster} has no endpoint yet")
    environment = source.environment
    token = eks_token(
        source.aws.caller,
        environment.region,
        environment.cluster,
        partition=cluster["arn"].split(":")[1],
    )
    return eks_access(endpoint, authority, token)
