"""The few types everything speaks. A leaf: no I/O, no clock, nothing of ours imported.

Every type is frozen and JSON-able; a reader refuses fields it does not know. Words are those of
docs/words.md: a *resource* is one configured thing, a *gap* is something that could not be read.
"""

import hashlib
from typing import Any, Final, Literal, TypeAlias

import msgspec

Json: TypeAlias = Any
"""What JSON can say: None, bool, int, float, str, lists and string-keyed dicts of these."""

Change = Literal["missing", "unexpected", "changed"]
"""Seen from the subject: what the reference has and it lacks, the reverse, or another value."""

Severity = Literal["critical", "high", "medium", "low", "info"]

SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low", "info")
"""Worst first; the order in which findings are shown and `--fail-on` is read."""

KINDS: Final[tuple[str, ...]] = (
    "cluster",
    "addon",
    "nodegroup",
    "fargate-profile",
    "access-entry",
    "aws-auth",
    "pod-identity",
    "iam-role",
    "iam-policy",
    "oidc-provider",
    "launch-template",
    "security-group",
    "workload",
    "service-account",
)
"""Every kind of resource, in the order in which reports show them."""

NAME_FIELDS: Final = {
    "nodegroup": "nodegroupName",
    "fargate-profile": "fargateProfileName",
    "launch-template": "LaunchTemplateName",
    "security-group": "GroupName",
    "iam-role": "RoleName",
    "iam-policy": "PolicyName",
    "access-entry": "principalArn",
    "aws-auth": "rolearn",
}
"""The kinds in which one thing may go by two names, and the API's own field of the name.

In this order: what uses others comes before what it uses.
"""

EVERY_KIND: Final = "*"
"""The kind of a gap that leaves nothing of its environment known."""

UNKNOWN: Final = "$unknown"
"""A value `{"$unknown": why}` could not be read: never called different, never called equal."""


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen, keyword-only value that refuses fields it does not know."""


class Environment(Record, frozen=True, kw_only=True):
    """One cluster and the account and region it lives in, as named in driftaudit.yaml."""

    name: str
    account: str
    region: str
    cluster: str
    group: str | None = None


class Identity(Record, frozen=True, kw_only=True):
    """The literals that are an environment's own: what its strings are made portable by.

    `oidc` is the issuer without `https://`; `oidc` and `vpc` are None where the cluster was not
    read. `vars` are the environment's own words from driftaudit.yaml.
    """

    account: str
    region: str
    partition: str
    cluster: str
    oidc: str | None = None
    vpc: str | None = None
    vars: dict[str, str] = {}


class Gap(Record, frozen=True, kw_only=True):
    """Something that could not be read.

    `operation` is an IAM action (`eks:ListAddons`) or a Kubernetes read (`get
    configmaps/aws-auth`); `code` is the API's own error code, or ours for what never reached it;
    `needs` is what would fix it: a permission, or a step to take.
    """

    kind: str
    operation: str
    code: str
    message: str
    needs: str


class Read(Record, frozen=True, kw_only=True):
    """One operation that a collection tried, for one kind, and the gap where it failed."""

    kind: str
    operation: str
    gap: Gap | None = None


class Reading(Record, frozen=True, kw_only=True):
    """One environment in the APIs' own shapes: all that collect hands to normalize.

    `shapes` maps a source (a kind, or what describes one: `subnet`, `vpc`, `route-table`,
    `image`, `kms-alias`, `prefix-list`, `managed-policy`, `configmap`) to the API's objects.
    `not_audited` maps kinds that were left out on purpose to the reason. `role_patterns` are
    `collect.roles` of the configuration, filled in for this environment; `redact_patterns` and
    `redact_exceptions` are its `collect.redact` and `collect.redact_not`.
    """

    environment: Environment
    identity: Identity
    shapes: dict[str, tuple[Json, ...]]
    reads: tuple[Read, ...] = ()
    not_audited: dict[str, str] = {}
    role_patterns: tuple[str, ...] = ()
    redact_patterns: tuple[str, ...] = ()
    redact_exceptions: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps of the reads, in their order, each once."""
        return tuple(dict.fromkeys(read.gap for read in self.reads if read.gap))


class Resource(Record, frozen=True, kw_only=True):
    """One configured thing: a kind, a portable name, portable attributes.

    `digest` stands for the attributes. `used_by` (`nodegroup/workers`) and `source` (its real
    ARN or id) are for people and fix commands, and are never compared.
    """

    kind: str
    name: str
    attributes: dict[str, Json]
    digest: str
    used_by: tuple[str, ...] = ()
    source: str = ""


