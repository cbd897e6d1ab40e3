import pytest

from driftaudit.compare.matchers import Matcher
from driftaudit.effects.effect import Effects, place_of
from tests.effects.made import (
    CNI,
    CNI_ADDON,
    OWN,
    actions,
    allow,
    deny,
    document,
    effects,
    policy,
    role,
    statement,
)

GET, PUT = allow("s3:GetObject"), allow("s3:PutObject")
BOTH = allow("s3:GetObject", "s3:PutObject")
TRUSTED = {
    "Effect": "Allow",
    "Principal": {"AWS": ["999999999999"]},
    "Action": ["sts:AssumeRole"],
}
CNI_USERS = ("addon/vpc-cni", "service-account/kube-system/aws-node")


def only(found, result):
    """The one difference, and its impact."""
    (difference,) = found.differences
    return difference, result.impacts[place_of(difference)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([role(inline={"a": BOTH})], [role(inline={"a": GET, "b": PUT})]),
        ([role(inline={"a": GET, "b": PUT})], [role(inline={"a": PUT, "b": GET})]),
        ([role(inline={"a": BOTH})], [role(inline={"b": BOTH})]),
        ([role(inline={"a": GET})], [role(attached=[f"{OWN}p"]), policy("p", GET)]),
        (
            [role(attached=[f"{OWN}p"]), policy("p", BOTH)],
            [role(attached=[f"{OWN}p", f"{OWN}q"]), policy("p", GET), policy("q", PUT)],
        ),
        (
            [role(attached=[f"{OWN}p"], inline={"a": PUT}), policy("p", GET)],
            [role(attached=[f"{OWN}p"], inline={"a": GET}), policy("p", PUT)],
        ),
        (
            [role(inline={"a": document(statement("s3:*"), statement("ec2:*", effect="Deny"))})],
            [role(inline={"a": allow("s3:*"), "b": deny("ec2:*")})],
        ),
        (
            [role(inline={"a": BOTH}, boundary=f"{OWN}b"), policy("b", allow("s3:*"))],
            [role(inline={"a": GET, "b": PUT}, boundary=f"{OWN}b"), policy("b", allow("s3:*"))],
        ),
        ([role(inline={"a": allow("s3:*")})], [role(inline={"a": allow("s3:*"), "b": GET})]),
    ],
)
def test_a_rewrite_is_one_difference_that_says_how_it_is_written(before, after):
    for old, new in ((before, after), (after, before)):
        found, result = effects(old, new)
        left = [each for each in found.differences if place_of(each) not in result.replaced]
        assert [each for each in left if each.kind == "iam-role"] == []
        (rewrite,) = result.rewrites
        assert (rewrite.kind, rewrite.resource, rewrite.path) == ("iam-role", "r", ("permissions",))
        assert rewrite.expected != rewrite.actual
        assert all(impact.verdict == "equivalent" for impact in result.impacts.values())
        assert not result.slight


def test_a_rewrite_names_policies_where_they_are():
    _, result = effects([role(inline={"a": GET})], [role(attached=[f"{OWN}p"]), policy("p", GET)])
    (rewrite,) = result.rewrites
    assert rewrite.expected == {"RolePolicyList": {"a": GET}}
    assert rewrite.actual == {"AttachedManagedPolicies": {f"{OWN}p": {}}}
    assert rewrite.source == "arn:x:role/r"


def test_nothing_differs_without_differences():
    found, result = effects([role(inline={"a": BOTH})], [role(inline={"a": BOTH})])
    assert (found.differences, result) == ((), Effects())


def test_what_a_missing_policy_allowed_is_lost_and_what_is_needed_comes_first():
    found, result = effects(
        [role(attached=[CNI], used_by=CNI_USERS), CNI_ADDON],
        [role(used_by=CNI_USERS), CNI_ADDON],
    )
    _, impact = only(found, result)
    assert (impact.verdict, impact.exact, impact.gained) == ("less", True, ())
    assert impact.lost[0].action == "ec2:AssignPrivateIpAddresses"
    assert len(impact.lost) == 14
    assert "new nodes stay NotReady" in impact.need


