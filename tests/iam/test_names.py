"""How actions are spelled, and which ones a pattern stands for."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from driftaudit.iam.names import BUILT_IN, MOST, Names, known_actions, of_today, spelled
from driftaudit.iam.verdict import Comparison, Witness

SMALL: Final = Names(
    {
        "s3": ("GetObject", "GetObjectAcl", "PutObject"),
        "sts": ("AssumeRole", "AssumeRoleWithSAML"),
        "empty": (),
    },
    complete=True,
)


@pytest.mark.parametrize(
    ("action", "as_written"),
    [
        ("ec2:assignprivateipaddresses", "ec2:AssignPrivateIpAddresses"),
        ("EC2:ASSIGNPRIVATEIPADDRESSES", "ec2:AssignPrivateIpAddresses"),
        ("iam:passrole", "iam:PassRole"),
        ("eks-auth:assumeroleforpodidentity", "eks-auth:AssumeRoleForPodIdentity"),
        ("ec2:describe*", "ec2:Describe*"),
        ("ec2:*ipv6addresses", "ec2:*Ipv6Addresses"),
        ("sts:assumerolewithweb?dentity", "sts:AssumeRoleWithWeb?dentity"),
        ("sts:**webidentity*", "sts:**WebIdentity*"),
        ("ec2:*", "ec2:*"),
        ("*", "*"),
        ("ec2:*nosuchthing*", "ec2:*nosuchthing*"),
        ("nosuch:dothis", "nosuch:dothis"),
        ("e?2:describe*", "e?2:describe*"),
        ("", ""),
    ],
)
def test_an_action_is_spelled_like_aws(action: str, as_written: str) -> None:
    assert BUILT_IN.spelled(action) == as_written


@pytest.mark.parametrize(
    ("pattern", "actions"),
    [
        ("s3:GetObject", ("s3:GetObject",)),
        ("S3:getobject*", ("s3:GetObject", "s3:GetObjectAcl")),
        ("s3:*object", ("s3:GetObject", "s3:PutObject")),
        ("s3:?etObject", ("s3:GetObject",)),
        ("s3:g*t*t*", ("s3:GetObject", "s3:GetObjectAcl")),
        ("s?:putobject", ("s3:PutObject",)),
        ("s*:a*role", ("sts:AssumeRole",)),
        ("s3:GetObjectAc*acl", ()),
        ("s3", ("s3:GetObject", "s3:GetObjectAcl", "s3:PutObject")),
        ("nosuch:*", ()),
        ("empty:*", ()),
    ],
)
def test_a_pattern_stands_for_the_actions_that_match(
    pattern: str, actions: tuple[str, ...]
) -> None:
    assert SMALL.matching(pattern) == actions


@settings(max_examples=50)
@given(st.text(alphabet="geto*?", max_size=12))
def test_a_spelling_is_the_same_pattern(name: str) -> None:
    pattern = f"s3:{name}"
    made = SMALL.spelled(pattern)
    assert made.lower() == pattern
    assert SMALL.matching(made) == SMALL.matching(pattern)


def test_no_pattern_is_slow() -> None:
    names = Names({"s3": ("a" * 60,)}, complete=True)
    assert names.matching("s3:" + "a*" * 40 + "b") == ()
    assert names.matching("s3:" + "*a" * 40) == (f"s3:{'a' * 60}",)


def witness(action: str) -> Witness:
    return Witness(action=action, resource="*")


def test_the_witnesses_of_a_comparison_are_spelled() -> None:
    one = (witness("ec2:attachnetworkinterface"),)
    made = spelled(Comparison(verdict="less", gained=one, lost=one, denied=one), BUILT_IN)
    named = (witness("ec2:AttachNetworkInterface"),)
    assert (made.gained, made.lost, made.denied, made.verdict) == (named, named, named, "less")


def test_a_pattern_is_named_by_what_it_proves_today() -> None:
    found = known_actions(witness("s3:*"), SMALL, lambda each: each.action != "s3:PutObject")
    assert found == ("s3:GetObject", "s3:GetObjectAcl")


def test_a_wide_pattern_is_not_spelled_out() -> None:
    many = Names({"big": tuple(f"Do{n}" for n in range(MOST + 1))}, complete=True)
    assert known_actions(witness("big:*"), many, lambda _: True) is None
    assert len(known_actions(witness("big:Do1*"), many, lambda _: True) or ()) > 1000


@pytest.mark.parametrize("action", ["s3:GetObject", "nosuch:*"])
def test_what_is_no_pattern_or_of_no_known_service_is_not_named(action: str) -> None:
    assert known_actions(witness(action), SMALL, lambda _: True) is None


def test_a_few_known_names_are_not_all_of_todays() -> None:
    assert known_actions(witness("sts:*"), BUILT_IN, lambda _: True) is None


MORE: Final = Comparison(verdict="more", gained=(witness("s3:Get*"),))
LESS: Final = Comparison(verdict="less", lost=(witness("s3:Get*"),))
BOTH: Final = Comparison(verdict="incomparable", gained=MORE.gained, lost=LESS.lost)


@pytest.mark.parametrize(
    ("comparison", "note"),
    [
        (MORE, "equal for today's actions, wider for tomorrow's"),
        (LESS, "equal for today's actions, narrower for tomorrow's"),
        (BOTH, "equal for today's actions, different for tomorrow's"),
        (structs.replace(MORE, exact=False), ""),
        (Comparison(verdict="equivalent"), ""),
        (Comparison(verdict="invalid"), ""),
        (Comparison(verdict="more", gained=(*MORE.gained, witness("s3:GetNew"))), ""),
        (Comparison(verdict="more", gained=(witness("nosuch:*"),)), ""),
    ],
)
def test_patterns_that_win_nothing_today_are_said_to(comparison: Comparison, note: str) -> None:
    assert of_today(comparison, SMALL, lambda _: False, lambda _: False) == note


@pytest.mark.parametrize("comparison", [MORE, BOTH])
def test_what_is_won_today_is_not_for_tomorrow(comparison: Comparison) -> None:
    won = "s3:GetObjectAcl"
    assert of_today(comparison, SMALL, lambda it: it.action == won, lambda _: False) == ""
