"""Which role a service account acts with, and whether that works."""

import pytest

from driftaudit.compare.side import Side
from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.service_identity import AGENT, UNFOLLOWED, identities
from driftaudit.effects.web_identity import wider_for
from tests.effects.sides import (
    account,
    arn,
    association,
    cluster,
    irsa_trust,
    pod_trust,
    provider,
    role,
    service_trust,
    side,
    trust,
    vpc_cni,
)
from tests.normalize import stack

CNI = arn("cni")
ANNOTATED = account(AWS_NODE, CNI)
ASSOCIATED = association(AWS_NODE, CNI)
AGENT_ADDON = ("addon", AGENT, {})
IRSA = (cluster(), ANNOTATED, provider(), role("cni", irsa_trust()))
PODS = (cluster(), ASSOCIATED, AGENT_ADDON, role("cni", pod_trust()))


def one(*resources, **more):
    (found,) = identities(side(*resources, **more))
    return found


def changed(resources, *others):
    """The resources, with others in the place of those of the same kind and name."""
    return {each[:2]: each for each in (*resources, *others)}.values()


def without(resources, kind):
    return [each for each in resources if each[0] != kind]


@pytest.mark.parametrize(
    ("resources", "carrier"),
    [
        (IRSA, "irsa"),
        (PODS, "pod-identity"),
        ((*IRSA, *changed(PODS)), "pod-identity"),
        (changed(IRSA, role("cni", irsa_trust("system:serviceaccount:kube-*"))), "irsa"),
        (changed(IRSA, role("cni", irsa_trust("", aud=""))), "irsa"),
        (
            changed(
                IRSA, account(AWS_NODE, arn("a/b/cni")), role("cni", irsa_trust(), Path="/a/b/")
            ),
            "irsa",
        ),
        (changed(without(PODS, "addon"), cluster(computeConfig={"enabled": True})), "pod-identity"),
        (
            changed(
                PODS,
                association(AWS_NODE, CNI, disableSessionTags=True),
                role("cni", service_trust("pods.eks.amazonaws.com")),
            ),
            "pod-identity",
        ),
    ],
)
def test_what_works(resources, carrier):
    found = one(*resources)
    assert (found.account, found.carrier, found.why_not) == (AWS_NODE, carrier, "")
    assert found.works


def test_an_addon_s_role_counts_where_accounts_were_not_read():
    made = (*without(IRSA, "service-account"), vpc_cni(role=CNI))
    found = one(*made, unread=("service-account",))
    assert (found.carrier, found.by, found.works) == ("irsa", "addon/vpc-cni", True)
    found = one(*made)
    assert (found.status, found.why_not) == ("unknown", UNFOLLOWED)


@pytest.mark.parametrize(
    ("resources", "why"),
    [
        (without(IRSA, "oidc-provider"), "IAM has no OIDC provider for the cluster"),
        (without(IRSA, "iam-role"), f"there is no role {CNI}"),
        (changed(IRSA, account(AWS_NODE, arn("a/cni"))), f"there is no role {arn('a/cni')}"),
        (
            changed(IRSA, role("cni", irsa_trust("system:serviceaccount:kube-system:awsnode"))),
            "its trust wants sub system:serviceaccount:kube-system:awsnode",
        ),
        (changed(IRSA, role("cni", irsa_trust(aud="sts"))), "its trust wants aud sts"),
        (
            changed(IRSA, role("cni", pod_trust())),
            "its trust does not name the cluster's OIDC provider",
        ),
        (
            changed(
                IRSA,
                role(
                    "cni",
                    trust(
                        *irsa_trust()["Statement"],
                        {
                            "Effect": "Deny",
                            "Action": ["sts:*"],
                            "Principal": {"Federated": "*"},
                        },
                    ),
                ),
            ),
            "its trust does not let it in",
        ),
        (
            changed(IRSA, account(AWS_NODE, CNI, **{"eks.amazonaws.com/audience": "x"})),
            "the cluster's OIDC provider does not accept x",
        ),
        (without(PODS, "addon"), f"the add-on {AGENT} is not installed"),
        (
            changed(PODS, role("cni", service_trust("pods.eks.amazonaws.com"))),
            "its trust does not let pods.eks.amazonaws.com do sts:TagSession",
        ),
        (
            changed(PODS, role("cni", irsa_trust())),
            "its trust does not let pods.eks.amazonaws.com do sts:AssumeRole",
        ),
    ],
)
def test_what_fails_and_why(resources, why):
    found = one(*resources)
    assert (found.status, found.why_not, found.works) == ("fails", why, False)


@pytest.mark.parametrize(
    ("resources", "unread"),
    [
        (IRSA, "oidc-provider"),
        (IRSA, "cluster"),
        (IRSA, "pod-identity"),
        (without(IRSA, "iam-role"), "iam-role"),
        (without(PODS, "addon"), "addon"),
        (without(PODS, "iam-role"), "iam-role"),
    ],
)
def test_what_was_not_read_leaves_it_unknown(resources, unread):
    assert one(*resources, unread=(unread,)).status == "unknown"


def test_what_a_baseline_holds_only_in_part_leaves_it_unknown():
    made = side(*without(IRSA, "oidc-provider"))
    part = Side(label="b", resources=made.resources, subset=frozenset({"oidc-provider"}))
    assert identities(part)[0].why_not == "oidc-provider: only in part"


@pytest.mark.parametrize(
    "resources",
    [
        changed(IRSA, role("cni", {"Version": "2012-10-17", "Statement": "x"})),
        changed(IRSA, account(AWS_NODE, "arn:aws:iam::999999999999:role/x")),
    ],
)
def test_what_a_snapshot_cannot_tell_is_unknown(resources):
    assert one(*resources).status == "unknown"


def test_what_surely_fails_fails_whatever_else_is_unknown():
    document = {"Version": "2012-10-17", "Statement": "x"}
    resources = changed(without(IRSA, "oidc-provider"), role("cni", document))
    assert one(*resources).status == "fails"


def test_pods_act_with_the_role_at_the_end_of_the_chain():
    far = "arn:aws:iam::999999999999:role/far"
    found = one(*changed(PODS, association(AWS_NODE, CNI, targetRoleArn=far)))
    assert (found.role, found.works) == (far, True)


def test_conditions_on_what_eks_sends_are_met():
    tags = {"aws:requesttag/kubernetes-namespace": ["kube-system"]}
    guard = {"StringEquals": {"aws:SourceAccount": ["${account}"], **tags}}
    guarded = trust({**pod_trust()["Statement"][0], "Condition": guard})
    assert one(*changed(PODS, role("cni", guarded))).works


def test_a_whole_stack_as_it_is_read():
    found = {each.account: each for each in identities(Side.of_snapshot(stack.snapshot()))}
    assert found[AWS_NODE].works
    assert found["kube-system/ebs-csi"].status == "fails"
    assert AGENT in found["kube-system/ebs-csi"].why_not


@pytest.mark.parametrize(
    ("document", "who"),
    [
        (irsa_trust(), ()),
        (irsa_trust("system:serviceaccount:kube-system:*"), ("namespace kube-system",)),
        (irsa_trust("system:serviceaccount:*"), ("of the cluster",)),
        (irsa_trust(aud=""), ("made for anything else",)),
        (irsa_trust("", aud=""), ("of the cluster", "made for anything else")),
        (pod_trust(), ()),
    ],
)
def test_who_else_may_take_a_role(document, who):
    found = wider_for(document, AWS_NODE)
    assert len(found) == len(who)
    assert all(part in words for part, words in zip(who, found, strict=True))
