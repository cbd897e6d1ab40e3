"""A ready-made waiver is complete but for its reason, and reads back as what was meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.judge.ready_made import entry_for, entry_text, expires_problem, ready_made
from driftaudit.judge.waivers import WaiverEntry
from driftaudit.yaml_source import parse
from tests.judge.waivers import TODAY, finding


def test_it_can_be_pasted_as_it_is():
    assert ready_made(finding(), TODAY) == (
        f'  - fingerprint: "{finding().fingerprint}"\n'
        '    environments: ["prod-de"]\n'
        "    kind: addon\n"
        '    resource: "coredns"\n'
        '    path: ["addonVersion"]\n'
        "    value: sha256:161078e42e8fef3b\n"
        '    reason: ""  # say why, or the waiver does not count\n'
        "    created: 2026-11-22\n"
        "    expires: 2027-02-20\n"
    )


def test_what_is_missing_has_no_value_that_could_change():
    gone = finding(path=(), expected={}, actual=None)
    assert entry_for(gone, today=TODAY) == WaiverEntry(
        fingerprint=gone.fingerprint,
        environments=("prod-de",),
        kind="addon",
        resource="coredns",
        created="2026-11-22",
        expires="2027-02-20",
    )


def test_what_is_known_is_filled_in():
    entry = entry_for(
        finding(),
        today=TODAY,
        reason='a "reason": # not a comment',
        expires=date(2026, 12, 1),
        owner="platform",
        ticket="PLAT-12",
    )
    text = entry_text(entry, "")
    assert text.startswith("- fingerprint: ")
    assert 'reason: "a \\"reason\\": # not a comment"\n' in text
    (read,) = parse(text, "f").data
    assert (read["reason"], read["owner"], read["ticket"], read["expires"]) == (
        'a "reason": # not a comment',
        "platform",
        "PLAT-12",
        "2026-12-01",
    )


texts = st.text(st.characters(exclude_categories=["Cs"]))
entries = st.builds(
    WaiverEntry,
    fingerprint=st.text("0123456789abcdef", min_size=16, max_size=16),
    code=texts,
    environments=st.lists(texts, max_size=3).map(tuple),
    kind=st.sampled_from(["addon", "iam-role", "null", ""]),
    resource=texts,
    path=texts.filter(bool) | st.lists(texts, max_size=3).map(tuple),
    value=texts,
    reason=texts,
    expires=st.dates().map(str) | texts,
)


@given(entries, st.integers(0, 4).map(" ".__mul__))
def test_every_entry_reads_back_as_it_is_and_hides_nothing(entry, indent):
    text = entry_text(entry, indent)
    (read,) = parse("waivers:\n" + text, "f").data["waivers"]
    lists = {name: tuple(read[name]) for name in ("environments", "path") if name in read}
    if isinstance(read.get("path"), str):
        del lists["path"]
    assert WaiverEntry(**read | lists) == entry
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        (-1, "2026-11-21 is over; name a day to come, such as 2027-02-20"),
        (0, ""),
        (365, ""),
        (366, "2027-11-23 is too far ahead; a waiver lasts at most 365 days, to 2027-11-22"),
    ],
)
def test_how_far_ahead_a_waiver_may_expire(days, problem):
    assert expires_problem(TODAY + timedelta(days), TODAY) == problem
