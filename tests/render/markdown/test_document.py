import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftaudit.model import Gap, Waiver
from driftaudit.render.headline import headline
from driftaudit.render.markdown import COMMENT, SUMMARY, markdown, utf8
from driftaudit.render.markdown.text import prose
from tests.render.hostile import OUR_TAGS, seen, texts, tokens, words
from tests.render.sample import HOSTILE, REPORT, environment, finding, report
from tests.render.sample_fleet import FLEET_REPORT, poisoned, row

GOLDEN = Path(__file__).parent.parent / "golden"
LINK = "https://ci.example/runs/1?a=b"
BOTH = pytest.mark.parametrize("report", [REPORT, FLEET_REPORT], ids=["check", "fleet"])


def many(count, **fields):
    severities = ("critical", "high", "medium", "low", "info")
    return [
        finding(f"{n:x}", resource=f"role-{n}", severity=severities[n % 5], **fields)
        for n in range(count)
    ]


def assert_sound(text):
    """Nothing but our HTML, each tag closed; no heading, link or list that is not ours."""
    kinds = [each.type for each in tokens(text)]
    assert "<" not in OUR_TAGS.sub("", text)
    assert text.count("<details>") == text.count("</details>")
    assert not {"link_open", "image", "em_open", "hr", "blockquote_open"} & set(kinds)
    assert kinds.count("ordered_list_open") == 0
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert all(len({line.count("|") for line in each.splitlines()}) == 1 for each in tables)


def test_golden_of_a_fleet():
    assert markdown(FLEET_REPORT, link=LINK) == (GOLDEN / "fleet.md").read_text(encoding="utf-8")


@BOTH
def test_hostile_text_is_shown_and_not_obeyed(report):
    text = markdown(report)
    assert_sound(text)
    assert words(HOSTILE[:20]) in seen(text)


@settings(max_examples=25, deadline=None)
@given(texts)
def test_whatever_people_write_everywhere_the_document_is_ours(text):
    assert_sound(markdown(poisoned(REPORT, text)))
    assert_sound(markdown(poisoned(FLEET_REPORT, text)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20_000), st.booleans(), st.sampled_from([REPORT, FLEET_REPORT]))
def test_no_limit_is_passed_and_what_is_cut_is_whole(limit, in_bytes, report):
    size = utf8 if in_bytes else len
    text = markdown(report, limit=limit, size=size)
    assert size(text) < limit or not text
    assert text.count("<details>") == text.count("</details>")
    assert not [each for each in tokens(text) if each.type == "fence" and "details" in each.content]


@BOTH
@pytest.mark.parametrize("limit", [900, 1_500, 2_000])
def test_the_result_and_what_is_unread_outlive_every_cut(report, limit):
    text = markdown(report, limit=limit, link=LINK)
    assert text.startswith("## driftaudit: ")
    assert "incomplete" in text.splitlines()[0]
    assert "**1 environment could" in text or "**2 environments could" in text
    assert "`prod-sg`" in text
    assert "**Not shown here: " in text
    assert text.endswith(f"[The whole report]({LINK})\n")


def test_hundreds_of_findings_are_cut_between_two_and_counted_by_severity():
    text = markdown(report([environment("prod-de")], many(1000)))
    assert 50_000 < len(text) < COMMENT
    shown = text.count("<b>critical</b>") + text.count("<b>high</b>")
    assert shown == text.count("<details>")
    assert "<b>medium</b>" not in text, "the worse stay"
    assert f"Not shown here: {1000 - shown} more findings (" in text
    assert "200 medium, 200 low, 200 info" in text
    assert_sound(text)


def test_a_summary_holds_more_and_is_counted_in_bytes():
    found = many(1000, why="ü" * 900)
    text = markdown(report([environment("prod-de")], found), limit=SUMMARY, size=utf8)
    assert COMMENT < len(text) < SUMMARY * 0.9
    assert SUMMARY * 0.9 < utf8(text) < SUMMARY


