"""Reads one cluster's objects, and turns each failure into a gap that says how to fix it."""

import re
from collections.abc import Mapping
from typing import Final

from driftaudit.collect.kube.client import KubeClient
from driftaudit.collect.kube.errors import NOT_KUBERNETES, KubeError
from driftaudit.collect.kube.rights import Wanted, wanted_reads
from driftaudit.errors import CollectError
from driftaudit.model import Gap, Json, Read
from driftaudit.normalize.odd import at

RBAC_FILE: Final = "docs/reader-rbac.yaml"
PAGE: Final = "500"

FROM_CACHE: Final = {"resourceVersion": "0"}
"""Answered from the API server's own cache, even while its etcd is down."""

NETWORK: Final = "let this machine reach the API server on its port: its public access CIDRs, or "
NEEDS: Final[Mapping[str, str]] = {
    "Unauthorized": "map the reader's role by an access entry with group driftaudit:readers, or in "
    f"aws-auth ({RBAC_FILE}); with token_file or kubeconfig: a token that has not expired",
    "NoAccess": "correct what is named here, or `kubernetes:` of this environment in "
    "driftaudit.yaml",
    "NameNotResolved": "a name server that knows the API server (a private endpoint is known "
    "inside its VPC only), or the right `server`",
    "ConnectionFailed": f"{NETWORK}a route into its VPC",
    "ConnectTimeout": f"{NETWORK}a route into its VPC and security groups that let 443 in",
    "ReadTimeout": "an API server, and a way to it, that answer in time: try again",
    "DeadlineExceeded": "an API server, and a way to it, that answer in time: try again",
    "TooLarge": "smaller objects of this kind: no more than this is read at once",
    "NoSuchApi": "the API server's own address as `server`: it serves no such path",
    "ProxyFailed": "a proxy that reaches the API server, or its host in NO_PROXY",
    "Redirect": "the API server's own address as `server`: redirects are not followed",
    NOT_KUBERNETES: "the API server's own address, or its host in NO_PROXY: something else answers",
    "CertificateExpired": "a new certificate on the API server, or the right clock here",
    "CertificateNotYetValid": "the right clock here",
    "CertificateNameMismatch": "the name in the API server's certificate as `server`",
    "CertificateUntrusted": "the cluster's own CA (`ca_file`), and no proxy that opens TLS",
    "TLSError": "an API server that speaks TLS 1.2 or newer on this port",
}
"""What to do by code, where the answer is not to grant a right."""


def read_cluster(
    client: KubeClient, *, aws_auth: bool
) -> tuple[dict[str, tuple[Json, ...]], tuple[Read, ...]]:
    """The shapes `configmap`, `workload`, `service-account`, and every read that was tried.

    Without `aws_auth` (the cluster's mode is API: an existing one is ignored) that is not read. A
    shape of which nothing could be read is absent; an object that does not exist is no gap.
    Nothing is raised for a cluster that cannot be read: each read has its gap then.
    """
    shapes: dict[str, tuple[Json, ...]] = {}
    reads: list[Read] = []
    lost: KubeError | None = None
    for wanted in wanted_reads(aws_auth=aws_auth):
        try:
            if lost is not None:
                raise lost
            found = _read(client, wanted)
        except KubeError as error:
            lost = error if error.hits_every_read else None
            reads.append(_failed(wanted, error.code, error.message))
        else:
            shapes[wanted.shape] = shapes.get(wanted.shape, ()) + found
            reads.append(Read(kind=wanted.kind, operation=wanted.operation))
    return shapes, tuple(reads)


def unread(error: CollectError, *, aws_auth: bool) -> tuple[Read, ...]:
    """Every read with its gap, for a cluster to which no client could be made."""
    code = error.code if isinstance(error, KubeError) else "NoAccess"
    return tuple(_failed(wanted, code, str(error)) for wanted in wanted_reads(aws_auth=aws_auth))


def _read(client: KubeClient, wanted: Wanted) -> tuple[Json, ...]:
    if wanted.name is None:
        return _read_list(client, wanted)
    try:
        return (_named(client.get(wanted.path, FROM_CACHE), wanted),)
    except KubeError as error:
        if error.code == "NotFound":
            return ()
        raise


def _read_list(client: KubeClient, wanted: Wanted) -> tuple[Json, ...]:
    """All pages; once more from the start where the server forgot its place meanwhile (410).

    Its cache gives everything at once, whatever the limit: what is too large so comes from etcd.
    """
    try:
        return _pages(client, wanted, FROM_CACHE)
    except KubeError as error:
        if error.code not in ("Expired", "TooLarge"):
            raise
        source = FROM_CACHE if error.code == "Expired" else {}
    return _pages(client, wanted, source)


def _pages(client: KubeClient, wanted: Wanted, source: Mapping[str, str]) -> tuple[Json, ...]:
    items: list[Json] = []
    query = {"limit": PAGE, **source}
    while True:
        page, place = _page(client.get(wanted.path, query), wanted)
        items += page
        if place is None:
            return tuple(items)
        query = {"limit": PAGE, "continue": place}


def _page(answer: dict[str, Json], wanted: Wanted) -> tuple[list[Json], str | None]:
    """The items of one page, each with its kind, which lists leave out; where the next begins."""
    answer = _expected(answer, f"{wanted.object_kind}List")
    items, metadata = answer.get("items") or [], answer.get("metadata") or {}
    place = metadata.get("continue") or None if isinstance(metadata, dict) else 0
    objects = isinstance(items, list) and all(isinstance(item, dict) for item in items)
    if objects and (place is None or isinstance(place, str)):
        return [{**item, "kind": wanted.object_kind} for item in items], place
    raise KubeError(NOT_KUBERNETES, f"answered a {answer['kind']} that is not a list of objects")


def _expected(answer: dict[str, Json], kind: str) -> dict[str, Json]:
    if answer["kind"] == kind:
        return answer
    raise KubeError(NOT_KUBERNETES, f"answered kind {answer['kind']} where {kind} was asked for")


def _named(answer: dict[str, Json], wanted: Wanted) -> dict[str, Json]:
    """The object that was asked for: another one would look like a drift, or hide one."""
    found = at(_expected(answer, wanted.object_kind), "metadata", "name")
    if found == wanted.name:
        return answer
    raise KubeError(NOT_KUBERNETES, f"answered {found} where {wanted.name} was asked for")


def _failed(wanted: Wanted, code: str, message: str) -> Read:
    gap = Gap(
        kind=wanted.kind,
        operation=wanted.operation,
        code=code,
        message=message,
        needs=_needs(wanted, code, message),
    )
    return Read(kind=wanted.kind, operation=wanted.operation, gap=gap)


def _needs(wanted: Wanted, code: str, message: str) -> str:
    if code == "Forbidden" and _is_elsewhere(wanted, message):
        return NEEDS["NoSuchApi"]
    if code == "Forbidden":
        place = f"in {wanted.namespace}" if wanted.namespace else "in all namespaces"
        anonymous = "a token, and " if '"system:anonymous"' in message else ""
        return f"{anonymous}{wanted.operation} {place} ({RBAC_FILE})"
    return NEEDS.get(code, "an API server that answers this read: try again")


def _is_elsewhere(wanted: Wanted, message: str) -> bool:
    """Whether the server took our path for another one, as it does behind a wrong `server`.

    No grant would help: it says `cannot get path "/x/api/…"`, or names another resource.
    """
    denied = re.search(r'cannot \w+ (path|resource) "([^"]*)"', message)
    return denied is not None and denied[2] != wanted.resource
