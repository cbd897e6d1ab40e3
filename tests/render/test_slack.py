import json

import pytest
from hypothesis import given, settings

from driftaudit.model import Gap
from driftaudit.render.headline import headline
from driftaudit.render.slack import MAX_FINDINGS, MAX_HEADER, MAX_SECTION, webhook_payload
from tests.render.hostile import texts
from tests.render.sample import REPORT, environment, finding, report
from tests.render.sample_fleet import FLEET_REPORT, poisoned
from tests.render.sample_gate import GATE_REPORT

LINK = "https://ci.example/runs/1?a=b&c=d"


def blocks(shown, link=LINK):
    """The blocks of a message, held against what Slack takes."""
    message = json.loads(webhook_payload(shown, link=link))
    assert set(message) == {"text", "blocks"}
    assert len(message["blocks"]) <= 50
    for block in message["blocks"]:
        limit = {"header": MAX_HEADER, "section": MAX_SECTION}[block["type"]]
        assert 1 <= len(block["text"]["text"]) <= limit
        assert "@m" not in block["text"]["text"]
    plain = [each["text"]["text"] for each in message["blocks"] if each["text"]["type"] != "mrkdwn"]
    assert not {"<", ">"} & set("".join([*plain, message["text"]]))
    return message["blocks"]


def told(shown):
    return "\n".join(block["text"]["text"] for block in blocks(shown))


def test_the_result_the_gaps_and_the_worst_come_first():
    kinds = [each["type"] for each in blocks(REPORT)]
    assert kinds == ["header", *["section"] * (len(kinds) - 1)]
    lines = [each["text"]["text"].splitlines() for each in blocks(REPORT)]
    assert lines[0][0].startswith("driftaudit: drift in prod-de, prod-uk, prod-us (2 critical")
    assert lines[1][0] == headline(REPORT)
    assert lines[1][-1].startswith("result: drift (2 critical")
    assert lines[2][0].startswith("prod-au: 2 kinds could not be read in full")
    assert lines[3][1] == "• everything: sts:AssumeRole: AccessDenied"
    assert lines[4][0] == "prod-de against baseline:prod"
    assert lines[4][1].startswith("• critical IAM006 trust policy differs: iam-role ${cluster}-vpc")


def test_the_link_is_last_or_none():
    assert blocks(REPORT)[-1]["text"]["text"] == (
        "<https://ci.example/runs/1?a=b&amp;c=d|The whole report>"
    )
    for bad in ("", "javascript:x", "https://a.b|c", "https://a.b>"):
        assert "The whole report" not in webhook_payload(REPORT, link=bad)


def test_a_fleet_names_its_odd_ones():
    assert "odd one out: prod-sg (2), prod-au (1)" in told(FLEET_REPORT)


def test_a_gate_says_its_verdict():
    lines = told(GATE_REPORT).splitlines()
    assert lines[0].startswith("driftaudit gate: blocked: prod-de is not what it was")
    assert any(line.startswith("gate: blocked: prod-de is not what it was") for line in lines)


@settings(max_examples=30, deadline=None)
@given(texts)
def test_nothing_is_a_mention_and_no_limit_is_passed(text):
    blocks(poisoned(REPORT, text))
    blocks(poisoned(FLEET_REPORT, text))
    blocks(poisoned(GATE_REPORT, text))


@pytest.mark.parametrize("letter", ["<", "x", "&"])
def test_long_names_fit(letter):
    long = [environment(letter * 100 + f"{n}") for n in range(3)]
    found = [finding(f"{n}", environment=each.name) for n, each in enumerate(long)]
    blocks(report(long, found))


def test_many_findings_and_gaps_are_counted():
    gaps = [
        Gap(kind="addon", operation=f"eks:{n}", code="Denied", message="", needs="")
        for n in range(90)
    ]
    fleet = [environment(f"e{n}", status="partial", gaps=(gap,)) for n, gap in enumerate(gaps)]
    found = [finding(f"{n:x}", environment=f"e{n}", resource=f"r{n}") for n in range(90)]
    shown = told(report(fleet, found))
    assert shown.count("• critical") == MAX_FINDINGS
    assert "… 70 more findings in the report" in shown
    assert "not read in full either: e10, e11," in shown


def test_a_section_says_how_many_lines_it_leaves_out():
    many = tuple(
        Gap(kind="addon", operation=f"eks:{'x' * 200}{n}", code=f"c{n}", message="", needs="")
        for n in range(30)
    )
    shown = told(report([environment("a", status="partial", gaps=many)], result="incomplete"))
    assert "… 17 more lines" in shown


def test_clean_is_two_lines():
    assert told(report([environment("a")], result="clean")).splitlines()[1:3] == [
        "a checked against baseline:prod: no difference",
        "result: clean",
    ]
