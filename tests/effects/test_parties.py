"""Roles and policies by name, portable or real, and with their real names filled in."""

import pytest

from driftaudit.compare.side import Side
from driftaudit.effects.parties import Document, Role, filled, party_of
from driftaudit.errors import UnknownReferenceError
from driftaudit.model import UNKNOWN, Identity, Json, make_resource
from driftaudit.normalize.portable import Portable

OWN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:get*"]}]}
PORTABLE = {"Statement": [{"Resource": ["arn:${partition}:s3:::${cluster}"], "${oidc}:aud": 1}]}
REAL = {"Statement": [{"Resource": ["arn:aws:s3:::acme"], "oidc.example:aud": 1}]}
IDENTITY = Identity(
    account="222222222222",
    region="eu-west-1",
    partition="aws",
    cluster="acme",
    oidc="oidc.example",
)


def side(*, unread: dict[str, str] | None = None, **attributes: Json) -> Side:
    arn = "arn:aws:iam::222222222222"
    resources = (
        make_resource("iam-role", "${cluster}-node", attributes, source=f"{arn}:role/x/acme-node"),
        make_resource("iam-policy", "p", {"Document": OWN}, source=f"{arn}:policy/p"),
        make_resource("iam-policy", "q", {"Document": {UNKNOWN: "no"}}, source=f"{arn}:policy/q"),
        make_resource("iam-role", "${cluster}-bare", {}),
    )
    found = {(each.kind, each.name): each for each in resources}
    return Side(label="prod-us", resources=found, unread=unread or {})


@pytest.mark.parametrize("name", ["${cluster}-node", "acme-node"])
def test_a_role_is_found_by_either_name(name: str) -> None:
    there = side(RolePolicyList={"a": OWN}, AssumeRolePolicyDocument=PORTABLE)
    found = party_of("iam-role", name, there, {})
    assert isinstance(found, Role)
    assert (found.permissions.policies, found.trust) == ((OWN,), PORTABLE)


def test_a_policy_is_its_document() -> None:
    assert party_of("iam-policy", "p", side(), {}) == Document(document=OWN)
    assert party_of("iam-policy", "q", side(), {}) == Document(document=None, known=False)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("acme-nodes", "did you mean 'acme-node'?"),
        ("${cluster}-bar", r"did you mean '\$\{cluster\}-bare'\?"),
        ("x", "there is no iam-role 'x' among those that are audited; known: "),
    ],
)
def test_a_miss_names_the_nearest(name: str, told: str) -> None:
    with pytest.raises(UnknownReferenceError, match=told):
        party_of("iam-role", name, side(), {})


def test_what_was_not_read_may_be_there() -> None:
    there = side(unread={"iam-role": "iam:GetAccountAuthorizationDetails: AccessDenied"})
    with pytest.raises(UnknownReferenceError, match="nothing of iam-role is known: iam:Get"):
        party_of("iam-role", "gone", there, {})


def test_real_names_are_filled_in_everywhere() -> None:
    there = side(
        RolePolicyList={"a": PORTABLE},
        AssumeRolePolicyDocument=PORTABLE,
        AttachedManagedPolicies={"arn:${partition}:iam::${account}:policy/gone": {}},
    )
    fill = Portable(IDENTITY).fill
    found = filled(party_of("iam-role", "acme-node", there, {}), fill)
    assert isinstance(found, Role)
    assert (found.permissions.policies, found.trust) == ((REAL,), REAL)
    assert found.permissions.unknown == ("arn:aws:iam::222222222222:policy/gone",)
    assert filled(Document(document=PORTABLE), fill) == Document(document=REAL)
