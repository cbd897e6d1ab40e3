import pytest
from msgspec import structs

from driftaudit.gate.foreseen import with_policies, with_roles
from tests.gate.made import ROLE, resources, snapshot

OF_AWS = "arn:${partition}:iam::aws:policy/"
KNOWN = f"{OF_AWS}AmazonEKS_CNI_Policy"
NEW = f"{OF_AWS}Nobody"
OWN = "arn:${partition}:iam::${account}:policy/own"


def with_attached(*arns, facts=()):
    role = resources()["iam-role"][ROLE] | {"AttachedManagedPolicies": {arn: {} for arn in arns}}
    return structs.replace(snapshot(**{"iam-role": {ROLE: role}}), facts=dict(facts))


def documents(after, before, facts=()):
    return dict(with_policies(after, before, dict(facts)).facts)


def test_a_new_policy_that_nobody_has_allows_nothing():
    found = documents(with_attached(NEW, KNOWN, OWN), with_attached())
    assert found == {
        f"aws-managed-policy/{NEW}": {"document": {"Version": "2012-10-17", "Statement": []}}
    }


def test_what_was_unknown_before_stays_so():
    assert documents(with_attached(NEW), with_attached(NEW)) == {}


def test_another_environments_document_counts_and_the_own_more():
    key = f"aws-managed-policy/{NEW}"
    theirs, own = {key: {"document": {"x": 1}}}, {key: {"document": {"x": 2}}}
    assert documents(with_attached(NEW), with_attached(), theirs) == theirs
    assert documents(with_attached(NEW, facts=own), with_attached(), theirs) == own


ROLE_ARN = "arn:${partition}:iam::${account}:role/"
ANNOTATION = "eks.amazonaws.com/role-arn"


def network(addon, account):
    role = {"serviceAccountRoleArn": f"{ROLE_ARN}{addon}"} if addon else {}
    annotations = {ANNOTATION: f"{ROLE_ARN}{account}"} if account else {}
    accounts = {"kube-system/aws-node": {"annotations": annotations | {"kept": "x"}}}
    return snapshot(addon={"vpc-cni": role}, **{"service-account": accounts})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (network("a", "a"), network("b", "a"), "b"),
        (network("a", "a"), network("", "a"), None),
        (network("", ""), network("b", ""), "b"),
        (network("a", "a"), network("a", "a"), "a"),
        (network("a", "x"), network("a", "x"), "x"),
        (network("a", "a"), network("b", "c"), "c"),
    ],
    ids=["other", "none", "new", "same", "not followed before", "both change"],
)
def test_the_account_of_the_network_follows_its_add_on(before, after, expected):
    found = with_roles(after, before)
    (account,) = (each for each in found.resources if each.kind == "service-account")
    role = account.attributes["annotations"].get(ANNOTATION)
    assert role == (expected and f"{ROLE_ARN}{expected}")
    assert account.attributes["annotations"]["kept"] == "x"


def test_without_an_account_nothing_follows():
    before, after = (snapshot(addon={"vpc-cni": {"serviceAccountRoleArn": e}}) for e in "ab")
    assert with_roles(after, before) is after
