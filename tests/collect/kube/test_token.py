import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.credentials import ReadOnlyCredentials

from driftaudit.collect.kube.token import DNS_SUFFIXES, eks_token
from driftaudit.errors import CollectError

USER = ReadOnlyCredentials("AKIAIOSFODNN7EXAMPLE", "secret", None)
ROLE = ReadOnlyCredentials("ASIAIOSFODNN7EXAMPLE", "secret", "session/+=")


def url_in(token):
    prefix, _, rest = token.partition(".")
    assert prefix == "k8s-aws-v1"
    assert "=" not in rest
    return urlsplit(base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)).decode())


@pytest.mark.parametrize(
    ("region", "partition", "host"),
    [
        ("us-east-1", "aws", "sts.us-east-1.amazonaws.com"),
        ("us-gov-west-1", "aws-us-gov", "sts.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "aws-cn", "sts.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_token_is_a_signed_question_to_the_regions_own_sts(
    monkeypatch, region, partition, host
):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    url = url_in(eks_token(USER, region, "acme", partition=partition))
    query = {key: value for key, (value,) in parse_qs(url.query).items()}
    assert (url.scheme, url.netloc, url.path) == ("https", host, "/")
    assert query["Action"] == "GetCallerIdentity"
    assert query["X-Amz-SignedHeaders"] == "host;x-k8s-aws-id"
    assert query["X-Amz-Expires"] == "60"
    assert f"/{region}/sts/aws4_request" in query["X-Amz-Credential"]
    assert "X-Amz-Security-Token" not in query


def test_the_token_of_a_role_names_its_session():
    query = parse_qs(url_in(eks_token(ROLE, "us-east-1", "acme")).query)
    assert query["X-Amz-Security-Token"] == ["session/+="]


def test_the_name_of_the_cluster_is_in_the_signature():
    signatures = {
        parse_qs(url_in(eks_token(USER, "us-east-1", name)).query)["X-Amz-Signature"][0]
        for name in ("one", "two")
    }
    assert len(signatures) == 2


def test_an_unknown_partition_is_refused():
    with pytest.raises(CollectError, match=r"cluster acme: no EKS token .* aws-moon"):
        eks_token(USER, "moon-1", "acme", partition="aws-moon")


def test_the_hosts_are_those_of_botocore():
    from botocore.loaders import Loader

    known = {p["partition"]: p["dnsSuffix"] for p in Loader().load_data("endpoints")["partitions"]}
    assert {name: known.get(name, suffix) for name, suffix in DNS_SUFFIXES.items()} == DNS_SUFFIXES
