import pytest
from msgspec.structs import replace

from driftaudit.model import Gap
from driftaudit.render.html.answer import answer_of, is_known_clean, odd_settings, reach_of
from driftaudit.report import Gate, MatrixRow, MatrixValue, Summary
from tests.render.sample import EXPIRED, REPORT, environment

GAP = Gap(kind="addon", operation="eks:ListAddons", code="AccessDenied", message="", needs="")
UNREAD = {"status": "partial", "gaps": (GAP,)}


def report(*environments, result="clean", found=None, waived=0, **fields):
    found = found or {}
    counts = {each.name: found.get(each.name, 0) for each in environments}
    total = sum(counts.values())
    summary = Summary(
        findings=total,
        by_severity={"critical": 0, "low": total},
        by_environment=counts,
        waived=waived,
        gaps=sum(len(each.gaps) for each in environments),
    )
    return replace(
        REPORT, environments=environments, result=result, findings=(), summary=summary, **fields
    )


def row(**fields):
    values = (
        MatrixValue(value=1, environments=("a", "b")),
        MatrixValue(value=2, environments=("c",)),
    )
    base = {"kind": "addon", "resource": "x", "path": ("v",), "values": values, "consensus": 1}
    return MatrixRow(**base | {"outliers": ("c",)} | fields)


A, B, C = (environment(name) for name in "abc")
DARK = environment("d", **UNREAD)
NONPROD = environment("n", reference="baseline:nonprod")
PEER = environment("p", reference="prod-ca")
FLEET = tuple(environment(name, reference="fleet:prod") for name in "abc")


@pytest.mark.parametrize(
    ("given", "state", "sentence", "notes"),
    [
        (report(A), "clean", "a matches baseline:prod", ()),
        (report(A, B), "clean", "2 environments match baseline:prod", ()),
        (report(A, NONPROD), "clean", "2 environments match 2 baselines", ()),
        (report(A, PEER), "clean", "2 environments match 2 references", ()),
        (
            report(A, B, result="drift", found={"a": 2}, waived=1),
            "drift",
            "1 of 2 environments differs from baseline:prod",
            ("2 low", "1 waived"),
        ),
        (
            report(A, result="drift", found={"a": 1}),
            "drift",
            "a differs from baseline:prod",
            ("1 low",),
        ),
        (
            report(A, B, found={"a": 1, "b": 1}),
            "noted",
            "2 of 2 environments differ from baseline:prod",
            ("2 low, all below the level that fails",),
        ),
        (
            report(A, DARK, result="incomplete"),
            "incomplete",
            "No drift seen, but 1 of 2 environments could not be read in full",
            (),
        ),
        (
            report(DARK, result="incomplete"),
            "incomplete",
            "No drift seen, but d could not be read in full",
            (),
        ),
        (
            report(A, DARK, result="drift", found={"a": 1}),
            "drift",
            "1 of 2 environments differs from baseline:prod",
            ("1 low", "1 environment could not be read in full"),
        ),
        (
            report(A, B, result="incomplete"),
            "incomplete",
            "No drift seen, but baseline:prod could not be read in full",
            (),
        ),
        (report(*FLEET), "clean", "prod: 3 environments, all alike", ()),
        (
            report(*FLEET, matrix=(row(),)),
            "noted",
            "prod: 3 environments, 1 setting differs",
            (),
        ),
        (
            report(*FLEET[:2], replace(FLEET[2], **UNREAD), result="incomplete"),
            "incomplete",
            "prod: 3 environments, no difference seen, but not all could be read",
            (),
        ),
        (report(), "incomplete", "Nothing was audited", ()),
        (
            replace(report(A), findings=(EXPIRED,)),
            "noted",
            "a matches baseline:prod; 1 finding about waivers",
            (),
        ),
    ],
)
def test_the_answer(given, state, sentence, notes):
    assert answer_of(given) == (state, sentence, notes)


@pytest.mark.parametrize(
    "environments",
    [
        (A, DARK),
        (A, environment("e", status="error")),
        (A, environment("e", status="partial")),
        (PEER, environment("prod-ca", reference="", **UNREAD)),
        (),
    ],
)
def test_what_was_not_read_never_looks_clean_whatever_the_result_says(environments):
    assert answer_of(report(*environments)).state == "incomplete"


def test_an_environment_is_clean_only_where_nothing_is_in_doubt():
    assert is_known_clean(A, report(A))
    assert not is_known_clean(A, report(A, found={"a": 1}))
    assert not is_known_clean(DARK, report(DARK))
    assert not is_known_clean(A, report(A, result="incomplete"))
    assert is_known_clean(A, report(A, DARK, result="incomplete"))
    reference = environment("prod-ca", reference="", **UNREAD)
    assert not is_known_clean(PEER, report(PEER, reference))


@pytest.mark.parametrize(
    ("fields", "clean"),
    [
        ({}, ["a", "b"]),
        ({"unread": ("a",)}, ["b"]),
        ({"split": True, "outliers": (), "consensus": None}, []),
    ],
)
def test_in_a_fleet_the_odd_the_split_and_the_unread_are_not_clean(fields, clean):
    fleet = report(*FLEET, matrix=(row(**fields),))
    assert [each.name for each in FLEET if is_known_clean(each, fleet)] == clean


@pytest.mark.parametrize(
    ("verdict", "environments", "found", "state", "sentence"),
    [
        ("blocked", (A,), {}, "drift", "Blocked: a is not what it seems"),
        (
            "unknown",
            (A,),
            {},
            "incomplete",
            "Blocked until it can be decided: a is not what it seems",
        ),
        ("passed", (A,), {}, "clean", "Passed: a is not what it seems"),
        ("passed", (A,), {"a": 1}, "noted", "Passed: a is not what it seems"),
        ("passed", (DARK,), {}, "incomplete", "Passed: a is not what it seems"),
    ],
)
def test_a_gate_says_its_verdict_first(verdict, environments, found, state, sentence):
    gate = Gate(verdict=verdict, reason="a is not what it seems", touched=("a",), answers=())
    result = "drift" if found else "clean"
    answer = answer_of(report(*environments, result=result, found=found, gate=gate))
    assert (answer.state, answer.sentence) == (state, sentence)


def test_the_odd_one_out_is_counted_a_setting():
    fleet = report(*FLEET, matrix=(row(), row(path=("w",))))
    assert [odd_settings(each, fleet) for each in FLEET] == [0, 0, 2]


def test_gaps_of_the_reference_are_gaps_of_the_comparison():
    reference = environment("prod-ca", reference="", not_audited={"workload": "off"}, **UNREAD)
    reach = reach_of(PEER, report(PEER, reference))
    assert reach.unread == ("addon",)
    assert reach.skipped == ("workload",)
    assert reach_of(environment("e", status="error"), report()).unread == ("*",)
