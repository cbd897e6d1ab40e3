from urllib.parse import parse_qs, urlsplit

import pytest

from driftaudit.collect.kube.access import Access
from driftaudit.collect.kube.client import KubeClient
from driftaudit.collect.kube.errors import EXCEPTIONS, HITS_EVERY_READ, KubeError
from driftaudit.collect.kube.reads import NEEDS, read_cluster, unread
from driftaudit.collect.kube.rights import WANTED
from driftaudit.demo.kubernetes import KubernetesApi
from driftaudit.errors import CollectError
from tests.collect.kube.scripted import http, scripted


def thing(kind, name, namespace="kube-system"):
    return {"kind": kind, "metadata": {"name": name, "namespace": namespace}}


HEALTHY = (
    thing("ConfigMap", "aws-auth"),
    thing("ConfigMap", "amazon-vpc-cni"),
    thing("DaemonSet", "aws-node"),
    thing("DaemonSet", "kube-proxy"),
    thing("Deployment", "coredns"),
    thing("ServiceAccount", "aws-node"),
    thing("ServiceAccount", "app", "team"),
)


def read(server, *, aws_auth=True, token=None):
    access = Access(server=server, token=token)
    with KubeClient(access, environ={}, pause=lambda _: None) as client:
        return read_cluster(client, aws_auth=aws_auth)


def gaps(reads):
    return {read.operation: read.gap.code for read in reads if read.gap}


def test_a_healthy_cluster_is_read_whole():
    with KubernetesApi({"x": HEALTHY}) as api:
        shapes, reads = read(api.url("x"))
    assert gaps(reads) == {}
    assert [(read.kind, read.operation) for read in reads] == [
        (wanted.kind, wanted.operation) for wanted in WANTED
    ]
    assert shapes == {
        "configmap": HEALTHY[:2],
        "workload": HEALTHY[2:5],
        "service-account": HEALTHY[5:],
    }


def test_what_does_not_exist_is_empty_and_no_gap():
    with KubernetesApi({"x": ()}) as api:
        shapes, reads = read(api.url("x"))
    assert gaps(reads) == {}
    assert shapes == {"configmap": (), "workload": (), "service-account": ()}


def test_aws_auth_is_not_asked_for_where_it_does_not_count():
    with KubernetesApi({"x": HEALTHY}) as api:
        shapes, reads = read(api.url("x"), aws_auth=False)
    assert shapes["configmap"] == HEALTHY[1:2]
    assert "aws-auth" not in {read.kind for read in reads}


@pytest.mark.parametrize("wanted", WANTED, ids=lambda wanted: wanted.operation)
def test_a_read_that_is_forbidden_is_one_gap_that_names_the_right(wanted):
    with KubernetesApi({"x": HEALTHY}, forbidden={"x": {wanted.operation}}) as api:
        shapes, reads = read(api.url("x"))
    assert gaps(reads) == {wanted.operation: "Forbidden"}
    (gap,) = (read.gap for read in reads if read.gap)
    place = "in kube-system" if wanted.name else "in all namespaces"
    assert gap.kind == wanted.kind
    assert gap.needs == f"{wanted.operation} {place} (docs/reader-rbac.yaml)"
    assert f'cannot {wanted.verb} resource "{wanted.resource}"' in gap.message
    assert ("service-account" in shapes) == (wanted.shape != "service-account")


def test_a_shape_of_which_nothing_was_read_is_absent():
    both = {"get configmaps/aws-auth", "get configmaps/amazon-vpc-cni"}
    with KubernetesApi({"x": HEALTHY}, forbidden={"x": both}) as api:
        shapes, _ = read(api.url("x"))
    assert set(shapes) == {"workload", "service-account"}


@pytest.mark.parametrize(
    ("token", "code", "needs"),
    [
        (None, "Forbidden", "a token, and get configmaps/aws-auth in kube-system"),
        ("wrong", "Unauthorized", "map the reader's role by an access entry"),
    ],
)
def test_a_caller_who_is_not_known_has_gaps_that_say_how_to_be(token, code, needs):
    with KubernetesApi({"x": HEALTHY}, token="right") as api:
        shapes, reads = read(api.url("x"), token=token)
        assert gaps(read(api.url("x"), token="right")[1]) == {}
    assert shapes == {}
    assert set(gaps(reads).values()) == {code}
    assert reads[0].gap.needs.startswith(needs)


def test_a_cluster_that_is_not_there_is_a_gap_and_not_empty():
    with KubernetesApi({"x": HEALTHY}) as api:
        shapes, reads = read(api.url("y"))
    assert shapes == {}
    assert list(gaps(reads).values()) == ["NoSuchApi"] * 6


def test_what_hits_every_read_is_asked_once():
    with scripted(http(401, {"kind": "Status", "message": "Unauthorized"})) as server:
        _, reads = read(server.url)
    assert set(gaps(reads).values()) == {"Unauthorized"}
    assert (len(reads), len(server.requests)) == (6, 1)


def test_the_servers_cache_is_asked():
    with scripted(http(401, {"kind": "Status"})) as server:
        read(server.url)
    assert "?resourceVersion=0 " in server.requests[0]


