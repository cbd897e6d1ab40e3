"""Which role a service account is given: the association first, then the annotation."""

import pytest

from driftaudit.effects.assigned import ADDON_ACCOUNTS, AWS_NODE, assigned
from tests.effects.sides import account, arn, association, side, vpc_cni

A, B = arn("a"), arn("b")
ADDON = vpc_cni(role=B)
IRSA = account(AWS_NODE, A)
POD = association(AWS_NODE, A)


@pytest.mark.parametrize(
    ("resources", "way", "by"),
    [
        ((POD,), "pod-identity", f"pod-identity/{AWS_NODE}"),
        ((IRSA,), "irsa", f"service-account/{AWS_NODE}"),
        ((vpc_cni(role=A),), "irsa", "addon/vpc-cni"),
        ((POD, account(AWS_NODE, B), ADDON), "pod-identity", f"pod-identity/{AWS_NODE}"),
        ((IRSA, ADDON), "irsa", f"service-account/{AWS_NODE}"),
    ],
)
def test_the_strongest_word_counts(resources, way, by):
    found = assigned(side(*resources)).effective[AWS_NODE]
    assert (found.role, found.way, found.by) == (A, way, by)


@pytest.mark.parametrize(
    ("resources", "shadowed"),
    [
        ((POD, IRSA), [f"service-account/{AWS_NODE}"]),
        ((IRSA, vpc_cni(role=A)), []),
        ((IRSA, ADDON), ["addon/vpc-cni"]),
    ],
)
def test_what_has_no_effect_is_told_unless_it_says_the_same(resources, shadowed):
    assert [each.by for each in assigned(side(*resources)).shadowed] == shadowed


@pytest.mark.parametrize(
    "resource",
    [
        vpc_cni(),
        ("addon", "unheard-of", {"serviceAccountRoleArn": A}),
        ("service-account", "x/y", {"annotations": {}}),
        ("pod-identity", "x/y", {}),
    ],
)
def test_what_names_no_role_or_no_account_gives_none(resource):
    assert assigned(side(resource)).effective == {}


def test_an_account_may_ask_for_tokens_for_another_audience():
    other = account("a/b", A, **{"eks.amazonaws.com/audience": "vault"})
    assert assigned(side(other)).effective["a/b"].audience == "vault"


@pytest.mark.parametrize(
    ("resources", "unread", "known"),
    [
        ((), (), True),
        ((), ("service-account",), False),
        ((IRSA,), ("addon",), True),
        ((IRSA,), ("pod-identity",), False),
        ((POD,), ("service-account", "addon"), True),
        ((POD,), ("pod-identity",), False),
        ((vpc_cni(role=A),), ("service-account",), True),
        ((vpc_cni(role=A),), ("pod-identity",), False),
    ],
)
def test_what_is_unread_leaves_open_what_it_could_change(resources, unread, known):
    assert assigned(side(*resources, unread=unread)).known(AWS_NODE) is known


def test_each_addon_has_an_account_of_its_own():
    assert len(set(ADDON_ACCOUNTS.values())) == len(ADDON_ACCOUNTS)


@pytest.mark.parametrize(
    ("resources", "unread", "unfollowed"),
    [
        ((vpc_cni(role=A),), (), True),
        ((vpc_cni(role=A),), ("service-account",), False),
        ((vpc_cni(role=A), IRSA), (), False),
        ((), (), False),
    ],
)
def test_an_addon_whose_account_has_no_annotation_is_not_followed(resources, unread, unfollowed):
    assert assigned(side(*resources, unread=unread)).unfollowed(AWS_NODE) is unfollowed
