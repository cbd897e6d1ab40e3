"""What came of a run, in outputs and in words: what is not known is never clean, nor zero."""

import itertools
import json

import pytest
from msgspec import structs

from driftaudit.github.arguments import Step
from driftaudit.github.outcome import (
    Outcome,
    headline_of,
    in_words,
    outputs_of,
    worst_status,
)
from driftaudit.render.markdown import utf8
from tests.render.sample import HOSTILE, REPORT
from tests.render.sample_gate import GATE_REPORT

NAMES = {
    *("result", "exit-status", "findings", "gaps", "drifted-environments", "report-path"),
    *("sarif-path", "html-path", "report-folder"),
}
CLEAN = structs.replace(REPORT, result="clean", findings=())


def outcome(status, report=None, name="check", **more):
    step = more.pop("step", Step(name=name, arguments=()))
    return Outcome(step=step, status=status, report=report, **more)


@pytest.mark.parametrize(
    ("status", "report", "expected"),
    [
        (0, CLEAN, "clean"),
        (1, REPORT, "drift"),
        (0, structs.replace(REPORT, result="incomplete"), "incomplete"),
        (3, structs.replace(REPORT, result="incomplete"), "incomplete"),
        (2, CLEAN, "error"),
        (70, CLEAN, "error"),
        (143, CLEAN, "error"),
        (0, None, "clean"),
        (3, None, "incomplete"),
        (1, None, "error"),
        (2, None, "error"),
        (70, None, "error"),
    ],
)
def test_a_result_is_clean_only_where_all_was_judged(status, report, expected):
    assert outcome(status, report).result == expected


def test_what_failed_before_and_what_had_nothing_to_do_are_not_clean():
    assert outcome(0, CLEAN, before=outcome(2)).result == "error"
    assert outcome(0, idle=True).result == "incomplete"


@pytest.mark.parametrize("order", [*itertools.permutations([0, 3, 1, 2, 70])][::7])
def test_the_worst_status_stands_for_all(order):
    worst = [70, 2, 1, 3, 0]
    while worst:
        assert worst_status(outcome(each) for each in order if each in worst) == worst.pop(0)


def test_a_failure_before_counts():
    assert worst_status([outcome(0, before=outcome(2)), outcome(1)]) == 2
    assert worst_status([]) == 0


@pytest.mark.parametrize("done", [(), (outcome(2),), (outcome(70),)])
def test_outputs_are_set_where_nothing_could_be_judged(tmp_path, done):
    outputs = outputs_of(done, 2, tmp_path, "low")
    assert set(outputs) == NAMES
    assert outputs["result"] == "error"
    assert outputs["exit-status"] == "2"
    assert outputs["findings"] == outputs["gaps"] == outputs["report-path"] == ""
    assert outputs["drifted-environments"] == "[]"


def reporting(tmp_path, name, report):
    step = Step(name=name, arguments=(), report=tmp_path / name)
    for form in ("json", "sarif", "html"):
        step.file(form).write_text("x")
    return outcome(1, report, step=step)


def test_outputs_of_a_report(tmp_path):
    done = (reporting(tmp_path, "check", REPORT),)
    outputs = outputs_of(done, 1, tmp_path, "low")
    assert set(outputs) == NAMES
    assert outputs["result"] == "drift"
    assert outputs["findings"] == str(REPORT.summary.findings)
    assert outputs["gaps"] == str(REPORT.summary.gaps)
    assert outputs["report-path"] == str(tmp_path / "check.json")
    assert outputs["sarif-path"] == str(tmp_path / "check.sarif")
    assert outputs["html-path"] == str(tmp_path / "check.html")
    assert outputs["report-folder"] == str(tmp_path)


@pytest.mark.parametrize(
    ("fail_on", "severities"),
    [
        ("info", {"critical", "high", "medium", "low", "info"}),
        ("high", {"critical", "high"}),
        ("none", {"critical", "high", "medium", "low", "info"}),
    ],
)
def test_those_drifted_that_made_it_drift(tmp_path, fail_on, severities):
    expected = {
        each.environment
        for each in REPORT.findings
        if each.severity in severities and not each.waiver
    }
    outputs = outputs_of((outcome(1, REPORT),), 1, tmp_path, fail_on)
    assert json.loads(outputs["drifted-environments"]) == sorted(expected)
    below = structs.replace(REPORT, result="clean")
    assert outputs_of((outcome(0, below),), 0, tmp_path, fail_on)["drifted-environments"] == "[]"


def test_of_several_reports_the_folder_is_named(tmp_path):
    done = (reporting(tmp_path, "a", REPORT), reporting(tmp_path, "b", CLEAN))
    outputs = outputs_of(done, 1, tmp_path, "low")
    assert outputs["result"] == "drift"
    assert outputs["report-path"] == str(tmp_path)
    assert outputs["sarif-path"] == ""
    assert outputs["findings"] == str(REPORT.summary.findings + CLEAN.summary.findings)


def test_words_are_the_reports_within_their_limit():
    text = in_words(outcome(1, REPORT), limit=65_536, link="https://a.example/x")
    assert text.startswith("## driftaudit: drift")
    assert "(https://a.example/x)" in text
    for limit in (300, 3_000):
        assert len(in_words(outcome(1, REPORT), limit=limit, link="")) < limit
        short = in_words(outcome(1, REPORT), limit=limit, link="", in_bytes=True)
        assert utf8(short) < limit


def test_words_of_an_error_are_what_the_command_said():
    said = f"progress\n\ndriftaudit: no such file\n{HOSTILE}\n```\n"
    text = in_words(outcome(2, said=said), limit=65_536, link="https://a.example/x")
    assert text.startswith("## driftaudit check: nothing could be judged")
    assert "What is not known is not clean" in text
    assert "no such file" in text
    assert "<script>" not in text
    assert "\x1b" not in text
    assert "](https://a.example/x)" in text
    assert in_words(outcome(2, said=said), limit=20, link="") == ""


@pytest.mark.parametrize("status", [70, 137])
def test_words_of_a_bug_are_not_shown_to_everybody(status):
    text = in_words(outcome(status, said="KeyError: secret"), limit=65_536, link="")
    assert "secret" not in text
    assert f"(exit status `{status}`)" in text


def test_what_failed_before_comes_first():
    lint = outcome(2, name="baseline lint", said="baselines/prod.yaml:3: unknown kind")
    text = in_words(outcome(0, GATE_REPORT, before=lint), limit=65_536, link="")
    assert text.index("baselines/prod.yaml:3") < text.index("blocked")
    assert len(text) < 65_536


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (outcome(2), "driftaudit check: nothing could be judged (exit status 2)"),
        (outcome(0, name="snapshot"), "driftaudit snapshot: all was read"),
        (outcome(3, name="snapshot"), "driftaudit snapshot: not all could be read"),
        (outcome(0, idle=True), "driftaudit check: there was nothing to judge"),
        (
            outcome(0, CLEAN, before=outcome(2, name="lint")),
            "driftaudit lint: nothing could be judged (exit status 2)",
        ),
    ],
)
def test_a_title_says_what_came_of_it(done, expected):
    assert headline_of(done) == expected
    assert headline_of(outcome(1, REPORT)).startswith("driftaudit: drift in ")
