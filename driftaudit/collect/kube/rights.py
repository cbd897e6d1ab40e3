"""What is read from Kubernetes, for which kind, and by which right.

`WANTED` is the only list of it: the reads, `docs/reader-rbac.yaml` and doctor follow from it.
"""

from typing import Final

from driftaudit.model import Record

SYSTEM: Final = "kube-system"


class Wanted(Record, frozen=True, kw_only=True):
    """One read: an object by name, or all objects of a resource where `name` is None."""

    kind: str
    shape: str
    group: str
    version: str
    resource: str
    object_kind: str
    namespace: str | None
    name: str | None

    @property
    def verb(self) -> str:
        """The right that it takes, as RBAC calls it."""
        return "list" if self.name is None else "get"

    @property
    def operation(self) -> str:
        """`get configmaps/aws-auth`, `list serviceaccounts`: how gaps name it."""
        return f"{self.verb} {self.resource}" + (f"/{self.name}" if self.name else "")

    @property
    def path(self) -> str:
        """Where the API serves it."""
        api = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        inside = f"/namespaces/{self.namespace}" if self.namespace else ""
        return f"{api}{inside}/{self.resource}" + (f"/{self.name}" if self.name else "")


def _object(kind: str, api: str, resource: str, object_kind: str, name: str) -> Wanted:
    group, _, version = api.rpartition("/")
    return Wanted(
        kind=kind,
        shape="configmap" if resource == "configmaps" else "workload",
        group=group,
        version=version,
        resource=resource,
        object_kind=object_kind,
        namespace=SYSTEM,
        name=name,
    )


WANTED: Final = (
    _object("aws-auth", "v1", "configmaps", "ConfigMap", "aws-auth"),
    _object("workload", "v1", "configmaps", "ConfigMap", "amazon-vpc-cni"),
    _object("workload", "apps/v1", "daemonsets", "DaemonSet", "aws-node"),
    _object("workload", "apps/v1", "daemonsets", "DaemonSet", "kube-proxy"),
    _object("workload", "apps/v1", "deployments", "Deployment", "coredns"),
    Wanted(
        kind="service-account",
        shape="service-account",
        group="",
        version="v1",
        resource="serviceaccounts",
        object_kind="ServiceAccount",
        namespace=None,
        name=None,
    ),
)


class Requirement(Record, frozen=True, kw_only=True):
    """One RBAC rule that the reads need; `namespace` None means all, `names` empty means any."""

    verb: str
    group: str
    resource: str
    names: tuple[str, ...]
    namespace: str | None


def requirements() -> tuple[Requirement, ...]:
    """The rules that the reads need, and nothing beyond; one a verb and resource."""
    rules: dict[tuple[str, str, str, str | None], list[str]] = {}
    for wanted in WANTED:
        rule = (wanted.verb, wanted.group, wanted.resource, wanted.namespace)
        rules.setdefault(rule, []).extend([wanted.name] if wanted.name else [])
    return tuple(
        Requirement(verb=verb, group=group, resource=resource, names=tuple(names), namespace=space)
        for (verb, group, resource, space), names in rules.items()
    )


def wanted_reads(*, aws_auth: bool) -> tuple[Wanted, ...]:
    """The reads in their order, with or without aws-auth."""
    return tuple(wanted for wanted in WANTED if aws_auth or wanted.kind != "aws-auth")