def test_another_kind_than_asked_for_is_no_answer():
    with scripted(http(200, {"kind": "Secret"})) as server:
        _, reads = read(server.url)
    assert set(gaps(reads).values()) == {"NotKubernetes"}
    assert "answered kind Secret where ConfigMap was asked for" in reads[0].gap.message


@pytest.mark.parametrize("metadata", [{"name": "other"}, {}, None])
def test_another_object_than_asked_for_is_no_answer(metadata):
    with scripted(http(200, {"kind": "ConfigMap", "metadata": metadata})) as server:
        shapes, reads = read(server.url)
    assert (shapes, set(gaps(reads).values())) == ({}, {"NotKubernetes"})
    assert reads[0].gap.message.endswith(" where aws-auth was asked for")


@pytest.mark.parametrize(
    "message",
    [
        'forbidden: User "r" cannot get path "/x/api/v1/namespaces/kube-system/configmaps/a"',
        'api "v1" is forbidden: User "r" cannot get resource "api/namespaces" in API group ""',
    ],
)
def test_no_right_helps_where_the_path_is_another_s(message):
    with scripted(http(403, {"kind": "Status", "message": message})) as server:
        _, reads = read(server.url)
    assert {read.gap.needs for read in reads} == {NEEDS["NoSuchApi"]}


def account_list(*names, place=None):
    items = [{"metadata": {"name": name}} for name in names]
    metadata = {"continue": place} if place else {}
    return http(200, {"kind": "ServiceAccountList", "metadata": metadata, "items": items})


ABSENT = http(404, {"kind": "Status", "reason": "NotFound", "details": {"name": "x"}})
GONE = http(410, {"kind": "Status", "reason": "Expired", "message": "too old"})


def listed(*pages):
    """The names that a list in these pages gives, its gaps, and the queries that were sent."""
    with scripted(*[ABSENT] * 5, *pages) as server:
        shapes, reads = read(server.url)
    names = [one["metadata"]["name"] for one in shapes.get("service-account", ())]
    queries = [parse_qs(urlsplit(one.split()[1]).query) for one in server.requests[5:]]
    return names, gaps(reads), queries


def test_a_list_is_read_over_all_pages():
    names, failed, queries = listed(account_list("a", "b", place="two"), account_list("c"))
    assert (names, failed) == (["a", "b", "c"], {})
    assert queries == [
        {"limit": ["500"], "resourceVersion": ["0"]},
        {"limit": ["500"], "continue": ["two"]},
    ]


def test_a_list_whose_place_was_forgotten_is_read_again_from_its_start():
    first, again = account_list("a", place="two"), account_list("a", "b")
    assert listed(first, GONE, again)[:2] == (["a", "b"], {})


def test_a_list_too_large_for_one_answer_is_read_past_the_cache_that_knows_no_pages(monkeypatch):
    monkeypatch.setattr("driftaudit.collect.kube.client.BODY_LIMIT", 400)
    whole = account_list(*(f"name-{number}" for number in range(20)))
    names, failed, queries = listed(whole, account_list("a", place="two"), account_list("b"))
    assert (names, failed) == (["a", "b"], {})
    assert queries[1:] == [{"limit": ["500"]}, {"limit": ["500"], "continue": ["two"]}]
    assert listed(whole)[:2] == ([], {"list serviceaccounts": "TooLarge"})


def test_a_list_that_is_forgotten_twice_is_a_gap():
    first = account_list("a", place="two")
    names, failed, _ = listed(first, GONE, first, GONE)
    assert (names, failed) == ([], {"list serviceaccounts": "Expired"})


def test_a_list_that_breaks_off_is_a_gap_and_not_half_a_list():
    denied = http(403, {"kind": "Status", "message": "no"})
    names, failed, _ = listed(account_list("a", place="two"), denied)
    assert (names, failed) == ([], {"list serviceaccounts": "Forbidden"})


@pytest.mark.parametrize(
    "odd",
    [
        {"items": 7},
        {"items": ["a"]},
        {"items": [], "metadata": 7},
        {"items": [], "metadata": {"continue": 7}},
    ],
)
def test_a_list_of_another_shape_is_a_gap(odd):
    _, failed, _ = listed(http(200, {"kind": "ServiceAccountList"} | odd))
    assert failed == {"list serviceaccounts": "NotKubernetes"}


@pytest.mark.parametrize("empty", [{"items": None}, {}, {"items": [], "metadata": None}])
def test_an_empty_list_may_be_null(empty):
    assert listed(http(200, {"kind": "ServiceAccountList"} | empty))[:2] == ([], {})


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CollectError("token_file: holds no token"), "NoAccess"),
        (KubeError("TLSError", "no"), "TLSError"),
    ],
)
def test_without_a_client_every_read_has_its_gap(error, code):
    reads = unread(error, aws_auth=False)
    assert gaps(reads) == {wanted.operation: code for wanted in WANTED[1:]}
    assert {read.gap.message for read in reads} == {str(error)}


def test_each_failure_of_the_whole_server_says_what_to_do():
    assert set(NEEDS) - {"NoAccess", "NoSuchApi", "TooLarge"} <= HITS_EVERY_READ
    broken = {"ConnectionBroken", "HTTPError"}
    assert HITS_EVERY_READ - set(NEEDS) == broken
    assert broken <= {code for _, code, _ in EXCEPTIONS}
