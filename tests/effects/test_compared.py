"""Two policies or roles side by side: notes, today's actions, and what is not known."""

from typing import Final

import pytest

from driftaudit.effects.compared import MOST_NAMED, Named, compared
from driftaudit.effects.parties import Document, Party, Role
from driftaudit.iam.names import BUILT_IN, Names
from driftaudit.iam.verdict import Permissions
from driftaudit.iam_diff import IamDiff
from driftaudit.model import Json, Tool

TOOL: Final = Tool(name="driftaudit", version="0")
TODAY: Final = Names(
    {"s3": ("GetObject", "GetObjectAcl", "PutObject"), "big": tuple(f"Do{n}" for n in range(50))},
    complete=True,
)


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(*actions: str, **more: Json) -> Json:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*"} | more


def policy(*actions: str) -> Document:
    return Document(document=document(allow(*actions)))


def role(*policies: Json, trust: Json = None, **more: Json) -> Role:
    return Role(permissions=Permissions(policies=policies, **more), trust=trust)


def held(a: Party, b: Party, names: Names = TODAY) -> IamDiff:
    return compared(Named(label="a", party=a), Named(label="b", party=b), names, TOOL)


def test_it_says_what_was_compared() -> None:
    found = held(policy("s3:GetObject"), policy("s3:GetObject"))
    assert (found.a, found.b, found.tool, found.schema) == (
        "a",
        "b",
        TOOL,
        "driftaudit.iam-diff/v1",
    )
    assert (found.verdict, found.exact, found.notes, found.trust) == ("equivalent", True, (), None)


def test_a_pattern_is_named_by_what_it_gains_today() -> None:
    found = held(policy("s3:GetObject"), policy("s3:Get*"))
    (gained,) = found.gained
    assert (gained.action, gained.actions, gained.action_count) == (
        "s3:Get*",
        ("s3:GetObjectAcl",),
        1,
    )
    assert found.notes == ()


def test_a_pattern_that_gains_nothing_today_is_wider_for_tomorrow() -> None:
    found = held(policy("s3:GetObject", "s3:GetObjectAcl"), policy("s3:Get*"))
    assert (found.verdict, found.exact) == ("more", True)
    assert found.notes == ("equal for today's actions, wider for tomorrow's",)
    assert held(found_b := policy("s3:Get*"), found_b).notes == ()


def test_the_verdict_is_the_same_without_the_names() -> None:
    pair = policy("s3:GetObject", "s3:GetObjectAcl"), policy("s3:Get*")
    with_names, without = held(*pair), held(*pair, names=BUILT_IN)
    assert (with_names.verdict, with_names.exact) == (without.verdict, without.exact)
    assert [each.action for each in without.gained] == ["s3:Get*"]
    assert without.gained[0].action_count is None
    assert without.notes == ()


def test_names_are_capped_and_counted() -> None:
    (gained,) = held(policy("s3:GetObject"), policy("s3:GetObject", "big:Do*")).gained
    assert (len(gained.actions), gained.action_count) == (MOST_NAMED, 50)


def test_of_too_many_actions_nothing_is_said() -> None:
    many = Names({"big": tuple(f"Do{n}" for n in range(20_000))}, complete=True)
    (gained,) = held(policy("s3:GetObject"), policy("s3:GetObject", "big:Do*"), many).gained
    assert (gained.actions, gained.action_count) == ((), None)


def test_what_a_deny_takes_is_said() -> None:
    denied = document(
        allow("s3:GetObject", "s3:PutObject"), allow("s3:PutObject") | {"Effect": "Deny"}
    )
    found = held(policy("s3:GetObject", "s3:PutObject"), Document(document=denied))
    assert [each.action for each in found.denied] == ["s3:PutObject"]
    assert found.denied == found.lost


def test_a_role_and_a_document_are_compared_by_what_they_allow() -> None:
    one = role(document(allow("s3:GetObject")), document(allow("s3:PutObject")))
    both = policy("s3:GetObject", "s3:PutObject")
    assert held(one, both).verdict == held(both, one).verdict == "equivalent"
    assert held(one, both).trust is None


def test_a_policy_that_is_not_known_is_named_once() -> None:
    found = held(role(unknown=("inline x",)), role(unknown=("inline x",)))
    assert (found.exact, found.notes) == (False, ("what inline x allows is not known",))


@pytest.mark.parametrize("trust", [None, document(allow("sts:AssumeRole"))])
def test_a_trust_policy_that_is_not_known_is_not_equal(trust: Json) -> None:
    found = held(role(trust=trust), role())
    assert found.trust is not None
    assert not found.trust.exact
    assert "the trust policy of B is not known" in found.trust.notes


def test_a_document_that_is_not_known_is_not_equal() -> None:
    found = held(Document(document=None, known=False), policy("s3:GetObject"))
    assert (found.exact, found.gained) == (False, ())
    assert found.notes == ("the document of A is not known",)


@pytest.mark.parametrize("nothing", ["", None, {}, "no JSON", {"Statement": 42}])
def test_two_that_are_no_policies_are_invalid_however_equal(nothing: Json) -> None:
    assert held(Document(document=nothing), Document(document=nothing)).verdict == "invalid"
    trusts = held(role(trust=nothing), role(trust=nothing)).trust
    assert trusts is not None
    assert trusts.verdict == "invalid" or not trusts.exact


def trusting(service: str) -> Json:
    statement = allow("sts:AssumeRole") | {"Principal": {"Service": service}}
    del statement["Resource"]
    return document(statement)


def test_who_may_take_a_role_is_told_with_the_principal() -> None:
    a, b = (role(trust=trusting(f"{each}.amazonaws.com")) for each in ("eks", "ec2"))
    trust = held(a, b).trust
    assert trust is not None
    assert trust.verdict == "incomparable"
    assert [each.principal for each in trust.gained] != [each.principal for each in trust.lost]


def test_a_document_with_principals_is_held_against_the_trust_policy() -> None:
    trust = trusting("ec2.amazonaws.com")
    one, other = role(document(allow("s3:GetObject")), trust=trust), Document(document=trust)
    assert held(one, other).verdict == held(other, one).verdict == "equivalent"
    assert held(role(trust=trusting("eks.amazonaws.com")), other).verdict == "incomparable"
    assert not held(role(), other).exact
