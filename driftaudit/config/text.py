"""A driftaudit.yaml as text: an example to start from, and one of what was found."""

import json
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from driftaudit.config.file import EnvironmentEntry, KubernetesEntry
from driftaudit.config.targets import Target

_HEAD: Final = """\
# driftaudit.yaml: which environments there are, and what they are held against.
# Every field: `driftaudit schema config`. Relative paths are relative to this file.
version: 1
store: .driftaudit/snapshots    # a folder, or s3://bucket/prefix
baselines: baselines            # a folder; `driftaudit baseline accept` writes into it
fail_on: low                    # critical, high, medium, low, info or none
"""

_EXAMPLE: Final = """
# What every environment has unless it says otherwise. ${account}, ${region}, ${cluster}, ${name},
# ${group} and the environment's own vars are filled in.
defaults:
  role: arn:aws:iam::${account}:role/driftaudit-reader

environments:
  prod-us:
    account: "222222222222"     # 12 digits, in quotes
    region: us-east-1
    cluster: acme-prod-us
    group: prod                 # alike with its group; held against baselines/prod.yaml
    vars:                       # words of its own, which are no difference to its peers
      domain: us.acme.example
  prod-de:
    account: "333333333333"
    region: eu-central-1
    cluster: acme-prod-de
    group: prod
    vars:
      domain: de.acme.example
    # profile: prod-de          # credentials of ~/.aws/config, with or without a role
    # external_id: example      # for the role
    # baseline: prod            # another one than the group's
    # kubernetes: false         # not read on purpose, and reported as not audited
    # kubernetes:               # default: the EKS endpoint, with an EKS token
    #   kubeconfig: ~/.kube/config
    #   context: prod-de

# collect:
#   roles: ["${cluster}-*"]     # IAM roles to read beside those that the cluster uses, by name
#   redact: ["*-pin"]           # keys of secrets, beside those that look like one: password, token
#   redact_not: ["tokenBucket"] # keys that only look like it

# severity:                     # how bad findings are here; the first entry that matches wins
#   - {code: ADDON003, environments: [prod-de], severity: info}
#   - {kind: nodegroup, path: tags, severity: info}
"""

# A dash after a letter: neither a number, a date, nor a word that YAML takes for true or null.
_PLAIN: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")

_WAYS: Final = KubernetesEntry.__struct_fields__
_FIELDS: Final = frozenset(("environments", *EnvironmentEntry.__struct_fields__, *_WAYS))

_Tree: TypeAlias = "Mapping[str, str | bool | _Tree | None]"


def example() -> str:
    """A commented driftaudit.yaml of two environments, which `load` accepts as it is."""
    return _HEAD + _EXAMPLE


def render(targets: tuple[Target, ...]) -> str:
    """A driftaudit.yaml of these targets, in their order, every account in quotes.

    It loads back to the same targets, but for the patterns of `collect`: no environment's own.
    """
    environments = {target.environment.name: _entry(target) for target in targets}
    return "\n".join([_HEAD, *_lines({"environments": environments}, ""), ""])


def _entry(target: Target) -> _Tree:
    own = target.environment
    kubernetes = target.kubernetes
    return {
        "account": own.account,
        "region": own.region,
        "cluster": own.cluster,
        "group": own.group,
        "baseline": None if target.baseline == (own.group or own.name) else target.baseline,
        "role": target.role,
        "profile": target.profile,
        "external_id": target.external_id,
        "vars": dict(sorted(target.vars.items())),
        "kubernetes": {way: getattr(kubernetes, way, None) for way in _WAYS}
        if target.kubernetes_audited
        else False,
    }


def _lines(tree: _Tree, indent: str) -> list[str]:
    """A map as block YAML; what is None or holds nothing is left out."""
    lines = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            inner = _lines(value, indent + "  ")
            lines += [f"{indent}{_word(key)}:", *inner] if inner else []
        elif value is not None:
            lines.append(
                f"{indent}{_word(key)}: {_word(value) if isinstance(value, str) else 'false'}"
            )
    return lines


def _word(text: str) -> str:
    """A word as YAML: in double quotes, which JSON's are too, unless it can only be text."""
    if _PLAIN.fullmatch(text) or text in _FIELDS:
        return text
    return json.dumps(text, ensure_ascii=False)
