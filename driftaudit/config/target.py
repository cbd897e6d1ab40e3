"""One environment of driftaudit.yaml as a Target: filled in, then held against what AWS allows."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from driftaudit.config.fill import Fields
from driftaudit.config.problems import Problem, unquoted_account
from driftaudit.config.targets import Kubernetes, Target
from driftaudit.model import Environment
from driftaudit.names import name_problem
from driftaudit.yaml_source import YamlSource

_REGION: Final = re.compile(r"[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}")
# https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html, `name`
_CLUSTER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):role/[\w+=,.@/-]+", re.ASCII)
_PRODUCTION: Final = frozenset({"prod", "production", "prd", "live"})
_BEFORE_IT: Final = frozenset({"non", "not", "pre", "staging", "test"})
_FILES: Final = ("ca_file", "token_file", "kubeconfig")


def make_target(
    source: YamlSource, name: str, base: Path
) -> tuple[Target | None, tuple[Problem, ...]]:
    """The target of one environment, or None and what is wrong with it.

    `source` has the shape of ConfigFile; relative files are in the folder `base`.
    """
    fields = Fields(source, name)
    _check_name(fields)
    # The order is that of knowledge: what is read later may name what was read before.
    group = fields.learn("group", name_problem) or None
    account = fields.require("account", _account_problem)
    _check_quotes(fields)
    region = fields.require("region", _region_problem)
    variables = fields.vars()
    cluster = fields.require("cluster", _cluster_problem)
    baseline = fields.text("baseline", name_problem)
    role = fields.text("role", lambda arn: _role_problem(arn, account))
    target = Target(
        environment=Environment(
            name=name, account=account, region=region, cluster=cluster, group=group
        ),
        vars=variables,
        baseline=baseline or group or name,
        production=_is_production(fields.get("production"), group or name),
        role=role,
        profile=fields.text("profile"),
        external_id=_external_id(fields),
        kubernetes=_kubernetes(fields, base),
        kubernetes_audited=fields.get("kubernetes") is not False,
        role_patterns=_patterns(fields, "roles"),
        redact_patterns=_patterns(fields, "redact"),
        redact_exceptions=_patterns(fields, "redact_not", _exception_problem),
    )
    problems = tuple(fields.problems)
    return (None if problems else target), problems


def absolute(base: Path, text: str) -> str:
    """A file or folder as named in the configuration: `~` filled in, relative to `base`."""
    try:
        return str(base / Path(text).expanduser())
    except RuntimeError:  # no such user, or nobody's home is known: then it is a name like another
        return str(base / text)


def _is_production(written: bool | None, word: str) -> bool:  # noqa: FBT001
    """As written; else whether a name says so: `prod-eu` does, `nonprod` and `pre-prod` do not."""
    if written is not None:
        return written
    words = re.split(r"[^a-z]+", word.lower())
    return bool(_PRODUCTION & {*words}) and not _BEFORE_IT & {*words}


def _check_name(fields: Fields) -> None:
    problem = name_problem(fields.name)
    if problem:
        fields.problem(("environments", fields.name), problem)


def _check_quotes(fields: Fields) -> None:
    """An account with a leading zero and an 8 or 9 is a number to YAML 1.2 alone."""
    path = fields.path("account")
    raw = fields.source.raw(path)
    if raw and not raw.quoted and raw.text.isdecimal():
        fields.problem(path, unquoted_account(fields.source, path))


def _account_problem(account: str) -> str:
    if re.fullmatch("[0-9]{12}", account):
        return ""
    digits = re.sub("[^0-9]", "", account)
    near = f', did you mean "{digits}"?' if len(digits) == 12 else f", not {account!r}"
    return f"an account is 12 digits in quotes{near}"


def _region_problem(region: str) -> str:
    if _REGION.fullmatch(region):
        return ""
    if _REGION.fullmatch(region[:-1]):
        return f"{region!r} is an availability zone, did you mean the region {region[:-1]!r}?"
    return f"{region!r} is no region, which looks like 'us-east-1'"


def _cluster_problem(cluster: str) -> str:
    if _CLUSTER.fullmatch(cluster):
        return ""
    if cluster.startswith("arn:"):
        return f"expected the cluster's name, did you mean {cluster.rsplit('/', 1)[-1]!r}?"
    return f"{cluster!r} is no EKS cluster name: up to 100 letters, digits, '-' and '_'"


def _role_problem(arn: str, account: str) -> str:
    found = _ROLE.fullmatch(arn)
    if not found:
        return f"{arn!r} is no role ARN, which looks like arn:aws:iam::222222222222:role/NAME"
    if account and found[1] != account:
        return (
            f"the role is in account {found[1]} and the environment in {account}; "
            "name a role of that account"
        )
    return ""


def _external_id(fields: Fields) -> str | None:
    external_id = fields.text("external_id")
    if external_id is None or fields.get("role") is not None:
        return external_id
    if "external_id" in fields.own or "role" not in fields.defaults:
        fields.problem(fields.path("external_id"), "only means something together with `role`")
    return None


def _patterns(
    fields: Fields, name: str, check: Callable[[str], str] | None = None
) -> tuple[str, ...]:
    collect = fields.source.data.get("collect") or {}
    return tuple(
        fields.fill(pattern, ("collect", name, place), check)
        for place, pattern in enumerate(collect.get(name) or ())
    )


def _exception_problem(pattern: str) -> str:
    """A glob of nothing but wildcards would store every secret."""
    if pattern.strip("*?"):
        return ""
    return f"{pattern!r} is every key: all secrets would be stored; name the keys that hold none"


def _kubernetes(fields: Fields, base: Path) -> Kubernetes | None:
    written, path = fields.get("kubernetes"), fields.path("kubernetes")
    if written is True:
        fields.problem(path, "true is the default; leave it out, or write false or a map")
    if not isinstance(written, dict):
        return None
    given = {key: value for key, value in written.items() if value is not None}
    problem = _combination_problem(set(given))
    if problem:
        fields.problem(path, problem)
        return None
    checks = {"server": _server_problem}
    texts = {key: fields.fill(text, (*path, key), checks.get(key)) for key, text in given.items()}
    for key in _FILES:
        if texts.get(key):
            texts[key] = absolute(base, texts[key])
    return Kubernetes(**texts)


def _combination_problem(given: set[str]) -> str:
    either = sorted(given & {"server", "ca_file", "token_file"})
    other = sorted(given & {"kubeconfig", "context"})
    if either and other:
        return f"{', '.join(either)} and {', '.join(other)} exclude each other; keep one way"
    if either and "server" not in given:
        return f"{', '.join(either)} needs `server` beside it"
    if other and "kubeconfig" not in given:
        return "context needs `kubeconfig` beside it"
    return "" if given else "empty; name `server` or `kubeconfig`, or write false"


def _server_problem(server: str) -> str:
    if re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", server):
        return ""
    return f"{server!r} is no server, which looks like https://HOST:6443"
