"""Who gets into a cluster, and as what: access entries, aws-auth and the mode as one view.

Sources: EKS user guide (access-entries; migrating-access-entries: "Access entries take precedence
over ConfigMap entries for the same IAM principal"; auth-configmap) and aws-iam-authenticator
(pkg/mapper/configmap, pkg/arn): roles before users, role ARNs in any case and without a path.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from driftaudit.compare.inside import has_unknown
from driftaudit.compare.matchers import has_matcher
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.effects.scopes import scope_of, uncovered
from driftaudit.model import Record, Resource
from driftaudit.normalize.access import default_username
from driftaudit.normalize.odd import at, mapping, string, strings

Via = Literal["access-entry", "aws-auth"]

ENTRY_KINDS: Final[tuple[Via, ...]] = ("access-entry", "aws-auth")
MODES: Final = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")


class _NodeType(Record, frozen=True):
    """As what nodes of a type come in (EKS user guide, access entry types)."""

    words: str
    username: str
    groups: frozenset[str]


_BY_DNS: Final = "system:node:{{EC2PrivateDNSName}}"
_BY_SESSION: Final = "system:node:{{SessionName}}"
_NODES: Final = frozenset({"system:bootstrappers", "system:nodes"})

_NODE_TYPES: Final = {
    "EC2_WINDOWS": _NodeType("joins as Windows node", _BY_DNS, _NODES | {"eks:kube-proxy-windows"}),
    "FARGATE_LINUX": _NodeType(
        "joins as Fargate node", _BY_SESSION, _NODES | {"system:node-proxier"}
    ),
    "EC2_LINUX": _NodeType("joins as node", _BY_DNS, _NODES),
    "HYBRID_LINUX": _NodeType("joins as hybrid node", _BY_SESSION, _NODES),
    "EC2": _NodeType("joins as Auto Mode node", _BY_DNS, frozenset({"system:nodes"})),
    "HYPERPOD_LINUX": _NodeType("joins as HyperPod node", _BY_SESSION, frozenset({"system:nodes"})),
}
"""The first four can be told from an aws-auth entry, in this order: the widest first."""

_BY_WORDS: Final = {each.words: each for each in _NODE_TYPES.values()}
SIGNS_IN: Final = "may sign in, without any group or policy"
_TOLD_BY_RIGHTS: Final = ("EC2_WINDOWS", "FARGATE_LINUX", "EC2_LINUX", "HYBRID_LINUX")
_APART: Final = re.compile(r" \([0-9]+\)")
_ROLE: Final = re.compile(r"(arn:[^:]*:iam::[^:]*:role)/(.+)", re.IGNORECASE)


class Access(Record, frozen=True, kw_only=True):
    """What one principal is in the cluster, and what lets it in.

    `username` is empty where it is the default, `node` the words for a node's rights (whose
    username and groups are then left out). `policies` are scopes by name: `cluster`, or
    `namespaces a, b`. `by` is the resource in effect.
    """

    via: Via
    by: str
    username: str = ""
    groups: tuple[str, ...] = ()
    policies: dict[str, str] = {}
    node: str = ""

    @property
    def rights(self) -> tuple[str, ...]:
        """What the principal is and may do, in words; to sign in with no rights is one too."""
        groups = (f"group {each}" for each in self.groups)
        policies = _policy_words(self.policies)
        return (*([self.node] if self.node else ()), *groups, *policies) or (SIGNS_IN,)

    @property
    def words(self) -> frozenset[str]:
        """The rights, and the username where it is not the default."""
        return frozenset((*self.rights, *([f"username {self.username}"] if self.username else ())))

    def gained_over(self, before: "Access | None") -> frozenset[str]:
        """What this gives that `before`, or nobody, did not have.

        A node has the groups of its type; one of Windows may do all that one of Linux may. A
        policy for the cluster holds in every namespace.
        """
        if before is None:
            return self.words
        own = self.words - set(_policy_words(self.policies))
        gained = own - before.words - _implied(before.node) - {SIGNS_IN}
        return gained.union(_policy_words(uncovered(self.policies, before.policies)))


def _policy_words(policies: Mapping[str, str]) -> list[str]:
    return [f"policy {name} ({where})" for name, where in sorted(policies.items())]


def _implied(words: str) -> frozenset[str]:
    """What a node of a type has beside the words for it, lesser types included."""
    node = _BY_WORDS.get(words)
    if node is None:
        return frozenset()
    lesser = (_NODE_TYPES[name] for name in _TOLD_BY_RIGHTS)
    return frozenset(
        {
            *(f"group {each}" for each in node.groups),
            f"username {node.username}",
            *(
                each.words
                for each in lesser
                if each.username == node.username and each.groups <= node.groups
            ),
        }
    )


class ClusterAccess(Record, frozen=True, kw_only=True):
    """Everyone who gets in, by principal (see `principal_of`); what has no effect, and why.

    Of a principal in `open` something is left open by a matcher, or could not be read.
    `bootstrapClusterCreatorAdminPermissions` is not seen here: EKS names no creator.
    """

    mode: str
    principals: dict[str, Access]
    ignored: dict[ResourceKey, str] = {}
    open: frozenset[str] = frozenset()


class UnknownAccess(Record, frozen=True, kw_only=True):
    """Nothing can be said of who gets in, because of `why`."""

    why: str


AccessView: TypeAlias = ClusterAccess | UnknownAccess


def effective_access(side: Side, mode: str | None = None) -> AccessView:
    """The view of a side in its own authentication mode, or as it would be in another one.

    Unknown where the mode is, or where a kind that the mode looks at was not read or is only
    expected in part (`mode: subset`).
    """
    mode = mode or _mode(side)
    if mode not in MODES:
        return UnknownAccess(why="the authentication mode is not known")
    unread = side.unread | dict.fromkeys(side.subset, "only in part")
    for kind in _read_in(mode):
        if kind in unread:
            return UnknownAccess(why=f"{kind}: {unread[kind]}")
    return _view(side, mode)


def principal_of(resource: str) -> str:
    """What an entry is for: a role's ARN without its path and in lower case, else as written.

    STS gives a role's ARN without its path; of what is named apart (`NAME (2)`) it is the name.
    """
    name = _APART.sub("", resource) if resource.endswith(")") else resource
    role = _ROLE.fullmatch(name)
    return f"{role[1]}/{role[2].rpartition('/')[2]}".lower() if role else name


def _mode(side: Side) -> str:
    """The mode; empty where it is not known. Absent is CONFIG_MAP (EKS API reference)."""
    found = [each for (kind, _), each in side.resources.items() if kind == "cluster"]
    if "cluster" in side.unread or len(found) != 1:
        return ""
    mode = at(found[0].attributes, "accessConfig", "authenticationMode")
    if mode is None and "cluster" not in side.subset:
        return "CONFIG_MAP"
    return string(mode)


def _read_in(mode: str) -> tuple[Via, ...]:
    """The kinds that are looked at, the one that wins first."""
    return tuple(
        kind for kind in ENTRY_KINDS if mode != ("CONFIG_MAP" if kind == "access-entry" else "API")
    )


def _view(side: Side, mode: str) -> ClusterAccess:
    principals: dict[str, Access] = {}
    ignored: dict[ResourceKey, str] = {}
    open_: set[str] = set()
    for entry in _in_order(side):
        principal = principal_of(entry.name)
        why = _without_effect(entry, mode, principals.get(principal))
        if why:
            ignored[entry.kind, entry.name] = why
            continue
        principals[principal] = access_of(entry)
        if has_matcher(entry.attributes) or has_unknown(entry.attributes):
            open_.add(principal)
    return ClusterAccess(mode=mode, principals=principals, ignored=ignored, open=frozenset(open_))


def _in_order(side: Side) -> Iterator[Resource]:
    """The entries in the order in which they are looked up: entries, roles, users, accounts."""
    kinds = ("role", "user", "account")
    entries = [each for (kind, _), each in side.resources.items() if kind in ENTRY_KINDS]

    def place(entry: Resource) -> tuple[bool, int, str]:
        kind = string(entry.attributes.get("type"))
        mapped = kinds.index(kind) if entry.kind == "aws-auth" and kind in kinds else 0
        return entry.kind == "aws-auth", mapped, entry.name

    yield from sorted(entries, key=place)


def _without_effect(entry: Resource, mode: str, before: Access | None) -> str:
    if entry.kind not in _read_in(mode):
        return f"nothing reads {_ARTICLE[entry.kind]} in authentication mode {mode}"
    name = entry.name.lower()
    if entry.kind == "aws-auth" and entry.attributes.get("type") == "role":
        role = _ROLE.fullmatch(entry.name)
        if role and "/" in role[2]:
            return "STS gives ARNs without a path, so one with a path matches nobody"
        if ":instance-profile/" in name:
            return "an instance profile is nobody's ARN"
    return f"{_ARTICLE[before.via]} of the same principal comes first" if before else ""


_ARTICLE: Final = {"access-entry": "an access entry", "aws-auth": "aws-auth"}


def access_of(entry: Resource) -> Access:
    """What one access entry or aws-auth mapping gives by itself, whether it counts or not."""
    if entry.kind == "access-entry":
        return _entry(entry)
    groups = frozenset(strings(entry.attributes.get("groups")))
    username = string(entry.attributes.get("username"))
    for name in _TOLD_BY_RIGHTS:
        node = _NODE_TYPES[name]
        if username == node.username and node.groups <= groups:
            rest = tuple(sorted(groups - node.groups))
            return Access(via="aws-auth", by=entry.name, node=node.words, groups=rest)
    return Access(
        via="aws-auth",
        by=entry.name,
        username=_username(username, entry.name),
        groups=tuple(sorted(groups)),
    )


def _entry(entry: Resource) -> Access:
    kind = string(entry.attributes.get("type")) or "STANDARD"
    policies = {
        arn.rpartition("/")[2]: scope_of(where)
        for arn, where in mapping(entry.attributes.get("associatedAccessPolicies")).items()
        if isinstance(where, dict)
    }
    if kind != "STANDARD":
        # Username and groups are AWS's own; nodes of Auto Mode have a policy.
        words = _NODE_TYPES[kind].words if kind in _NODE_TYPES else f"joins as {kind}"
        return Access(via="access-entry", by=entry.name, node=words, policies=policies)
    return Access(
        via="access-entry",
        by=entry.name,
        username=_username(string(entry.attributes.get("username")), entry.name),
        groups=tuple(sorted(strings(entry.attributes.get("kubernetesGroups")))),
        policies=policies,
    )


def _username(username: str, name: str) -> str:
    """The username, empty where it is the one that EKS gives by default."""
    return "" if username.lower() == default_username(name).lower() else username
