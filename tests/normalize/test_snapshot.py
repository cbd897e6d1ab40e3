"""The whole way: the same stack anywhere is the same snapshot, and nothing is lost or merged."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.model import KINDS, UNKNOWN, Gap, Read, Reading
from driftaudit.normalize.families import FAMILIES
from driftaudit.normalize.snapshot import normalize
from tests.normalize import stack


def summary(snapshot):
    return [(each.kind, each.name, each.attributes, each.used_by) for each in snapshot.resources]


@pytest.mark.parametrize("place", [stack.CN, stack.SHORT], ids=["china", "cluster named us"])
def test_the_same_stack_elsewhere_is_the_same(place):
    here, there = stack.snapshot(stack.US), stack.snapshot(place)
    assert summary(here) == summary(there)
    assert [each.digest for each in here.resources] == [each.digest for each in there.resources]
    assert [each.source for each in here.resources] != [each.source for each in there.resources]


def test_every_kind_is_there_in_the_order_of_reports():
    kinds = [each.kind for each in stack.snapshot().resources]
    assert set(kinds) == set(KINDS) == set(FAMILIES)
    assert kinds == sorted(kinds, key=KINDS.index)


def test_nothing_of_the_environment_is_left_in_the_attributes():
    place = stack.US
    for each in stack.snapshot(place).resources:
        text = msgspec.json.encode((each.name, each.attributes, each.used_by)).decode()
        for own in (place.account, place.region, place.cluster, place.hex, place.hex.upper()):
            assert own not in text, (each.kind, each.name)


@given(st.integers())
def test_the_order_of_what_the_apis_list_does_not_matter(seed):
    reading = stack.reading()
    steady = ("instanceTypes", "NetworkInterfaces")
    shapes = stack.shuffled(reading.shapes, seed)
    for each in shapes["nodegroup"]:
        each["instanceTypes"] = ["m5.large", "m5a.large"]
    mixed = msgspec.structs.replace(reading, shapes=shapes)
    made = normalize(mixed, captured_at=stack.AT, tool=stack.TOOL)
    assert made.resources == stack.snapshot().resources, steady
    assert made.facts == stack.snapshot().facts


def test_facts_are_kept_by_kind_and_name():
    facts = stack.snapshot().facts
    assert facts["cluster/${cluster}"] == {"platformVersion": "eks.11", "status": "ACTIVE"}
    assert facts["nodegroup/workers"]["scalingConfig.desiredSize"] == 0
    assert facts["nodegroup/workers"]["status"] == "ACTIVE"
    assert facts["iam-role/${cluster}-node"]["RoleId"].startswith("AROA")
    managed = facts["aws-managed-policy/arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy"]
    assert managed == {"version": "v5", "document": {"Version": "2008-10-17", "Statement": []}}


def test_gaps_and_what_was_left_out_are_passed_on():
    gap = Gap(kind="addon", operation="eks:ListAddons", code="x", message="y", needs="z")
    reading = stack.reading()
    reading = Reading(
        environment=reading.environment,
        identity=reading.identity,
        shapes={},
        reads=(Read(kind="addon", operation="eks:ListAddons", gap=gap),),
        not_audited={"workload": "kubernetes: false"},
    )
    made = normalize(reading, captured_at=stack.AT, tool=stack.TOOL)
    assert made.gaps == (gap,)
    assert made.not_audited == {"workload": "kubernetes: false"}
    assert made.resources == ()
    assert (made.captured_at, made.tool) == (stack.AT, stack.TOOL)


@pytest.mark.parametrize(
    ("unread", "kind", "name", "path"),
    [
        ("subnet", "cluster", "${cluster}", ("resourcesVpcConfig", "subnetIds")),
        ("route-table", "nodegroup", "workers", ("subnets",)),
        ("subnet", "fargate-profile", "system", ("subnets",)),
        ("security-group", "cluster", "${cluster}", ("resourcesVpcConfig", "securityGroupIds")),
        (
            "security-group",
            "cluster",
            "${cluster}",
            ("resourcesVpcConfig", "clusterSecurityGroupId"),
        ),
        (
            "security-group",
            "launch-template",
            "${cluster}-workers",
            ("LaunchTemplateData", "SecurityGroupIds"),
        ),
        ("prefix-list", "security-group", "${cluster}-extra", ("IpPermissionsEgress",)),
        ("kms-alias", "cluster", "${cluster}", ("encryptionConfig", "secrets", "keyArn")),
        ("image", "launch-template", "${cluster}-workers", ("LaunchTemplateData", "ImageId")),
        ("pod-identity", "addon", "vpc-cni", ("podIdentityAssociations",)),
        ("configmap", "workload", "aws-node", ("configMap",)),
    ],
)
def test_what_could_not_be_read_is_unknown_and_nothing_else_changes(unread, kind, name, path):
    made = stack.resources(**{unread: None})
    value = made[kind, name]
    for key in path:
        value = value[key]
    assert list(value) == [UNKNOWN]
    whole = stack.resources()
    assert {key for key in whole if key not in made} <= {
        each for each in whole if each[0] in (unread, "aws-auth", "iam-role", "service-account")
    }


@pytest.mark.parametrize("source", sorted(stack.shapes(stack.US)))
def test_no_source_is_needed(source):
    kinds = {each.kind for each in stack.snapshot(**{source: None}).resources}
    assert kinds


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5) | st.just("arn:a:b:c:d:e"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
SOURCES = sorted(stack.shapes(stack.US))


def places_in(value, path=()):
    """Every path of a value."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places_in(value[key], (*path, key))
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from places_in(each, (*path, at))