def test_what_others_still_allow_is_not_lost():
    held = [role(attached=[CNI], inline={"a": allow("ec2:*")}, used_by=CNI_USERS), CNI_ADDON]
    less = [role(inline={"a": allow("ec2:*")}, used_by=CNI_USERS), CNI_ADDON]
    _, result = effects(held, less)
    (rewrite,) = result.rewrites
    assert rewrite.expected == {"AttachedManagedPolicies": {CNI: {}}}


def test_each_difference_has_its_own_part():
    found, result = effects(
        [role(inline={"a": GET, "c": GET})],
        [role(inline={"a": PUT, "b": allow("iam:PassRole")})],
    )
    own = {each.path[1]: result.impacts[place_of(each)] for each in found.differences}
    assert actions(own["a"].gained) == ["s3:PutObject"]
    assert actions(own["b"].gained) == ["iam:PassRole"]
    assert actions(own["c"].lost) == ["s3:GetObject"]
    assert own["b"].lost == own["c"].gained == ()


def test_a_part_that_changes_nothing_says_so():
    found, result = effects(
        [role(inline={"a": allow("s3:*"), "b": GET})],
        [role(inline={"a": allow("s3:*"), "c": allow("ec2:RunInstances")})],
    )
    own = {each.path[1]: result.impacts[place_of(each)] for each in found.differences}
    assert (own["b"].verdict, own["b"].exact) == ("equivalent", True)
    assert own["b"].notes == ("changes nothing: the role's other policies come to the same",)
    assert own["c"].verdict == "more"
    assert not result.slight


@pytest.mark.parametrize(
    "inline",
    [
        {"a": GET, "d": deny("ec2:*")},
        {"a": document(*GET["Statement"], *deny("ec2:*")["Statement"])},
    ],
)
def test_a_deny_of_what_is_not_allowed_is_slight(inline):
    found, result = effects([role(inline={"a": GET})], [role(inline=inline)])
    difference, impact = only(found, result)
    assert result.slight == {place_of(difference)}
    assert (impact.verdict, impact.exact) == ("equivalent", True)
    assert "takes nothing away as things are" in impact.notes
    assert not result.rewrites


def test_a_deny_that_takes_something_away_is_told():
    found, result = effects([role(inline={"a": BOTH})], [role(inline={"a": BOTH, "d": deny("*")})])
    _, impact = only(found, result)
    assert impact.verdict == "less"
    assert actions(impact.denied) == actions(impact.lost) == ["s3:GetObject", "s3:PutObject"]
    _, result = effects([role(inline={"a": BOTH, "d": deny("*")})], [role(inline={"a": BOTH})])
    (impact,) = result.impacts.values()
    assert actions(impact.gained) == ["s3:GetObject", "s3:PutObject"]
    assert impact.denied == ()


def test_a_boundary_that_takes_nothing_is_slight_and_one_that_does_is_told():
    bounds = policy("b", allow("s3:*"))
    before = [role(inline={"a": GET}), bounds]
    found, result = effects(before, [role(inline={"a": GET}, boundary=f"{OWN}b"), bounds])
    difference, impact = only(found, result)
    assert (impact.verdict, result.slight) == ("equivalent", {place_of(difference)})
    narrow = policy("b", allow("s3:Put*"))
    found, result = effects(before, [role(inline={"a": GET}, boundary=f"{OWN}b"), narrow])
    own = {each.kind: result.impacts[place_of(each)] for each in found.differences}
    assert actions(own["iam-role"].lost) == ["s3:GetObject"]


def test_unknown_documents_are_never_equivalent():
    theirs = "arn:${partition}:iam::999999999999:policy/x"
    found, result = effects([role(inline={"a": GET})], [role(inline={"a": GET}, attached=[theirs])])
    difference, impact = only(found, result)
    assert (impact.verdict, impact.exact) == ("incomparable", False)
    assert any(theirs in note for note in impact.notes)
    assert not result.rewrites
    assert place_of(difference) not in result.slight


def test_peers_may_know_the_document():
    theirs = "arn:${partition}:iam::aws:policy/ReadOnlyAccess"
    before, after = [role(attached=[theirs])], [role()]
    found, result = effects(before, after)
    assert not only(found, result)[1].exact
    found, result = effects(before, after, {theirs: allow("*")})
    impact = only(found, result)[1]
    assert (impact.exact, actions(impact.lost)) == (True, ["*"])


