"""Verdicts and witnesses over actions, resources, principals and roles."""

import pytest

from driftaudit.iam import Permissions, Witness, allows, compare_documents, compare_permissions
from driftaudit.iam.compare import MOST_WITNESSES
from tests.iam.documents import ROLE, allow, deny, document, trust

BUCKET = "arn:aws:s3:::b"


def lost(a, b):
    made = compare_documents(a, b)
    assert made.exact, made.notes
    return [(each.action, each.resource) for each in made.lost]


SAME = [
    (document(allow("*")), document(allow("*:*"))),
    (document(allow("s3:*")), document(allow(["s3:a*", "s3:*"]))),
    (
        document(allow(resource=f"{BUCKET}/*")),
        document(allow(resource=[f"{BUCKET}/*", f"{BUCKET}/?*"])),
    ),
    (document(allow("s:a*")), document(allow(["s:a", "s:a?", "s:a??*"]))),
    (document(allow(resource="arn:aws:s3")), document(allow(resource="arn:aws:s3:*:*:*"))),
    (document(allow("s:?*")), document(allow("s:*"))),
    (document(allow(resource="arn:aws:iam::*")), document(allow(resource="arn:aws:iam::*:*"))),
    (
        document(allow("s3:*"), deny("s3:Get*")),
        document(allow("s3:*"), deny("s3:get*"), deny("x:y")),
    ),
    (document(allow("s3:a"), deny("s3:*")), document(deny("s3:a"))),
    (
        document(trust({"AWS": "111111111111"})),
        document(trust({"AWS": "arn:aws:iam::111111111111:root"})),
    ),
    (document(trust({"AWS": [ROLE, "111111111111"]})), document(trust({"AWS": "111111111111"}))),
    (
        document(trust({"AWS": "arn:${partition}:iam::${account}:root"})),
        document(trust({"AWS": "${account}"})),
    ),
    (
        document(trust({"AWS": ROLE})),
        document(trust({"AWS": "*"}, Condition={"ArnEquals": {"aws:PrincipalArn": ROLE}})),
    ),
    (document(trust({"AWS": []})), document(trust({"Service": []}))),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a, b):
    for made in (compare_documents(a, b), compare_documents(b, a)):
        assert (made.verdict, made.exact) == ("equivalent", True), made


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        (allow("s3:Get*"), allow("s3:GetObject"), [("s3:Get*", "*")]),
        (allow(["s3:b", "s3:a"]), deny("x:y"), [("s3:a", "*"), ("s3:b", "*")]),
        (allow("*"), deny("x:y"), [("*", "*"), ("x:y", "*")]),
        (
            allow("s3:a", [f"{BUCKET}/*", BUCKET]),
            deny(),
            [("s3:a", BUCKET), ("s3:a", f"{BUCKET}/*")],
        ),
        (allow("s:a*"), allow("s:a?*"), [("s:a", "*")]),
        (allow(resource="*"), allow(resource="arn:*"), [("s3:GetObject", "*")]),
        (allow(resource="execute-api:/x"), allow(), []),
        (allow(resource="a*"), allow(resource="arn:*"), [("s3:GetObject", "a*")]),
        (allow(resource="${v}"), allow(resource="v"), [("s3:GetObject", "${v}")]),
    ],
)
def test_lost(a, b, wanted):
    assert lost(document(a), document(b)) == wanted


def test_what_a_deny_takes_away_is_told_beside_what_is_no_longer_allowed():
    a = document(allow("s3:*"))
    b = document(allow("s3:Get*"), deny("s3:GetObject"))
    made = compare_documents(a, b)
    assert [each.action for each in made.lost] == ["s3:*", "s3:getobject"]
    assert [each.action for each in made.denied] == ["s3:getobject"]


def test_what_both_deny_is_not_denied_anew():
    both = deny("s3:GetObject")
    made = compare_documents(document(allow("s3:*"), both), document(allow("s3:Get*"), both))
    assert [each.action for each in made.lost] == ["s3:*"]
    assert made.denied == ()


def test_the_part_that_a_not_element_leaves_out_is_shown_alone():
    a = document({"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"})
    b = document({"Effect": "Allow", "NotAction": ["iam:*", "sts:*", "s3:Get*"], "Resource": "*"})
    assert lost(a, b) == [("s3:get*", "*")]


def test_two_not_elements_are_cut_with_each_other():
    a = document(allow("*"))
    nots = [{"Effect": "Allow", "NotAction": each, "Resource": "*"} for each in ("s:a*", "s:*b")]
    assert lost(a, document(*nots)) == [("s:a*b", "*")]


