import pytest

from driftaudit.effects.effect import place_of
from driftaudit.model import UNKNOWN
from tests.effects.made import actions, document, effects, role

SUB, AUD = "${oidc}:sub", "${oidc}:aud"


def trust(principal, *, condition=None, action="sts:AssumeRole", effect="Allow"):
    found = {"Effect": effect, "Principal": principal, "Action": [action]}
    return found | ({"Condition": condition} if condition else {})


EC2 = trust({"Service": ["ec2.amazonaws.com"]})
IRSA = trust(
    {"Federated": ["arn:${partition}:iam::${account}:oidc-provider/${oidc}"]},
    action="sts:AssumeRoleWithWebIdentity",
    condition={"StringEquals": {AUD: ["sts.amazonaws.com"], SUB: ["system:serviceaccount:a:b"]}},
)
WIDER = IRSA | {"Condition": {"StringEquals": {SUB: ["system:serviceaccount:a:b"]}}}


def changed(before, after):
    """The impact of one trust policy in place of another, and whether it is slight."""
    found, result = effects([role(trust=document(*before))], [role(trust=document(*after))])
    (difference,) = found.differences
    assert difference.path == ("AssumeRolePolicyDocument", "Statement")
    return result.impacts[place_of(difference)], place_of(difference) in result.slight


@pytest.mark.parametrize(
    ("after", "gained"),
    [
        ([EC2, trust({"AWS": ["999999999999"]})], "AWS:999999999999"),
        ([EC2, trust({"AWS": ["*"]})], "AWS:*"),
        ([EC2, trust("*")], "*"),
        ([EC2, trust({"Service": ["lambda.amazonaws.com"]})], "Service:lambda.amazonaws.com"),
    ],
)
def test_who_may_newly_take_the_role(after, gained):
    impact, slight = changed([EC2], after)
    assert (impact.verdict, impact.exact, slight) == ("more", True, False)
    assert [each.principal for each in impact.gained] == [gained]
    assert (impact.gained[0].action, impact.gained[0].resource) == ("sts:AssumeRole", None)
    back, _ = changed(after, [EC2])
    assert (back.verdict, [each.principal for each in back.lost]) == ("less", [gained])


def test_an_audience_that_is_no_longer_asked_for_is_wider():
    impact, _ = changed([IRSA], [WIDER])
    assert (impact.verdict, impact.lost) == ("more", ())
    assert all(AUD in each.conditions for each in impact.gained)


def test_everyone_and_every_principal_of_aws_differ_for_strangers_only():
    impact, slight = changed([trust("*")], [trust({"AWS": ["*"]})])
    assert slight
    assert impact.notes == ("the same for everyone but anonymous callers",)
    assert impact.verdict == "less"


def test_a_deny_of_everyone_shuts_out_services_too():
    impact, slight = changed([EC2], [EC2, trust("*", effect="Deny")])
    assert (impact.verdict, slight) == ("less", False)
    assert [each.principal for each in impact.denied] == ["Service:ec2.amazonaws.com"]


def test_a_deny_of_who_is_not_let_in_is_slight():
    impact, slight = changed([EC2], [EC2, trust({"AWS": ["999999999999"]}, effect="Deny")])
    assert (impact.verdict, slight) == ("equivalent", True)
    assert "changes nothing as things are" in impact.notes


def test_a_deny_that_shuts_someone_out_is_told():
    impact, slight = changed([EC2], [EC2, trust({"Service": ["ec2.amazonaws.com"]}, effect="Deny")])
    assert (impact.verdict, slight) == ("less", False)
    assert actions(impact.denied) == ["sts:AssumeRole"]


def test_a_trust_that_is_not_known_or_no_policy_decides_nothing():
    impact, slight = changed([EC2], [EC2 | {"NotAction": ["x:y"]}])
    assert (impact.verdict, slight) == ("invalid", False)
    found, result = effects([role(trust={})], [role(trust=document(EC2))])
    assert [each.exact for each in result.impacts.values()] == [False]
    unread = document(EC2) | {"Id": {UNKNOWN: "no"}, "Version": "2008-10-17"}
    found, result = effects([role(trust=document(EC2))], [role(trust=unread)])
    assert [each.path[-1] for each in found.differences] == ["Version"]
    assert [each.exact for each in result.impacts.values()] == [False]


