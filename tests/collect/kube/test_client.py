import socket

import msgspec
import pytest

from driftaudit.collect.kube import client as module
from driftaudit.collect.kube.access import Access
from driftaudit.collect.kube.client import KubeClient
from driftaudit.collect.kube.errors import KubeError
from driftaudit.errors import CollectError
from tests.collect.kube.scripted import Drip, http, scripted

THING = {"kind": "ConfigMap", "metadata": {"name": "a"}}
OK = http(200, THING)
BUSY = http(429, b"slow down", headers={"Content-Type": "text/plain", "Retry-After": "2"})
BROKEN = http(503, {"kind": "Status", "reason": "ServiceUnavailable", "message": "not ready"})


def client(server, *, token="secret", seconds=20.0, pauses=None):
    pause = (pauses if pauses is not None else []).append
    access = Access(server=server, token=token)
    return KubeClient(access, environ={}, seconds=seconds, pause=pause)


def failure(server, **options):
    with client(server, **options) as each, pytest.raises(KubeError) as caught:
        each.get("/api/v1/things")
    return caught.value


def test_only_a_get_is_sent_with_the_token_and_the_query_under_the_servers_own_path():
    with scripted(OK) as server, client(f"{server.url}/clusters/x/") as each:
        assert each.get("/api/v1/a b", {"limit": "5", "continue": "=&"}) == THING
    (request,) = server.requests
    first, *headers = request.splitlines()
    assert first == "GET /clusters/x/api/v1/a%20b?limit=5&continue=%3D%26 HTTP/1.1"
    assert "Authorization: Bearer secret" in headers
    assert "Accept-Encoding: identity" in headers


def test_without_a_token_nobody_is_named():
    with scripted(OK) as server, client(server.url, token=None) as each:
        each.get("/api")
    assert "authorization" not in server.requests[0].lower()


def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else():
    with scripted(OK) as other:
        redirect = http(302, headers={"Location": f"{other.url}/elsewhere"})
        with scripted(redirect) as server:
            error = failure(server.url)
    assert (error.code, other.requests) == ("Redirect", [])
    assert f"{other.url}/elsewhere" in str(error)


@pytest.mark.parametrize(
    ("answers", "pauses"),
    [
        ([BUSY, OK], [2.0]),
        ([BUSY, BROKEN, OK], [2.0, 0.5]),
        ([BROKEN, BROKEN, OK], [0.25, 0.5]),
        ([b"", OK], [0.25]),
        ([http(200, THING)[:-5], OK], [0.25]),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", OK], [0.25]),
    ],
)
def test_busy_failing_and_broken_servers_are_asked_again(answers, pauses):
    waited = []
    with scripted(*answers) as server, client(server.url, pauses=waited) as each:
        assert each.get("/api") == THING
    assert waited == pauses


@pytest.mark.parametrize(
    ("answer", "code", "tries"),
    [
        (BUSY, "TooManyRequests", 3),
        (BROKEN, "ServiceUnavailable", 3),
        (http(500, b""), "HTTP500", 3),
        (b"", "ConnectionBroken", 3),
        (http(200, THING)[:-5], "TruncatedBody", 3),
        (http(401, {"kind": "Status", "message": "Unauthorized"}), "Unauthorized", 1),
        (http(403, {"kind": "Status", "message": "no"}), "Forbidden", 1),
        (http(200, b"<html>", headers={"Content-Type": "text/html"}), "NotKubernetes", 1),
        (http(200, {"no": "kind"}), "NotKubernetes", 1),
        (http(200, [THING]), "NotKubernetes", 1),
        (http(200, b"[" * 100_000), "NotKubernetes", 1),
        (http(200, b"\xff\xfe"), "NotKubernetes", 1),
    ],
)
def test_a_failure_that_stays_is_named_after_as_many_tries_as_help(answer, code, tries):
    with scripted(answer) as server:
        assert failure(server.url).code == code
    assert len(server.requests) == tries


