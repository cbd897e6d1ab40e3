"""Reads how a kubeconfig enters a cluster, and refuses what it cannot do as kubectl would.

The format: kubernetes.io/docs/reference/config-api/kubeconfig.v1.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from driftaudit.collect.kube.access import (
    Access,
    checked_token,
    from_base64,
    read_text,
    read_token,
)
from driftaudit.errors import CollectError
from driftaudit.model import Json

INSTEAD: Final = (
    "leave `kubernetes:` out to use the cluster's EKS endpoint and a token that driftaudit makes "
    "itself, or name a file that holds one by `kubernetes: {server, ca_file, token_file}`"
)

REFUSED_USER: Final[Mapping[str, str]] = {
    "exec": f"runs a program, which driftaudit does not; {INSTEAD}",
    "auth-provider": f"needs a plugin, which driftaudit does not run; {INSTEAD}",
    "username": f"passwords are not supported; {INSTEAD}",
    **dict.fromkeys(
        ("as", "as-uid", "as-groups", "as-user-extra"),
        f"impersonation is not supported; {INSTEAD}",
    ),
}

REFUSED_CLUSTER: Final[Mapping[str, str]] = {
    "insecure-skip-tls-verify": "the server must be verified: give certificate-authority-data",
}


class _Section:
    """One mapping of a kubeconfig, which knows its file and where in it it stands."""

    def __init__(self, path: Path, where: str, value: Json) -> None:
        self.path = path
        self.where = where
        if not isinstance(value, dict):
            raise self.error("", "expected a mapping")
        self.value = value

    def error(self, key: str, message: str) -> CollectError:
        place = ".".join(part for part in (self.where, key) if part)
        return CollectError(f"{self.path}: {place or 'kubeconfig'}: {message}")

    def text(self, key: str) -> str | None:
        """The text under a key, None where there is none."""
        value = self.value.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.error(key, "expected text")
        return value

    def needed(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise self.error(key, "is missing")
        return value

    def named(self, plural: str, name: str, inner: str) -> "_Section":
        """The item of a list of named things: `clusters`, `users`, `contexts`."""
        items = self.value.get(plural) or []
        if not isinstance(items, list):
            raise self.error(plural, "expected a list")
        known = {
            i["name"]: i for i in items if isinstance(i, dict) and isinstance(i.get("name"), str)
        }
        if name not in known:
            has = ", ".join(sorted(known)) or "none"
            raise self.error(plural, f"{name!r} is not there (there are: {has})")
        return _Section(self.path, f"{plural}[{name}].{inner}", known[name].get(inner) or {})

    def refuse(self, reasons: Mapping[str, str]) -> None:
        for key, reason in reasons.items():
            if self.value.get(key):
                raise self.error(key, reason)

    def data_or_file(self, key: str) -> str | None:
        """PEM text from `KEY-data` (base64) or, without it, from the file that `KEY` names."""
        data = self.text(f"{key}-data")
        if data is not None:
            return from_base64(data, f"{self.path}: {self.where}.{key}-data")
        name = self.text(key)
        return None if name is None else read_text(self.beside(name), f"{self.path}: {key}")

    def beside(self, name: str) -> Path:
        """A path in a kubeconfig is relative to the kubeconfig."""
        return self.path.parent / name


def read_kubeconfig(path: Path, context: str | None = None) -> Access:
    """The access that a context of a kubeconfig gives, by default its `current-context`.

    Raises CollectError naming the file and the key: for what is missing, unreadable, or can only
    be had by running a program (`exec`).
    """
    config = _Section(path, "", _parsed(path))
    chosen = context if context is not None else config.needed("current-context")
    names = config.named("contexts", chosen, "context")
    cluster = config.named("clusters", names.needed("cluster"), "cluster")
    cluster.refuse(REFUSED_CLUSTER)
    user = names.text("user")
    certificate, key, token = (None, None, None)
    if user is not None:
        certificate, key, token = _login(config.named("users", user, "user"))
    return Access(
        server=cluster.needed("server"),
        ca=cluster.data_or_file("certificate-authority"),
        tls_name=cluster.text("tls-server-name"),
        proxy=cluster.text("proxy-url"),
        token=token,
        certificate=certificate,
        key=key,
    )


def _login(user: _Section) -> tuple[str | None, str | None, str | None]:
    """Certificate, key and token; kubectl too takes tokenFile before token."""
    user.refuse(REFUSED_USER)
    certificate, key = user.data_or_file("client-certificate"), user.data_or_file("client-key")
    if (certificate is None) != (key is None):
        raise user.error("client-certificate", "needs client-key beside it, and the reverse")
    token_file, token = user.text("tokenFile"), user.text("token")
    if token_file is not None:
        return certificate, key, read_token(user.beside(token_file), f"{user.path}: tokenFile")
    if token is not None:
        token = checked_token(token, f"{user.path}: {user.where}.token")
    return certificate, key, token


def _parsed(path: Path) -> Json:
    try:
        return yaml.safe_load(read_text(path, "kubeconfig"))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        raise CollectError(f"kubeconfig {path}{line}: not YAML") from error