class Tool(Record, frozen=True, kw_only=True):
    """The program that wrote a document."""

    name: str
    version: str


SnapshotSchema = Literal["driftaudit.snapshot/v1"]


class Snapshot(Record, frozen=True, kw_only=True):
    """All resources of one environment at one moment, and its gaps.

    `captured_at` is UTC, `2026-11-22T10:50:00.000000Z`. `facts` are observations (health issues,
    statuses, node counts, documents of AWS-managed policies) by `kind/name`: never drift.
    """

    schema: SnapshotSchema = "driftaudit.snapshot/v1"
    environment: Environment
    identity: Identity
    captured_at: str
    tool: Tool
    resources: tuple[Resource, ...] = ()
    gaps: tuple[Gap, ...] = ()
    not_audited: dict[str, str] = {}
    facts: dict[str, Json] = {}


class Difference(Record, frozen=True, kw_only=True):
    """One path of one resource on which subject and reference disagree.

    An empty path is the resource itself. `expected` is the reference's value and `actual` the
    subject's; None where that side has nothing there. `used_by` and `source` are the subject's
    own, or the reference's where the subject has no such resource.
    """

    kind: str
    resource: str
    path: tuple[str, ...]
    change: Change
    expected: Json = None
    actual: Json = None
    used_by: tuple[str, ...] = ()
    source: str = ""


class Waiver(Record, frozen=True, kw_only=True):
    """A reasoned, expiring acceptance of a finding; `expires` is its last day, `2026-12-24`."""

    reason: str
    expires: str
    owner: str = ""
    ticket: str = ""


class Witness(Record, frozen=True, kw_only=True):
    """One request that one side allows and the other does not.

    `action` and `resource` are literal, or patterns (`s3:Get*`) for all that no other statement
    singles out. `principal` is None in identity policies, `resource` in trust policies.
    `conditions` are the deciding condition keys; None is a key that has to be absent.
    """

    action: str
    resource: str | None = None
    principal: str | None = None
    conditions: dict[str, tuple[str, ...] | None] = {}


Verdict = Literal["equivalent", "more", "less", "incomparable", "invalid"]
"""B seen from A: `more` allows something that A does not; `invalid` is no policy at all."""


class Impact(Record, frozen=True, kw_only=True):
    """What a finding means in effect, seen from the subject.

    `verdict`, `gained`, `lost` and `denied` (those of `lost` that a Deny takes away) are about IAM
    permissions or who may take a role; `verdict` is None where the finding is about neither.
    `exact` is false where something was unknown, or too large to decide. `access_gained` and
    `access_lost` are what a principal may do in the cluster (`group system:masters`). `affects`
    are the roles that carry a policy, or what takes a role. `need` says what needs what was lost,
    and what happens without it. `detail` is what a lint saw; `refers_to` are other environments
    that a value names.
    """

    verdict: Verdict | None = None
    exact: bool = True
    gained: tuple[Witness, ...] = ()
    lost: tuple[Witness, ...] = ()
    denied: tuple[Witness, ...] = ()
    access_gained: tuple[str, ...] = ()
    access_lost: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()
    need: str = ""
    notes: tuple[str, ...] = ()
    detail: str = ""
    refers_to: tuple[str, ...] = ()


class Location(Record, frozen=True, kw_only=True):
    """A line of a file under review: `file` relative to the repository, `line` from 1."""

    file: str
    line: int


class Finding(Record, frozen=True, kw_only=True):
    """A difference that was judged: it has a code, a severity and, perhaps, a waiver."""

    fingerprint: str
    code: str
    severity: Severity
    environment: str
    difference: Difference
    reference: str
    fix: tuple[str, ...] = ()
    impact: Impact | None = None
    location: Location | None = None
    waiver: Waiver | None = None


def digest_of(value: Json) -> str:
    """The SHA-256 (hex) of a JSON value, the same for any order of dict keys."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def make_resource(
    kind: str,
    name: str,
    attributes: dict[str, Json],
    *,
    used_by: tuple[str, ...] = (),
    source: str = "",
) -> Resource:
    """A resource whose digest stands for its attributes."""
    return Resource(
        kind=kind,
        name=name,
        attributes=attributes,
        digest=digest_of(attributes),
        used_by=used_by,
        source=source,
    )
