import pytest

from driftaudit.collect.kube.access import (
    Access,
    check_server,
    checked_token,
    from_base64,
    is_loopback,
    read_text,
    read_token,
)
from driftaudit.errors import CollectError


@pytest.mark.parametrize(
    "server",
    [
        "https://ABC.gr7.us-east-1.eks.amazonaws.com",
        "https://[::1]:6443/prefix",
        "http://127.0.0.1:8001",
        "http://127.9.9.9",
        "http://localhost:1",
        "http://[::1]:8001",
    ],
)
def test_servers_that_a_token_may_be_sent_to(server):
    check_server(server)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("http://10.0.0.1", "plain http"),
        ("http://localhost.example", "plain http"),
        ("http://127.0.0.1.example", "plain http"),
        ("api.example", "expected https"),
        ("", "expected https"),
        ("https://", "expected https"),
        ("https://h:port", "expected https"),
        ("https://h:0", "expected https"),
        ("https://h:99999", "expected https"),
        ("https://[::1", "expected https"),
        ("https://user@h", "expected https"),
        ("https://h?x=1", "expected https"),
        ("ftp://h", "expected https"),
    ],
)
def test_servers_that_it_may_not(server, expected):
    with pytest.raises(CollectError, match=expected):
        check_server(server)


def test_loopback_is_known_without_a_look_up():
    assert [is_loopback(h) for h in ("LOCALHOST", "::1", "127.1.2.3")] == [True] * 3
    assert [is_loopback(h) for h in ("0.0.0.0", "example", "128.0.0.1")] == [False] * 3


def test_what_lets_one_in_is_not_printed():
    access = Access(server="https://h", token="s3cret", key="k3y", certificate="c")
    assert repr(access) == "Access(server='https://h')"


def test_a_token_file_is_read_without_its_line_end(tmp_path):
    path = tmp_path / "token"
    path.write_text(" abc.def-1\n", encoding="utf-8")
    assert read_token(path, "token_file") == "abc.def-1"


@pytest.mark.parametrize("text", ["", " \n", "a b", "a\r\nX-Evil: 1", "ünicode", "a\x00b"])
def test_what_is_no_token_is_refused_and_not_shown(text):
    with pytest.raises(CollectError, match=r"^token_file: t: ") as caught:
        checked_token(text, "token_file: t")
    assert "Evil" not in str(caught.value)


def test_files_that_cannot_be_read_are_named_with_their_key(tmp_path):
    with pytest.raises(CollectError, match=r"ca_file: cannot read .*/none: No such file"):
        read_text(tmp_path / "none", "ca_file")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(CollectError, match="binary: not UTF-8 text"):
        read_text(tmp_path / "binary", "ca_file")


def test_base64_is_read_strictly():
    assert from_base64("LS0tCg==", "here") == "---\n"
    for wrong in ("LS0", "%%%%", "/w==", "ü"):
        with pytest.raises(CollectError, match=r"^here: not base64"):
            from_base64(wrong, "here")