def test_many_gaps_leave_room_for_findings_and_are_counted():
    gaps = [
        Gap(kind="addon", operation=f"eks:{n}", code="Denied", message="x " * 200, needs="y " * 200)
        for n in range(60)
    ]
    fleet = [environment(f"e{n}", status="partial", gaps=(gap,)) for n, gap in enumerate(gaps)]
    text = markdown(report(fleet, many(200)), limit=40_000)
    assert "**60 environments could not be read in full (60 gaps)" in text
    assert "40 more failed reads" in text
    assert text.count("<b>critical</b>") == 40
    assert_sound(text)


def test_a_link_is_one_or_none():
    assert f"\n[The whole report]({LINK})\n" in markdown(REPORT, link=LINK)
    for bad in ("", "javascript:x", "https://a.b/) [x](y", "https://a.b/\n# x", "https://a.b/<x>"):
        assert "The whole report" not in markdown(REPORT, link=bad)
    assert markdown(REPORT, limit=3000).endswith("** The JSON report has them.\n")


def test_the_worst_comes_first_in_a_sentence():
    lines = markdown(REPORT).splitlines()
    assert lines[2] == f"**{prose(headline(REPORT))}**"
    assert lines[2].startswith("**prod-de ")
    assert lines[4].startswith("7 environments checked against 2 baselines")


def test_clean_is_short():
    text = markdown(report([environment("a"), environment("b")], result="clean"))
    assert text == (
        "## driftaudit: clean\n\n"
        "2 environments checked against `baseline:prod`: no difference, all clean\n\n"
        "clean: `a`, `b`\n"
    )


def test_nobody_is_clean_where_the_reference_was_not_read():
    text = markdown(report([environment("a"), environment("b")], result="incomplete"))
    assert "clean" not in text
    assert "incomplete (the reference could not be read in full)" in text


def test_equal_findings_are_one_with_all_their_environments():
    found = [finding(f"{n}", environment=f"e{n}", fix=("aws x",)) for n in range(30)]
    text = markdown(report([environment(f"e{n}") for n in range(30)], found))
    assert "### " + ", ".join(f"`e{n}`" for n in [*range(2), *range(10, 12)])[:4] in text
    assert "and 10 more against `baseline:prod`: 1 finding, same in all 30" in text
    assert "fix in `e0`, likewise in the others:" in text
    assert text.count("<details>") == 1
    assert "| and 10 more |" in text


def test_waived_findings_are_told_those_first_that_expire_first():
    found = [
        finding(f"{n:x}", waiver=Waiver(reason="r", expires=f"2026-12-{30 - n}")) for n in range(12)
    ]
    text = markdown(report([environment("prod-de")], found, result="clean"))
    assert "waived: 12 (first expires 2026-12-19)" in text
    assert text.index("2026-12-19") < text.index("2026-12-20")
    assert "and 2 more, in the JSON report" in text


def test_a_wide_fleet_has_a_row_a_setting_and_names_the_odd_ones():
    long = "x" * 40
    names = tuple(f"env-{n:02}" for n in range(40))
    rows = [
        row(("v",), (("2", names[:38]), ("1", names[38:39])), consensus="2", outliers=names[38:39]),
        row(("w",), ((f"{long}a{long}", names[:20]), (f"{long}b{long}", names[20:])), split=True),
    ]
    rows[0] = msgspec.structs.replace(rows[0], unread=names[39:])
    fleet = [environment(name, reference="fleet:all") for name in names]
    text = markdown(report(fleet, result="clean", matrix=rows))
    assert "| setting | most | others | unread |" in text
    assert "| `addon coredns` `v` | `2` | `1`: `env-38` | `env-39` |" in text
    assert "` (A): `env-00`" in text, "what is cut to the same letters is told apart"
    assert "` (B): `env-20`" in text
    assert "**odd one out: env-38 (1)**" in text