def test_a_principal_is_named_with_its_type():
    a = document(trust({"AWS": ["*", "222222222222", ROLE], "Service": "ec2.amazonaws.com"}))
    made = compare_documents(a, document(trust({"AWS": ROLE})))
    assert [each.principal for each in made.lost] == [
        "AWS:*",
        "AWS:222222222222",
        "Service:ec2.amazonaws.com",
    ]
    assert {each.resource for each in made.lost} == {None}
    everyone = compare_documents(document(trust({"AWS": "*"})), document(trust("*")))
    assert [each.principal for each in everyone.gained] == ["*"]


def test_the_principal_decides_its_own_condition_key():
    a = document(trust({"AWS": [ROLE, ROLE + "2"]}))
    b = document(trust({"AWS": "*"}, Condition={"ArnLike": {"aws:PrincipalArn": ROLE + "*"}}))
    made = compare_documents(a, b)
    assert made.verdict == "more"
    assert [(x.principal, x.conditions) for x in made.gained] == [(f"AWS:{ROLE}*", {})]


def test_an_inert_difference_is_noted():
    made = compare_documents(document(allow()), document(allow(), deny("x:y")))
    assert made.verdict == "equivalent"
    assert made.notes == ("the Deny statements differ, though that changes nothing here",)


def test_every_action_has_a_witness_before_any_has_two():
    a = document(allow([f"s3:a{n:03}" for n in range(150)], [f"{BUCKET}{n}" for n in range(9)]))
    made = compare_documents(a, document(deny()))
    assert len(made.lost) == MOST_WITNESSES
    assert len({each.action for each in made.lost}) == 150
    assert made.notes == (f"only {MOST_WITNESSES} witnesses are shown",)
    assert list(made.lost) == sorted(made.lost, key=lambda x: (x.action, x.resource))
    assert made.exact


def role(*statements, boundary=None, unknown=()):
    policies = (document(*statements),) if statements else ()
    return Permissions(policies=policies, boundary=boundary, unknown=unknown)


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (role(), role(), "equivalent"),
        (role(allow("s3:*")), role(allow("s3:*"), boundary=document(allow("*"))), "equivalent"),
        (role(allow("s3:*")), role(allow("s3:*"), boundary=document(allow("s3:Get*"))), "less"),
        (role(allow("s3:*")), role(allow("s3:*"), boundary=document(deny("*"))), "less"),
        (
            role(allow("s3:*")),
            role(allow("s3:*"), boundary=document(allow("*"), deny("s3:a"))),
            "less",
        ),
        (
            role(allow("*"), boundary=document(allow("s3:Get*"))),
            role(allow("*"), boundary=document(allow("s3:GetObject"))),
            "less",
        ),
        (
            role(allow("s3:*"), boundary=document(allow("*", Condition={"Bool": {"k": "true"}}))),
            Permissions(policies=(document(allow("s3:*", Condition={"Bool": {"k": "true"}})),)),
            "equivalent",
        ),
        (role(), role(boundary=document(allow("*"))), "equivalent"),
    ],
)
def test_roles(a, b, verdict):
    made = compare_permissions(a, b)
    assert (made.verdict, made.exact) == (verdict, True), made


def test_roles_that_may_nothing_differ_in_their_boundaries_all_the_same():
    made = compare_permissions(role(deny()), role(boundary=document(deny())))
    assert made.verdict == "equivalent"
    assert made.notes == ("the permissions boundaries differ, though that changes nothing here",)


def test_a_boundary_that_takes_nothing_away_is_noted():
    made = compare_permissions(role(allow()), role(allow(), boundary=document(allow("*"))))
    assert made.notes == ("the permissions boundaries differ, though that changes nothing here",)


@pytest.mark.parametrize(
    ("a", "b", "verdict", "exact"),
    [
        (role(allow(), unknown=("x",)), role(allow(), unknown=("x",)), "equivalent", True),
        (role(allow(), unknown=("x",)), role(allow(), unknown=("y",)), "incomparable", False),
        (role(allow(), unknown=("x",)), role(allow()), "incomparable", False),
        (role(allow(), unknown=("x",)), role(allow("s3:*"), unknown=("x",)), "more", False),
        (role({}), role(allow()), "more", False),
        (role({}), role({}), "equivalent", True),
        (role(allow(), boundary={}), role(allow()), "more", False),
    ],
)
def test_what_is_not_known_is_never_exact(a, b, verdict, exact):
    made = compare_permissions(a, b)
    assert (made.verdict, made.exact) == (verdict, exact)
    assert made.notes[0].startswith("not known: ")


def test_without_an_allow_that_can_be_confirmed_nothing_is_claimed(monkeypatch):
    monkeypatch.setattr("driftaudit.iam.compare.Evaluator.allows", lambda *_: False)
    made = compare_documents(document(allow("s3:a")), document(allow("s3:b")))
    assert (made.verdict, made.exact, made.lost) == ("incomparable", False, ())
    assert made.notes == (
        "not exact: s3:a could not be confirmed",
        "not exact: s3:b could not be confirmed",
    )