def test_a_wait_beyond_the_deadline_is_not_begun():
    later = http(429, b"", headers={"Content-Type": "text/plain", "Retry-After": "60"})
    waited = []
    with scripted(later) as server:
        error = failure(server.url, seconds=50, pauses=waited)
    assert (error.code, error.retry_after, waited) == ("TooManyRequests", 60.0, [])


@pytest.mark.parametrize("answer", [Drip(http(200, b" " * 5000)), Drip(b"HTTP/1.1 " * 5000)])
def test_the_deadline_holds_while_an_answer_drips(answer):
    with scripted(answer) as server:
        error = failure(server.url, seconds=1)
    assert error.code == "DeadlineExceeded"
    assert "within 1 s" in str(error)


def test_the_deadline_is_one_for_all_reads():
    with scripted(OK) as server, client(server.url, seconds=0) as each:
        with pytest.raises(KubeError) as caught:
            each.get("/api")
        assert caught.value.code == "DeadlineExceeded"
    assert server.requests == []


def test_a_body_too_large_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "BODY_LIMIT", 1024 * 1024)
    with scripted(http(200, b" " * (1024 * 1024 + 1))) as server:
        error = failure(server.url)
    assert (error.code, error.hits_every_read) == ("TooLarge", False)
    assert "more than 1 MiB" in str(error)


def test_a_compressed_bomb_is_not_unpacked():
    bomb = http(200, b"\x1f\x8b" + bytes(100), headers={"Content-Encoding": "gzip"})
    with scripted(bomb) as server:
        assert failure(server.url).code == "NotKubernetes"


def test_a_large_chunked_answer_is_read_whole():
    body = msgspec.json.encode(THING | {"data": {"a": "x" * 300_000}})
    chunks = b"".join(
        f"{len(part):x}\r\n".encode() + part + b"\r\n"
        for part in (body[:100], body[100:250_000], body[250_000:], b"")
    )
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with scripted(head + chunks) as server, client(server.url) as each:
        assert len(each.get("/api")["data"]["a"]) == 300_000


def test_tls_asked_of_a_server_without_it_is_named():
    with scripted(http(400, b"")) as server:
        error = failure(server.url.replace("http:", "https:"))
    assert error.code == "TLSError"


def test_a_refused_connection_is_named_without_another_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        waited = []
        error = failure(f"http://127.0.0.1:{taken.getsockname()[1]}", pauses=waited)
    assert (error.code, waited) == ("ConnectionFailed", [])
    assert "Connection refused" in str(error)


def test_a_name_that_nobody_knows_is_named(monkeypatch):
    def unknown(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failure("https://nowhere.invalid").code == "NameNotResolved"


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (Access(server="http://10.0.0.1"), "plain http"),
        (Access(server="https://h", ca="not PEM"), "unusable CA"),
        (Access(server="https://h", ca=""), "unusable CA"),
        (Access(server="https://h", certificate="no", key="pem"), "client certificate"),
        (Access(server="https://h", proxy="socks5://h:1"), "proxy-url"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_sent(access, expected):
    with pytest.raises(CollectError, match=expected):
        KubeClient(access, environ={})


def test_a_proxy_is_told_the_login_of_its_url_and_never_shown_the_token():
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with scripted(refusal) as proxy:
        environ = {"HTTPS_PROXY": f"http://me:pass%21@127.0.0.1:{proxy.port}"}
        access = Access(server="https://api.example:6443", token="secret")
        with KubeClient(access, environ=environ) as each, pytest.raises(KubeError) as caught:
            each.get("/api")
    assert caught.value.code == "ProxyFailed"
    assert "407" in str(caught.value)
    assert "pass" not in str(caught.value)
    (request,) = proxy.requests
    assert request.startswith("CONNECT api.example:6443 ")
    assert "Basic bWU6cGFzcyE=" in request
    assert "secret" not in request
