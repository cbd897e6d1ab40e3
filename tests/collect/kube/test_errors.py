import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    SSLError,
)

from driftaudit.collect.kube.errors import (
    MESSAGE_LIMIT,
    KubeError,
    of_answer,
    of_exception,
    plain,
)

TEXT = {"Content-Type": "text/plain; charset=utf-8"}
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}


def status(**fields):
    body = '{"kind":"Status"' + "".join(f',"{key}":{value}' for key, value in fields.items()) + "}"
    return body.encode()


@pytest.mark.parametrize(
    ("code", "headers", "body", "expected"),
    [
        (401, JSON, status(message='"Unauthorized"'), "Unauthorized"),
        (403, JSON, status(message='"no"'), "Forbidden"),
        (404, JSON, status(details='{"name":"aws-auth"}'), "NotFound"),
        (404, JSON, status(details="{}"), "NoSuchApi"),
        (404, JSON, status(), "NoSuchApi"),
        (404, JSON, status(details="7"), "NoSuchApi"),
        (404, TEXT, b"404 page not found", "NoSuchApi"),
        (410, JSON, status(reason='"Expired"'), "Expired"),
        (429, TEXT, b"Too many requests", "TooManyRequests"),
        (429, HTML, b"<html>", "TooManyRequests"),
        (500, JSON, status(reason='"InternalError"'), "InternalError"),
        (500, JSON, status(), "HTTP500"),
        (502, HTML, b"<html>", "HTTP502"),
        (400, JSON, status(reason='"BadRequest"'), "BadRequest"),
        (401, HTML, b"<html>", "NotKubernetes"),
        (403, HTML, b"<html>", "NotKubernetes"),
        (404, HTML, b"<html>", "NotKubernetes"),
        (403, JSON, b'{"message":"Missing Authentication Token"}', "NotKubernetes"),
        (403, JSON, b"[]", "NotKubernetes"),
        (204, {}, b"", "NotKubernetes"),
        (301, {}, b"", "Redirect"),
    ],
)
def test_answers_are_named(code, headers, body, expected):
    error = of_answer(code, headers, body)
    assert (error.code, error.status) == (expected, code)
    assert error.again == (code == 429 or code >= 500)
    assert error.message


def test_a_status_without_a_message_says_at_least_its_number():
    assert of_answer(500, JSON, status()).message == "HTTP 500"


@pytest.mark.parametrize(
    ("text", "seconds"), [("3", 3.0), ("", None), ("soon", None), ("-1", None), ("²", None)]
)
def test_retry_after_is_taken_in_whole_seconds_only(text, seconds):
    assert of_answer(429, {"Retry-After": text}, b"").retry_after == seconds


def verification(code):
    error = ssl.SSLCertVerificationError("failed")
    error.verify_code = code
    error.verify_message = "why"
    return SSLError(error)


@pytest.mark.parametrize(
    ("error", "code", "again"),
    [
        (verification(9), "CertificateNotYetValid", False),
        (verification(10), "CertificateExpired", False),
        (verification(62), "CertificateNameMismatch", False),
        (verification(64), "CertificateNameMismatch", False),
        (verification(20), "CertificateUntrusted", False),
        (SSLError(ssl.SSLEOFError("EOF")), "ConnectionBroken", True),
        (SSLError(ssl.SSLError("wrong version")), "TLSError", False),
        (SSLError("no cause"), "TLSError", False),
        (ProxyError("no", OSError("407")), "ProxyFailed", False),
        (ProtocolError("aborted"), "ConnectionBroken", True),
        (ConnectTimeoutError("late"), "ConnectTimeout", False),
        (HTTPError("else"), "HTTPError", False),
    ],
)
def test_exceptions_are_named(error, code, again):
    named = of_exception(error, "https://api.example")
    assert (named.code, named.again, named.status) == (code, again, None)
    assert str(named).startswith("https://api.example: ")
    assert named.hits_every_read


def test_addresses_of_objects_are_not_in_messages():
    error = ConnectTimeoutError("<urllib3.Connection object at 0x7f>: timed out")
    assert str(of_exception(error, "s")) == "s: timed out"


@pytest.mark.parametrize(
    ("code", "every"),
    [
        ("Unauthorized", True),
        ("NotKubernetes", True),
        ("DeadlineExceeded", True),
        ("Forbidden", False),
        ("NotFound", False),
        ("NoSuchApi", False),
        ("TooManyRequests", False),
        ("HTTP502", False),
        ("TruncatedBody", False),
    ],
)
def test_only_what_is_about_the_whole_server_hits_every_read(code, every):
    assert KubeError(code, "m").hits_every_read is every


@given(st.text())
def test_messages_are_one_short_line_that_can_be_printed(text):
    shown = plain(text)
    assert shown.isprintable()
    assert len(shown) <= MESSAGE_LIMIT
    assert plain(shown) == shown


def test_an_escape_of_the_terminal_is_not_passed_on():
    error = KubeError("Forbidden", "a\x1b[2Jb\nc\u202e" + "d" * 1000)
    assert error.message.startswith("a [2Jb c d")
    assert error.message.endswith("…")
    assert str(error) == error.message


def test_what_a_proxy_did_is_told_in_words():
    behind = NewConnectionError(HTTPSConnection("proxy.example", 3128), "refused")
    named = of_exception(ProxyError("Unable to connect to proxy", behind), "https://api.example")
    assert named.message == (
        "https://api.example: Unable to connect to proxy: proxy.example:3128: refused"
    )
