"""Portable values: what is replaced, what is not, and that it can be undone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.model import Identity
from driftaudit.normalize.portable import Portable

OIDC = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"


def identity(**changes):
    base = {
        "account": "222222222222",
        "region": "us-east-1",
        "partition": "aws",
        "cluster": "acme",
        "oidc": OIDC,
        "vpc": "vpc-0abc",
    }
    return Identity(**{**base, **changes})


ACME = identity(vars={"domain": "us.acme.example", "env": "dev"})
CHINA = identity(
    account="333333333333",
    region="cn-north-1",
    partition="aws-cn",
    oidc="oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLF",
)


@pytest.mark.parametrize(
    ("real", "portable"),
    [
        ("222222222222", "${account}"),
        ("us-east-1a", "${region}a"),
        ("us-east-1", "${region}"),
        ("us-east-1-bos-1a", "${region}-bos-1a"),
        ("us-east-10", "us-east-10"),
        ("us-east-2", "us-east-2"),
        ("acme-node", "${cluster}-node"),
        ("acme_node", "${cluster}_node"),
        ("acmenode", "acmenode"),
        ("pacme", "pacme"),
        ("acme2", "acme2"),
        ("dev", "${env}"),
        ("device", "device"),
        ("sub-dev-device", "sub-${env}-device"),
        ("a.us.acme.example", "a.${domain}"),
        ("vpc-0abc", "${vpc}"),
        ("vpc-0abcd", "vpc-0abcd"),
        (f"https://{OIDC}", "https://${oidc}"),
        (f"{OIDC}:sub", "${oidc}:sub"),
        (
            f"arn:aws:iam::222222222222:oidc-provider/{OIDC}",
            "arn:${partition}:iam::${account}:oidc-provider/${oidc}",
        ),
        ("EXAMPLED539D4633E53DE1B71EXAMPLE", "${oidc_id}"),
        (
            "arn:aws:eks:us-east-1:222222222222:cluster/acme",
            "arn:${partition}:eks:${region}:${account}:cluster/${cluster}",
        ),
        (
            "arn:aws:iam::999999999999:role/acme",
            "arn:${partition}:iam::999999999999:role/${cluster}",
        ),
        ("arn:aws-cn:iam::222222222222:role/x", "arn:aws-cn:iam::${account}:role/x"),
        ("arn:aws:s3:::acme-logs/*", "arn:${partition}:s3:::${cluster}-logs/*"),
        ("arn:aws:s3:::acme-${aws:username}", "arn:${partition}:s3:::${cluster}-${aws:username}"),
        ("arn:aws:iam::aws:policy/dev/Acme", "arn:${partition}:iam::aws:policy/dev/Acme"),
        (
            "arn:aws:iam::aws:policy/acme and acme",
            "arn:${partition}:iam::aws:policy/acme and ${cluster}",
        ),
        (
            "222222222222.dkr.ecr.us-east-1.amazonaws.com/acme:1",
            "${account}.dkr.ecr.${region}.${dns_suffix}/${cluster}:1",
        ),
        ("sts.us-west-2.amazonaws.com", "sts.us-west-2.${dns_suffix}"),
        ("acme-logs.s3.us-east-1.amazonaws.com", "${cluster}-logs.s3.${region}.${dns_suffix}"),
        ("eks.amazonaws.com/role-arn", "eks.amazonaws.com/role-arn"),
        ("ec2.amazonaws.com.cn", "ec2.amazonaws.com.cn"),
        ("amazonaws.com", "${dns_suffix}"),
        ("amazonaws.com.cn", "amazonaws.com.cn"),
        ("myamazonaws.com", "myamazonaws.com"),
        ("${account}", "$${account}"),
        ("$${account}", "$$${account}"),
        ("${env}", "$${env}"),
        ("${aws:username}", "${aws:username}"),
        ("${aws:PrincipalTag/acme}", "${aws:PrincipalTag/acme}"),
        ("${CLUSTER:-acme}", "${CLUSTER:-${cluster}}"),
        ("{{SessionName}}", "{{SessionName}}"),
        ("{{acme}}", "{{acme}}"),
        ("$acme", "$acme"),
        (
            "$222222222222.dkr.ecr.us-east-1.amazonaws.com",
            "$222222222222.dkr.ecr.${region}.${dns_suffix}",
        ),
        ("$amazonaws.com", "$amazonaws.com"),
        ("kubernetes.io/cluster/acme", "kubernetes.io/cluster/${cluster}"),
        ("", ""),
    ],
)
def test_own_literals_become_placeholders(real, portable):
    made = Portable(ACME)
    assert made.text(real) == portable
    assert made.fill(portable) == real


@pytest.mark.parametrize(
    ("cluster", "real", "portable"),
    [
        ("us", "us-west-2", "us-west-2"),
        ("us", "us-node", "${cluster}-node"),
        ("us", "Allow us to read", "Allow us to read"),
        ("us", "bootstrap.sh us --flag", "bootstrap.sh ${cluster} --flag"),
        ("a", "a role for a node", "a role for a node"),
        (
            "a",
            "arn:aws:eks:us-east-1:222222222222:cluster/a",
            "arn:${partition}:eks:${region}:${account}:cluster/${cluster}",
        ),
        ("prod-us", "prod-us-node", "${cluster}-node"),
        ("prod-us", "prod-us-west-2-logs", "prod-us-west-2-logs"),
        ("prod-us-gov", "prod-us-gov-west-1", "prod-us-gov-west-1"),
        ("prod-us-west", "prod-us-west-2", "prod-us-west-2"),
        ("prod-us-west", "prod-us-west-node", "${cluster}-node"),
        ("us-west-2", "us-west-2", "${cluster}"),
        ("us-west-2", "sts.us-west-2.amazonaws.com", "sts.us-west-2.${dns_suffix}"),
        ("us-west-2", "us-west-2a", "us-west-2a"),
        ("us-east-1", "us-east-1-node", "${cluster}-node"),
        ("us-east-1", "us-east-1a", "${region}a"),
        ("us-east-1", "sts.us-east-1.amazonaws.com", "sts.${region}.${dns_suffix}"),
        ("a", "a-private-a", "${cluster}-private-a"),
        ("a", "role/a", "role/${cluster}"),
        ("a", "eksctl-a-cluster", "eksctl-${cluster}-cluster"),
        ("q", "nodes-q", "nodes-${cluster}"),
        ("us-east-1-prod", "us-east-1-prod-node", "${cluster}-node"),
        ("west", "us-west-2", "us-west-2"),
        ("eks", "eks.amazonaws.com", "eks.amazonaws.com"),
        ("eks", "pods.eks.amazonaws.com", "pods.eks.amazonaws.com"),
        (
            "eks",
            "arn:aws:eks:us-east-1:222222222222:cluster/eks",
            "arn:${partition}:eks:${region}:${account}:cluster/${cluster}",
        ),
        ("eks", "eks:kube-proxy-windows", "eks:kube-proxy-windows"),
        ("eks", "eks-node", "${cluster}-node"),
        (
            "aws",
            "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            "arn:${partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy",
        ),
        (
            "aws",
            "system:serviceaccount:kube-system:aws-node",
            "system:serviceaccount:kube-system:aws-node",
        ),
        ("aws", "aws-node-role", "${cluster}-node-role"),
        ("ec2", "ec2.amazonaws.com", "ec2.amazonaws.com"),
        ("system", "system:masters", "system:masters"),
        ("system", "system:node:{{EC2PrivateDNSName}}", "system:node:{{EC2PrivateDNSName}}"),
        ("kube", "kube-system/aws-node", "kube-system/aws-node"),
        ("cluster", "k8s.io/cluster-autoscaler/cluster", "k8s.io/cluster-autoscaler/${cluster}"),
    ],
)
def test_names_that_aws_gave_are_not_the_clusters(cluster, real, portable):
    made = Portable(identity(cluster=cluster))
    assert made.text(real) == portable
    assert made.fill(portable) == real


@pytest.mark.parametrize(
    "real",
    [
        "arn:{partition}:iam::{account}:role/x",
        "sts.{region}.{suffix}",
        "{account}.dkr.ecr.{region}.{suffix}/x",
        "{region}a",
        "{suffix}",
        "eks.amazonaws.com",
        "https://{oidc}",
    ],
)
def test_partitions_come_out_equal(real):
    def spell(each, suffix):
        return Portable(each).text(
            real.format(
                partition=each.partition,
                account=each.account,
                region=each.region,
                suffix=suffix,
                oidc=each.oidc,
            )
        )

    assert spell(ACME, "amazonaws.com") == spell(CHINA, "amazonaws.com.cn")


def test_own_endpoint_and_authority_are_placeholders():
    host = "ABC.gr7.us-east-1.eks.amazonaws.com"
    made = Portable(ACME, {"endpoint": host, "certificate_authority": "LS0tLS1CRUdJTg=="})
    assert made.text(f"https://{host}") == "https://${endpoint}"
    assert made.text("--ca LS0tLS1CRUdJTg==") == "--ca ${certificate_authority}"
    assert Portable(ACME).fill("${endpoint}") == "${endpoint}"


@pytest.mark.parametrize(
    ("changes", "real", "portable"),
    [
        ({"vars": {"x": ""}}, "x", "x"),
        ({"vars": {"a": "acme-blue", "b": "blue"}}, "acme-blue blue", "${a} ${b}"),
        ({"vars": {"id": "222222222222"}}, "222222222222", "${account}"),
        ({"vars": {"b": "same", "a": "same"}}, "same", "${a}"),
        ({"vars": {"account": "x-y"}}, "x-y", "x-y"),
        ({"vars": {"odd name": "x-y"}}, "x-y", "x-y"),
        ({"vars": {"v": "a${b}"}}, "a${b}", "a${b}"),
        ({"oidc": None, "vpc": None}, "vpc-0abc", "vpc-0abc"),
        ({"partition": "aws-new"}, "arn:aws-new:s3:::b", "arn:${partition}:s3:::b"),
    ],
)
def test_odd_values(changes, real, portable):
    assert Portable(identity(**changes)).text(real) == portable


def test_values_are_portable_in_depth_and_in_keys():
    made = Portable(ACME).value({"acme": ["acme", 1, None, True, {"x": ("us-east-1",)}], 7: "dev"})
    assert made == {
        "${cluster}": ["${cluster}", 1, None, True, {"x": ["${region}"]}],
        "7": "${env}",
    }


PIECES = st.sampled_from(
    [
        "acme",
        "us",
        "us-east-1",
        "us-east-1a",
        "us-west-2",
        "222222222222",
        "$",
        "{",
        "}",
        "${",
        "account",
        "cluster",
        "${cluster}",
        "$${cluster}",
        "arn:aws:iam::",
        "arn:aws:",
        ":",
        "::aws:",
        "aws",
        "amazonaws.com",
        ".cn",
        ".",
        "/",
        "-",
        " ",
        "\n",
        "ec2",
        "eks",
        "system:",
        "a",
        "b",
        "1",
        OIDC,
        "vpc-0abc",
        "https://",
        "{{",
        "}}",
        "${aws:",
        "policy/",
        "us.acme.example",
        "kube-system",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join))
WORD = st.text(string.ascii_lowercase + "-.$/", min_size=0, max_size=4)
IDENTITIES = st.builds(
    lambda cluster, region, partition, values: identity(
        cluster=cluster, region=region, partition=partition, vars=values
    ),
    st.one_of(st.sampled_from(["acme", "us", "a", "eks", "aws", "us-west-2", "prod-us"]), WORD),
    st.sampled_from(["us-east-1", "us-west-2", "cn-north-1"]),
    st.sampled_from(["aws", "aws-cn", "aws-us-gov"]),
    st.dictionaries(st.one_of(WORD, st.just("domain")), st.one_of(WORD, PIECES), max_size=3),
)


@given(IDENTITIES, TEXTS)
def test_filling_in_gives_back_the_original(each, real):
    made = Portable(each)
    once = made.text(real)
    assert made.fill(once) == real
    assert made.fill(made.fill(made.text(once))) == real
