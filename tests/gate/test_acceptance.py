"""A baseline that would keep nodes out says so before it is committed, and no other does."""

import pytest
from msgspec import structs

from driftaudit.baselines import Baseline, Override, from_snapshots
from driftaudit.baselines.layers import Mode
from driftaudit.compare.matchers import GONE
from driftaudit.gate.acceptance import harms
from tests.diagnose.healthy import EC2, NODE_POLICIES, PROFILES, WORKERS, put
from tests.effects.sides import arn, irsa_trust, role, vpc_cni

ENTRY = ("access-entry", arn("node"))
SOUND = put()
NO_POLICY = put(role("cni", irsa_trust()))
NO_ENTRY = put(without=[ENTRY])


def named(**snapshots):
    return tuple(
        structs.replace(each, environment=structs.replace(each.environment, name=name))
        for name, each in snapshots.items()
    )


def found(*snapshots, baseline=None):
    made = baseline or from_snapshots("prod", snapshots).baseline
    return [(each.number, each.healthy, each.failing) for each in harms(made, snapshots)]


@pytest.mark.parametrize(
    ("snapshots", "expected"),
    [
        (named(a=SOUND), []),
        (named(a=SOUND, b=SOUND, c=NO_POLICY), []),
        (named(c=NO_POLICY, b=NO_POLICY, a=SOUND), [(5, ("a",), ("b", "c"))]),
        (named(a=SOUND, b=NO_POLICY), [(5, ("a",), ("b",))]),
        (named(a=NO_POLICY), [(5, (), ("a",))]),
        (named(a=NO_ENTRY, b=SOUND, c=NO_ENTRY), [(1, ("b",), ("a", "c"))]),
        (named(a=NO_POLICY, b=NO_ENTRY), [(1, ("a",), ("b",)), (5, ("b",), ("a",))]),
        (named(a=NO_POLICY, b=NO_ENTRY, c=SOUND), []),
    ],
)
def test_what_the_majority_lacks_is_told_with_who_has_it(snapshots, expected):
    assert found(*snapshots) == expected


def test_the_reason_is_that_of_the_check():
    (harm,) = harms(from_snapshots("prod", named(a=NO_POLICY)).baseline, named(a=NO_POLICY))
    assert harm.title == "vpc-cni may give pods addresses"
    assert harm.why.startswith("cni lacks ec2:AssignPrivateIpAddresses and ")


def test_other_versions_and_what_is_wrong_with_one_alone_are_no_matter_of_the_baseline():
    old = put(vpc_cni("v1.16.0"), ("nodegroup", "workers", WORKERS | {"amiType": "AL2023"}))
    assert found(*named(a=SOUND, b=old, c=old)) == []
    sick = put(facts={"addon/vpc-cni": {"status": "DEGRADED", "health": {"issues": [{}]}}})
    assert found(*named(a=SOUND, b=sick)) == found(*named(b=sick)) == []


@pytest.mark.parametrize(
    ("mode", "resources", "expected"),
    [
        ("subset", {"addon": {"vpc-cni": {"addonVersion": "v1.22.0"}}}, set()),
        ("subset", {"iam-role": {"node": GONE}}, set()),
        ({"default": "subset", "access-entry": "exact"}, {}, {1}),
    ],
)
def test_of_what_a_subset_does_not_mention_nothing_is_taken(mode: Mode, resources, expected):
    baseline = Baseline(name="prod", resources=resources, mode=mode)
    assert {number for number, *_ in found(SOUND, baseline=baseline)} == expected


def test_what_is_not_audited_takes_nothing():
    whole = from_snapshots("prod", (SOUND,)).baseline
    held = {kind: named for kind, named in whole.resources.items() if kind != "access-entry"}
    assert [each for each, *_ in found(SOUND, baseline=Baseline(name="p", resources=held))] == [1]
    left_out = Baseline(name="p", resources=held, not_audited={"access-entry": "on purpose"})
    assert found(SOUND, baseline=left_out) == []


def test_what_is_expected_to_differ_counts_as_that():
    snapshots = named(a=SOUND, b=SOUND)
    whole = from_snapshots("prod", snapshots).baseline
    untrusted = Override(reason="r", resources={"iam-role": {"node": {"RolePolicyList": {}}}})
    fine = structs.replace(whole, environments={"a": untrusted})
    assert found(*snapshots, baseline=fine) == []
    policies = {f"arn:${{partition}}:iam::aws:policy/{each}": GONE for each in NODE_POLICIES}
    bare = Override(
        reason="r", resources={"iam-role": {"node": {"AttachedManagedPolicies": policies}}}
    )
    harmed = found(*snapshots, baseline=structs.replace(whole, environments={"a": bare}))
    assert {(healthy, failing) for _, healthy, failing in harmed} == {(("a",), ())}


def test_a_policy_that_only_one_has_is_known_to_all():
    own = put(role("node", EC2, (*NODE_POLICIES, "AmazonSSMManagedInstanceCore"), **PROFILES))
    assert found(*named(a=own, b=own, c=SOUND)) == []
