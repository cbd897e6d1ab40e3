"""What the effect of a difference does to its severity."""

import pytest

from driftaudit.judge.codes import CODES
from driftaudit.judge.effect import Effect, is_wide
from driftaudit.judge.judge import judge
from driftaudit.judge.rules import code_of
from driftaudit.judge.severity import severity_of
from driftaudit.model import Impact, Witness
from tests.judge.difference import difference, fill

NODE = ("nodegroup/workers",)
ATTACHED = ("AttachedManagedPolicies", "arn:x:policy/p")
INLINE = ("RolePolicyList", "p", "Statement")
TRUST = ("AssumeRolePolicyDocument", "Statement")
BOUNDARY = ("PermissionsBoundary", "PermissionsBoundaryArn")
GONE = {"path": ATTACHED, "expected": {}}
MORE = {"path": ATTACHED, "actual": {}}
EDITED = {"path": INLINE, "expected": [1], "actual": [2]}
TRUSTED = {"path": TRUST, "expected": [1], "actual": [2]}
BOUND = {"path": BOUNDARY, "expected": "a", "actual": "b"}
LITTLE = (Witness(action="s3:GetObject", resource="arn:aws:s3:::b/*"),)
STAR = (Witness(action="*", resource="*"),)


def less(*lost, **fields):
    return Impact(verdict="less", lost=lost or LITTLE, **fields)


def more(*gained, **fields):
    return Impact(verdict="more", gained=gained or LITTLE, **fields)


def on(action, resource="*"):
    return Witness(action=action, resource=resource)


def by(principal):
    return Witness(action="sts:AssumeRole", principal=principal)


SAME = Impact(verdict="equivalent")


@pytest.mark.parametrize(
    ("severity", "fields", "impact"),
    [
        ("high", GONE, less()),
        ("high", GONE | {"used_by": NODE}, less()),
        ("critical", GONE | {"used_by": NODE}, less(need="nodes need it")),
        ("critical", GONE | {"used_by": NODE}, less(exact=False)),
        ("high", GONE, less(exact=False)),
        ("info", GONE | {"used_by": NODE}, SAME),
        ("critical", GONE | {"used_by": NODE}, Impact(verdict="equivalent", exact=False)),
        ("critical", GONE | {"used_by": NODE}, Impact(verdict="invalid")),
        ("medium", MORE, more()),
        ("high", MORE | {"used_by": NODE}, more()),
        ("high", MORE, more(*STAR)),
        ("high", MORE, more(on("s3:*"))),
        ("high", MORE, more(on("iam:PassRole", "arn:aws:iam::1:role/x"))),
        ("high", MORE, more(on("iam:Pass*"))),
        ("info", MORE, SAME),
        ("medium", EDITED, more()),
        ("high", EDITED, less()),
        ("high", EDITED | {"used_by": NODE}, less()),
        ("high", EDITED | {"used_by": NODE}, more()),
        ("high", EDITED, Impact(verdict="less", lost=LITTLE, denied=LITTLE)),
        ("high", MORE, Impact(verdict="less", lost=LITTLE, denied=LITTLE)),
        ("high", BOUND, more()),
        ("high", BOUND | {"used_by": NODE}, less()),
        ("high", TRUSTED, more(by("Service:lambda.amazonaws.com"))),
        ("high", TRUSTED | {"used_by": NODE}, more(by("AWS:*"))),
        ("critical", TRUSTED | {"used_by": NODE}, less(by("Service:ec2.amazonaws.com"))),
        ("medium", {"actual": {"Path": "/"}}, more(by("AWS:${account}"))),
        ("high", {"actual": {"Path": "/"}}, more(by("AWS:arn:aws:iam::999999999999:root"))),
        ("high", {"actual": {"Path": "/"}}, more(by("*"))),
        ("critical", {"expected": {"Path": "/"}, "used_by": NODE}, less()),
        ("info", {"path": ("permissions",), "expected": {"a": 1}, "actual": {"b": 1}}, None),
        (
            "medium",
            {"kind": "iam-policy", "path": ("Document", "Statement"), "expected": 1, "actual": 2},
            more(),
        ),
        (
            "critical",
            {"kind": "addon", "path": ("serviceAccountRoleArn",), "expected": "a", "actual": "b"},
            Impact(need="no network"),
        ),
        (
            "medium",
            {"kind": "access-entry", "actual": {"type": "STANDARD"}},
            Impact(access_gained=("policy AmazonEKSViewPolicy (cluster)",)),
        ),
        (
            "critical",
            {"kind": "aws-auth", "actual": {"groups": ["a"]}},
            Impact(access_gained=("group system:masters",), exact=False),
        ),
    ],
)
def test_severity_follows_what_the_difference_does(severity, fields, impact):
    found = difference(**fields)
    assert severity_of(found, CODES[code_of(found)], {}, Effect(impact)) == severity


@pytest.mark.parametrize(
    ("fields", "impact"),
    [
        (EDITED | {"used_by": NODE}, SAME),
        (BOUND | {"used_by": NODE}, SAME),
        (TRUSTED, SAME),
        (TRUSTED, more(by("*"))),
    ],
)
def test_what_does_nothing_for_now_is_low(fields, impact):
    found = difference(**fields)
    assert severity_of(found, CODES[code_of(found)], {}, Effect(impact, slight=True)) == "low"


@pytest.mark.parametrize(("usable", "severity"), [(True, "high"), (False, "critical")])
def test_a_trust_that_loses_others_is_not_critical(usable, severity):
    found = difference(**TRUSTED, used_by=NODE)
    effect = Effect(less(by("Service:lambda.amazonaws.com")), usable=usable)
    assert severity_of(found, CODES[code_of(found)], {}, effect) == severity


@pytest.mark.parametrize(
    ("witness", "wide"),
    [
        (on("*"), True),
        (on("ec2:*"), True),
        (on("ec2:*", "arn:aws:ec2:*:*:instance/*"), False),
        (on("ec2:Describe*"), False),
        (on("iam:*", "arn:aws:iam::1:role/x"), True),
        (on("iam:PutRolePolicy", "arn:x"), True),
        (on("i*:" + "*a" * 40), False),
        (by("*"), True),
        (by("AWS:*"), True),
        (by("AWS:999999999999"), True),
        (by("Federated:arn:aws:iam::999999999999:oidc-provider/x"), True),
        (by("Service:ec2.amazonaws.com"), False),
        (by("AWS:arn:${partition}:iam::${account}:role/x"), False),
        (by("AWS:AROA123456789012ABCDE"), False),
    ],
)
def test_what_is_wide(witness, wide):
    assert is_wide(witness) == wide


def test_a_finding_carries_its_impact():
    found = difference(**GONE)
    place = (found.kind, found.resource, found.path)
    (told,) = judge(
        (found,),
        environment="x",
        reference="y",
        fill=fill,
        users={},
        effects={place: Effect(less(need="nodes need it"))},
    )
    assert (told.impact, told.severity) == (less(need="nodes need it"), "critical")
