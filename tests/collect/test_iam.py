from functools import partial

import pytest

from driftaudit.collect import iam
from driftaudit.collect.failures import ReadError
from driftaudit.collect.source import Shared
from tests.collect.scripted import Scripted, collected

CNI = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
DOCUMENT = '{"Version": "2012-10-17", "Statement": []}'


def test_one_read_gives_roles_and_policies() -> None:
    aws = Scripted(
        iam_GetAccountAuthorizationDetails={
            "RoleDetailList": [{"RoleName": "acme-node"}],
            "Policies": [{"PolicyName": "p"}],
        }
    )
    shapes, own = collected(aws, partial(iam.account, shared=Shared()))
    assert shapes == {
        "iam-role": ({"RoleName": "acme-node"},),
        "iam-policy": ({"PolicyName": "p"},),
    }
    assert sorted(read.kind for read in own.reads) == ["iam-policy", "iam-role"]
    assert aws.asked[0][1] == {"Filter": ["Role", "LocalManagedPolicy"]}


def test_a_denied_account_read_is_a_gap_of_both_kinds() -> None:
    aws = Scripted(iam_GetAccountAuthorizationDetails=("AccessDenied", "not you"))
    error, own = collected(aws, partial(iam.account, shared=Shared()))
    assert isinstance(error, ReadError)
    assert sorted((read.gap.kind, read.gap.needs) for read in own.reads if read.gap) == [
        ("iam-policy", "iam:GetAccountAuthorizationDetails"),
        ("iam-role", "iam:GetAccountAuthorizationDetails"),
    ]


def managed() -> Scripted:
    return Scripted(
        iam_GetPolicy={"Policy": {"Arn": CNI, "DefaultVersionId": "v5"}},
        iam_GetPolicyVersion={"PolicyVersion": {"VersionId": "v5", "Document": DOCUMENT}},
    )


def test_a_managed_policy_is_read_by_its_default_version() -> None:
    aws = managed()
    shapes, _ = collected(aws, partial(iam.managed_policies, shared=Shared(), arns=[CNI]))
    assert shapes == {
        "managed-policy": ({"Arn": CNI, "DefaultVersionId": "v5", "Document": DOCUMENT},)
    }
    assert aws.asked[1] == ("iam:GetPolicyVersion", {"PolicyArn": CNI, "VersionId": "v5"})


def test_a_policy_that_aws_withdrew_has_no_document_and_is_no_gap() -> None:
    aws = Scripted(iam_GetPolicy=("NoSuchEntity", "gone"))
    shapes, own = collected(aws, partial(iam.managed_policies, shared=Shared(), arns=[CNI]))
    (policy,) = shapes["managed-policy"]
    assert policy == {"Arn": CNI, "DefaultVersionId": None, "Document": None}
    assert [read.gap for read in own.reads] == [None]


@pytest.mark.parametrize("action", ["iam_GetPolicy", "iam_GetPolicyVersion"])
def test_a_policy_that_may_not_be_read_is_a_gap(action: str) -> None:
    aws = managed()
    aws.answers[action.replace("_", ":")] = ("AccessDenied", "not you")
    error, own = collected(aws, partial(iam.managed_policies, shared=Shared(), arns=[CNI]))
    assert isinstance(error, ReadError)
    assert [read.gap.kind for read in own.reads if read.gap] == ["managed-policy"]


CLUSTER = {
    "arn": "arn:aws-cn:eks:cn-north-1:222222222222:cluster/acme",
    "identity": {"oidc": {"issuer": "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC"}},
}
PROVIDER = "arn:aws-cn:iam::222222222222:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC"


def test_the_cluster_s_own_oidc_provider_is_asked_for_by_its_arn() -> None:
    found = {"Url": "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC", "ClientIDList": ["sts"]}
    aws = Scripted(iam_GetOpenIDConnectProvider=found)
    shapes, _ = collected(aws, partial(iam.oidc_provider, cluster=CLUSTER))
    assert shapes == {"oidc-provider": (found | {"Arn": PROVIDER},)}
    assert aws.asked[0][1] == {"OpenIDConnectProviderArn": PROVIDER}


def test_an_account_without_the_provider_has_none() -> None:
    aws = Scripted(iam_GetOpenIDConnectProvider=("NoSuchEntity", "none"))
    shapes, own = collected(aws, partial(iam.oidc_provider, cluster=CLUSTER))
    assert shapes == {"oidc-provider": ()}
    assert [read.gap for read in own.reads] == [None]


def test_a_provider_that_may_not_be_read_is_a_gap() -> None:
    aws = Scripted(iam_GetOpenIDConnectProvider=("AccessDenied", "not you"))
    error, own = collected(aws, partial(iam.oidc_provider, cluster=CLUSTER))
    assert isinstance(error, ReadError)
    assert [read.gap.kind for read in own.reads if read.gap] == ["oidc-provider"]


def test_a_cluster_without_an_issuer_has_no_provider() -> None:
    aws = Scripted()
    assert collected(aws, partial(iam.oidc_provider, cluster={}))[0] == {"oidc-provider": ()}