def test_what_a_baseline_leaves_open_is_not_known():
    open_to = Matcher(shown={"$any": True})
    found, result = effects(
        [role(inline={"a": GET, "b": open_to})], [role(inline={"a": PUT, "b": GET})]
    )
    assert not only(found, result)[1].exact


def test_an_invalid_document_is_said_to_be():
    bad = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "NotAction": "s3:*"}]}
    found, result = effects([role(inline={"a": GET})], [role(inline={"a": bad})])
    impacts = [result.impacts[place_of(each)] for each in found.differences]
    assert {each.verdict for each in impacts} == {"invalid"}
    assert not any(each.exact for each in impacts)
    assert not result.rewrites


def test_a_whole_role_is_what_it_allows_and_who_may_take_it():
    theirs = {"Version": "2012-10-17", "Statement": [dict(TRUSTED)]}
    new = role("x", inline={"a": GET}, trust=theirs)
    found, result = effects([], [new])
    _, impact = only(found, result)
    assert impact.verdict == "more"
    assert actions(impact.gained) == ["s3:GetObject", "sts:AssumeRole"]
    assert impact.gained[1].principal == "AWS:999999999999"
    found, result = effects([new], [])
    assert actions(only(found, result)[1].lost) == ["s3:GetObject"]


def test_a_subset_baseline_expects_nothing_of_what_it_does_not_mention():
    before = [role(attached=[CNI])]
    after = [role(attached=[], inline={"a": allow("iam:*")})]
    found, result = effects(before, after, subset=frozenset({"iam-role", "iam-policy"}))
    _, impact = only(found, result)
    assert (impact.verdict, impact.gained) == ("less", ())


def test_a_policy_is_told_once_with_the_roles_that_carry_it():
    roles = [role("a", attached=[f"{OWN}p"]), role("b", attached=[f"{OWN}p"], inline={"i": PUT})]
    found, result = effects(
        [*roles, policy("p", allow("s3:GetObject", "s3:PutObject", "ec2:RunInstances"))],
        [*roles, policy("p", allow("s3:GetObject", "iam:PassRole"))],
    )
    difference, impact = only(found, result)
    assert (difference.kind, impact.affects) == ("iam-policy", ("iam-role/a", "iam-role/b"))
    assert (impact.verdict, actions(impact.gained)) == ("incomparable", ["iam:PassRole"])
    assert sorted(actions(impact.lost)) == ["ec2:RunInstances", "s3:PutObject"]
    assert impact.notes == ()


def test_what_a_policy_does_to_a_role_that_was_not_read_is_not_known():
    seen = role("a", attached=[f"{OWN}p"], inline={"i": allow("s3:*", "iam:*")})
    hidden = role("b", attached=[f"{OWN}p"])
    found, result = effects(
        [seen, policy("p", BOTH)],
        [seen, hidden, policy("p", allow("s3:GetObject", "iam:PassRole"))],
        unread={"service-account": "denied"},
    )
    _, impact = only(found, result)
    assert (impact.verdict, impact.exact) == ("incomparable", False)
    assert impact.notes == ("what it does to b, which was not read",)
    assert not result.slight


def test_notes_speak_of_what_is_expected_and_of_what_is():
    plain, unknown = role(inline={"a": GET}), role(inline={"a": GET}, attached=["arn:x:policy/u"])
    for sides, word in ((([plain], [unknown]), "as it is"), (([unknown], [plain]), "expected")):
        found, result = effects(*sides)
        assert only(found, result)[1].notes == (f"not known ({word}): policy arn:x:policy/u",)
    gone = role(trust={"Statement": [TRUSTED | {"Principal": {"AWS": ["AROAEXAMPLEEXAMPLE123"]}}]})
    found, result = effects([role(trust={"Statement": [TRUSTED]})], [gone])
    assert "as it is: statement 1: principal AROA" in str(only(found, result)[1].notes)


def test_a_policy_that_no_role_misses_changes_nothing():
    roles = [role("a", attached=[f"{OWN}p"], inline={"i": BOTH})]
    found, result = effects([*roles, policy("p", BOTH)], [*roles, policy("p", GET)])
    _, impact = only(found, result)
    assert (impact.verdict, impact.exact, impact.affects) == ("equivalent", True, ("iam-role/a",))
    assert not result.replaced