def put(value, path, odd):
    if not path:
        return odd
    if isinstance(value, dict):
        return {**value, path[0]: put(value[path[0]], path[1:], odd)}
    mixed = list(value)
    mixed[path[0]] = put(value[path[0]], path[1:], odd)
    return tuple(mixed) if isinstance(value, tuple) else mixed


PLACES = [path for path in places_in(stack.shapes(stack.US)) if len(path) >= 2]


@given(st.sampled_from(PLACES), JSON)
def test_odd_values_anywhere_never_raise(path, odd):
    reading = msgspec.structs.replace(
        stack.reading(), shapes=put(stack.shapes(stack.US), path, odd)
    )
    made = normalize(reading, captured_at=stack.AT, tool=stack.TOOL)
    assert msgspec.json.decode(msgspec.json.encode(made))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("cluster", "${cluster}"),
        ("nodegroup", "workers"),
        ("addon", "vpc-cni"),
        ("access-entry", "arn:${partition}:iam::${account}:role/people/${cluster}-admin"),
        ("pod-identity", "kube-system/ebs-csi"),
        ("iam-role", "${cluster}-node"),
        ("launch-template", "${cluster}-workers"),
        ("fargate-profile", "system"),
        ("oidc-provider", "${oidc}"),
        ("iam-policy", "${cluster}-boundary"),
    ],
)
def test_a_field_that_aws_adds_is_compared(kind, name):
    def changed(each):
        return each | {"brandNew": {"enabled": False, "of": f"arn:aws:eks:::{stack.US.cluster}"}}

    shapes = {kind: tuple(changed(each) for each in stack.shapes(stack.US)[kind])}
    assert stack.resources(**shapes)[kind, name]["brandNew"] == {
        "enabled": False,
        "of": "arn:${partition}:eks:::${cluster}",
    }


@pytest.mark.parametrize(
    ("place", "nothing"), [((), None), (("tags",), {}), (("encryptionConfig",), [])]
)
def test_absent_null_and_empty_say_the_same(place, nothing):
    shape = stack.cluster(stack.US) | {"x": nothing, "tags": {}, "encryptionConfig": []}
    absent = {key: shape[key] for key in shape if key not in {"x", "tags", "encryptionConfig"}}
    assert stack.resources(cluster=(shape,)) == stack.resources(cluster=(absent,))
