"""Which roles are used, and by what."""

import msgspec
import pytest

from driftaudit.normalize.roles import used_roles
from tests.normalize import stack

US = stack.US


def users(**changes):
    return {
        arn.rpartition("/")[2]: used for arn, used in used_roles(stack.reading(**changes)).items()
    }


def test_the_roles_that_the_stack_uses():
    assert users() == {
        "acme-us-admin": (
            "access-entry/arn:${partition}:iam::${account}:role/people/${cluster}-admin",
        ),
        "acme-us-cluster": ("cluster",),
        "acme-us-ebs": ("addon/vpc-cni", "pod-identity/kube-system/ebs-csi"),
        "acme-us-fargate": ("fargate-profile/system",),
        "acme-us-node": (
            "aws-auth/arn:${partition}:iam::${account}:role/${cluster}-node",
            "nodegroup/workers",
        ),
        "acme-us-vpc-cni": ("addon/vpc-cni", "service-account/kube-system/aws-node"),
    }


@pytest.mark.parametrize(
    ("principal", "found"),
    [
        ("arn:aws:iam::222222222222:role/people/acme-us-admin", True),
        ("arn:aws:iam::222222222222:role/acme-us-admin", True),
        ("arn:aws:iam::222222222222:role/ACME-us-admin", True),
        ("arn:aws:iam::222222222222:role/other/acme-us-admin", True),
        ("arn:aws:sts::222222222222:assumed-role/acme-us-admin/jo", True),
        ("arn:aws:iam::999999999999:role/acme-us-admin", False),
        ("arn:aws:iam::222222222222:user/acme-us-admin", False),
        ("arn:aws:iam::222222222222:role/acme-us-admin2", False),
        ("arn:aws:iam::222222222222:role/", False),
        ("acme-us-admin", False),
        (None, False),
        (3, False),
    ],
)
def test_principals_in_any_form(principal, found):
    entry = stack.entry(US) | {"principalArn": principal}
    assert ("acme-us-admin" in users(access_entry=(entry,))) == found


@pytest.mark.parametrize("section", ["mapRoles", "mapUsers"])
def test_a_role_is_used_by_aws_auth_in_whichever_section_it_stands(section):
    key = "rolearn" if section == "mapRoles" else "userarn"
    names = [US.role("unused"), US.role("unused").replace(":role/", ":user/")]
    text = "".join(f"- {key}: {each}\n  username: jo\n" for each in names)
    configmap = {"metadata": {"name": "aws-auth"}, "data": {section: text}}
    found = users(configmap=(configmap,))
    (user,) = found["acme-us-unused"]
    assert user == "aws-auth/arn:${partition}:iam::${account}:role/${cluster}-unused"


def test_patterns_select_roles_that_nothing_uses():
    reading = msgspec.structs.replace(stack.reading(), role_patterns=("acme-us-*u*d*", "nope"))
    found = used_roles(reading)
    assert found[US.role("unused")] == ()
    assert found[US.role("node")]


def test_auto_mode_and_target_roles():
    cluster = stack.cluster(US) | {"computeConfig": {"nodeRoleArn": US.role("unused")}}
    association = stack.association(US) | {"targetRoleArn": US.role("unused")}
    made = users(cluster=(cluster,), pod_identity=(association,))
    assert made["acme-us-unused"] == ("cluster/compute", "pod-identity/kube-system/ebs-csi/target")


@pytest.mark.parametrize("missing", ["iam-role"])
def test_nothing_is_used_where_roles_were_not_read(missing):
    assert users(**{missing: None}) == {}
