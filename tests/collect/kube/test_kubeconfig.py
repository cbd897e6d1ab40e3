import base64

import pytest
import yaml

from driftaudit.collect.kube.kubeconfig import REFUSED_CLUSTER, REFUSED_USER, read_kubeconfig
from driftaudit.errors import CollectError
from driftaudit.model import Identity
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.redact import Redact
from driftaudit.normalize.secrets import Patterns

PEM = "-----BEGIN CERTIFICATE-----\n"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def kubeconfig(user=None, cluster=None):
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "clusters": [
            {"name": "c", "cluster": {"server": "https://h:6443"} | (cluster or {})},
        ],
        "users": [{"name": "u", "user": {"token": "abc"} if user is None else user}],
        "contexts": [
            {"name": "one", "context": {"cluster": "c", "user": "u"}},
            {"name": "nobody", "context": {"cluster": "c"}},
            {"name": "lost", "context": {"cluster": "gone", "user": "u"}},
        ],
    }


def read(folder, content, context=None):
    path = folder / "kubeconfig"
    text = content if isinstance(content, str) else yaml.safe_dump(content)
    path.write_text(text, encoding="utf-8")
    return read_kubeconfig(path, context)


def test_the_current_context_gives_server_authority_and_token(tmp_path):
    cluster = {
        "certificate-authority-data": encoded(PEM),
        "tls-server-name": "kubernetes",
        "proxy-url": "http://p:1",
    }
    access = read(tmp_path, kubeconfig(cluster=cluster))
    assert (access.server, access.ca, access.token) == ("https://h:6443", PEM, "abc")
    assert (access.tls_name, access.proxy) == ("kubernetes", "http://p:1")
    assert (access.certificate, access.key) == (None, None)


def test_a_context_may_have_no_user_and_a_user_nothing(tmp_path):
    access = read(tmp_path, kubeconfig(), "nobody")
    assert (access.server, access.token, access.ca) == ("https://h:6443", None, None)
    assert read(tmp_path, kubeconfig(user={})) == access


def test_files_are_looked_for_beside_the_kubeconfig_and_data_goes_before_them(tmp_path):
    for name in ("ca", "cert", "key"):
        (tmp_path / name).write_text(f"{name} of a file", encoding="utf-8")
    (tmp_path / "token").write_text("of-a-file\n", encoding="utf-8")
    user = {
        "client-certificate": "cert",
        "client-key": str(tmp_path / "key"),
        "client-key-data": encoded("key of data"),
        "tokenFile": "token",
        "token": "of-the-config",
    }
    access = read(tmp_path, kubeconfig(user, {"certificate-authority": "ca"}))
    assert access.ca == "ca of a file"
    assert (access.certificate, access.key) == ("cert of a file", "key of data")
    assert access.token == "of-a-file"


@pytest.mark.parametrize(
    ("user", "cluster", "expected"),
    [
        ({"exec": {"command": "aws"}}, {}, r"users\[u\]\.user\.exec: runs a program.*token_file"),
        ({"auth-provider": {"name": "gcp"}}, {}, r"auth-provider: needs a plugin"),
        ({"username": "me", "password": "p"}, {}, "username: passwords are not supported"),
        ({"as": "admin"}, {}, "as: impersonation"),
        ({"token": "t", "as-groups": ["g"]}, {}, "as-groups: impersonation"),
        ({"token": 7}, {}, r"users\[u\]\.user\.token: expected text"),
        ({"token": "a b"}, {}, r"users\[u\]\.user\.token: not a bearer token"),
        ({"tokenFile": "none"}, {}, "tokenFile: cannot read"),
        ({"client-certificate-data": "%"}, {}, "client-certificate-data: not base64"),
        ({"client-key": "none"}, {}, "client-key: cannot read"),
        ({"client-key-data": encoded("k")}, {}, "client-certificate: needs client-key beside it"),
        (None, {"insecure-skip-tls-verify": True}, "must be verified"),
        (None, {"server": None}, r"clusters\[c\]\.cluster\.server: is missing"),
        (None, {"server": ""}, r"clusters\[c\]\.cluster\.server: is missing"),
        (None, {"certificate-authority": "none"}, "certificate-authority: cannot read"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_file_and_key(tmp_path, user, cluster, expected):
    with pytest.raises(CollectError, match=expected) as caught:
        read(tmp_path, kubeconfig(user, cluster))
    assert str(tmp_path / "kubeconfig") in str(caught.value)


@pytest.mark.parametrize(
    ("content", "context", "expected"),
    [
        (kubeconfig(), "two", r"contexts: 'two' is not there \(there are: lost, nobody, one\)"),
        (kubeconfig(), "lost", r"clusters: 'gone' is not there \(there are: c\)"),
        (kubeconfig() | {"users": []}, None, r"users: 'u' is not there \(there are: none\)"),
        (kubeconfig() | {"users": None}, None, "users: 'u' is not there"),
        (kubeconfig() | {"users": {"u": {}}}, None, "users: expected a list"),
        (kubeconfig() | {"users": [7, {"name": 7}]}, None, "users: 'u' is not there"),
        (kubeconfig() | {"users": [{"name": "u", "user": 7}]}, None, "expected a mapping"),
        ({"kind": "Config"}, None, "current-context: is missing"),
        ("- a\n", None, "kubeconfig: expected a mapping"),
        ("", None, "kubeconfig: expected a mapping"),
        ("a: b\nc: [\n", None, "kubeconfig:3: not YAML"),
        ("a: \x00", None, "kubeconfig: not YAML"),
        ("a: !!python/object:os.system x", None, "kubeconfig:1: not YAML"),
        pytest.param("[" * 1500, None, "kubeconfig: not YAML", id="nested"),
    ],
)
def test_a_kubeconfig_of_another_shape_is_named(tmp_path, content, context, expected):
    with pytest.raises(CollectError, match=expected):
        read(tmp_path, content, context)


def test_a_kubeconfig_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CollectError, match=r"kubeconfig: cannot read .*none"):
        read_kubeconfig(tmp_path / "none")


def test_what_to_do_instead_is_not_taken_for_a_secret():
    here = Identity(account="2" * 12, region="us-east-1", partition="aws", cluster="acme", vars={})
    redact = Redact(Portable(here), Patterns())
    for text in (*REFUSED_USER.values(), *REFUSED_CLUSTER.values()):
        assert redact.text(text) == text
