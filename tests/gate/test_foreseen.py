from msgspec import structs

from driftaudit.gate.foreseen import with_policies
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
