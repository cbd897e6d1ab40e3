"""Trust policies that name nobody, or too many."""

import pytest

from tests.lint.made import role, said
from tests.normalize import stack
from tests.normalize.stack import US

OIDC = f"arn:aws:iam::{US.account}:oidc-provider/{US.oidc}"
OTHER = f"arn:aws:iam::{US.account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB12"
GITHUB = f"arn:aws:iam::{US.account}:oidc-provider/token.actions.githubusercontent.com"
AUD = {f"{US.oidc}:aud": "sts.amazonaws.com"}
SUB = {f"{US.oidc}:sub": "system:serviceaccount:kube-system:aws-node"}
WIDE = {f"{US.oidc}:sub": "system:serviceaccount:kube-system:*"}
ROLE_ID = "AROAEXAMPLE5LLL2EXAMPLE"


def trust(principal, condition=None, action="sts:AssumeRoleWithWebIdentity", effect="Allow"):
    statement = {"Effect": effect, "Principal": principal, "Action": action}
    made = statement | ({"Condition": condition} if condition else {})
    return role(AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": made})


def pods(condition, provider=OIDC, **more):
    return trust({"Federated": provider}, condition, **more)


@pytest.mark.parametrize(
    ("principal", "what"),
    [
        ({"AWS": ROLE_ID}, "role"),
        ({"AWS": [f"arn:aws:iam::{US.account}:root", "AIDACKCEVSQ6C2EXAMPLE"]}, "user"),
        ({"AWS": ROLE_ID, "Service": "ec2.amazonaws.com"}, "role"),
    ],
)
def test_a_deleted_principal(principal, what):
    (only,) = said("IAM019", trust(principal, action="sts:AssumeRole"))
    assert only.resource == "${cluster}-vpc-cni"
    assert f"id of a {what} that was deleted" in only.detail


def test_a_deleted_principal_in_a_document_that_is_not_canonical():
    document = {"Other": 1, "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": [ROLE_ID]}}]}
    (only,) = said("IAM019", role(AssumeRolePolicyDocument=document))
    assert only.actual == ROLE_ID


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": f"arn:aws:iam::{US.account}:role/AROAEXAMPLE"},
        {"AWS": "*"},
        "*",
        {"AWS": US.account},
        {"Service": "AROAEXAMPLE.amazonaws.com"},
    ],
)
def test_principals_that_exist(principal):
    condition = {"StringLike": {"aws:userid": f"{ROLE_ID}:*"}}
    assert said("IAM019", trust(principal, condition, action="sts:AssumeRole")) == ()


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": SUB},
        {"StringEquals": SUB, "StringNotEquals": AUD},
        {"StringEquals": SUB, "StringLike": {f"{US.oidc}:aud": "*"}},
        None,
    ],
)
def test_no_audience(condition):
    (only,) = said("IAM021", pods(condition))
    assert only.path == ("AssumeRolePolicyDocument",)


@pytest.mark.parametrize(
    "made",
    [
        lambda: pods({"StringEquals": SUB | AUD}),
        lambda: pods({"StringEquals": SUB, "ForAnyValue:StringLike": AUD}),
        lambda: pods({"StringEquals": SUB}, GITHUB),
        lambda: pods({"StringEquals": SUB}, effect="Deny"),
        lambda: pods({"StringEquals": SUB}, action="sts:TagSession"),
        lambda: pods({"stringequalsifexists": SUB | AUD}),
        lambda: trust({"Service": "pods.eks.amazonaws.com"}, action="sts:*"),
    ],
)
def test_an_audience_or_no_pods(made):
    assert said("IAM021", made()) == ()


@pytest.mark.parametrize(
    ("condition", "provider", "wide"),
    [
        ({"StringEquals": AUD, "StringLike": WIDE}, OIDC, "system:serviceaccount:kube-system:*"),
        ({"StringEquals": AUD}, OIDC, "*"),
        (
            {"StringLike": {"oidc:sub": "system:serviceaccount:*:?"}},
            OTHER,
            "system:serviceaccount:*:?",
        ),
        (
            {"StringLike": {f"{US.oidc}:sub": [*SUB.values(), *WIDE.values()]}},
            OIDC,
            "system:serviceaccount:kube-system:*",
        ),
    ],
)
def test_more_than_one_service_account(condition, provider, wide):
    (only,) = said("IAM022", pods(condition, provider))
    assert only.actual == [wide]


@pytest.mark.parametrize(
    "made",
    [
        lambda: pods({"StringEquals": SUB | AUD}),
        lambda: pods({"StringLike": SUB | AUD}),
        lambda: pods({"StringEquals": SUB | AUD, "StringLike": WIDE}),
        lambda: pods({"StringEquals": AUD, "StringLike": WIDE}, GITHUB),
        lambda: pods({"StringEquals": {f"{US.oidc}:sub": ["a:b:c:d", "a:b:c:e"]} | AUD}),
        lambda: pods({"StringEquals": WIDE | AUD}),
    ],
)
def test_named_service_accounts(made):
    assert said("IAM022", made()) == ()


def test_every_role_of_the_stack_is_looked_at():
    wide = stack.irsa(US, "*:*")
    wide["Statement"][0]["Condition"]["StringLike"] = wide["Statement"][0]["Condition"].pop(
        "StringEquals"
    )
    roles = tuple(each | {"AssumeRolePolicyDocument": wide} for each in stack.roles(US))
    found = said("IAM022", stack.snapshot(**{"iam-role": roles}))
    assert len(found) == len(roles) - 1
