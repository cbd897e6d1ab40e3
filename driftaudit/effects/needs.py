"""What the users of a role need of it, and what happens without: nodes, vpc-cni, control plane.

Sources: EKS user guide (create-node-role, cni-iam-role, service_IAM_role, pod execution role),
amazon-vpc-cni-k8s (docs/iam-policy.md, and eksctl-io/eksctl#8768 for DescribeSecurityGroups).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from driftaudit.compare.matchers import numbers_of
from driftaudit.compare.side import Side
from driftaudit.effects.assigned import AWS_NODE, assigned
from driftaudit.model import Json, Record, Resource
from driftaudit.normalize.odd import at, string, strings

Carrier = Literal["node", "auto-mode", "vpc-cni", "cluster", "fargate"]
"""As what a role is used; nodes of EKS Auto Mode come with their network and need less."""

NODE_TYPES: Final = frozenset({"EC2_LINUX", "EC2_WINDOWS", "EC2"})
"""Access entries of these types are for roles of EC2 instances."""

ENI: Final = "arn:${partition}:ec2:*:*:network-interface/*"


class Need(Record, frozen=True, kw_only=True):
    """An action that users of a role need of it, in AWS's own spelling.

    `why` is a sentence for people. `carrier` is as what the role is used. Without a `vital` one
    nodes do not join, or pods get no network; without another something else stops working.
    """

    action: str
    resource: str = "*"
    why: str
    carrier: Carrier
    vital: bool = True


class _Row(NamedTuple):
    """Actions of one service that are needed for the same reason."""

    actions: str
    why: str
    resource: str = "*"
    vital: bool = True
    since: tuple[int, int] = (0, 0)


_NO_NETWORK: Final = "without it new nodes stay NotReady"

_DESCRIBE: Final = _Row(
    "ec2: DescribeInstances DescribeTags DescribeNetworkInterfaces DescribeInstanceTypes",
    f"vpc-cni learns with it which network interfaces a node has and may have; {_NO_NETWORK}",
)
_TAG: Final = _Row(
    "ec2: CreateTags",
    "vpc-cni tags the network interfaces that it makes; without it it can make none, "
    "and pods get no address",
    resource=ENI,
)
_CNI_4: Final = (
    _Row(
        "ec2: AssignPrivateIpAddresses",
        f"vpc-cni gives pods their addresses with it; {_NO_NETWORK}",
    ),
    _Row(
        "ec2: CreateNetworkInterface AttachNetworkInterface ModifyNetworkInterfaceAttribute",
        "vpc-cni adds network interfaces to a node with it; without it pods get no address once "
        "the first interface is full",
    ),
    _Row(
        "ec2: UnassignPrivateIpAddresses DeleteNetworkInterface DetachNetworkInterface",
        "vpc-cni gives back with it what pods no longer use; without it subnets run full",
    ),
    _DESCRIBE,
    _Row(
        "ec2: DescribeSubnets",
        "vpc-cni finds subnets with free addresses with it; without it it takes the node's own, "
        "which may be full",
        vital=False,
        since=(1, 18),
    ),
    _Row(
        "ec2: DescribeSecurityGroups",
        "vpc-cni 1.22 and later asks for its security groups with it when it starts, and ends "
        f"where it may not; {_NO_NETWORK}",
        since=(1, 22),
    ),
    _TAG,
)
_CNI_6: Final = (
    _Row("ec2: AssignIpv6Addresses", f"vpc-cni gives a node its prefix with it; {_NO_NETWORK}"),
    _DESCRIBE,
    _TAG,
)
_NODE: Final = (
    _Row(
        "eks: DescribeCluster",
        "a starting node asks for the endpoint and certificate of its cluster with it; "
        "without it the node does not join",
    ),
    _Row(
        "ec2: DescribeInstances",
        "a starting node learns with it the name under which it joins; without it it does not join",
    ),
    _Row(
        "ec2: DescribeInstanceTypes",
        "a starting node learns with it how many pods it may run; without it it takes a guess",
        vital=False,
    ),
)
_PULL: Final = _Row(
    "ecr: GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer",
    "images are pulled with it, those of vpc-cni and kube-proxy first; without it no pod starts",
)
_FOR_PODS: Final = _Row(
    "eks-auth: AssumeRoleForPodIdentity",
    "the pod identity agent gets pods their roles with it; without it they have no credentials",
)
_CLUSTER: Final = (
    _Row(
        "ec2: DescribeInstances",
        "the control plane learns with it which nodes there are; without it new nodes are not "
        "admitted",
    ),
    _Row(
        "ec2: DescribeSubnets DescribeVpcs DescribeSecurityGroups DescribeRouteTables"
        " DescribeNetworkInterfaces DescribeAvailabilityZones DescribeInstanceTopology",
        "the control plane learns with it where nodes and load balancers are",
        vital=False,
    ),
    _Row(
        "elasticloadbalancing: CreateLoadBalancer DeleteLoadBalancer DescribeLoadBalancers"
        " CreateTargetGroup RegisterTargets DescribeTargetHealth CreateListener AddTags"
        " ModifyListener RegisterInstancesWithLoadBalancer ConfigureHealthCheck",
        "services of type LoadBalancer get theirs with it; without it they stay pending",
        vital=False,
    ),
    _Row(
        "ec2: AuthorizeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup"
        " RevokeSecurityGroupIngress CreateTags",
        "load balancers are let through to the nodes with it",
        vital=False,
    ),
    _Row(
        "autoscaling: DescribeAutoScalingGroups UpdateAutoScalingGroup",
        "the control plane follows the node groups' scaling with it",
        vital=False,
    ),
    _Row(
        "ec2: AttachVolume CreateVolume DeleteVolume DescribeVolumes DetachVolume",
        "volumes of clusters without the EBS CSI driver come and go with it",
        vital=False,
    ),
    _Row(
        "kms: DescribeKey",
        "the key that encrypts secrets is looked up with it; without it they cannot be read",
        vital=False,
    ),
)


def needs_of(
    used_by: Iterable[str], users: Mapping[str, tuple[str, ...]], side: Side
) -> tuple[Need, ...]:
    """What the users of a role (`nodegroup/x`), or of a policy's roles, need of it on a side.

    `users` are by `kind/name`, as `Side.users`. What is not known is taken to be needed: a node
    role carries what vpc-cni needs unless vpc-cni is known to have a role of its own, and a
    version of vpc-cni that is not known is the newest. Each action once for each carrier.
    """
    direct = set(used_by)
    everyone = direct | {each for user in direct for each in users.get(user, ())}
    carriers = {carrier for user in everyone for carrier in _carriers(user, side)}
    found = (
        need for carrier in sorted(carriers, key=_ORDER.index) for need in _needs(carrier, side)
    )
    return tuple({(each.carrier, each.action): each for each in found}.values())


def cni_needs(side: Side, carrier: Carrier = "vpc-cni") -> tuple[Need, ...]:
    """What vpc-cni needs on a side, for its version and the cluster's address family.

    Nothing where vpc-cni is known not to run there.
    """
    if not _runs_vpc_cni(side):
        return ()
    family = at(_attributes(side, "cluster"), "kubernetesNetworkConfig", "ipFamily")
    version = vpc_cni_version(side)
    rows = _CNI_6 if family == "ipv6" else _CNI_4
    due = (row for row in rows if version is None or version >= row.since)
    return tuple(_each(due, carrier))


def start_needs(side: Side) -> tuple[Need, ...]:
    """What a node needs to start and join, but for its images and its network."""
    return tuple(_each((*_NODE, *_agent(side)), "node"))


def pull_needs(carrier: Carrier = "node") -> tuple[Need, ...]:
    """What a node needs to get its images."""
    return tuple(_each((_PULL,), carrier))


def vpc_cni_version(side: Side) -> tuple[int, int] | None:
    """The major and minor version of vpc-cni, as it runs or as the add-on has it; None unknown."""
    image = at(_attributes(side, "workload", "aws-node"), "containers", "aws-node", "image")
    tag = string(image).rpartition(":")[2] if ":" in string(image) else ""
    addon = string(at(_attributes(side, "addon", "vpc-cni"), "addonVersion"))
    numbers = numbers_of(tag) or numbers_of(addon)
    return (numbers[0], numbers[1]) if len(numbers) > 1 else None


def maps_nodes(entry: Resource) -> bool:
    """Whether an access entry or a mapping of aws-auth is one for nodes."""
    groups = strings(entry.attributes.get("groups"))
    return entry.attributes.get("type") in NODE_TYPES or "system:nodes" in groups


_ORDER: Final[tuple[Carrier, ...]] = ("node", "auto-mode", "vpc-cni", "cluster", "fargate")
_CNI_USERS: Final = frozenset(
    {"addon/vpc-cni", f"service-account/{AWS_NODE}", f"pod-identity/{AWS_NODE}"}
)


def _carriers(user: str, side: Side) -> Iterator[Carrier]:
    kind, _, name = user.partition("/")
    if kind == "nodegroup":
        yield "node"
    elif user == "cluster/compute":
        yield "auto-mode"
    elif user == "cluster":
        yield "cluster"
    elif kind == "fargate-profile":
        yield "fargate"
    elif user in _CNI_USERS:
        yield "vpc-cni"
    elif kind in {"access-entry", "aws-auth"}:
        for (of, own), each in side.resources.items():
            if of == kind and own.lower() == name.lower() and maps_nodes(each):
                yield "auto-mode" if each.attributes.get("type") == "EC2" else "node"


def _needs(carrier: Carrier, side: Side) -> Iterator[Need]:
    if carrier == "cluster":
        yield from _each(_CLUSTER, carrier)
    elif carrier == "fargate":
        yield from pull_needs(carrier)
    elif carrier == "vpc-cni":
        yield from cni_needs(side)
    else:
        yield from start_needs(side) if carrier == "node" else _each(_agent(side), carrier)
        yield from pull_needs(carrier)
        if carrier == "node" and _acts_with_node(side):
            # Last: an action that both need is told by what vpc-cni does without it.
            yield from cni_needs(side, carrier)


def _acts_with_node(side: Side) -> bool:
    """Whether vpc-cni has no role of its own, or not yet: then it acts with that of its node."""
    given = assigned(side)
    return AWS_NODE not in given.effective or given.unfollowed(AWS_NODE)


def _agent(side: Side) -> Iterator[_Row]:
    """What the pod identity agent needs, where it may have something to do."""
    if "pod-identity" in side.unread or any(kind == "pod-identity" for kind, _ in side.resources):
        network = assigned(side).effective.get(AWS_NODE)
        yield _FOR_PODS._replace(vital=bool(network and network.way == "pod-identity"))


def _each(rows: Iterable[_Row], carrier: Carrier) -> Iterator[Need]:
    for row in rows:
        service, _, names = row.actions.partition(": ")
        for name in names.split():
            yield Need(
                action=f"{service}:{name}",
                resource=row.resource,
                why=row.why,
                carrier=carrier,
                vital=row.vital,
            )


def _runs_vpc_cni(side: Side) -> bool:
    """Another network plugin runs where neither the add-on nor its DaemonSet is."""
    if (side.unread.keys() | side.subset) & {"addon", "workload"}:
        return True
    return bool(_attributes(side, "addon", "vpc-cni") or _attributes(side, "workload", "aws-node"))


def _attributes(side: Side, kind: str, name: str = "${cluster}") -> dict[str, Json]:
    found = side.resources.get((kind, name))
    return found.attributes if found else {}
