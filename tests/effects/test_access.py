"""What differences of entries, aws-auth and the mode do to who gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from driftaudit.compare.align import align
from driftaudit.compare.pair import compare
from driftaudit.effects.access import NO_EFFECT, SAME_ACCESS, access_effects
from driftaudit.effects.cluster_access import SIGNS_IN, effective_access
from driftaudit.effects.effect import place_of
from tests.effects.sides import (
    ADMIN_POLICY,
    NODE_GROUPS,
    NODE_NAME,
    arn,
    auth,
    cluster,
    entry,
    node_auth,
    side,
)

BOB = arn("Bob")
MASTERS = "group system:masters"
MODE = ("cluster", "${cluster}", ("accessConfig", "authenticationMode"))
EVERYWHERE = {ADMIN_POLICY: {"type": "cluster"}}
BOTH = "API_AND_CONFIG_MAP"


def in_namespaces(*names):
    return {ADMIN_POLICY: {"type": "namespace", "namespaces": names}}


def effects(reference, subject, mode=BOTH, other=None, unread=()):
    """The effects and the raw differences of two sides of these entries."""
    one = side(cluster(mode), *reference, label="ref", unread=unread)
    two = side(cluster(other or mode), *subject, label="sub", unread=unread)
    held, renamed = align(one, two)
    found = compare(one, two)
    return access_effects(held.side, renamed.side, found), found


def told(reference, subject, **more):
    """Gained and lost, over all differences."""
    found, _ = effects(reference, subject, **more)
    impacts = found.impacts.values()
    return (
        sorted({each for impact in impacts for each in impact.access_gained}),
        sorted({each for impact in impacts for each in impact.access_lost}),
    )


SAME = [
    ([node_auth(BOB)], [entry(BOB, kind="EC2_LINUX")]),
    ([auth(BOB, "a", "b")], [entry(arn("Bob"), "a", "b")]),
    ([auth(BOB, "a")], [entry(arn("team/Bob"), "a")]),
    ([entry(BOB, "a")], [auth(BOB, "b"), entry(arn("team/Bob"), "a")]),
]
SHADOWED = [
    ([auth(BOB, "a"), entry(BOB, "b")], [entry(BOB, "b")]),
    ([auth(BOB, "a"), entry(BOB, "b")], [auth(BOB, "c"), entry(BOB, "b")]),
]
BY_PATH = [(each, SAME_ACCESS) for each in SAME] + [(each, NO_EFFECT) for each in SHADOWED]


@pytest.mark.parametrize(("sides", "path"), BY_PATH)
def test_the_same_access_in_another_way_is_one_rewrite(sides, path):
    reference, subject = sides
    found, raw = effects(reference, subject)
    (rewrite,) = found.rewrites
    assert found.replaced == set(map(place_of, raw))
    assert (rewrite.path, rewrite.change) == (path, "changed")
    assert rewrite.expected != rewrite.actual
    assert set(found.impacts) <= {place_of(rewrite)}
    assert told(reference, subject) == ([], [])


def test_a_rewrite_says_how_a_principal_gets_in():
    (rewrite,) = effects([node_auth(BOB)], [entry(BOB, kind="EC2_LINUX")])[0].rewrites
    assert rewrite.expected == "via aws-auth: joins as node"
    assert rewrite.actual == "via access-entry: joins as node"


def test_a_rewrite_of_a_shadowed_entry_shows_what_stands_there():
    found, _ = effects(*SHADOWED[1])
    (rewrite,) = found.rewrites
    assert rewrite.expected == "aws-auth: group a"
    assert rewrite.actual == "aws-auth: group c"
    (impact,) = found.impacts.values()
    assert impact.notes[0] == (
        f"in ref aws-auth {BOB} has no effect: an access entry of the same principal comes first"
    )


def test_a_username_that_is_the_default_changes_nothing():
    default = "arn:${partition}:sts::${account}:assumed-role/bob/{{SessionName}}"
    (rewrite,) = effects([auth(BOB, "a")], [auth(BOB, "a", username=default)])[0].rewrites
    assert (rewrite.expected, rewrite.actual) == (
        "aws-auth: group a",
        f"aws-auth: group a, as {default}",
    )


@pytest.mark.parametrize("mode", ["API", "CONFIG_MAP"])
def test_an_entry_that_nothing_reads_is_told_without_alarm(mode):
    more = auth(BOB, "system:masters") if mode == "API" else entry(BOB, "system:masters")
    found, raw = effects([], [more], mode=mode)
    (rewrite,) = found.rewrites
    assert found.replaced == set(map(place_of, raw))
    assert (rewrite.path, rewrite.expected) == (NO_EFFECT, "not mapped")
    assert rewrite.actual == f"{more[0]} without effect"
    assert mode in found.impacts[place_of(rewrite)].notes[0]


@pytest.mark.parametrize(
    ("reference", "subject", "gained", "lost"),
    [
        ([], [auth(BOB, "system:masters")], [MASTERS], []),
        ([auth(BOB, "a")], [], [], ["group a"]),
        ([], [auth(BOB)], [SIGNS_IN], []),
        ([auth(BOB, "a")], [auth(BOB, "b")], ["group b"], ["group a"]),
        ([auth(BOB, "a")], [auth(BOB)], [], ["group a"]),
        ([auth(BOB, "a")], [entry(BOB, "b")], ["group b"], ["group a"]),
        (
            [entry(BOB)],
            [entry(BOB, policies=EVERYWHERE)],
            ["policy AmazonEKSClusterAdminPolicy (cluster)"],
            [],
        ),
        ([entry(BOB, username="bob")], [entry(BOB)], [], ["username bob"]),
        (
            [node_auth(BOB)],
            [auth(BOB, "system:nodes", username=NODE_NAME)],
            [],
            ["joins as node"],
        ),
        ([node_auth(BOB)], [entry(BOB)], [], ["joins as node"]),
        (
            [auth(BOB, "a"), entry(BOB, "b")],
            [auth(BOB, "a")],
            ["group a"],
            ["group b"],
        ),
        ([auth(arn("Al"), "a")], [auth(BOB, "a")], ["group a"], ["group a"]),
        (
            [node_auth(BOB)],
            [auth(BOB, *NODE_GROUPS, "eks:kube-proxy-windows", username=NODE_NAME)],
            ["joins as Windows node"],
            [],
        ),
        (
            [entry(BOB, kind="EC2", policies=EVERYWHERE)],
            [entry(BOB, kind="EC2")],
            [],
            ["policy AmazonEKSClusterAdminPolicy (cluster)"],
        ),
        (
            [entry(BOB, kind="EC2_LINUX")],
            [entry(BOB, kind="EC2")],
            ["joins as Auto Mode node"],
            ["joins as node"],
        ),
        ([auth(arn("eks/Bob"), "a")], [auth(BOB, "a")], ["group a"], []),
        (
            [entry(BOB, policies=EVERYWHERE)],
            [entry(BOB, policies=in_namespaces("a", "b"))],
            [],
            ["policy AmazonEKSClusterAdminPolicy (cluster)"],
        ),
        (
            [entry(BOB, policies=in_namespaces("a", "b"))],
            [entry(BOB, policies=in_namespaces("b", "c"))],
            ["policy AmazonEKSClusterAdminPolicy (namespaces c)"],
            ["policy AmazonEKSClusterAdminPolicy (namespaces a)"],
        ),
    ],
)
def test_who_gains_and_loses_what(reference, subject, gained, lost):
    assert told(reference, subject) == (gained, lost)


def test_each_difference_answers_for_what_it_is_about():
    found, _ = effects([auth(BOB, "a", username="x")], [auth(BOB, "b", username="y")])
    by_path = {place[2]: impact for place, impact in found.impacts.items()}
    assert by_path["groups",].access_gained == ("group b",)
    assert by_path["username",].access_lost == ("username x",)


def test_an_idle_entry_beside_one_that_acts_is_no_alarm():
    found, _ = effects([auth(BOB, "a"), entry(BOB, "b")], [auth(BOB, "c"), entry(BOB, "d")])
    (rewrite,) = found.rewrites
    assert (rewrite.kind, rewrite.path) == ("aws-auth", NO_EFFECT)
    (acting,) = (each for place, each in found.impacts.items() if place[0] == "access-entry")
    assert (acting.access_gained, acting.access_lost) == (("group d",), ("group b",))


@pytest.mark.parametrize("unread", ["cluster", "access-entry", "aws-auth"])
def test_where_a_view_is_unknown_nothing_is_claimed(unread):
    found, _ = effects([auth(BOB, "a"), entry(arn("Al"))], [], unread=(unread,))
    assert (found.impacts, found.replaced, found.rewrites) == ({}, frozenset(), ())


def test_of_a_principal_that_is_left_open_nothing_is_claimed():
    odd = ("access-entry", BOB, {"type": "STANDARD", "kubernetesGroups": {"$unknown": "x"}})
    found, raw = effects([odd], [auth(BOB, "a")])
    assert raw
    assert (found.impacts, found.rewrites) == ({}, ())


def test_other_settings_of_entries_are_left_alone():
    kind, name, attributes = entry(BOB, "a")
    found, raw = effects([(kind, name, attributes | {"tags": {"a": "b"}})], [entry(BOB, "a")])
    assert raw
    assert (found.impacts, found.replaced) == ({}, frozenset())


def test_another_mode_says_who_is_locked_out():
    same = [node_auth(BOB), entry(arn("Al"), "a")]
    found, _ = effects(same, same, mode=BOTH, other="API")
    assert found.impacts[MODE].access_lost == (f"{BOB}: joins as node",)
    assert found.impacts[MODE].access_gained == ()


def test_another_mode_that_was_prepared_for_locks_nobody_out():
    found, _ = effects([node_auth(BOB)], [entry(BOB, kind="EC2_LINUX")], BOTH, "API")
    assert found.impacts[MODE].notes == ("nobody gains or loses access by it alone",)
    assert [each.path for each in found.rewrites] == [SAME_ACCESS]


def test_a_mode_tells_what_the_own_differences_of_a_principal_do_not():
    before = [entry(BOB, kind="EC2_LINUX")]
    after = [entry(BOB, kind="EC2_LINUX", policies=EVERYWHERE)]
    found, _ = effects(before, after, BOTH, "CONFIG_MAP")
    assert found.impacts[MODE].access_lost == (f"{BOB}: joins as node",)
    idle = [auth(arn("eks/Bob"), "a")]
    found, _ = effects([entry(BOB, "b")], [entry(BOB, "b"), *idle], BOTH, "CONFIG_MAP")
    assert found.impacts[MODE].access_lost == (f"{BOB}: group b",)
    assert [each.path for each in found.rewrites] == [NO_EFFECT]


def test_a_mode_that_reads_more_lets_more_in():
    same = [auth(BOB, "a"), entry(BOB, "b")]
    found, _ = effects(same, same, "CONFIG_MAP", BOTH)
    assert (found.impacts[MODE].access_gained, found.impacts[MODE].access_lost) == (
        (f"{BOB}: group b",),
        (f"{BOB}: group a",),
    )


def modes(before, after, unread_before, unread_after):
    one = side(cluster(before), auth(BOB, "a"), unread=unread_before)
    two = side(cluster(after), auth(BOB, "a"), unread=unread_after)
    return access_effects(one, two, compare(one, two)).impacts[MODE]


def test_an_unread_reference_leaves_the_subject_to_tell():
    assert modes(BOTH, "API", ("access-entry",), ()).access_lost == (f"{BOB}: group a",)


def test_unread_entries_leave_the_effect_of_a_mode_unknown():
    impact = modes(BOTH, "API", (), ("access-entry",))
    assert not impact.exact
    assert "access-entry" in impact.notes[0]


principals = st.sampled_from(["Bob", "al", "team/Al", "node"]).map(arn)
groups = st.lists(st.sampled_from(["a", "system:nodes", "system:bootstrappers"]), unique=True)
names = st.sampled_from(["", NODE_NAME, "x"])
entries = st.one_of(
    st.builds(lambda name, own, by: auth(name, *own, username=by), principals, groups, names),
    st.builds(lambda name, own: entry(name, *own), principals, groups),
    st.builds(lambda name: entry(name, kind="EC2_LINUX"), principals),
)
fleets = st.lists(entries, max_size=4, unique_by=lambda each: each[:2])


@given(fleets, fleets, st.sampled_from(["API", BOTH, "CONFIG_MAP"]))
def test_swapping_the_sides_swaps_gained_and_lost(one, two, mode):
    forth, back = told(one, two, mode=mode), told(two, one, mode=mode)
    assert forth == back[::-1]


@given(fleets, fleets, st.sampled_from(["API", BOTH, "CONFIG_MAP"]))
def test_every_difference_of_an_entry_is_explained_once(one, two, mode):
    found, raw = effects(one, two, mode=mode)
    own = {place_of(each) for each in raw if each.kind != "cluster"}
    assert own == (found.replaced | found.impacts.keys()) & own
    assert not found.replaced & found.impacts.keys()
    places = [place_of(each) for each in found.rewrites]
    assert len(set(places)) == len(places)


modes_of_a_cluster = st.sampled_from(["API", BOTH, "CONFIG_MAP"])


@given(fleets, fleets, modes_of_a_cluster, modes_of_a_cluster)
def test_all_that_anybody_gains_or_loses_is_told(one, two, mode, other):
    found, _ = effects(one, two, mode=mode, other=other)
    views = [effective_access(side(cluster(m), *f)) for m, f in ((mode, one), (other, two))]
    for attribute, (before, after) in {
        "access_gained": views,
        "access_lost": reversed(views),
    }.items():
        lines = {each for it in found.impacts.values() for each in getattr(it, attribute)}
        for principal, access in after.principals.items():
            for word in access.gained_over(before.principals.get(principal)):
                assert any(line.endswith(word) for line in lines), (principal, word)


@given(fleets, st.sampled_from(["API", BOTH, "CONFIG_MAP"]))
def test_nothing_differs_from_itself(one, mode):
    found, raw = effects(one, one, mode=mode)
    assert (raw, structs.asdict(found)["impacts"]) == ((), {})


def test_what_is_missing_gives_nothing_and_what_is_more_takes_nothing():
    view = {ADMIN_POLICY.replace("ClusterAdmin", "View"): {"type": "cluster"}}
    found, raw = effects([entry(BOB, policies=EVERYWHERE)], [entry(BOB, policies=view)])
    by_change = {each.change: found.impacts[place_of(each)] for each in raw}
    gone, more = by_change["missing"], by_change["unexpected"]
    assert (gone.access_gained, more.access_lost) == ((), ())
    assert gone.access_lost == ("policy AmazonEKSClusterAdminPolicy (cluster)",)
    assert more.access_gained == ("policy AmazonEKSViewPolicy (cluster)",)


def test_an_entry_that_another_takes_the_place_of_is_not_blamed_for_what_that_gives():
    found, raw = effects([entry(BOB, "a")], [auth(BOB, "a", "system:masters")])
    gone, new = (found.impacts[place_of(each)] for each in raw)
    assert (gone.access_gained, gone.access_lost, len(gone.notes)) == ((), (), 1)
    assert (new.access_gained, new.access_lost) == ((MASTERS,), ())


def test_what_was_hidden_behind_a_missing_entry_is_told_with_it():
    hidden = auth(BOB, "system:masters")
    found, raw = effects([entry(BOB, "a"), hidden], [hidden])
    (gone,) = raw
    assert found.impacts[place_of(gone)].access_gained == (MASTERS,)
