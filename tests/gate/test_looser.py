from datetime import date

import pytest

from driftaudit.baselines.layers import Baseline
from driftaudit.compare.matchers import Matcher
from driftaudit.gate.looser import Agreed, brought, looser, uncounted
from driftaudit.judge.remap import SeverityRule
from driftaudit.judge.selector import Selector
from driftaudit.judge.terms import Terms
from driftaudit.judge.waivers import FiledWaiver, InvalidWaiver, WaiverFile
from driftaudit.model import Waiver
from tests.gate.made import baseline, resources, snapshot, target

AGREED = Agreed()
RULE = SeverityRule(selector=Selector(), severity="info")


def waivers(*fingerprints):
    return WaiverFile(
        origin="w.yaml",
        waivers=tuple(
            FiledWaiver(
                where=f"w.yaml:{line}",
                entry={"fingerprint": each},
                fingerprint=each,
                selector=Selector(),
                waiver=Waiver(reason="r", expires="2026-12-24"),
                expires=date(2026, 12, 24),
            )
            for line, each in enumerate(fingerprints, start=1)
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (Agreed(), Agreed(), ()),
        (None, Agreed(fail_on="none"), ()),
        (
            Agreed(fail_on="low"),
            Agreed(fail_on="high"),
            ("fail_on goes from low to high: less counts as drift",),
        ),
        (Agreed(fail_on="none"), Agreed(fail_on="info"), ()),
        (
            Agreed(),
            Agreed(terms=Terms(severity=(RULE,))),
            ("the rules of severity are other ones: the same drift may count for less",),
        ),
        (
            Agreed(terms=Terms(waivers=waivers("a"))),
            Agreed(terms=Terms(waivers=waivers("b", "a"))),
            ("it brings 1 waiver: w.yaml:1",),
        ),
        (Agreed(terms=Terms(waivers=waivers("a"))), Agreed(), ()),
        (
            Agreed(read={"us": ("Kubernetes", "roles x-*"), "gone": ("Kubernetes",)}),
            Agreed(read={"us": ("roles x-*", "roles y-*")}),
            ("us: Kubernetes will be read no longer",),
        ),
    ],
    ids=["same", "new", "threshold", "stricter", "severity", "waiver", "less waivers", "reads"],
)
def test_what_a_change_agrees_on_less(before, after, lines):
    assert looser(before, after, ()) == lines


def test_a_waiver_that_counts_for_nothing_is_told_by_the_change_that_brings_it():
    bad = InvalidWaiver(where="/srv/repo/baselines/w.yaml:3", entry={"x": 1}, message="no field x")
    moved = InvalidWaiver(where="w.yaml:9", entry={"x": 1}, message="no field x")
    agreed = [
        Agreed(terms=Terms(waivers=WaiverFile(origin="w.yaml", invalid=(each,))))
        for each in (bad, moved)
    ]
    told = ("w.yaml:3 is no waiver that counts: no field x",)
    assert uncounted(AGREED, agreed[0]) == uncounted(None, agreed[0]) == told
    assert uncounted(agreed[1], agreed[0]) == ()


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (baseline(), ()),
        (
            Baseline(name="prod", resources=resources(), not_audited={"workload": "later"}),
            ("prod-us: workload will be audited no longer (later)",),
        ),
        (
            Baseline(name="prod", resources=resources(addon={}), mode={"addon": "subset"}),
            (
                "prod-us: will be looked at no longer: addon coredns",
                "prod-us: more than is expected will be fine in addon",
            ),
        ),
        (
            Baseline(name="prod", resources=resources(), mode={"addon": "subset"}),
            ("prod-us: more than is expected will be fine in addon",),
        ),
        (
            baseline(version=Matcher(shown={"$min": "v1"})),
            ("prod-us: one of many values will do: addon coredns addonVersion",),
        ),
    ],
    ids=["same", "not audited", "no mention", "subset", "matcher"],
)
def test_what_a_baseline_says_less(after, lines):
    assert looser(AGREED, AGREED, (target(snapshot(), baseline(), after),)) == lines


def test_an_environment_that_leaves_is_told():
    gone = target(snapshot(), baseline(), baseline(), presence="leaving")
    (line,) = looser(AGREED, AGREED, (gone,))
    assert line.startswith("prod-us is gone from the configuration")


def test_a_waiver_that_moves_is_none_that_the_change_brings():
    found = brought(waivers("a", "b"), waivers("b", "c", "a"))
    assert [each.fingerprint for each in found.waivers] == ["c"]
