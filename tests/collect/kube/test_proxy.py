import pytest

from driftaudit.collect.kube.proxy import checked_proxy, proxy_for, proxy_login
from driftaudit.errors import CollectError

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"HTTPS_PROXY": ""}, None),
        ({"HTTPS_PROXY": PROXY}, PROXY),
        ({"https_proxy": PROXY, "HTTPS_PROXY": "http://other:1"}, PROXY),
        ({"HTTPS_PROXY": "proxy.example:3128"}, PROXY),
        ({"HTTP_PROXY": PROXY}, None),
    ],
)
def test_the_proxy_is_that_of_https(environ, expected):
    assert proxy_for("https://api.example", environ) == expected


def test_a_server_on_this_machine_is_reached_directly_over_http():
    assert proxy_for("http://127.0.0.1:8001", {"HTTPS_PROXY": PROXY}) is None


@pytest.mark.parametrize(
    ("no_proxy", "server", "direct"),
    [
        ("*", "https://api.example", True),
        ("api.example", "https://API.example", True),
        ("example", "https://api.example", True),
        (".example", "https://api.example", True),
        ("*.example", "https://api.example", True),
        ("ample", "https://api.example", False),
        ("other.example, api.example", "https://api.example", True),
        ("api.example:443", "https://api.example", True),
        ("api.example:6443", "https://api.example", False),
        ("api.example:6443", "https://api.example:6443", True),
        ("10.0.0.0/8", "https://10.1.2.3", True),
        ("10.0.0.0/8", "https://11.1.2.3", False),
        ("10.0.0.0/8", "https://api.example", False),
        ("10.1.2.3", "https://10.1.2.3:6443", True),
        ("10.1.2.3:6443", "https://10.1.2.3:6443", True),
        ("::1", "https://[::1]:6443", True),
        (" , ", "https://api.example", False),
    ],
)
def test_no_proxy_excepts_domains_addresses_and_networks(no_proxy, server, direct):
    environ = {"HTTPS_PROXY": PROXY, "NO_PROXY": no_proxy}
    assert (proxy_for(server, environ) is None) is direct


@pytest.mark.parametrize("proxy", ["socks5://h:1", "http://", "http://u:hush@[h", "http://h:x"])
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(proxy):
    with pytest.raises(CollectError, match=r"^HTTPS_PROXY: expected") as caught:
        checked_proxy(proxy, "HTTPS_PROXY")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("proxy", "login"),
    [(PROXY, None), ("http://u:p%40ss@h:1", "u:p@ss"), ("http://u@h:1", "u:")],
)
def test_the_login_is_decoded(proxy, login):
    assert proxy_login(proxy) == login
