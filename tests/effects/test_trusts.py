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
        ("cluster/compute", "eks", "ec2", "no new node joins"),
    ],
)
def test_a_service_that_has_to_take_the_role(user, service, after, need):
    trusts = (document(trust({"Service": [f"{each}.amazonaws.com"]})) for each in (service, after))
    roles = [role(trust=each, used_by=(user,)) for each in trusts]
    _, result = effects(roles[:1], roles[1:])
    (impact,) = result.impacts.values()
    assert bool(impact.need) == bool(need)
    assert need in impact.need


def test_a_condition_that_the_service_meets_is_no_loss_of_it():
    narrow = EC2 | {"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": ["${account}"]}}}
    roles = [role(trust=document(each), used_by=("nodegroup/a",)) for each in (EC2, narrow)]
    _, result = effects(roles[:1], roles[1:])
    (impact,) = result.impacts.values()
    assert (impact.verdict, impact.need) == ("less", "")