@pytest.mark.parametrize(
    ("resource", "verdict"),
    [
        ("arn:aws:s3:::b", "equivalent"),
        ("arn:aws:s3:::${account}/*", "equivalent"),
        ("arn:aws:s3:::$${account}/*", "equivalent"),
        ("arn:aws:s3:::${aws:username}/*", "incomparable"),
        ("arn:aws:s3:::${*}", "incomparable"),
    ],
)
def test_only_variables_tell_the_versions_apart(resource, verdict):
    new, old = (document(allow(resource=resource), version=x) for x in ("2012-10-17", None))
    made = compare_documents(new, old)
    assert (made.verdict, made.exact) == (verdict, True)


SLOW = {
    "many stars": tuple(
        {"Effect": "Allow", "NotAction": "s3:" + f"*{each}" * 15 + "*", "Resource": "*"}
        for each in "zab"
    ),
    "many marks": (allow("s3:" + "?" * 30), allow("s3:a*"), allow("x:y")),
    "conditions": tuple(
        allow(Condition={"StringEquals": {f"k{n}{m}": "v" for m in range(9)}}) for n in range(300)
    ),
    "values": (
        allow(Condition={"StringLike": {"k": [f"a{n}*" for n in range(1500)]}}),
        allow(Condition={"StringNotLike": {"k": [f"*{n}b" for n in range(1500)]}}),
    ),
    "marks in values": (
        allow(Condition={"StringLike": {"k": "?" * 20}}),
        allow(Condition={"StringLike": {"k": "a*"}}),
    ),
    "sets": tuple(
        allow(Condition={"ForAnyValue:StringEquals": {"k": [f"a{n}"]}}) for n in range(12)
    ),
    "marks": (allow(Condition={"StringLike": {"k": [f"*{n}*a?" for n in range(9000)]}}),),
    "numbers": (
        allow(Condition={"NumericEquals": {"k": list(range(0, 14_000, 2))}}),
        allow(Condition={"NumericLessThan": {"k": 5}}),
    ),
}


@pytest.mark.parametrize("name", sorted(SLOW))
def test_documents_made_to_be_slow_end_in_not_exact(name):
    statements = [each | {"Sid": "x"} for each in SLOW[name]]
    a = document(*statements, allow("z:z"))
    without = allow(Condition={"Null": {"k": "true"}})
    b = document(*statements[1:], allow("s3:a", "arn:a:b:c:d:e"), without)
    made = compare_documents(a, b)
    assert made.verdict != "equivalent"
    assert not made.exact
    assert made.notes[0].startswith("not exact: ")
    same = compare_documents(a, {**a, "Id": "x", "Statement": a["Statement"][::-1]})
    assert (same.verdict, same.exact) == ("equivalent", True)


@pytest.mark.parametrize("name", sorted(set(SLOW) - {"many stars"}))
def test_what_both_sides_say_takes_no_work(name):
    a, b = document(*SLOW[name], allow("z:z")), document(*SLOW[name][::-1])
    made = compare_documents(a, b)
    assert (made.verdict, made.exact, made.lost[0].action) == ("less", True, "z:z")


@pytest.mark.parametrize(
    ("more", "boundary", "verdict"),
    [
        ((deny("s3:Put*"),), None, "less"),
        ((), document(allow("*")), "equivalent"),
        ((), document(allow("s3:*"), deny("s3:Put*")), "less"),
        ((), document(allow("s3:Get*")), "less"),
    ],
)
def test_what_both_sides_say_may_be_taken_away_by_one(more, boundary, verdict):
    made = compare_permissions(role(allow("s3:*")), role(allow("s3:*"), *more, boundary=boundary))
    assert (made.verdict, made.exact) == (verdict, True)


@pytest.mark.parametrize(
    ("principal", "allowed"),
    [("AWS:" + ROLE, True), ("Service:ec2.amazonaws.com", False), ("*", False), (None, False)],
)
def test_evaluating_one_request(principal, allowed):
    witness = Witness(action="sts:AssumeRole", principal=principal)
    assert allows(document(trust({"AWS": "111111111111"})), witness) == allowed


def test_a_pattern_with_very_many_stars_is_evaluated_at_once():
    found = document(allow(resource="arn:aws:s3:::" + "*a" * 20_000))
    resource = "arn:aws:s3:::" + "a" * 20_000
    assert allows(found, Witness(action="s3:GetObject", resource=resource))
    assert not allows(found, Witness(action="s3:GetObject", resource=resource[:-1]))


def test_an_invalid_document_allows_nothing():
    assert not allows("{", Witness(action="*"))
    assert not allows(role(allow(), boundary={}), Witness(action="s3:GetObject", resource="*"))
    assert allows(
        role(allow(), boundary=document(allow("s3:*"))),
        Witness(action="s3:getobject", resource="*"),
    )
