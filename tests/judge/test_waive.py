"""A waiver counts for what it names until its last day; whatever cannot count is told."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.judge.waive import Waived, apply
from driftaudit.judge.waivers import NO_ENVIRONMENT, InvalidWaiver
from driftaudit.model import SEVERITIES, Finding, Waiver, digest_of
from driftaudit.names import name_problem
from tests.judge.waivers import TODAY, audited, file, filed, finding, scope

ONE = finding()
OTHER = finding(resource="kube-proxy")
ACCEPTED = digest_of("v1")[:16]


def waive(*waivers, findings=(ONE, OTHER), within=None, today=TODAY, invalid=()) -> Waived:
    return apply(findings, file(*waivers, invalid=invalid), today=today, scope=within or scope())


def reasons(waived):
    return [each.waiver and each.waiver.reason for each in waived.findings]


def codes(waived):
    return [each.code for each in waived.meta]


def test_no_waiver_no_change():
    assert waive() == Waived(findings=(finding(), OTHER))


@pytest.mark.parametrize(
    "asked",
    [
        {"fingerprint": finding().fingerprint},
        {"fingerprint": finding().fingerprint, "kind": "addon", "environments": ("prod-de",)},
        {"resource": "coredns"},
        {"code": "ADDON003", "resource": "core*"},
        {"kind": "addon", "resource": "coredns", "value": ACCEPTED},
    ],
)
def test_a_waiver_is_put_on_what_it_names_and_on_nothing_else(asked):
    waived = waive(filed(**asked))
    assert waived.findings[0].waiver == Waiver(
        reason="known", expires="2026-12-01", owner="platform"
    )
    assert waived.findings[1] == OTHER
    assert (waived.meta, waived.unused) == ((), ())


def test_all_that_is_given_beside_a_fingerprint_must_hold():
    waived = waive(filed(fingerprint=finding().fingerprint, kind="cluster"))
    assert reasons(waived) == [None, None]


def test_a_new_value_alarms_again_and_says_so():
    moved = finding(actual="v0")
    waived = waive(
        filed(fingerprint=moved.fingerprint, value=ACCEPTED),
        findings=(moved,),
        within=scope(audited(status="partial")),
    )
    assert reasons(waived) == [None]
    assert codes(waived) == ["META013"]
    assert "the value is not the accepted one any more" in waived.meta[0].fix[0]
    assert [each.line for each in waived.unused] == [3]


def test_the_fingerprint_goes_first_then_the_most_specific():
    waivers = [
        filed(1, fingerprint=finding().fingerprint, reason="fingerprint"),
        filed(2, code="ADDON003", resource="coredns", value=ACCEPTED, reason="value"),
        filed(3, code="ADDON003", kind="addon", resource="coredns", reason="three"),
        filed(4, code="ADDON003", resource="coredns", reason="two"),
        filed(5, kind="addon", reason="one"),
    ]
    while waivers:
        waived = waive(*reversed(waivers))
        assert waived.findings[0].waiver.reason == waivers[0].waiver.reason
        # One that only comes second is not one of nothing.
        assert codes(waived) == []
        waivers.pop(0)


def test_of_two_that_say_the_same_the_longer_counts():
    waivers = (filed(1, kind="addon"), filed(2, kind="addon", expires="2026-12-02"))
    for each in (waivers, waivers[::-1]):
        assert waive(*each).findings[0].waiver.expires == "2026-12-02"


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True), (365, True)])
def test_the_last_day_is_the_last(days, counts):
    until = (TODAY + timedelta(days)).isoformat()
    waived = waive(filed(expires=until, kind="addon"))
    assert (waived.findings[0].waiver is not None) is counts
    assert codes(waived) == ([] if counts else ["META010"])


def test_expired_is_a_finding_of_its_own():
    (meta,) = waive(filed(12, kind="addon", expires="2026-11-01")).meta
    assert (meta.code, meta.severity, meta.environment) == ("META010", "medium", NO_ENVIRONMENT)
    assert (meta.difference.kind, meta.difference.resource) == ("waiver", "waivers.yaml:12")
    assert (meta.difference.path, meta.difference.change) == (("expires",), "changed")
    assert meta.difference.expected == "2026-11-22 or later"
    assert meta.difference.actual == "2026-11-01"
    assert (meta.reference, meta.difference.source) == (
        "waivers.yaml",
        "/repo/baselines/waivers.yaml:12",
    )
    assert meta.fix == (
        "waivers.yaml:12: it expired on 2026-11-01; mend what it waived, or give it a new date",
    )


def test_invalid_is_a_finding_of_its_own_whoever_is_audited():
    entry = InvalidWaiver(where="waivers.yaml:7", message="reason is missing", entry={"code": 1})
    waived = waive(invalid=[entry], within=scope(audited("staging")))
    (meta,) = waived.meta
    assert (meta.code, meta.severity, meta.environment) == ("META011", "medium", NO_ENVIRONMENT)
    assert (meta.difference.path, meta.difference.actual) == ((), {"code": 1})
    assert meta.fix == ("waivers.yaml:7: reason is missing",)


def test_an_environment_that_there_is_not_makes_a_waiver_invalid():
    waived = waive(filed(kind="addon", environments=("prod-de", "prd-us", "dev-*")))
    assert reasons(waived) == [None, None]
    assert codes(waived) == ["META011"]
    (said,) = waived.meta[0].fix
    assert said.startswith("waivers.yaml:3: no environment has the name 'prd-us', did you mean")
    assert said.endswith("; no environment matches 'dev-*'; known: prod-de, prod-us, staging")


@pytest.mark.parametrize(
    ("created", "expires", "counts"),
    [
        (None, "2027-11-22", True),
        (None, "2027-11-23", False),
        ("2026-06-01", "2027-06-01", True),
        ("2026-06-01", "2027-06-02", False),
        ("2030-01-01", "2030-06-01", False),
        ("2026-11-23", "2027-11-22", True),
    ],
)
def test_a_waiver_lasts_at_most_a_year(created, expires, counts):
    waived = waive(filed(kind="addon", created=created, expires=expires))
    assert (reasons(waived)[0] is not None) is counts
    assert codes(waived) == ([] if counts else ["META012"])


def test_too_long_is_a_finding_of_its_own():
    (meta,) = waive(filed(kind="addon", created="2026-11-01", expires="2036-12-01")).meta
    assert (meta.code, meta.severity) == ("META012", "medium")
    assert meta.difference.expected == "2027-11-01 or earlier"
    assert "write expires: 2027-11-01, or sooner" in meta.fix[0]


def test_a_waiver_of_nothing_is_a_finding_where_all_was_read():
    waived = waive(filed(kind="cluster"))
    (meta,) = waived.meta
    assert (meta.code, meta.severity) == ("META013", "info")
    assert meta.fix == ("waivers.yaml:3: nothing that it matches is there any more; remove it",)
    assert waived.unused == (filed(kind="cluster"),)


@pytest.mark.parametrize(
    ("asked", "environments", "told"),
    [
        ({}, ["prod-de", "prod-us"], False),
        ({"environments": ("prod-*",)}, ["prod-de", "prod-us"], True),
        ({"environments": ("prod-*",)}, ["prod-de"], False),
        ({"environments": ("staging",)}, ["prod-de"], False),
        ({}, ["prod-de", "prod-us", audited("staging", "partial")], False),
        ({}, ["prod-de", "prod-us", audited("staging", "error")], False),
        ({}, ["prod-de", "prod-us", audited("staging", workload="left out")], True),
        ({}, ["prod-de", "prod-us", audited("staging", cluster="left out")], False),
        ({}, ["prod-de", "prod-us", "staging", audited("staging", "partial")], False),
    ],
)
def test_that_a_waiver_is_of_nothing_is_told_only_where_it_is_known(asked, environments, told):
    within = scope(*(audited(each) if isinstance(each, str) else each for each in environments))
    waived = waive(filed(kind="cluster", **asked), within=within)
    assert codes(waived) == (["META013"] if told else [])
    assert len(waived.unused) == told


def test_without_a_kind_anything_left_out_leaves_it_open():
    within = scope(audited(workload="left out"), audited("prod-us"), audited("staging"))
    assert codes(waive(filed(resource="x"), within=within)) == []
    assert codes(waive(filed(resource="x"))) == ["META013"]


@pytest.mark.parametrize("expires", ["2026-11-01", "2036-01-01"])
def test_waivers_for_those_who_are_not_audited_are_not_told(expires):
    waiver = filed(kind="addon", environments=("staging",), expires=expires)
    assert codes(waive(waiver, within=scope(audited("prod-de")))) == []
    assert len(codes(waive(waiver))) == 1


@pytest.mark.parametrize("expires", ["2026-11-01", "2036-01-01"])
def test_one_that_was_renewed_is_only_to_be_removed(expires):
    waived = waive(filed(3, kind="addon", expires=expires), filed(9, kind="addon"))
    assert reasons(waived) == ["known", "known"]
    assert codes(waived) == ["META013"]
    assert waived.meta[0].fix == (
        "waivers.yaml:3: the waiver in line 9 takes its place; remove this one",
    )


def test_what_is_said_is_in_the_order_of_the_file_and_lasts_while_lines_move():
    broken = InvalidWaiver(where="w/waivers.yaml:5", message="no", entry={})
    waivers = [filed(9, kind="addon", expires="2026-11-01"), filed(2, kind="cluster")]
    waived = waive(*waivers, invalid=[broken])
    assert codes(waived) == ["META013", "META011", "META010"]
    moved = [
        msgspec.structs.replace(each, where=f"waivers.yaml:{each.line + 7}") for each in waivers
    ]
    later = waive(*moved, invalid=[broken])
    prints = {each.fingerprint for each in waived.meta}
    assert len(prints) == 3
    assert {each.fingerprint for each in later.meta} == prints


# Properties

names = st.sampled_from(["prod-de", "prod-us", "staging"])
found = st.builds(
    finding,
    names,
    code=st.sampled_from(["ADDON003", "ADDON004"]),
    severity=st.sampled_from(SEVERITIES),
    resource=st.sampled_from(["coredns", "vpc-cni"]),
    actual=st.sampled_from(["v0", "v1"]),
)
days = st.integers(-400, 800).map(lambda days: (TODAY + timedelta(days)).isoformat())
waivers = st.lists(
    st.builds(
        filed,
        line=st.integers(1, 99),
        expires=days,
        created=st.none() | days,
        reason=st.sampled_from("abc"),
        fingerprint=st.just("") | found.map(lambda each: each.fingerprint),
        value=st.just("") | st.just(ACCEPTED),
        code=st.sampled_from(["", "ADDON003"]),
        environments=st.just(()) | st.tuples(names | st.sampled_from(["prod-*", "typo"])),
        resource=st.sampled_from(["", "core*", "vpc-cni"]),
    ),
    max_size=6,
    unique_by=lambda each: each.line,
)
runs = st.lists(found, max_size=6), waivers


def bare(each: Finding) -> Finding:
    return msgspec.structs.replace(each, waiver=None)


@given(*runs)
def test_a_waived_finding_keeps_all_else(findings, chosen):
    waived = waive(*chosen, findings=tuple(findings))
    assert list(map(bare, waived.findings)) == findings


@given(*runs, st.randoms())
def test_order_is_irrelevant(findings, chosen, random):
    waived = waive(*chosen, findings=tuple(findings))
    order = random.sample(range(len(findings)), len(findings))
    shuffled = random.sample(chosen, len(chosen))
    again = waive(*shuffled, findings=tuple(findings[place] for place in order))
    assert again.findings == tuple(waived.findings[place] for place in order)
    assert again.meta == waived.meta


@given(*runs, st.integers(-500, 900).map(lambda days: TODAY + timedelta(days)))
def test_no_waiver_counts_after_its_day_or_for_more_than_a_year(findings, chosen, today):
    for each in waive(*chosen, findings=tuple(findings), today=today).findings:
        if each.waiver:
            expires = date.fromisoformat(each.waiver.expires)
            assert timedelta() <= expires - today <= timedelta(365)


@given(*runs)
def test_to_apply_twice_is_to_apply_once(findings, chosen):
    once = waive(*chosen, findings=tuple(findings))
    assert waive(*chosen, findings=once.findings) == once


@given(*runs)
def test_every_waiver_that_does_not_count_is_told_once(findings, chosen):
    waived = waive(*chosen, findings=tuple(findings))
    lines = [each.difference.resource for each in waived.meta]
    assert len(lines) == len(set(lines))
    for each in chosen:
        wrong = each.expires < TODAY or "typo" in each.selector.environments
        assert not wrong or f"waivers.yaml:{each.line}" in lines


def test_no_environment_can_be_named_like_none():
    assert name_problem(NO_ENVIRONMENT)
