"""What differences do to the roles that service accounts get."""

import pytest

from driftaudit.compare.pair import compared
from driftaudit.effects.assigned import AWS_NODE
from driftaudit.effects.effect import place_of
from driftaudit.effects.identity import SAME_IDENTITY, identity_effects
from driftaudit.effects.permissions import managed_documents
from driftaudit.effects.service_identity import UNFOLLOWED
from tests.effects.sides import (
    account,
    arn,
    association,
    cluster,
    irsa_trust,
    pod_trust,
    provider,
    role,
    side,
    trust,
    vpc_cni,
)
from tests.effects.test_carriers import BY_IRSA, BY_POD, CNI_POLICY, ON_NODE
from tests.effects.test_service_identity import AGENT_ADDON, changed

DOCUMENTS = managed_documents()
WRONG = "system:serviceaccount:kube-system:awsnode"
WORDS = f"{AWS_NODE} can no longer take role {arn('cni')}"
BOTH_WAYS = trust(*irsa_trust()["Statement"], *pod_trust()["Statement"])


def effects(reference, subject, unread=()):
    found = compared(side(*reference, label="ref"), side(*subject, label="sub", unread=unread))
    got = identity_effects(found.reference, found.subject, found.differences, DOCUMENTS)
    return got, found.differences


def without(resources, kind, name=None):
    return [each for each in resources if each[0] != kind or name not in {None, each[1]}]


def cni(document=None):
    return role("cni", document or irsa_trust(), attached=(CNI_POLICY,))


@pytest.mark.parametrize(
    ("reference", "subject", "kind", "why"),
    [
        (BY_IRSA, changed(BY_IRSA, cni(irsa_trust(WRONG))), "iam-role", f"wants sub {WRONG}"),
        (BY_IRSA, changed(BY_IRSA, cni(irsa_trust(aud="x"))), "iam-role", "wants aud x"),
        (BY_IRSA, without(BY_IRSA, "oidc-provider"), "oidc-provider", "no OIDC provider"),
        (BY_IRSA, without(BY_IRSA, "service-account"), "service-account", "that of its node"),
        (
            BY_IRSA,
            changed(BY_IRSA, account(AWS_NODE, arn("gone"))),
            "service-account",
            f"there is no role {arn('gone')}",
        ),
        (BY_POD, without(BY_POD, "addon", "eks-pod-identity-agent"), "addon", "not installed"),
        (BY_POD, without(BY_POD, "pod-identity"), "pod-identity", "that of its node"),
        (BY_POD, changed(BY_POD, cni(irsa_trust())), "iam-role", "sts:AssumeRole"),
    ],
)
def test_who_no_longer_gets_a_role_and_why(reference, subject, kind, why):
    found, _ = effects(reference, subject)
    ((place, impact),) = found.impacts.items()
    (lost,) = impact.access_lost
    assert place[0] == kind
    assert lost.startswith(WORDS)
    assert why in lost
    assert "NotReady" in impact.need
    assert impact.affects == (f"service-account/{AWS_NODE}",)
    assert not found.replaced


def test_the_other_way_round_it_is_gained():
    found, _ = effects(changed(BY_IRSA, cni(irsa_trust(WRONG))), BY_IRSA)
    (impact,) = found.impacts.values()
    assert impact.access_gained == (f"{AWS_NODE} takes role {arn('cni')}",)
    assert (impact.access_lost, impact.need) == ((), "")


@pytest.mark.parametrize("way", ["missing", "changed"])
def test_an_addon_says_the_role_where_accounts_were_not_read(way):
    by_addon = without(BY_IRSA, "service-account")
    reference = changed(by_addon, vpc_cni("v1.22.0", role=arn("cni")))
    other = vpc_cni("v1.22.0", role=arn("gone") if way == "changed" else None)
    one, two = (
        side(*each, label=label, unread=("service-account",))
        for each, label in ((reference, "ref"), (changed(by_addon, other), "sub"))
    )
    found = compared(one, two)
    got = identity_effects(found.reference, found.subject, found.differences, DOCUMENTS)
    if way == "missing":
        assert got.impacts == {}  # an annotation that was not read may give it a role
        return
    ((place, impact),) = got.impacts.items()
    assert place == ("addon", "vpc-cni", ("serviceAccountRoleArn",))
    assert impact.access_lost[0].startswith(WORDS)


@pytest.mark.parametrize("on_node", [False, True])
def test_an_annotation_that_is_taken_away_from_an_addon_is_lost(on_node):
    node = role("node", attached=(CNI_POLICY,) if on_node else ())
    reference = changed(BY_IRSA, vpc_cni("v1.22.0", role=arn("cni")), node)
    found, _ = effects(reference, without(reference, "service-account"))
    ((place, impact),) = found.impacts.items()
    assert place == ("service-account", AWS_NODE, ())
    assert impact.access_lost == (f"{WORDS}: {UNFOLLOWED}",)
    assert bool(impact.need) is not on_node
    assert not found.replaced


def test_another_role_that_allows_all_that_is_needed_breaks_nothing():
    other = role("other", irsa_trust(), attached=(CNI_POLICY,), Tags={"a": "b"})
    reference = (*BY_IRSA, other)
    found, _ = effects(reference, changed(reference, account(AWS_NODE, arn("other"))))
    (impact,) = found.impacts.values()
    assert impact.access_gained == (f"{AWS_NODE} takes role {arn('other')}",)
    assert "in its place" in impact.access_lost[0]
    assert impact.need == ""


def test_a_node_that_allows_all_takes_over():
    found, _ = effects((*BY_IRSA[:-3], *ON_NODE[-1:], *BY_IRSA[-2:]), ON_NODE)
    own = {place: each for place, each in found.impacts.items() if each.access_lost}
    assert own
    assert {each.need for each in own.values()} == {""}


