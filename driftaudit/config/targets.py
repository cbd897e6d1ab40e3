"""What is to be audited: an environment, and how its APIs are reached. No file, no network."""

from fnmatch import fnmatchcase
from pathlib import Path

from driftaudit.config.file import FailOn
from driftaudit.errors import ConfigError
from driftaudit.judge.remap import SeverityRule
from driftaudit.model import Environment, Record
from driftaudit.names import did_you_mean


class Kubernetes(Record, frozen=True, kw_only=True):
    """A Kubernetes API that is not reached by the EKS endpoint and token; files are absolute.

    Either `server` (with `ca_file`, `token_file`) or `kubeconfig` (with `context`) is given.
    """

    server: str | None = None
    ca_file: str | None = None
    token_file: str | None = None
    kubeconfig: str | None = None
    context: str | None = None


class Target(Record, frozen=True, kw_only=True):
    """One environment of driftaudit.yaml with everything filled in.

    `baseline` is a name, without folder and `.yaml`. `production` is as configured, or as the name
    of the group (of the environment, where it has none) says. `kubernetes` is None for the EKS
    endpoint with an EKS token, and where `kubernetes_audited` is False. `role_patterns` are globs;
    `redact_patterns` are globs on keys of secrets, `redact_exceptions` on keys of none.
    """

    environment: Environment
    vars: dict[str, str] = {}
    baseline: str
    production: bool = False
    role: str | None = None
    profile: str | None = None
    external_id: str | None = None
    kubernetes: Kubernetes | None = None
    kubernetes_audited: bool = True
    role_patterns: tuple[str, ...] = ()
    redact_patterns: tuple[str, ...] = ()
    redact_exceptions: tuple[str, ...] = ()


class Config(Record, frozen=True, kw_only=True):
    """driftaudit.yaml, read and checked: paths absolute, `store` a folder or `s3://…`.

    `targets` are in the order of the file, names and clusters each once; of the rules in
    `severity` the first that matches a finding wins.
    """

    path: Path
    store: str
    baselines: Path
    fail_on: FailOn
    targets: tuple[Target, ...]
    severity: tuple[SeverityRule, ...] = ()

    @property
    def environments(self) -> tuple[Environment, ...]:
        """Every environment there is, in the order of the file."""
        return tuple(target.environment for target in self.targets)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the environments, in the order of the file."""
        return tuple(target.environment.name for target in self.targets)


def select(config: Config, patterns: tuple[str, ...], group: str | None) -> tuple[Target, ...]:
    """The targets that match any of the patterns (none means all) and are in the group.

    In the order of the file. Raises ConfigError for a name or glob that matches nothing, for a
    group that no environment has, and where nothing is left.
    """
    _known_group(config, group)
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in config.names):
            raise ConfigError(_no_match(config, pattern))
    chosen = tuple(
        target
        for target in config.targets
        if not patterns or any(fnmatchcase(target.environment.name, each) for each in patterns)
        if group is None or target.environment.group == group
    )
    if not chosen:
        named = " ".join(repr(each) for each in patterns)
        raise ConfigError(
            f"group {group!r} has no environment {named}\nnext: leave one of them out"
        )
    return chosen


def _known_group(config: Config, group: str | None) -> None:
    groups = {target.environment.group for target in config.targets} - {None}
    if group is None or group in groups:
        return
    if not groups:
        raise ConfigError(
            f"{config.path}: no environment has a group, so --group {group!r} names nothing\n"
            "next: give environments a `group:`"
        )
    near = did_you_mean(group, (each for each in groups if each))
    raise ConfigError(
        f"{config.path}: no environment has the group {group!r}{near}\n"
        "next: name a group of the file, or give environments a `group:`"
    )


def _no_match(config: Config, pattern: str) -> str:
    what = "matches" if any(sign in pattern for sign in "*?[") else "has the name"
    return (
        f"{config.path}: no environment {what} {pattern!r}{did_you_mean(pattern, config.names)}\n"
        "next: name an environment of the file, or none for all of them"
    )
