"""The documents that decide what a role may do, and those that nobody knows."""

import pytest

from driftaudit.compare.matchers import GONE, Matcher
from driftaudit.effects.permissions import managed_documents, permissions_of
from driftaudit.iam import managed
from driftaudit.model import UNKNOWN, Json, Resource, make_resource

CNI = f"{managed.PREFIX}AmazonEKS_CNI_Policy"
OTHER = f"{managed.PREFIX}ViewOnlyAccess"
OWN = "arn:${partition}:iam::${account}:policy/team/${cluster}-logs"
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:get*"]}]}
WRITE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:put*"]}]}
LOGS = make_resource("iam-policy", "${cluster}-logs", {"Document": WRITE})
OPEN = Matcher(shown={"$any": True})
UNREAD = {UNKNOWN: "not read"}


def role(**attributes: Json) -> Resource:
    return make_resource("iam-role", "${cluster}-node", attributes)


def found(*, documents: dict[str, Json] | None = None, policy: Resource = LOGS, **attributes: Json):
    resources = {(policy.kind, policy.name): policy}
    return permissions_of(role(**attributes), resources, documents or {})


def test_a_role_without_policies_may_do_nothing() -> None:
    may = found()
    assert (may.policies, may.boundary, may.unknown) == ((), None, ())


def test_attached_and_inline_policies_are_one_set() -> None:
    may = found(
        documents={CNI: READ},
        AttachedManagedPolicies={CNI: {}, OWN: {}},
        RolePolicyList={"extra": READ},
    )
    assert may.policies == (WRITE, READ, READ)
    assert may.unknown == ()


@pytest.mark.parametrize(
    ("boundary", "document"), [(OWN, WRITE), (CNI, READ)], ids=["the customer's", "aws's"]
)
def test_a_boundary_is_read_like_any_policy(boundary: str, document: Json) -> None:
    may = found(documents={CNI: READ}, PermissionsBoundary={"PermissionsBoundaryArn": boundary})
    assert (may.boundary, may.policies, may.unknown) == (document, (), ())


@pytest.mark.parametrize(
    ("attributes", "unknown"),
    [
        ({"AttachedManagedPolicies": {OTHER: {}}}, OTHER),
        ({"AttachedManagedPolicies": {f"{OWN}-2": {}}}, f"{OWN}-2"),
        ({"AttachedManagedPolicies": {OWN: OPEN}}, OWN),
        ({"AttachedManagedPolicies": OPEN}, "attached policies"),
        ({"AttachedManagedPolicies": UNREAD}, "attached policies"),
        ({"RolePolicyList": {"extra": UNREAD}}, "inline extra"),
        ({"RolePolicyList": {"extra": {"Statement": OPEN}}}, "inline extra"),
        ({"RolePolicyList": {"extra": None}}, "inline extra"),
        ({"RolePolicyList": UNREAD}, "inline policies"),
        ({"PermissionsBoundary": {"PermissionsBoundaryArn": OTHER}}, f"boundary {OTHER}"),
        ({"PermissionsBoundary": OPEN}, "boundary"),
    ],
)
def test_what_is_not_known_is_named(attributes: dict[str, Json], unknown: str) -> None:
    may = found(**attributes)
    assert may.unknown == (unknown,)
    assert (may.policies, may.boundary) == ((), None)


def test_a_policy_whose_document_was_not_read_is_unknown() -> None:
    unread = make_resource("iam-policy", "${cluster}-logs", {"Document": UNREAD})
    assert found(policy=unread, AttachedManagedPolicies={OWN: {}}).unknown == (OWN,)


def test_what_a_baseline_says_must_be_gone_is_not_there() -> None:
    may = found(AttachedManagedPolicies={OWN: GONE}, RolePolicyList=GONE, PermissionsBoundary=GONE)
    assert (may.policies, may.boundary, may.unknown) == ((), None, ())


def test_a_document_that_is_no_policy_is_kept_for_the_engine_to_judge() -> None:
    assert found(RolePolicyList={"odd": "no JSON"}).policies == ("no JSON",)


def fact(arn: str, document: Json) -> dict[str, Json]:
    return {f"aws-managed-policy/{arn}": {"version": "v1", "document": document}}


def test_the_first_snapshot_that_holds_a_document_counts() -> None:
    documents = managed_documents(fact(OTHER, None), fact(OTHER, READ), fact(OTHER, WRITE))
    assert documents[OTHER] == READ


def test_a_snapshot_comes_before_what_is_built_in() -> None:
    assert managed_documents(fact(CNI, READ))[CNI] == READ


@pytest.mark.parametrize("document", [None, "text", UNREAD])
def test_what_no_snapshot_holds_is_as_it_is_built_in(document: Json) -> None:
    assert managed_documents(fact(CNI, document))[CNI] == managed.document(CNI)


def test_other_facts_are_no_policies() -> None:
    assert managed_documents({"nodegroup/workers": {"document": READ}}) == managed_documents()
