"""Principals as paths, as witnesses name them, and the condition key that they decide."""

import pytest

from driftaudit.iam import compare_documents
from driftaudit.iam.principals import arn, deleted, everyone, principal_paths, requester, shown
from tests.iam.documents import ACCOUNT, ROLE, deny, document, trust

WHOLE = ("AWS", "arn", "*", "*", "*", ACCOUNT, "*")


@pytest.mark.parametrize(
    ("kind", "pattern", "path", "text"),
    [
        ("AWS", "*", ("AWS", "*"), "AWS:*"),
        ("AWS", ACCOUNT, WHOLE, f"AWS:{ACCOUNT}"),
        ("AWS", f"arn:aws:iam::{ACCOUNT}:root", WHOLE, f"AWS:{ACCOUNT}"),
        ("AWS", ROLE, ("AWS", *ROLE.split(":")), f"AWS:{ROLE}"),
        ("AWS", "AROAX", ("AWS", "AROAX"), "AWS:AROAX"),
        ("Service", "ec2", ("Service", "ec2"), "Service:ec2"),
        ("Service", "*", ("Service", "*"), "Service:*"),
    ],
)
def test_a_principal(kind, pattern, path, text):
    assert principal_paths(kind, pattern) == (path,)
    assert shown(path) == text


def test_everyone_has_no_arn():
    assert shown(everyone()) == "*"
    assert arn(everyone()) is None
    assert arn(("AWS", *ROLE.split(":"))) == ROLE


def test_who_asks_as_root_is_one_of_the_account():
    root = f"arn:aws:iam::{ACCOUNT}:root"
    assert requester("AWS", root) == ("AWS", *root.split(":"))
    assert requester("AWS", ACCOUNT) == WHOLE
    made = compare_documents(document(trust({"AWS": ACCOUNT})), document(ROOT_ONLY))
    assert [each.principal for each in made.lost] == [f"AWS:{ACCOUNT}"]
    assert [each.principal for each in made.gained] == ["AWS:arn:aws:iam::*:root"]


@pytest.mark.parametrize(
    ("text", "gone"),
    [("AROAEXAMPLEID1234567", True), ("AIDAEXAMPLEID1234567", True), (ROLE, False)],
)
def test_deleted(text, gone):
    assert deleted(text) == gone


def everyone_if(operator, value):
    return document(trust("*", Condition={operator: {"aws:PrincipalArn": value}}))


ROOT_ONLY = trust("*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}})


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (everyone_if("StringLike", "*"), document(deny(Principal="*")), "less"),
        (everyone_if("StringLike", "*"), document(trust({"AWS": "*"})), "equivalent"),
        (everyone_if("Null", "false"), document(trust({"AWS": "*"})), "equivalent"),
        (everyone_if("Null", "true"), document(trust("*")), "more"),
        (
            document(trust({"AWS": "*", "Service": "x"})),
            everyone_if("Null", "true"),
            "incomparable",
        ),
        (
            document(trust({"AWS": "*"})),
            document(
                trust("*"),
                {
                    **trust(
                        "*",
                        Condition={
                            "ArnLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}
                        },
                    ),
                    "Effect": "Deny",
                },
            ),
            "less",
        ),
        (document(trust("*")), document(trust("*"), {**ROOT_ONLY, "Effect": "Deny"}), "less"),
        (document(ROOT_ONLY), document(trust({"AWS": ACCOUNT})), "incomparable"),
    ],
)
def test_conditions_on_the_principals_own_key(a, b, verdict):
    """Who has the key is asked about even where a principal is everyone."""
    made = compare_documents(a, b)
    assert (made.verdict, made.exact) == (verdict, True)
