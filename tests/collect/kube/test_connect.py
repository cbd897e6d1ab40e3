import base64

import pytest

from driftaudit.collect.kube.connect import configured_access, eks_access
from driftaudit.errors import CollectError


def test_eks_gives_its_authority_in_base64():
    access = eks_access("https://h", base64.b64encode(b"PEM").decode(), "token")
    assert (access.server, access.ca, access.token) == ("https://h", "PEM", "token")


def test_an_authority_that_is_not_base64_is_refused():
    with pytest.raises(CollectError, match=r"certificateAuthority\.data: not base64"):
        eks_access("https://h", "%", "token")


def test_a_server_may_be_given_with_and_without_files(tmp_path):
    (tmp_path / "ca").write_text("PEM", encoding="utf-8")
    (tmp_path / "token").write_text("abc\n", encoding="utf-8")
    access = configured_access(
        server="https://h", ca_file=str(tmp_path / "ca"), token_file=str(tmp_path / "token")
    )
    assert (access.server, access.ca, access.token) == ("https://h", "PEM", "abc")
    bare = configured_access(server="http://localhost:8001")
    assert (bare.ca, bare.token) == (None, None)


def test_a_kubeconfig_may_be_given_with_a_context(tmp_path):
    path = tmp_path / "kubeconfig"
    path.write_text(
        "clusters: [{name: c, cluster: {server: https://h}}]\n"
        "contexts: [{name: x, context: {cluster: c}}]\n",
        encoding="utf-8",
    )
    assert configured_access(kubeconfig=str(path), context="x").server == "https://h"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "expected `server` or `kubeconfig`"),
        ({"server": "https://h", "ca_file": "/none/ca"}, "ca_file: cannot read /none/ca"),
        ({"server": "https://h", "token_file": "/none/t"}, "token_file: cannot read /none/t"),
    ],
)
def test_what_is_missing_is_named(given, expected):
    with pytest.raises(CollectError, match=expected):
        configured_access(**given)
