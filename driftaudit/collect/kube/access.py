"""Where a cluster's API server is and what lets one in, each part checked before it is used."""

import base64
import binascii
import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from driftaudit.errors import CollectError
from driftaudit.model import Record


class Access(Record, frozen=True, kw_only=True):
    """How to reach and enter one cluster.

    `ca` is PEM text, None for the system's own authorities. `certificate` and `key` are PEM text
    of a client certificate, both or neither. `tls_name` is the name expected in the server's
    certificate where it is not the host's. `proxy` goes before HTTPS_PROXY.
    """

    server: str
    ca: str | None = None
    token: str | None = None
    certificate: str | None = None
    key: str | None = None
    tls_name: str | None = None
    proxy: str | None = None

    def __repr__(self) -> str:
        """Only where it leads: tokens and keys do not get into logs and tracebacks."""
        return f"Access(server={self.server!r})"


def check_server(server: str) -> None:
    """Raises CollectError where a server's address is no URL that a token may be sent to.

    Plain http is for `kubectl proxy` on this machine only: elsewhere anyone could read the token.
    """
    try:
        parts = urlsplit(server)
        host, scheme = parts.hostname, parts.scheme
        usable = bool(host) and parts.port != 0 and parts.username is None and not parts.query
    except ValueError:
        host, scheme, usable = None, "", False
    if not usable or host is None or scheme not in ("http", "https"):
        raise CollectError(f"Kubernetes server {server!r}: expected https://HOST[:PORT][/PATH]")
    if scheme == "http" and not is_loopback(host):
        raise CollectError(
            f"Kubernetes server {server!r}: plain http would show the token to anyone on the way; "
            "use https (http is taken for loopback addresses only, as of `kubectl proxy`)"
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or address alone (nothing is looked up)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_text(path: Path, key: str) -> str:
    """The text of a file that a configuration key names; raises CollectError naming both."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise CollectError(f"{key}: cannot read {path}: {reason}") from error


def read_token(path: Path, key: str) -> str:
    """The bearer token in a file; raises CollectError where there is none or it is not one."""
    return checked_token(read_text(path, key), f"{key}: {path}")


def checked_token(text: str, where: str) -> str:
    """A bearer token without the blanks around it; raises CollectError where it is none."""
    token = text.strip()
    if not token:
        raise CollectError(f"{where}: holds no token")
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise CollectError(f"{where}: not a bearer token (blanks or control characters inside)")
    return token


def from_base64(data: str, where: str) -> str:
    """The text behind base64; raises CollectError naming where it stood."""
    try:
        return base64.b64decode(data, validate=True).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise CollectError(f"{where}: not base64 of PEM text") from error
