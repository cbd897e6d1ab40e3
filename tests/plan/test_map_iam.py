"""IAM's Terraform resources are pieces of GetAccountAuthorizationDetails."""

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.plan.convert import GENERATED
from driftaudit.plan.foretell import BY_AWS, LATER, later
from driftaudit.plan.map_iam import (
    attachments_exclusive,
    instance_profile,
    oidc_provider,
    policies_exclusive,
    policy,
    policy_attachment,
    role,
    role_policy,
)
from driftaudit.plan.part import split


def only(mapper, **values):
    (part,) = mapper(values)
    return part


@pytest.mark.parametrize("why", [BY_AWS, LATER])
def test_policies_that_a_role_is_given_by_others_are_not_its_own(why: str) -> None:
    made = only(role, name="r", managed_policy_arns=later(why), inline_policy=later(why)).shape
    both = {"AttachedManagedPolicies": {UNKNOWN: why}, "RolePolicyList": {UNKNOWN: why}}
    assert {key: made[key] for key in both if key in made} == ({} if why == BY_AWS else both)


def test_a_role_has_no_more_than_iam_tells_of_it() -> None:
    made = only(
        role, name="r", description="x", max_session_duration=7200, permissions_boundary="arn:b"
    ).shape
    assert set(made) == {
        *("RoleName", "Tags", "PermissionsBoundary", "AttachedManagedPolicies", "RolePolicyList")
    }
    assert made["PermissionsBoundary"] == {"PermissionsBoundaryArn": "arn:b"}


def test_an_inline_policy_without_a_name_is_the_absence_of_one() -> None:
    made = only(role, name="r", inline_policy=[{"name": "", "policy": ""}]).shape
    assert made["RolePolicyList"] == []


def test_an_inline_policy_of_a_name_to_come() -> None:
    part = only(role_policy, role="r", name=later(BY_AWS), name_prefix="p-", policy="{}")
    assert part.shape["RolePolicyList"][0]["PolicyName"] == f"p-{GENERATED}"


def test_a_policy_attached_to_nobody_knows_whom() -> None:
    part = only(policy_attachment, roles=later(LATER), policy_arn="arn:p")
    assert part.key == {UNKNOWN: LATER}
    assert list(policy_attachment({"roles": None, "users": ["u"], "policy_arn": "arn:p"})) == []


def test_exclusive_lists_that_are_not_known_yet() -> None:
    arns = only(attachments_exclusive, role_name="r", policy_arns=later(LATER))
    names = only(policies_exclusive, role_name="r", policy_names=later(LATER))
    assert split(arns.shape)[1] == ((("AttachedManagedPolicies",), LATER),)
    assert split(names.shape)[1] == ((("RolePolicyList",), LATER),)
    assert (arns.only, names.only) == ("AttachedManagedPolicies", "RolePolicyList")


def test_an_instance_profile_without_a_role_is_nobodys() -> None:
    assert list(instance_profile({"name": "p", "role": ""})) == []


def test_what_iam_may_not_tell_of_a_policy_is_unknown() -> None:
    part = only(policy, arn="arn:p", name="p", policy="{}", description="d", tags_all={"a": "b"})
    assert set(part.said) == {"Description", "Tags"}
    assert all(each is None or UNKNOWN in each for each in part.said.values())
    part = only(policy, arn="arn:p", name="p", policy=later(LATER))
    assert part.said["Document"] == {UNKNOWN: LATER}
    assert "PolicyVersionList" not in part.shape


@pytest.mark.parametrize("url", ["https://host/id/X", "host/id/X"])
def test_a_provider_is_known_by_its_issuer(url: str) -> None:
    assert only(oidc_provider, url=url).key == "host/id/X"


def test_a_provider_of_an_issuer_to_come_has_no_name_yet() -> None:
    assert only(oidc_provider, url=later(LATER)).key == {UNKNOWN: LATER}
