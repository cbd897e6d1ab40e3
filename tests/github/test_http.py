"""One server within one deadline: what is tried again, what is not, and what is never shown."""

import socket

import pytest

from driftaudit.errors import GithubError
from driftaudit.github.http import TRIES, Answer, Http, UnansweredError, check_address
from tests.collect.kube.scripted import http as answered
from tests.collect.kube.scripted import scripted

BUSY = answered(503, {})


@pytest.fixture
def waits():
    return []


def send(server, waits, method="GET", path="/x", **more):
    http = Http(server.url, name="it", environ={}, pause=waits.append, seconds=60)
    try:
        return http.send(method, server.url + path, {"A": "b"}, **more)
    finally:
        http.close()


def test_an_answer_is_handed_back_whatever_its_status(waits):
    for status in (200, 201, 404, 403):
        with scripted(answered(status, {"a": 1}, headers={"X-Y": "z"})) as server:
            answer = send(server, waits)
        assert (answer.status, answer.body, answer.headers["x-y"]) == (status, b'{"a": 1}', "z")
    assert waits == []


@pytest.mark.parametrize(
    ("first", "wait"),
    [
        (answered(500, {}), 0.5),
        (answered(429, {}, headers={"Retry-After": "3"}), 3),
        (answered(403, {}, headers={"Retry-After": "0"}), 0),
        (answered(502, {}, headers={"Retry-After": "Sun, 22 Nov 2026 10:00:00 GMT"}), 0.5),
        (b"", 0.5),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", 0.5),
    ],
)
def test_what_passes_is_tried_again(waits, first, wait):
    with scripted(first, answered(200, {})) as server:
        assert send(server, waits).status == 200
        assert len(server.requests) == 2
    assert waits == [wait]


def test_a_server_in_trouble_is_left_alone_after_three_tries(waits):
    with scripted(BUSY) as server:
        assert send(server, waits).status == 503
        assert len(server.requests) == TRIES
    assert waits == [0.5, 1]


def test_a_wait_beyond_the_deadline_is_none(waits):
    with scripted(answered(429, {}, headers={"Retry-After": "3600"})) as server:
        assert send(server, waits).status == 429
        assert len(server.requests) == 1
    assert waits == []


def test_what_came_through_after_all_is_not_done_again(waits):
    with scripted(BUSY) as server:
        assert send(server, waits, "POST", done=lambda: True).status == 200
        assert len(server.requests) == 1


def test_a_redirect_is_an_answer_and_not_followed(waits):
    with scripted(answered(307, {}, headers={"Location": "/elsewhere"})) as server:
        assert send(server, waits).status == 307
        assert len(server.requests) == 1


def test_no_answer_names_no_address(waits):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/services/SECRET"
    http = Http(url, name="it", environ={}, pause=waits.append)
    with pytest.raises(UnansweredError) as caught:
        http.send("POST", url, {})
    assert str(caught.value) == "it did not answer: ConnectionFailed"
    assert caught.value.__cause__ is None
    assert waits == [0.5, 1]


def test_nothing_is_asked_when_the_time_is_up(waits):
    with scripted(BUSY) as server:
        http = Http(server.url, name="it", environ={}, seconds=-10, pause=waits.append)
        with pytest.raises(UnansweredError, match="DeadlineExceeded"):
            http.send("GET", server.url, {})
    assert waits == []


def test_an_answer_without_end_is_none(waits, monkeypatch):
    monkeypatch.setattr("driftaudit.github.http.BODY_LIMIT", 10)
    endless = scripted(answered(200, b"x" * 11))
    with endless as server, pytest.raises(UnansweredError, match="DeadlineExceeded"):
        send(server, waits)


def test_a_certificate_that_cannot_be_trusted_is_not_tried_again(waits):
    with scripted(b"no TLS") as server:
        url = server.url.replace("http:", "https:")
        http = Http(url, name="it", environ={}, pause=waits.append)
        with pytest.raises(UnansweredError, match="TLSError"):
            http.send("GET", url, {})
    assert waits == []


def test_a_proxy_is_used_where_there_is_one(waits):
    with scripted(answered(407, {})) as proxy:
        environ = {"HTTPS_PROXY": proxy.url.replace("//", "//me:pw@")}
        http = Http("https://api.example", name="it", environ=environ, pause=waits.append)
        with pytest.raises(UnansweredError, match="ProxyFailed"):
            http.send("GET", "https://api.example/x", {})
        assert proxy.requests[0].startswith("CONNECT api.example:443 ")
        assert "proxy-authorization: basic" in proxy.requests[0].lower()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://api.example/SECRET",
        "http://127.0.0.1.example/SECRET",
        "https:///SECRET",
        "https://user:SECRET@a.example",
        "https://a.example:0/SECRET",
        "https://a.example:x/SECRET",
        "https://[::1/SECRET",
        "ftp://a.example/SECRET",
        "file:///SECRET",
        "https://a.example/SECRET\r\nHost: b",
        "https://a.example/SECRET b",
    ],
)
def test_a_secret_goes_to_no_such_address(url):
    with pytest.raises(GithubError, match="the address of it cannot be used") as caught:
        check_address(url, "it")
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    ["https://a.example", "https://a.example:8443/b?c=d", "http://127.0.0.1:1/", "http://[::1]/"],
)
def test_https_and_this_machine_are_taken(url):
    check_address(url, "it")


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7.0), ("", None), ("-1", None), ("1.5", None), ("²", None)]
)
def test_how_long_to_wait_is_whole_seconds(text, seconds):
    assert Answer(status=429, headers={"retry-after": text}, body=b"").retry_after == seconds
