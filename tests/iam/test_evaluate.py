"""Requests held against documents and roles, one by one."""

import pytest

from driftaudit.iam import Permissions, Witness, allows, denies
from tests.iam.documents import ACCOUNT, ROLE, allow, deny, document, trust

BUCKET = "arn:aws:s3:::b"
GET = Witness(action="s3:GetObject", resource=f"{BUCKET}/x")


@pytest.mark.parametrize(
    ("statements", "allowed", "denied"),
    [
        ([allow()], True, False),
        ([allow("S3:getobject", f"{BUCKET}/*")], True, False),
        ([allow("s3:Get?bject", "arn:*:s3:::?/x")], True, False),
        ([allow(resource=f"{BUCKET}/X")], False, False),
        ([allow("s3:GetObjectAcl")], False, False),
        ([allow(), deny("s3:*", f"{BUCKET}/*")], False, True),
        ([allow(), deny(resource=f"{BUCKET}/y")], True, False),
        ([{"Effect": "Allow", "NotAction": "iam:*", "NotResource": f"{BUCKET}/y"}], True, False),
        ([{"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"}], False, False),
    ],
)
def test_a_document(statements, allowed, denied):
    made = document(*statements)
    assert (allows(made, GET), denies(made, GET)) == (allowed, denied)


@pytest.mark.parametrize(
    ("boundary", "allowed"),
    [
        (None, True),
        (document(allow("s3:*")), True),
        (document(allow("ec2:*")), False),
        (document(allow("s3:*"), deny("s3:Get*")), False),
    ],
)
def test_a_role_within_its_boundary(boundary, allowed):
    role = Permissions(policies=(document(allow("ec2:x")), document(allow())), boundary=boundary)
    assert allows(role, GET) == allowed


@pytest.mark.parametrize(
    ("condition", "values", "allowed"),
    [
        ({"StringLike": {"K": "a*"}}, {"k": ("ab",)}, True),
        ({"StringLike": {"k": "a*"}}, {}, False),
        ({"StringNotLike": {"k": "a*"}}, {}, True),
        ({"StringEquals": {"k": "*"}}, {"k": ("*",)}, False),
        ({"StringEquals": {"k": "*"}}, {"k": ("${*}",)}, True),
        ({"Null": {"k": "true"}}, {"k": None}, True),
        ({"ForAllValues:StringEquals": {"k": ["a", "b"]}}, {"k": ("a", "c")}, False),
        ({"ForAnyValue:StringEquals": {"k": ["a", "b"]}}, {"k": ("a", "c")}, True),
    ],
)
def test_conditions(condition, values, allowed):
    witness = Witness(action="s3:GetObject", resource="*", conditions=values)
    assert allows(document(allow(Condition=condition)), witness) == allowed


@pytest.mark.parametrize(
    ("principal", "conditions", "allowed"),
    [
        (f"AWS:{ROLE}", {}, True),
        (f"AWS:{ACCOUNT}", {}, False),
        (f"AWS:{ROLE}", {"aws:PrincipalArn": ("other",)}, False),
        ("Service:ec2", {}, False),
    ],
)
def test_the_principal_decides_its_own_key(principal, conditions, allowed):
    made = document(trust("*", Condition={"ArnEquals": {"aws:PrincipalArn": ROLE}}))
    witness = Witness(action="sts:AssumeRole", principal=principal, conditions=conditions)
    assert allows(made, witness) == allowed
