"""Which role each service account acts with, and whether that works: IRSA and pod identities.

Sources: EKS user guide (iam-roles-for-service-accounts, pod-id-role: the trust needs
`sts:AssumeRole` and `sts:TagSession`, pod-id-agent-setup; Auto Mode brings the agent along).
Of several ways the association counts: see `assigned`.
"""

from typing import Final, Literal, NamedTuple

from driftaudit.compare.side import Side
from driftaudit.effects.assigned import Assigned, Assignments, Way, assigned
from driftaudit.effects.may import May, may_take
from driftaudit.effects.web_identity import sub_of, web_identity, why_not_web
from driftaudit.model import Json, Record, Resource, Witness
from driftaudit.normalize.odd import at, string

Status = Literal["works", "fails", "unknown"]

AGENT: Final = "eks-pod-identity-agent"
UNFOLLOWED: Final = (
    "its add-on names the role, but the account has no annotation; the add-on writes it when it is "
    "next updated, and pods take it up when they start again"
)
"""Between an add-on's update and its account's, or since somebody took the annotation away."""

TRUST: Final = "AssumeRolePolicyDocument"
_PODS: Final = "pods.eks.amazonaws.com"
_OWN_ROLE: Final = "arn:${partition}:iam::${account}:role/"
_CLUSTER: Final = "arn:${partition}:eks:${region}:${account}:cluster/${cluster}"


class ServiceIdentity(Record, frozen=True, kw_only=True):
    """A service account (`kube-system/aws-node`) and the role that it is given.

    `role` is a portable ARN, `carrier` how it is given, `by` what says so. `policy` limits what
    sessions may do. `why_not` says why it fails, or what of it is not known.
    """

    account: str
    role: str
    carrier: Way
    by: str
    status: Status
    why_not: str = ""
    policy: Json = None

    @property
    def works(self) -> bool:
        """Whether pods get the role, beyond doubt."""
        return self.status == "works"


class _Answer(NamedTuple):
    status: Status
    why: str = ""


_WORKS: Final = _Answer("works")


def identities(side: Side) -> tuple[ServiceIdentity, ...]:
    """Every service account that is given a role on a side, sorted by its name.

    Where what decides was not read, or is left open by a baseline, the status is `unknown`.
    """
    given = assigned(side)
    return tuple(_identity(side, each, given) for _, each in sorted(given.effective.items()))


def _identity(side: Side, given: Assigned, all_given: Assignments) -> ServiceIdentity:
    if not all_given.known(given.account):
        answer = _Answer("unknown", "not all that counts was read")
    elif all_given.unfollowed(given.account):
        answer = _Answer("unknown", UNFOLLOWED)
    else:
        answer = _works(side, given)
    return ServiceIdentity(
        account=given.account,
        role=given.acts_as,
        carrier=given.way,
        by=given.by,
        status=answer.status,
        why_not=answer.why,
        policy=given.policy,
    )


def _works(side: Side, given: Assigned) -> _Answer:
    """The first reason for which it does not work, else what is not known, else that it works."""
    carrier = _provider(side, given) if given.way == "irsa" else _agent(side)
    answers = (carrier, _trusted(side, given))
    for status in ("fails", "unknown"):
        for each in answers:
            if each.status == status:
                return each
    return _WORKS


def _open(side: Side, *kinds: str) -> _Answer | None:
    for kind in kinds:
        if kind in side.unread:
            return _Answer("unknown", f"{kind}: {side.unread[kind]}")
        if kind in side.subset:
            return _Answer("unknown", f"{kind}: only in part")
    return None


def _provider(side: Side, given: Assigned) -> _Answer:
    unknown = _open(side, "cluster", "oidc-provider")
    if unknown:
        return unknown
    provider = side.resources.get(("oidc-provider", "${oidc}"))
    if provider is None:
        return _Answer("fails", "IAM has no OIDC provider for the cluster")
    clients = provider.attributes.get("ClientIDList")
    if isinstance(clients, list | tuple) and given.audience not in clients:
        return _Answer("fails", f"the cluster's OIDC provider does not accept {given.audience}")
    return _WORKS


def _agent(side: Side) -> _Answer:
    auto = any(
        at(each.attributes, "computeConfig", "enabled") is True
        for (kind, _), each in side.resources.items()
        if kind == "cluster"
    )
    if auto or ("addon", AGENT) in side.resources:
        return _WORKS
    return _open(side, "addon") or _Answer("fails", f"the add-on {AGENT} is not installed")


def role_named(side: Side, arn: str) -> Resource | None:
    """The role of this account that a portable ARN names, its path as it is."""
    if not arn.startswith(_OWN_ROLE):
        return None
    path, _, name = arn.removeprefix(_OWN_ROLE.removesuffix("/")).rpartition("/")
    role = side.resources.get(("iam-role", name))
    same = role and (string(role.attributes.get("Path")) or "/") == f"{path}/"
    return role if same else None


def _trusted(side: Side, given: Assigned) -> _Answer:
    if not given.role.startswith(_OWN_ROLE):
        return _Answer("unknown", f"{given.role} is a role of another account")
    role = role_named(side, given.role)
    if role is None:
        return _open(side, "iam-role") or _Answer("fails", f"there is no role {given.role}")
    trust = role.attributes.get(TRUST)
    if given.way == "irsa":
        # Without the cluster its issuer is not known, and no trust names `${oidc}`.
        return _open(side, "cluster") or _web(trust, given)
    return _pods(trust, given)


def _web(trust: Json, given: Assigned) -> _Answer:
    sub = sub_of(given.account)
    found = may_take(trust, web_identity(sub, given.audience))
    return _answer(found, why_not_web(trust, sub, given.audience))


def _pods(trust: Json, given: Assigned) -> _Answer:
    actions = ("sts:AssumeRole", "sts:TagSession") if given.tagged else ("sts:AssumeRole",)
    for action in actions:
        found = may_take(trust, _association_request(action, given.account))
        if found != "yes":
            return _answer(found, f"its trust does not let {_PODS} do {action}")
    return _WORKS


def _answer(found: May, why: str) -> _Answer:
    if found == "yes":
        return _WORKS
    if found == "perhaps":
        return _Answer("unknown", "its trust depends on more than a snapshot tells")
    return _Answer("fails", why)


def _association_request(action: str, account: str) -> Witness:
    """What EKS sends for a pod, with its session tags (EKS user guide, pod-id-abac)."""
    namespace, _, name = account.partition("/")
    conditions = {
        "aws:SourceAccount": "${account}",
        "aws:SourceArn": _CLUSTER,
        "aws:RequestTag/eks-cluster-arn": _CLUSTER,
        "aws:RequestTag/eks-cluster-name": "${cluster}",
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": name,
    }
    return Witness(
        action=action,
        principal=f"Service:{_PODS}",
        conditions={key: (value,) for key, value in conditions.items()},
    )
