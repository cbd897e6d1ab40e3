"""Requests to one server within one deadline: tried again where that may help, never redirected.

A redirect would carry the token, or the secret of a webhook, to whatever host it names.
"""

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout, make_headers

from driftaudit import __version__
from driftaudit.collect.kube.access import is_loopback
from driftaudit.collect.kube.deadline import Deadline
from driftaudit.collect.kube.errors import of_exception
from driftaudit.collect.kube.proxy import proxy_for, proxy_login
from driftaudit.errors import GithubError
from driftaudit.model import Record

TRIES: Final = 3
SECONDS: Final = 60.0
CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0
BACKOFF_SECONDS: Final = 0.5
"""Doubled with each try, where the server does not say how long to wait."""
BODY_LIMIT: Final = 64 * 1024 * 1024
"""Bytes: a page of 100 comments of the greatest length, each letter escaped, is less."""
_CHUNK: Final = 64 * 1024

_PASSING: Final = frozenset(
    {"ConnectionBroken", "TruncatedBody", "ConnectionFailed", "ConnectTimeout", "ReadTimeout"}
)


class Answer(Record, frozen=True, kw_only=True):
    """What a server answered; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def busy(self) -> bool:
        """Whether another try may help: its limits were met, or it is in trouble itself."""
        # GitHub's secondary limits are a 403 that says how long to wait.
        limited = self.status == 403 and "retry-after" in self.headers
        return limited or self.status == 429 or self.status >= 500

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, where the server said so."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isascii() and text.isdigit() else None


_DONE: Final = Answer(status=200, headers={}, body=b"")


class UnansweredError(GithubError):
    """No answer came, whatever was tried."""


def _not_done() -> bool:
    return False


class Http:
    """One server, called `name` in messages: its address may be a secret.

    All its requests together end `seconds` after it was made. `environ` says which proxy to use;
    `pause` waits between tries.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        environ: Mapping[str, str],
        seconds: float = SECONDS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises GithubError for an address that no secret may be sent to."""
        check_address(url, name)
        self._name = name
        self._deadline = Deadline(seconds)
        self._pause = pause
        self._pool = _pool(proxy_for(url, environ))

    def close(self) -> None:
        """Closes what connections there are."""
        self._pool.clear()

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        done: Callable[[], bool] = _not_done,
    ) -> Answer:
        """The server's answer, of any status; a busy one is asked three times at most.

        `done` is asked before each further try whether the last one had come through after all:
        then that is the answer. So nothing that must be there once is made twice.

        Raises:
            UnansweredError: none came, or not in time.
        """
        attempt = 1
        while True:
            found = self._once(method, url, headers, body)
            last = attempt == TRIES or not (isinstance(found, UnansweredError) or found.busy)
            wait = self._wait(found, attempt)
            if last or wait >= self._deadline.left:
                if isinstance(found, UnansweredError):
                    raise found
                return found
            self._pause(wait)
            if done():
                return _DONE
            attempt += 1

    def _wait(self, found: Answer | UnansweredError, attempt: int) -> float:
        said = found.retry_after if isinstance(found, Answer) else None
        return BACKOFF_SECONDS * 2 ** (attempt - 1) if said is None else said

    def _once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer | UnansweredError:
        """The answer; what passes is returned as well.

        Raises:
            UnansweredError: what another try would meet again.
        """
        code = "DeadlineExceeded"
        if self._deadline.left:
            try:
                return self._deadline.run(lambda: self._exchange(method, url, headers, body))
            except HTTPError as error:
                # Its text may hold the whole address.
                code = of_exception(error, self._name).code
            except TimeoutError:
                pass
        unanswered = UnansweredError(f"{self._name} did not answer: {code}")
        if code in _PASSING:
            return unanswered
        raise unanswered

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        left = max(self._deadline.left, 0.001)
        response = self._pool.urlopen(
            method,
            url,
            headers={"User-Agent": f"driftaudit/{__version__}", **headers},
            body=body,
            timeout=Timeout(connect=min(CONNECT_SECONDS, left), read=min(READ_SECONDS, left)),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        with contextlib.closing(response):
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(status=response.status, headers=names, body=self._body(response))

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        body = bytearray()
        while chunk := response.read1(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > BODY_LIMIT or not self._deadline.left:
                raise TimeoutError
        return bytes(body)


def check_address(url: str, name: str) -> None:
    """Raises GithubError where a secret may not be sent to an address; never shows the address.

    https, or http to this machine (where stand-ins listen).
    """
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname, parts.scheme
        usable = bool(host) and parts.port != 0 and parts.username is None
    except ValueError:
        host, scheme, usable = None, "", False
    plain = url.isprintable() and " " not in url
    safe = scheme == "https" or (scheme == "http" and bool(host) and is_loopback(str(host)))
    if not (usable and plain and safe):
        raise GithubError(f"the address of {name} cannot be used: expected https://HOST/PATH")


def _pool(proxy: str | None) -> urllib3.PoolManager:
    if proxy is None:
        return urllib3.PoolManager(2)
    login = proxy_login(proxy)
    headers = make_headers(proxy_basic_auth=login) if login else None
    return urllib3.ProxyManager(proxy, 2, proxy_headers=headers)
