"""Which proxy leads to a server, by HTTPS_PROXY and NO_PROXY of a given environment."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from driftaudit.errors import CollectError


def proxy_for(server: str, environ: Mapping[str, str]) -> str | None:
    """The URL of the proxy for an https server, None where it is reached directly.

    Lower-case names go first, as in curl. Raises CollectError for a proxy that is not http(s).
    """
    parts = urlsplit(server)
    proxy = _variable(environ, "https_proxy")
    if parts.scheme != "https" or not proxy:
        return None
    if _is_excepted(parts.hostname or "", parts.port or 443, _variable(environ, "no_proxy")):
        return None
    return checked_proxy(proxy, "HTTPS_PROXY")


def checked_proxy(proxy: str, where: str) -> str:
    """A proxy's URL with its scheme; raises CollectError, which never shows its password."""
    url = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise CollectError(f"{where}: expected http://HOST:PORT (only http proxies are supported)")
    return url


def proxy_login(proxy: str) -> str | None:
    """`user:password` of a proxy's URL, decoded; None where it has none."""
    parts = urlsplit(proxy)
    if parts.username is None:
        return None
    return f"{unquote(parts.username)}:{unquote(parts.password or '')}"


def _variable(environ: Mapping[str, str], name: str) -> str:
    return (environ.get(name) or environ.get(name.upper()) or "").strip()


def _is_excepted(host: str, port: int, no_proxy: str) -> bool:
    entries = [entry.strip().lower() for entry in no_proxy.split(",") if entry.strip()]
    return any(entry == "*" or _covers(entry, host.lower(), port) for entry in entries)


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether one entry of NO_PROXY means the host: a domain, `host:port`, an address, a CIDR."""
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        name, _, wanted = entry.partition(":")
        domain = name.lstrip("*").lstrip(".")
        matches = host == domain or host.endswith(f".{domain}")
        return matches and wanted in ("", str(port))
