"""IAM documents: spelling is evened out, meaning is not touched."""

import json
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.normalize.documents import canonical
from driftaudit.normalize.portable import Portable
from tests.normalize import stack

PORTABLE = Portable(stack.US.identity)
CHINA = Portable(stack.CN.identity)


def document(**statement):
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | statement],
    }


def same(one, other, portable=PORTABLE):
    return canonical(one, portable) == canonical(other, portable)


@pytest.mark.parametrize(
    "rewritten",
    [
        json.dumps(document()),
        quote(json.dumps(document())),
        document() | {"Id": "x"},
        document() | {"Statement": document()["Statement"][0]},
        document() | {"Statement": document()["Statement"] * 2},
        document(Sid="x"),
        document(Condition={}),
        document(Condition={"StringEquals": {}}),
        document(Action=["s3:GetObject"]),
        document(Action=["S3:getobject", "s3:GetObject"]),
        document(Resource=["*"]),
        document(Resource=["*", "*"]),
    ],
)
def test_rewrites_that_mean_nothing(rewritten):
    assert same(document(), rewritten)


CONDITION = {"StringEquals": {"aws:PrincipalTag/Team": "true"}}


@pytest.mark.parametrize(
    "rewritten",
    [
        {"stringequals": {"aws:PrincipalTag/Team": "true"}},
        {"StringEquals": {"AWS:principaltag/team": ["true"]}},
        {"StringEquals": {"aws:PrincipalTag/Team": True}},
        {"StringEquals": {"aws:PrincipalTag/Team": ["true", "true"]}},
    ],
)
def test_conditions_in_any_spelling(rewritten):
    assert same(document(Condition=CONDITION), document(Condition=rewritten))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Bool": {"aws:SecureTransport": "TRUE"}}, {"Bool": {"aws:SecureTransport": True}}),
        ({"NumericLessThan": {"s3:max-keys": 10}}, {"NumericLessThan": {"s3:max-keys": "10"}}),
        (
            {"foranyvalue:stringlikeifexists": {"k": "v"}},
            {"ForAnyValue:StringLikeIfExists": {"K": ["v"]}},
        ),
        ({"Null": {"k": False}}, {"null": {"k": "False"}}),
    ],
)
def test_conditions_of_other_types(one, other):
    assert same(document(Condition=one), document(Condition=other))


@pytest.mark.parametrize(
    "changed",
    [
        document(Effect="Deny"),
        document(Action="s3:PutObject"),
        document(Resource="arn:aws:s3:::x"),
        document(Condition=CONDITION),
        document(Condition={"StringLike": CONDITION["StringEquals"]}),
        document(NotAction="s3:GetObject"),
        document(Principal="*"),
        document(Principal={"AWS": "*"}),
        document() | {"Version": "2008-10-17"},
        document(Condition={"StringEquals": {"aws:PrincipalTag/Team": None}}),
        json.dumps(document())[:-1],
        None,
        [],
    ],
)
def test_changes_are_seen(changed):
    assert not same(document(), changed)


def test_a_missing_version_is_the_old_one():
    written = document() | {"Version": "2008-10-17"}
    assert same({"Statement": document()["Statement"]}, written)


def test_principals():
    root = f"arn:aws:iam::{stack.US.account}:root"
    by_id = canonical(document(Principal={"AWS": [stack.US.account, root]}), PORTABLE)
    assert by_id["Statement"][0]["Principal"] == {"AWS": ["arn:${partition}:iam::${account}:root"]}
    foreign = canonical(document(Principal={"AWS": "999999999999"}), PORTABLE)
    assert foreign["Statement"][0]["Principal"]["AWS"] == [
        "arn:${partition}:iam::999999999999:root"
    ]
    assert not same(document(Principal="*"), document(Principal={"AWS": "*"}))


def service(name, portable):
    """How a service is named as a principal and as one that a role may be passed to."""
    made = canonical(
        document(
            Principal={"Service": name},
            Condition={"StringEquals": {"iam:PassedToService": name}},
        ),
        portable,
    )
    (statement,) = made["Statement"]
    (principal,) = statement["Principal"]["Service"]
    assert statement["Condition"] == {"StringEquals": {"iam:passedtoservice": [principal]}}
    return principal


