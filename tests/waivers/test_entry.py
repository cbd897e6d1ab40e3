"""An entry of the waiver file counts only when all of it is right; what is wrong has its line."""

from datetime import date

import pytest

from driftaudit.judge.selector import Selector
from driftaudit.judge.waivers import FiledWaiver, InvalidWaiver
from driftaudit.model import Waiver
from driftaudit.waivers.entry import filed
from driftaudit.yaml_source import parse


def entry(text):
    """The first entry of a list that starts in line 2 of a file."""
    source = parse("waivers:\n" + text, "waivers.yaml")
    return filed(source, ("waivers", 0), source.data["waivers"][0])


def fields(**changed):
    """A valid entry in lines 2 to 4 with fields in its place changed, left out or added."""
    given = {"code": "ADDON003", "reason": "known", "expires": "2026-12-01"} | changed
    lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
    return "- " + "\n  ".join(lines) + "\n"


def test_a_whole_entry():
    made = entry("""\
- fingerprint: "0123456789abcdef"
  code: ADDON003
  environments: [prod-de, "stag*"]
  kind: addon
  resource: vpc-cni
  path: [addonVersion]
  value: sha256:0123456789abcdef
  reason: " not before the freeze "
  owner: platform
  ticket: PLAT-12
  created: 2026-11-22
  expires: 2026-12-01
""")
    assert isinstance(made, FiledWaiver)
    assert (made.where, made.fingerprint, made.value) == (
        "waivers.yaml:2",
        *["0123456789abcdef"] * 2,
    )
    assert made.selector == Selector(
        code="ADDON003",
        environments=("prod-de", "stag*"),
        kind="addon",
        resource="vpc-cni",
        path=("addonVersion",),
    )
    assert made.waiver == Waiver(
        reason="not before the freeze", expires="2026-12-01", owner="platform", ticket="PLAT-12"
    )
    assert (made.created, made.expires) == (date(2026, 11, 22), date(2026, 12, 1))
    assert made.entry["reason"] == " not before the freeze "


@pytest.mark.parametrize(
    "written",
    ["1234567890123456", "0123456701234567", "0000000000000000", '"1234567890123456"'],
)
def test_a_fingerprint_of_digits_needs_no_quotes(written):
    made = entry(fields(fingerprint=written))
    assert made.fingerprint == written.strip('"')


def test_a_ticket_may_be_a_number():
    assert entry(fields(ticket="0012")).waiver.ticket == "0012"


def test_the_least_that_is_needed():
    for least in ("code: IAM001", "kind: addon", "resource: x*", "fingerprint: 0123456789abcdef"):
        made = entry(f"- {least}\n  reason: known\n  expires: 2026-12-01\n")
        assert isinstance(made, FiledWaiver), made
    assert entry(fields(path="tags.team")).selector.path == "tags.team"


SAY_WHY = "reason is missing: say why this is accepted"
SAY_WHEN = "expires is missing: say until when, as YYYY-MM-DD, at most 365 days ahead"
SAY_WHAT = "says nothing of what it waives; give a fingerprint, or a code, kind or resource"
NO_DATE = "is no date, which looks like 2026-12-24"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        # dates
        (fields(expires=None), 2, SAY_WHEN),
        (fields(expires="soon"), 4, f"expires: 'soon' {NO_DATE}"),
        (fields(expires="2026-02-30"), 4, f"expires: '2026-02-30' {NO_DATE}"),
        (fields(expires="20261201"), 4, f"expires: '20261201' {NO_DATE}"),
        (fields(expires="2026-12-01T00:00:00Z"), 4, f"expires: '2026-12-01T00:00:00Z' {NO_DATE}"),
        (fields(expires="1.12.2026"), 4, f"expires: '1.12.2026' {NO_DATE}"),
        (fields(expires="2026-12-0\u0661"), 4, f"expires: '2026-12-0\u0661' {NO_DATE}"),
        (fields(expires=""), 4, "expires: expected text, not nothing"),
        (fields(created="never"), 5, f"created: 'never' {NO_DATE}"),
        (
            fields(created="2026-12-02"),
            4,
            "expires: 2026-12-01 is before it was created, on 2026-12-02",
        ),
        # the reason
        (fields(reason=None), 2, SAY_WHY),
        (fields(reason='""'), 3, "reason: empty: say why this is accepted"),
        (fields(reason='" "'), 3, "reason: empty: say why this is accepted"),
        (fields(reason="[a]"), 3, "reason: expected text, not a list"),
        (fields(reason="yes"), 3, "reason: expected text, not True"),
        # what is waived
        (fields(code=None), 2, SAY_WHAT),
        (fields(code=None, path="tags", environments="[a]"), 2, SAY_WHAT),
        (
            fields(code=None, resource='"*"'),
            4,
            "resource: is every resource; give a fingerprint, or a code, kind or name",
        ),
        (fields(code="ADON003"), 2, "code: unknown code 'ADON003', did you mean 'ADDON003'?"),
        (fields(code="META011"), 2, "code: META011 is about waivers, and cannot be waived"),
        (fields(kind="adon"), 5, "kind: unknown kind 'adon', did you mean 'addon'?"),
        (fields(envronments="[a]"), 5, "envronments: unknown field, did you mean 'environments'?"),
        (fields(resource="{a: 1}"), 5, "resource: expected text, not a map"),
        (fields(kind='""'), 5, "kind: empty: give it a value, or leave it out"),
        (fields(environments="prod-de"), 5, "environments: expected a list, not 'prod-de'"),
        (fields(environments="[]"), 5, "environments: expected a list, not an empty list"),
        (fields(environments="[a, 1]"), 5, "environments[1]: expected text, in quotes, not 1"),
        (
            fields(path="{}"),
            5,
            "path: expected a list of keys, or text with dots between them, not a map",
        ),
        (fields(path='" "'), 5, "path: empty: give it a value, or leave it out"),
        (
            fields(fingerprint="123"),
            5,
            "fingerprint: '123' is no fingerprint, which is 16 of 0-9 and a-f",
        ),
        (
            fields(value="0123456789abcdef"),
            5,
            "value: '0123456789abcdef' is no digest: sha256: and 16 of 0-9 and a-f",
        ),
        # all at once, and nothing at all
        (fields(reason=None, expires=None), 2, f"{SAY_WHY}; {SAY_WHEN}"),
        ("- ADDON003\n", 2, "expected a map with a fingerprint, or a code, kind or resource"),
        ("- {}\n", 2, f"{SAY_WHAT}; {SAY_WHY}; {SAY_WHEN}"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(text, line, message):
    made = entry(text)
    assert isinstance(made, InvalidWaiver)
    assert (made.where, made.message) == (f"waivers.yaml:{line}", message)
    assert made.line == line
