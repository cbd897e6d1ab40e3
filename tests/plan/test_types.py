"""Every type that the product promises is mapped, and no value of one is too odd to be read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftaudit.errors import PlanError
from driftaudit.model import KINDS
from driftaudit.plan.doubts import doubts
from driftaudit.plan.types import MAPPERS
from tests.normalize.stack import US
from tests.plan.cases import CASES
from tests.plan.made import change, projected

PROMISED = [
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_policy_attachment",
    "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy_attachments_exclusive",
    "aws_iam_policy",
    "aws_iam_instance_profile",
    "aws_iam_openid_connect_provider",
    "aws_eks_cluster",
    "aws_eks_node_group",
    "aws_eks_addon",
    "aws_eks_access_entry",
    "aws_eks_access_policy_association",
    "aws_eks_pod_identity_association",
    "aws_eks_fargate_profile",
    "aws_launch_template",
    "aws_security_group",
    "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "kubernetes_config_map",
    "kubernetes_config_map_v1",
    "kubernetes_config_map_v1_data",
]


def test_what_was_promised_is_mapped() -> None:
    assert set(PROMISED) <= set(MAPPERS)


@pytest.mark.parametrize("type_", PROMISED)
def test_what_is_mapped_would_leave_its_kind_in_doubt(type_: str) -> None:
    named = {"metadata": [{"name": "aws-auth"}]}
    (kind,) = doubts(type_, None, named)
    assert kind in KINDS


NAMES = sorted(
    {
        key
        for changes, _ in CASES.values()
        for each in changes
        for key in (each["change"]["before"] or each["change"]["after"] or {})
    }
)
OWN = {
    "name": f"{US.cluster}-node",
    "role": f"{US.cluster}-node",
    "role_name": f"{US.cluster}-node",
    "cluster_name": US.cluster,
    "principal_arn": US.role("admin", "/people/"),
    "security_group_id": US.id("sg", "extra"),
    "id": US.id("lt"),
    "addon_name": "vpc-cni",
    "node_group_name": "workers",
}
_odd = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 99) | st.sampled_from(["", "x", "sg-1", "{}"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from([*NAMES, "$unknown"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_marks = st.recursive(
    st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=4,
)
_values = st.none() | st.dictionaries(st.sampled_from(NAMES), _odd, max_size=5).map(
    lambda odd: OWN | odd
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(MAPPERS)), _values, _values, _marks, _marks)
def test_whatever_a_plan_says_is_read_or_refused(type_, before, after, unknown, sensitive) -> None:
    if type_ == "aws_eks_cluster":
        before, after = (each and each | {"name": US.cluster} for each in (before, after))
    actions = ["update"] if before and after else ["delete", "create"]
    changed = change(type_, before, after, unknown=unknown, sensitive=sensitive, actions=actions)
    try:
        projection = projected(changed)
    except PlanError:
        return
    json.dumps([each.attributes for each in projection.snapshot.resources])
    assert all(each.kind in KINDS for each in projection.touched)


@pytest.mark.parametrize("case", CASES)
def test_any_value_may_be_secret_or_not_known_yet(case: str) -> None:
    changes, _ = CASES[case]
    for place, each in enumerate(changes):
        own = each["change"]
        for key in own["after"] or {}:
            later = {name: value for name, value in own["after"].items() if name != key}
            for marks in (
                {"after_sensitive": {key: True}},
                {"after": later, "after_unknown": {key: True}},
            ):
                marked = each | {"change": own | marks}
                projection = projected(*changes[:place], marked, *changes[place + 1 :])
                assert {one.kind for one in projection.touched} <= set(KINDS)
