"""A client that can only read: GET on one Kubernetes API server, within one deadline.

Every rule here was seen to matter on a real API server: see the messages in `errors.py`.
"""

import contextlib
import ssl
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote, urlencode

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout, make_headers

from driftaudit import __version__
from driftaudit.collect.kube.access import Access, check_server
from driftaudit.collect.kube.deadline import Deadline
from driftaudit.collect.kube.errors import (
    KubeError,
    decoded,
    not_an_object,
    of_answer,
    of_exception,
)
from driftaudit.collect.kube.proxy import checked_proxy, proxy_for, proxy_login
from driftaudit.errors import CollectError
from driftaudit.model import Json

TRIES: Final = 3
CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 15.0
BACKOFF_SECONDS: Final = 0.25
"""Doubled with each try, where the server does not say how long to wait."""
BODY_LIMIT: Final = 32 * 1024 * 1024
CHUNK: Final = 64 * 1024


class KubeClient:
    """Reads one cluster; all its reads together end `seconds` after it was made.

    `environ` says which proxy to use (HTTPS_PROXY, NO_PROXY); `pause` waits between tries. The
    token goes to `access.server` only: redirects are not followed. Raises CollectError for an
    address, certificate or proxy that cannot be used.
    """

    def __init__(
        self,
        access: Access,
        *,
        environ: Mapping[str, str],
        seconds: float = 30.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        check_server(access.server)
        self.server = access.server.rstrip("/")
        self._deadline = Deadline(seconds)
        self._pause = pause
        self._headers = {"Accept": "application/json", "User-Agent": f"driftaudit/{__version__}"}
        if access.token is not None:
            self._headers["Authorization"] = f"Bearer {access.token}"
        self._pool = _pool(access, environ)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes what connections there are; the client is of no use after it."""
        self._pool.clear()

    def get(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Json]:
        """The Kubernetes object at a path (`/api/v1/…`): it always has a `kind`.

        Tries again, three times at most, where the server was busy or the connection broke.
        Raises KubeError; its code is `NotFound` only where the API says that the object is absent.
        """
        url = self.server + quote(path) + (f"?{urlencode(query)}" if query else "")
        for attempt in range(1, TRIES):
            try:
                return self._within_deadline(url)
            except KubeError as error:
                wait = error.retry_after
                wait = BACKOFF_SECONDS * 2 ** (attempt - 1) if wait is None else wait
                if not error.again or wait >= self._deadline.left:
                    raise
            self._pause(wait)
        return self._within_deadline(url)

    def _within_deadline(self, url: str) -> dict[str, Json]:
        if self._deadline.left:
            with contextlib.suppress(TimeoutError):
                return self._deadline.run(lambda: self._answer(url))
        raise KubeError(
            "DeadlineExceeded",
            f"{self.server}: not read within {self._deadline.seconds:g} s for the whole cluster",
        )

    def _answer(self, url: str) -> dict[str, Json]:
        try:
            status, headers, body = self._exchange(url)
        except HTTPError as error:
            raise of_exception(error, self.server) from error
        if status != 200:
            raise of_answer(status, headers, body)
        answer = decoded(body)
        if isinstance(answer, dict) and isinstance(answer.get("kind"), str):
            return answer
        raise not_an_object(headers, body)

    def _exchange(self, url: str) -> tuple[int, Mapping[str, str], bytes]:
        left = max(self._deadline.left, 0.001)
        response = self._pool.urlopen(
            "GET",
            url,
            headers=self._headers,
            timeout=Timeout(connect=min(CONNECT_SECONDS, left), read=min(READ_SECONDS, left)),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        # Closing gives the connection up, unless the whole body was read and it went back.
        with contextlib.closing(response):
            return response.status, response.headers, self._body(response)

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """The whole body, as it was sent: decompressing would let a small answer fill memory."""
        body = bytearray()
        while chunk := response.read1(CHUNK, decode_content=False):
            body += chunk
            if len(body) > BODY_LIMIT:
                limit = BODY_LIMIT // 1024 // 1024
                raise KubeError("TooLarge", f"{self.server}: answered more than {limit} MiB")
            if not self._deadline.left:
                raise TimeoutError
        return bytes(body)


def _pool(access: Access, environ: Mapping[str, str]) -> urllib3.PoolManager:
    tls = _tls(access)
    if access.proxy:
        proxy: str | None = checked_proxy(access.proxy, "proxy-url")
    else:
        proxy = proxy_for(access.server, environ)
    if proxy is None:
        return urllib3.PoolManager(1, ssl_context=tls, server_hostname=access.tls_name)
    login = proxy_login(proxy)
    return urllib3.ProxyManager(
        proxy,
        1,
        proxy_headers=make_headers(proxy_basic_auth=login) if login else None,
        ssl_context=tls,
        server_hostname=access.tls_name,
    )


def _tls(access: Access) -> ssl.SSLContext:
    """Verifies the server by the cluster's own authority.

    Not `create_default_context`: from Python 3.13 on it is strict, and the authorities of old EKS
    clusters have no key identifiers.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if access.ca is not None:
            context.load_verify_locations(cadata=access.ca)
        elif not access.server.startswith("http://"):  # 30 ms, of no use to plain loopback
            context.load_default_certs()
        if access.certificate and access.key:
            _load_client_certificate(context, access.certificate, access.key)
    except (ssl.SSLError, ValueError) as error:
        raise CollectError(
            f"Kubernetes server {access.server}: unusable CA or client certificate: {error}"
        ) from error
    return context


def _load_client_certificate(context: ssl.SSLContext, certificate: str, key: str) -> None:
    """`ssl` loads these from files only: one that only we may read, for no longer than it takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "client.pem"
        path.touch(mode=0o600)
        path.write_text(f"{certificate}\n{key}\n", encoding="ascii")
        context.load_cert_chain(path, password="")