def test_other_accounts_are_no_matter_of_nodes():
    made = (cluster(), provider(), account("a/b", arn("x")))
    good = role("x", irsa_trust("system:serviceaccount:a:b"))
    found, _ = effects((*made, good), (*made, role("x", irsa_trust("system:serviceaccount:a:c"))))
    (impact,) = found.impacts.values()
    assert impact.access_lost[0].startswith("a/b can no longer take role")
    assert impact.need == ""


@pytest.mark.parametrize("swapped", [False, True])
def test_the_same_role_by_other_means_is_one_rewrite(swapped):
    irsa = changed((*BY_IRSA, AGENT_ADDON), cni(BOTH_WAYS))
    pods = changed(BY_POD, cni(BOTH_WAYS))
    found, raw = effects(*((pods, irsa) if swapped else (irsa, pods)))
    (rewrite,) = found.rewrites
    assert found.replaced == set(map(place_of, raw))
    assert rewrite.path == SAME_IDENTITY
    said = [rewrite.actual, rewrite.expected] if swapped else [rewrite.expected, rewrite.actual]
    assert said == [
        f"role {arn('cni')} by service-account/{AWS_NODE}",
        f"role {arn('cni')} by pod-identity/{AWS_NODE}",
    ]
    assert found.impacts == {}


def test_an_annotation_that_an_association_shadows_has_no_effect():
    one, two = ((*BY_POD, account(AWS_NODE, arn(name))) for name in ("a", "b"))
    found, raw = effects(one, two)
    (rewrite,) = found.rewrites
    assert found.replaced == set(map(place_of, raw))
    assert rewrite.expected != rewrite.actual
    assert "no effect" in found.impacts[place_of(rewrite)].notes[0]


@pytest.mark.parametrize("unread", ["pod-identity", "cluster"])
def test_where_it_is_not_known_nothing_is_claimed(unread):
    found, raw = effects(BY_IRSA, changed(BY_IRSA, cni(irsa_trust(WRONG))), (unread,))
    assert raw
    assert (found.impacts, found.rewrites) == ({}, ())


def test_what_fails_on_both_sides_is_left_as_it_is():
    broken = without(BY_IRSA, "oidc-provider")
    found, raw = effects(broken, changed(broken, account(AWS_NODE, arn("node"))))
    assert raw
    assert (found.impacts, found.rewrites) == ({}, ())


def test_other_settings_of_an_association_are_left_alone():
    more = association(AWS_NODE, arn("cni"), tags={"a": "b"})
    found, raw = effects(BY_POD, changed(BY_POD, more))
    assert raw
    assert found.replaced == frozenset()


@pytest.mark.parametrize(
    ("document", "who"),
    [
        (irsa_trust(aud=""), f"a token of {AWS_NODE} made for anything else"),
        (
            irsa_trust("system:serviceaccount:kube-system:*"),
            "any service account of namespace kube-system",
        ),
        (irsa_trust("system:serviceaccount:*"), "any service account of the cluster"),
    ],
)
def test_a_wider_trust_says_who_else_gets_in(document, who):
    found, _ = effects(BY_IRSA, changed(BY_IRSA, cni(document)))
    (impact,) = found.impacts.values()
    assert impact.access_gained == (f"{who} takes role {arn('cni')}",)
    back, _ = effects(changed(BY_IRSA, cni(document)), BY_IRSA)
    assert all(each.access_gained == () for each in back.impacts.values())


def owned(*accounts):
    kind, name, attributes = vpc_cni("v1.22.0", role=None if accounts else arn("cni"))
    listed = {"podIdentityAssociations": sorted(accounts)} if accounts else {}
    return kind, name, attributes | listed


def test_an_addon_that_moves_to_an_association_of_its_own_is_one_rewrite():
    irsa = changed(BY_IRSA, owned(), cni(BOTH_WAYS), AGENT_ADDON)
    pods = changed(BY_POD, owned(AWS_NODE), cni(BOTH_WAYS))
    found, raw = effects(irsa, pods)
    assert {each.kind for each in raw} == {"addon", "pod-identity", "service-account"}
    assert found.replaced == set(map(place_of, raw))
    assert len(found.rewrites) == 1


def test_an_addon_s_association_for_another_account_is_left_alone():
    one, two = (changed(BY_POD, owned(AWS_NODE, *more)) for more in ((), ("a/b",)))
    found, raw = effects(one, two)
    assert raw
    assert found.replaced == frozenset()


def test_an_addon_whose_account_does_not_follow_is_left_as_it_is():
    one, two = (changed(BY_IRSA, vpc_cni("v1.22.0", role=each)) for each in (arn("cni"), arn("x")))
    found, raw = effects(one, two)
    assert raw
    assert (found.replaced, found.rewrites, found.impacts) == (frozenset(), (), {})


WORLDS = [
    BY_IRSA,
    BY_POD,
    ON_NODE,
    changed(BY_IRSA, cni(irsa_trust(WRONG))),
    changed((*BY_IRSA, AGENT_ADDON), cni(BOTH_WAYS)),
    changed(BY_POD, cni(BOTH_WAYS)),
    [*without(BY_IRSA, "oidc-provider"), account("a/b", arn("cni"))],
]


@pytest.mark.parametrize("one", WORLDS)
@pytest.mark.parametrize("two", WORLDS)
def test_what_is_gained_one_way_is_lost_the_other(one, two):
    def roles(reference, subject):
        impacts = effects([*reference], [*subject])[0].impacts.values()
        gained = {line.split(" takes role ")[0] for it in impacts for line in it.access_gained}
        lost = {line.split(" can no longer ")[0] for it in impacts for line in it.access_lost}
        return gained, lost

    assert roles(one, two) == roles(two, one)[::-1]