@pytest.mark.parametrize(
    ("in_china", "elsewhere"),
    [
        ("ec2.amazonaws.com.cn", "ec2.amazonaws.com"),
        ("elasticmapreduce.amazonaws.com.cn", "elasticmapreduce.amazonaws.com"),
        ("eks.amazonaws.com", "eks.amazonaws.com"),
        ("pods.eks.amazonaws.com", "pods.eks.amazonaws.com"),
        ("lambda.amazonaws.com.cn", "lambda.amazonaws.com"),
    ],
)
def test_services_have_one_name_in_every_partition(in_china, elsewhere):
    assert service(in_china, CHINA) == service(elsewhere, PORTABLE) == elsewhere


def test_a_node_role_that_eks_refuses_in_china_is_another():
    assert service("ec2.amazonaws.com", CHINA) == "ec2.amazonaws.com (without .cn)"
    assert service("ec2.amazonaws.com.cn", PORTABLE) == "ec2.amazonaws.com.cn"
    long, short = "ec2.amazonaws.com.cn", "ec2.amazonaws.com"
    assert not same(document(Resource=long), document(Resource=short), CHINA)


def test_actions_and_prefixes_are_never_the_clusters_name():
    place = stack.Place("222222222222", "us-east-1", "aws", "eks", 7)
    made = canonical(
        document(
            Action="eks:DescribeCluster",
            Resource="arn:aws:eks:us-east-1:222222222222:cluster/eks",
            Condition={"StringEquals": {"eks:clusterName": "eks", "aws:RequestTag/eks": "x"}},
        ),
        Portable(place.identity),
    )
    (statement,) = made["Statement"]
    assert statement["Action"] == ["eks:describecluster"]
    assert statement["Resource"] == ["arn:${partition}:eks:${region}:${account}:cluster/${cluster}"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:requesttag/${cluster}": ["x"], "eks:clustername": ["${cluster}"]}
    }


@pytest.mark.parametrize(
    "odd",
    [
        "not a policy acme-us",
        {"Statement": 42},
        {"Version": 1, "Statement": []},
        {"Statement": [], "Other": 1},
        {"Statement": [{"Effect": "Maybe"}]},
        {"Statement": [{"Effect": "Allow", "Action": [1]}]},
        {"Statement": [{"Effect": "Allow", "Principal": 3}]},
        {"Statement": [{"Effect": "Allow", "Condition": [1]}]},
        {"Statement": [{"Effect": "Allow", "Condition": {"StringEquals": 1}}]},
        {"Statement": [{"Effect": "Allow", "Condition": {"StringEquals": {"a": {"b": 1}}}}]},
        {"Statement": [{"Effect": "Allow", "Condition": {"Bool": {"a": 1}, "bool": {"a": 2}}}]},
        {"Statement": [{"Effect": "Allow", "Condition": {"Bool": {"a": 1, "A": 2}}}]},
        3,
    ],
)
def test_what_is_no_policy_is_kept(odd):
    assert canonical(odd, PORTABLE) == PORTABLE.value(odd)


@given(st.permutations(["s3:Get*", "S3:Put*", "ec2:*", "ec2:*"]), st.permutations(["a", "b", "*"]))
def test_order_does_not_matter(actions, resources):
    made = canonical(document(Action=actions, Resource=resources), PORTABLE)
    assert made["Statement"][0]["Action"] == ["ec2:*", "s3:get*", "s3:put*"]
    assert made["Statement"][0]["Resource"] == ["*", "a", "b"]


def test_an_emulator_s_issuer_with_a_port_is_the_own_issuer_too():
    issuer = "localhost:4566/oidc/id/889B442649D54E84A5EB58BE763C"
    portable = Portable(msgspec.structs.replace(stack.US.identity, oidc=issuer))
    trust = document(
        Principal={"Federated": f"arn:aws:iam::{stack.US.identity.account}:oidc-provider/{issuer}"},
        Condition={"StringEquals": {f"{issuer}:sub": "x", "aws:PrincipalTag/Team": "a"}},
    )
    (statement,) = canonical(trust, portable)["Statement"]
    assert sorted(statement["Condition"]["StringEquals"]) == [
        "${oidc}:sub",
        "aws:principaltag/team",
    ]
    assert statement["Principal"]["Federated"] == [
        "arn:${partition}:iam::${account}:oidc-provider/${oidc}"
    ]


@pytest.mark.parametrize("spell", [str, quote])
def test_half_a_character_leaves_a_document_the_text_that_it_is(spell):
    text = spell(json.dumps(document(Resource="\ud800")))
    assert canonical(text, PORTABLE) == text
    msgspec.json.encode(canonical(text, PORTABLE))
    whole = json.dumps(document(Resource="\U0001f600"))
    assert "\\u" in whole
    assert canonical(whole, PORTABLE)["Statement"][0]["Resource"] == ["\U0001f600"]
