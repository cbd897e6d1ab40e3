"""The shape of driftaudit.yaml, as it is written, before anything is filled in.

The JSON Schema of the file is made of these types, so their docstrings and descriptions are for
the people who write the file.
"""

from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta

from driftaudit.model import Record, Severity

FILE_NAME: Final = "driftaudit.yaml"
STORE: Final = ".driftaudit/snapshots"
BASELINES: Final = "baselines"

FailOn: TypeAlias = Literal["critical", "high", "medium", "low", "info", "none"]

Account = Annotated[str, Meta(description="12 digits, in quotes", examples=["222222222222"])]
Text = Annotated[str, Meta(description="${account}, ${region}, ${name} and vars are filled in")]


class KubernetesEntry(Record, frozen=True, kw_only=True):
    """How the Kubernetes API is reached, where it is not by the EKS endpoint and an EKS token.

    Either `server` with `ca_file` and `token_file`, or `kubeconfig` with `context`.
    """

    server: Text | None = None
    ca_file: Text | None = None
    token_file: Text | None = None
    kubeconfig: Text | None = None
    context: Text | None = None


class EnvironmentEntry(Record, frozen=True, kw_only=True):
    """One cluster and the account and region it lives in; null takes a default away.

    `account`, `region` and `cluster` must stand here or in `defaults`. `baseline` is the group
    unless it is given, or the environment's name where there is no group. `production` is whether
    the gate wants changes made to it one at a time; else the group's name tells. `kubernetes:
    false`: Kubernetes is not read on purpose, and reported as not audited.
    """

    account: Account | None = None
    region: Text | None = None
    cluster: Text | None = None
    group: Text | None = None
    baseline: Text | None = None
    role: Text | None = None
    profile: Text | None = None
    external_id: Text | None = None
    vars: dict[str, Text] | None = None
    production: bool | None = None
    kubernetes: KubernetesEntry | bool | None = None


class CollectEntry(Record, frozen=True, kw_only=True):
    """What is read beside what the cluster uses, and what of it is kept secret.

    `roles` are globs of IAM role names. `redact` are globs of keys (of tags, labels, variables,
    configuration) whose values are secrets, beside those that look like it by themselves;
    `redact_not` are globs of keys that only look like it.
    """

    roles: tuple[Text, ...] | None = None
    redact: tuple[Text, ...] | None = None
    redact_not: tuple[Text, ...] | None = None


class SeverityEntry(Record, frozen=True, kw_only=True):
    """A severity for the findings that have all that is given; the first entry that matches wins.

    `environments` are names or globs, `resource` is a portable name or a glob. `path` is meant
    with all below it: a list of keys, or keys with dots between them.
    """

    code: str | None = None
    environments: tuple[str, ...] | None = None
    kind: str | None = None
    resource: str | None = None
    path: str | tuple[str, ...] | None = None
    severity: Severity


class ConfigFile(Record, frozen=True, kw_only=True):
    """driftaudit.yaml: which environments there are, and what they are held against.

    Relative paths are relative to the file. `store` is a directory or `s3://bucket/prefix`.
    """

    version: Literal[1]
    store: str = STORE
    baselines: str = BASELINES
    fail_on: FailOn = "low"
    defaults: EnvironmentEntry | None = None
    environments: dict[str, EnvironmentEntry]
    collect: CollectEntry | None = None
    severity: tuple[SeverityEntry, ...] | None = None
