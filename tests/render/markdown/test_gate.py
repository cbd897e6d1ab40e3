import msgspec
import pytest

from driftaudit.render.markdown import markdown, title
from tests.render.hostile import OUR_TAGS, seen, tokens
from tests.render.sample_fleet import poisoned
from tests.render.sample_gate import GATE, GATE_REPORT, answer


def gated(**fields):
    return msgspec.structs.replace(GATE_REPORT, gate=msgspec.structs.replace(GATE, **fields))


def test_the_verdict_its_reason_and_the_answers_come_first():
    lines = markdown(GATE_REPORT).splitlines()
    assert lines[0] == "## driftaudit gate: blocked"
    assert lines[2].startswith("**prod-de is not what it was: <code>&#60;script&#62;")
    assert lines[4] == "touches `prod-de`, `prod-us`"
    assert lines[6] == "| question | status | answer |"
    assert lines[8].startswith("| what of targets? | **blocked** | prod-de is not what it was")
    assert lines[9] == ("| what of meaning? | ok | role a gains `s3:GetObject` in 2 environments |")
    assert lines[10] == "| what of fleet? | **unknown** | prod-sg could not be read |"
    assert lines[12] == "| what of blast? | warning | 2 production environments in one step |"


def test_details_are_folded_and_the_order_is_told():
    text = markdown(GATE_REPORT)
    assert "<details><summary>what of blast? <b>warning</b></summary>\n\n- one at a time" in text
    assert "what of breaks? <b>" not in text, "there is nothing to unfold"
    assert "in this order:\n\n1. staging\n1. prod-us, then <code>" in text


def test_an_order_is_told_once():
    told = answer("blast", "warning", "wide", "1. first", "2. second")
    text = markdown(gated(answers=(told,), order=("first", "second")))
    assert "in this order:\n\n1. first\n1. second" in text
    assert text.count("second") == 1


def test_hostile_details_are_text():
    text = markdown(poisoned(GATE_REPORT, "</details><img src=x> | @me"))
    assert "<" not in OUR_TAGS.sub("", text)
    assert "</details><img src=x> | @me" in seen(text)
    assert "link_open" not in {each.type for each in tokens(text)}


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [("passed", "passed"), ("blocked", "blocked"), ("unknown", "blocked until it can be decided")],
)
def test_verdicts(verdict, shown):
    report = gated(verdict=verdict, reason="so it is", touched=(), order=())
    assert markdown(report).startswith(f"## driftaudit gate: {shown}\n\n**so it is**\n\n")
    assert "touches no environment" in markdown(report)
    assert "in this order" not in markdown(report)
    assert title(report) == f"driftaudit gate: {shown}: so it is"


def test_the_verdict_and_the_answers_outlive_every_cut():
    many = tuple(f"detail {n}" for n in range(80))
    report = gated(answers=(answer("blast", "warning", "wide", *many),), order=many)
    assert "- and 30 more" in markdown(report)
    short = markdown(report, limit=2_000)
    assert "| what of blast? | warning | wide |" in short
    assert "1 more answer in full" in short
    assert len(short) < 2_000
    assert markdown(report, limit=200) == "**gate: blocked**\n"
    assert markdown(report, limit=10) == "drift\n"
