"""Names everything that can go wrong between us and a Kubernetes API server.

Pure: an exception of urllib3 or an answer in, a `KubeError` out.
"""

import re
import ssl
from collections.abc import Mapping
from http.client import IncompleteRead
from typing import Final

import msgspec
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from driftaudit.errors import CollectError
from driftaudit.model import Json

NOT_KUBERNETES: Final = "NotKubernetes"

STATUS_CODES: Final[Mapping[int, str]] = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "NoSuchApi",
    410: "Expired",
    429: "TooManyRequests",
}
"""Codes by HTTP status; what stands in neither this table nor the answer is `HTTP<status>`."""

VERIFY_CODES: Final[Mapping[int, str]] = {
    9: "CertificateNotYetValid",
    10: "CertificateExpired",
    62: "CertificateNameMismatch",
    63: "CertificateNameMismatch",
    64: "CertificateNameMismatch",
}
"""X509_V_ERR_* of OpenSSL; every other one means a certificate of an authority not known."""

# An order that matters: NameResolutionError is a NewConnectionError, which is a
# ConnectTimeoutError (urllib3 2).
EXCEPTIONS: Final[tuple[tuple[type[HTTPError], str, bool], ...]] = (
    (ProxyError, "ProxyFailed", False),
    (NameResolutionError, "NameNotResolved", False),
    (NewConnectionError, "ConnectionFailed", False),
    (ConnectTimeoutError, "ConnectTimeout", False),
    (ReadTimeoutError, "ReadTimeout", False),
    (ProtocolError, "ConnectionBroken", True),
    (HTTPError, "HTTPError", False),
)
"""urllib3's exception, our code, whether another try may help."""

HITS_EVERY_READ: Final = frozenset(
    {
        *VERIFY_CODES.values(),
        *(code for _, code, _ in EXCEPTIONS),
        NOT_KUBERNETES,
        "CertificateUntrusted",
        "DeadlineExceeded",
        "Redirect",
        "TLSError",
        "Unauthorized",
    }
)
"""Codes that are about the whole server, or about who asks; all others are about one read."""

MESSAGE_LIMIT: Final = 400

_CONNECTION: Final = re.compile(r"^HTTPS?Connection\(host='([^']*)', port=([0-9]+)\)")


class KubeError(CollectError):
    """One read that failed: a code that names why, a message fit to be shown.

    `status` is the HTTP status, None where no answer came. `again` says that another try may
    help, after `retry_after` seconds where the server said so.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        again: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(plain(message))
        self.code = code
        self.message = plain(message)
        self.status = status
        self.again = again
        self.retry_after = retry_after

    @property
    def hits_every_read(self) -> bool:
        """Whether no other read of this cluster can succeed either: trying costs only time."""
        return self.code in HITS_EVERY_READ


def plain(text: str) -> str:
    """The text on one line, without control characters, cut to a length people read."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MESSAGE_LIMIT else line[: MESSAGE_LIMIT - 1] + "…"


def of_exception(error: HTTPError, server: str) -> KubeError:
    """Names what kept an answer from coming."""
    if isinstance(error, SSLError):
        return _of_tls(error, server)
    cause = error.__cause__ or error.__context__
    if isinstance(error, ProtocolError) and isinstance(cause, IncompleteRead):
        message = f"{server}: the answer ended too early: {cause}"
        return KubeError("TruncatedBody", message, again=True)
    code, again = next((code, again) for kind, code, again in EXCEPTIONS if isinstance(error, kind))
    # Messages of urllib3 begin with the repr of a connection object, which differs every time.
    detail = str(cause) if isinstance(cause, OSError) else _without_address(_words(error))
    return KubeError(code, f"{server}: {detail}", again=again)


def of_answer(status: int, headers: Mapping[str, str], body: bytes) -> KubeError:
    """Names an answer that is not a 200 with a Kubernetes object in it."""
    if 300 <= status < 400:
        target = headers.get("Location", "nowhere")
        return KubeError("Redirect", f"answered {status}, a redirect to {target}", status=status)
    again = status == 429 or status >= 500
    answer = decoded(body)
    if isinstance(answer, dict) and answer.get("kind") == "Status":
        code, message = _code(status, answer), str(answer.get("message") or f"HTTP {status}")
    elif again or (status in STATUS_CODES and _is_plain_text(headers)):
        # A real API server answers 429, and 404 for a path it does not serve, in text/plain.
        code = STATUS_CODES.get(status, f"HTTP{status}")
        message = f"HTTP {status}: {_start_of(headers, body)}"
    else:
        code = NOT_KUBERNETES
        message = f"answered {status} without a Kubernetes Status: {_start_of(headers, body)}"
    retry_after = _seconds(headers.get("Retry-After", ""))
    return KubeError(code, message, status=status, again=again, retry_after=retry_after)


def decoded(body: bytes) -> Json:
    """The JSON of a body, None where it is none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def not_an_object(headers: Mapping[str, str], body: bytes) -> KubeError:
    """Names a 200 whose body is no Kubernetes object: a login page, or JSON cut short."""
    message = f"answered 200 without a Kubernetes object: {_start_of(headers, body)}"
    return KubeError(NOT_KUBERNETES, message, status=200)


def _of_tls(error: SSLError, server: str) -> KubeError:
    cause = error.args[0]
    if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return KubeError("ConnectionBroken", f"{server}: {cause}", again=True)
    if isinstance(cause, ssl.SSLCertVerificationError):
        code = VERIFY_CODES.get(cause.verify_code, "CertificateUntrusted")
        return KubeError(code, f"{server}: {cause.verify_message or cause}")
    return KubeError("TLSError", f"{server}: {cause}")


def _code(status: int, answer: dict[str, Json]) -> str:
    """The server's own reason; a 404 means an absent object only where the Status names one."""
    if status == 404:
        details = answer.get("details")
        return "NotFound" if isinstance(details, dict) and details.get("name") else "NoSuchApi"
    named = STATUS_CODES.get(status)
    return named or plain(str(answer.get("reason") or "")) or f"HTTP{status}"


def _words(error: HTTPError) -> str:
    """Its message; of a proxy's, which comes as a pair, with what was wrong behind it."""
    if not isinstance(error, ProxyError):
        return str(error)
    behind = _CONNECTION.sub(r"\1:\2", _without_address(str(error.original_error)))
    return f"{error.args[0]}: {behind}"


def _without_address(text: str) -> str:
    return text.split(">: ", 1)[-1] if text.startswith("<") else text


def _is_plain_text(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Type", "").startswith("text/plain")


def _start_of(headers: Mapping[str, str], body: bytes) -> str:
    return f"({headers.get('Content-Type', 'no type')}) {body[:80].decode(errors='replace')}"


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None