def test_a_policy_that_no_audited_role_carries_is_judged_by_itself():
    found, result = effects([policy("p", BOTH)], [policy("p", GET)])
    _, impact = only(found, result)
    assert (impact.verdict, actions(impact.lost)) == ("less", ["s3:PutObject"])
    found, result = effects([policy("p", BOTH)], [])
    assert actions(only(found, result)[1].lost) == ["s3:GetObject", "s3:PutObject"]
    found, result = effects([policy("p", {"a": 1})], [policy("p", {"a": 2})])
    assert [each.exact for each in result.impacts.values()] == [False]


def test_a_policy_that_is_a_boundary_takes_away_what_it_no_longer_allows():
    roles = [role("a", inline={"i": BOTH}, boundary=f"{OWN}b")]
    found, result = effects([*roles, policy("b", BOTH)], [*roles, policy("b", GET)])
    _, impact = only(found, result)
    assert (actions(impact.lost), impact.affects) == (["s3:PutObject"], ("iam-role/a",))
    found, result = effects([*roles, policy("b", BOTH)], [*roles, policy("b", allow("s3:*"))])
    difference, impact = only(found, result)
    assert (impact.verdict, result.slight) == ("equivalent", {place_of(difference)})


def test_a_policy_is_never_the_same_where_a_role_that_carries_it_is_not_known():
    theirs = "arn:${partition}:iam::999999999999:policy/x"
    roles = [
        role("a", attached=[f"{OWN}p"], inline={"i": BOTH}),
        role("b", attached=[f"{OWN}p", theirs], inline={"i": BOTH}),
    ]
    found, result = effects([*roles, policy("p", BOTH)], [*roles, policy("p", GET)])
    _, impact = only(found, result)
    assert (impact.verdict, impact.exact) == ("incomparable", False)


def test_a_statement_moved_between_customer_policies_is_one_rewrite():
    one, two = allow("s3:GetObject"), allow("sqs:SendMessage")
    holder = role(attached=[f"{OWN}a", f"{OWN}b"])
    both = document(*one["Statement"], *two["Statement"])
    before = [holder, policy("a", both), policy("b", two)]
    after = [holder, policy("a", two), policy("b", both)]
    found, result = effects(before, after)
    (rewrite,) = result.rewrites
    assert (rewrite.kind, rewrite.path, rewrite.change) == ("iam-role", ("permissions",), "changed")
    assert rewrite.expected == {"a": both, "b": two}
    assert rewrite.actual == {"a": two, "b": both}
    assert result.replaced == set(map(place_of, found.differences))


def test_policies_of_which_one_is_a_boundary_too_are_no_rewrite():
    one, two = allow("s3:GetObject"), allow("sqs:SendMessage")
    both = document(*one["Statement"], *two["Statement"])
    holder = role(attached=[f"{OWN}a", f"{OWN}b"], boundary=f"{OWN}b")
    before = [holder, policy("a", both), policy("b", two)]
    after = [holder, policy("a", two), policy("b", both)]
    found, result = effects(before, after)
    told = {each.resource: result.impacts.get(place_of(each)) for each in found.differences}
    assert told["b"].verdict == "more"


def test_a_rewrite_within_a_boundary_that_differs_is_told_apart_from_it():
    bounds = [policy("b", each) for each in (allow("s3:*"), allow("s3:*", "sqs:*"))]
    roles = [
        role(inline={name: allow("s3:GetObject")}, boundary=f"{OWN}b") for name in ("one", "two")
    ]
    _, result = effects([roles[0], bounds[0]], [roles[1], bounds[1]])
    assert [each.path for each in result.rewrites] == [("permissions",)]
    (place,) = result.impacts
    assert (place[0], place in result.slight) == ("iam-policy", True)


@pytest.mark.parametrize(("kept", "exact"), [(True, True), (False, False)])
def test_where_not_all_that_is_lost_is_shown_the_rest_is_not_taken_for_nothing(kept, exact):
    """Beyond the most witnesses none may be left that a difference accounts for."""
    many = allow(*(f"s3:Get{number:03}" for number in range(300)))
    last = allow("sqs:SendMessage")
    cover = {"z": last} if kept else {}
    before = role(inline={"many": many, "last": last, **cover})
    found, result = effects([before], [role(inline=cover)])
    told = {each.path[1]: result.impacts[place_of(each)] for each in found.differences}
    assert told["many"].verdict == "less"
    assert told["last"].exact == exact
    assert (told["last"].verdict == "equivalent") == kept
