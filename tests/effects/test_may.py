"""Whether a request is allowed at all: yes, no, or under conditions that nobody knows here."""

import pytest

from driftaudit.compare.matchers import Matcher
from driftaudit.effects.may import may_do, may_take
from driftaudit.effects.web_identity import web_identity
from driftaudit.iam.verdict import Permissions
from driftaudit.model import UNKNOWN, Witness
from tests.effects.sides import irsa_trust, service_trust, trust

EC2 = Witness(action="sts:AssumeRole", principal="Service:ec2.amazonaws.com")
AWS_NODE = web_identity("system:serviceaccount:kube-system:aws-node")
OTHER = web_identity("system:serviceaccount:a:b")
GUARD = {"StringEquals": {"aws:SourceAccount": ["${account}"]}}


def statement(effect="Allow", action="ec2:CreateTags", resource="*", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def guarded(document):
    return trust({**document["Statement"][0], "Condition": GUARD})


@pytest.mark.parametrize(
    ("document", "request_", "answer"),
    [
        (service_trust("ec2.amazonaws.com"), EC2, "yes"),
        (service_trust("eks.amazonaws.com"), EC2, "no"),
        (guarded(service_trust("ec2.amazonaws.com")), EC2, "perhaps"),
        (guarded(service_trust("eks.amazonaws.com")), EC2, "no"),
        (irsa_trust(), AWS_NODE, "yes"),
        (irsa_trust(), OTHER, "no"),
        (irsa_trust("system:serviceaccount:*"), OTHER, "yes"),
        (guarded(irsa_trust()), OTHER, "perhaps"),
        ({"Version": "2012-10-17", "Statement": "x"}, EC2, "perhaps"),
        ({UNKNOWN: "not read"}, EC2, "perhaps"),
        ({"Statement": Matcher(shown={"$any": True})}, EC2, "perhaps"),
        (None, EC2, "perhaps"),
    ],
)
def test_who_may_take_a_role(document, request_, answer):
    assert may_take(document, request_) == answer


def test_a_statement_alone_may_stand_without_a_list():
    alone = guarded(service_trust("ec2.amazonaws.com"))
    assert may_take(alone | {"Statement": alone["Statement"][0]}, EC2) == "perhaps"


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([statement()], "yes"),
        ([statement(action="EC2:createtags")], "yes"),
        ([statement(resource="arn:aws:ec2:*:*:network-interface/*")], "perhaps"),
        ([statement(Condition={"StringEquals": {"aws:RequestedRegion": "x"}})], "perhaps"),
        ([statement(), statement("Deny")], "no"),
        ([statement(action="ec2:Describe*")], "no"),
        ([], "no"),
    ],
)
def test_what_a_role_may_do(statements, answer):
    document = {"Version": "2012-10-17", "Statement": statements}
    may = Permissions(policies=(document,) if statements else ())
    assert may_do(may, "ec2:CreateTags", "*") == answer


@pytest.mark.parametrize("policies", [(), (trust(statement()),)])
def test_a_policy_that_is_not_known_leaves_it_open(policies):
    assert may_do(Permissions(policies=policies, unknown=("x",)), "ec2:CreateTags", "*") == (
        "perhaps"
    )


def test_a_boundary_takes_away():
    boundary = trust(statement(action="s3:*"))
    bounded = Permissions(policies=(trust(statement()),), boundary=boundary)
    assert may_do(bounded, "ec2:CreateTags", "*") == "no"