@pytest.mark.parametrize(
    ("user", "service", "after", "need"),
    [
        ("nodegroup/workers", "ec2", "lambda", "none joins"),
        ("cluster", "eks", "ec2", "no new node joins"),
        ("fargate-profile/a", "eks-fargate-pods", "ec2", "now none does"),
        ("addon/x", "ec2", "lambda", ""),
        ("nodegroup/workers", "lambda", "ec2", ""),
        ("cluster/compute", "ec2", "eks", "none joins"),
    ],
)
def test_a_service_that_has_to_take_the_role(user, service, after, need):
    trusts = (document(trust({"Service": [f"{each}.amazonaws.com"]})) for each in (service, after))
    roles = [role(trust=each, used_by=(user,)) for each in trusts]
    _, result = effects(roles[:1], roles[1:])
    (impact,) = result.impacts.values()
    assert bool(impact.need) == bool(need)
    assert need in impact.need


SERVICE = {"nodegroup/a": "ec2", "cluster": "eks", "fargate-profile/a": "eks-fargate-pods"}
OWN = {"StringEquals": {"aws:SourceAccount": ["${account}"]}}
OTHER = {"StringEquals": {"aws:SourceAccount": ["999999999999"]}}
ARN = "arn:${partition}:eks:${region}:${account}:"
PROFILE = {"ArnLike": {"aws:SourceArn": [f"{ARN}fargateprofile/${{cluster}}/*"]}}


def narrowed(user, before, after):
    """The impact where the trust of a role becomes narrower, and whether its user keeps it."""
    roles = [role(trust=document(each), used_by=(user,)) for each in (before, after)]
    found, result = effects(roles[:1], roles[1:])
    (difference,) = found.differences
    return result.impacts[place_of(difference)], place_of(difference) in result.usable


@pytest.mark.parametrize(
    ("user", "condition", "usable", "need"),
    [
        ("nodegroup/a", {"StringEqualsIfExists": OWN["StringEquals"]}, True, False),
        ("nodegroup/a", OWN, False, False),
        ("cluster", OWN, True, False),
        ("cluster", {"ArnLike": {"aws:SourceArn": [f"{ARN}cluster/*"]}}, True, False),
        ("cluster", {"ArnLike": {"aws:SourceArn": [f"{ARN}cluster/x-*"]}}, False, True),
        ("cluster", OTHER, False, True),
        ("fargate-profile/a", PROFILE, True, False),
        ("addon/x", OTHER, True, False),
    ],
)
def test_a_condition_is_a_loss_only_to_what_cannot_meet_it(user, condition, usable, need):
    before = trust({"Service": [f"{SERVICE.get(user, 'x')}.amazonaws.com"]})
    impact, kept = narrowed(user, before, before | {"Condition": condition})
    assert (impact.verdict, impact.exact, kept, bool(impact.need)) == ("less", True, usable, need)
    assert any("cannot be told" in each for each in impact.notes) == (not usable and not need)


def test_who_is_no_longer_named_because_everyone_was_is_missed_too():
    impact, kept = narrowed("nodegroup/a", trust("*"), trust({"AWS": ["${account}"]}))
    assert ("none joins" in impact.need, kept) == (True, False)


def test_others_may_go_while_nodes_stay():
    both = trust({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]})
    assert narrowed("nodegroup/a", both, EC2)[1]


def test_in_china_nodes_are_not_let_in_under_the_name_of_elsewhere():
    other = trust({"Service": ["ec2.amazonaws.com (without .cn)"]})
    impact, kept = narrowed("nodegroup/a", EC2, other)
    assert ("none joins" in impact.need, kept) == (True, False)


@pytest.mark.parametrize("user", ["addon/vpc-cni", "pod-identity/kube-system/aws-node"])
def test_vpc_cni_keeps_a_role_only_where_that_is_known(user):
    both = [trust({"Service": ["lambda.amazonaws.com"]}), IRSA]
    roles = [role(trust=document(*each), used_by=(user,)) for each in (both, [IRSA])]
    found, result = effects(roles[:1], roles[1:])
    assert [place_of(each) in result.usable for each in found.differences] == [False]
