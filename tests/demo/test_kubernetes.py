import json
import socket

import pytest
import urllib3

from driftaudit.demo.kubernetes import KubernetesApi

AWS_AUTH = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "aws-auth", "namespace": "kube-system"},
    "data": {"mapRoles": "[]"},
}
ACCOUNTS = tuple(
    {"kind": "ServiceAccount", "metadata": {"name": name, "namespace": "team"}} for name in "abc"
)
GET = "/api/v1/namespaces/kube-system/configmaps/aws-auth"


def ask(url, method="GET", token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = urllib3.request(method, url, headers=headers, retries=False, timeout=60)
    return answer.status, json.loads(answer.data) if answer.data else None


def test_each_cluster_has_its_own_objects():
    with KubernetesApi({"one": (AWS_AUTH,), "two": ()}) as api:
        assert ask(api.url("one") + GET) == (200, AWS_AUTH)
        status, answer = ask(api.url("two") + GET)
    assert (status, answer["kind"], answer["reason"]) == (404, "Status", "NotFound")
    assert answer["details"] == {"name": "aws-auth", "kind": "configmaps"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/api/v1",
        "/api/v1/secrets",
        "/api/v1/namespaces/kube-system/secrets/a",
        "/apis/apps/v1/configmaps",
        "/../three/api/v1/configmaps",
    ],
)
def test_a_path_that_is_not_served_names_no_object(path):
    with KubernetesApi({"one": (AWS_AUTH,)}) as api:
        status, answer = ask(api.url("one") + path)
        assert ask(api.url("three") + GET)[0] == 404
    assert (status, answer["details"]) == (404, {})


def test_a_list_has_pages_and_its_items_no_kind():
    with KubernetesApi({"one": (*ACCOUNTS, AWS_AUTH)}) as api:
        url = api.url("one") + "/api/v1/serviceaccounts"
        _, everything = ask(url)
        _, first = ask(f"{url}?limit=2&resourceVersion=0")
        place = first["metadata"]["continue"]
        _, rest = ask(f"{url}?limit=2&continue={place}")
    assert everything["kind"] == "ServiceAccountList"
    assert everything["items"] == [{"metadata": each["metadata"]} for each in ACCOUNTS]
    assert first["items"] + rest["items"] == everything["items"]
    assert "continue" not in rest["metadata"]


@pytest.mark.parametrize("query", ["limit=x", "continue=-1", "limit=1&continue=z"])
def test_a_page_that_cannot_be_is_a_bad_request(query):
    with KubernetesApi({"one": ACCOUNTS}) as api:
        status, answer = ask(f"{api.url('one')}/api/v1/serviceaccounts?{query}")
    assert (status, answer["reason"]) == (400, "BadRequest")


@pytest.mark.parametrize(
    ("token", "status", "reason"),
    [(None, 403, "Forbidden"), ("wrong", 401, "Unauthorized"), ("right", 200, None)],
)
def test_a_token_is_asked_for(token, status, reason):
    with KubernetesApi({"one": (AWS_AUTH,)}, token="right") as api:
        answered, answer = ask(api.url("one") + GET, token=token)
    assert (answered, answer.get("reason")) == (status, reason)


def test_what_is_forbidden_says_so_and_the_rest_is_served():
    forbidden = {"one": ("list serviceaccounts", "get configmaps/aws-auth")}
    objects = {"one": (AWS_AUTH, *ACCOUNTS), "two": (AWS_AUTH,)}
    with KubernetesApi(objects, forbidden=forbidden) as api:
        status, answer = ask(api.url("one") + GET)
        assert (status, ask(api.url("one") + "/api/v1/serviceaccounts")[0]) == (403, 403)
        assert ask(api.url("one") + "/apis/apps/v1/daemonsets")[0] == 200
        assert ask(api.url("two") + GET)[0] == 200
    assert 'cannot get resource "configmaps" in the namespace "kube-system"' in answer["message"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_nothing_but_get_is_allowed(method):
    with KubernetesApi({"one": (AWS_AUTH,)}) as api:
        assert ask(api.url("one") + GET, method)[0] == 405


def test_it_stops_and_says_nothing_meanwhile(capfd):
    api = KubernetesApi({"one": (AWS_AUTH,)})
    port = int(api.url("one").split(":")[2].split("/")[0])
    with api:
        ask(api.url("one") + GET)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    assert capfd.readouterr().err == ""


def test_one_that_was_never_started_stops():
    KubernetesApi({}).stop()
