import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from driftaudit.render.html import html
from driftaudit.report import Gate, GateAnswer, MatrixRow, MatrixValue
from tests.render.html.large import large_report
from tests.render.sample import HOSTILE, REPORT

ROW = MatrixRow(
    kind="addon",
    resource=HOSTILE,
    path=(HOSTILE,),
    values=(
        MatrixValue(value=HOSTILE, environments=("prod-ca", "prod-de")),
        MatrixValue(value=None, environments=("prod-uk",)),
    ),
    consensus=HOSTILE,
    outliers=("prod-uk",),
    unread=("prod-us",),
)

GATE = Gate(
    verdict="blocked",
    reason=f"prod-de is not what this change assumes {HOSTILE}",
    touched=("prod-de",),
    answers=(
        GateAnswer(
            id="targets",
            question="targets as expected?",
            status="blocked",
            answer="prod-de lacks a policy",
            details=("AmazonEKS_CNI_Policy", HOSTILE),
        ),
        GateAnswer(id="blast", question="how wide?", status="ok", answer="one environment"),
    ),
    changes=REPORT.findings,
    order=("staging", "prod-de"),
)


class Elements(HTMLParser):
    """The elements of a document, their attributes, and its text outside of scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.shown = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        if self.tags[-1:] not in (["script"], ["style"]):
            self.shown += data


@pytest.fixture(scope="module")
def page():
    return html(REPORT)


def test_the_same_report_gives_the_same_bytes(page):
    program = "from tests.render.sample import REPORT; from driftaudit.render.html import html\n"
    program += "import sys; sys.stdout.buffer.write(html(REPORT).encode())"
    environment = {"PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env=environment
    )
    assert done.stdout.decode() == page
    assert page.endswith("</html>\n")


def test_nothing_is_loaded_and_nothing_is_inline(page):
    names = [name for name, _ in Elements(page).attributes]
    assert not {"src", "srcset", "style", "action", "background"}.intersection(names)
    assert not [name for name in names if name.startswith("on")]
    assert "link" not in Elements(page).tags
    assert [value for name, value in Elements(page).attributes if name == "href"] == ["#findings"]
    assert not re.search(r"@import|url\(", page)


@pytest.mark.parametrize("report", [REPORT, replace(REPORT, matrix=(ROW,), gate=GATE)])
def test_hostile_text_makes_no_element(report):
    assert html(report).count("<script") == Elements(html(report)).tags.count("script") == 2
    assert "\u202e" not in html(report)
    assert "\x1b" not in html(report)


def test_without_its_script_it_tells_answer_gaps_and_every_finding(page):
    shown = Elements(page).shown
    assert "3 of 7 environments differ from 2 baselines" in shown
    for environment in REPORT.environments:
        assert environment.name in shown
        for gap in environment.gaps:
            assert gap.needs in shown
    for finding in REPORT.findings:
        assert finding.title in shown
        assert finding.code in shown
    assert "waived until 2026-12-04" in shown
    assert "only waived" in shown


def test_a_fleet_tells_its_values_and_who_is_odd():
    rows = (ROW, replace(ROW, path=(), split=True))
    nothing = replace(REPORT.summary, by_environment={}, findings=0)
    report = replace(REPORT, findings=(), matrix=rows, summary=nothing)
    shown = Elements(html(report)).shown
    assert "Settings that differ" in shown
    assert "2 have <script>" in shown
    assert "1 has nothing there" in shown
    assert "the resource itself" in shown
    assert "no majority" in shown
    assert "not read: prod-us" in shown
    assert "odd in 2" in shown


def test_a_gate_is_told_with_its_answers_changes_and_order():
    shown = Elements(html(replace(REPORT, gate=GATE))).shown
    assert "Blocked: prod-de is not what this change assumes <script>" in shown
    told = ("It is about prod-de.", "targets as expected?", "AmazonEKS_CNI_Policy", "In this order")
    assert [each for each in (*told, *GATE.order, "What it changes") if each not in shown] == []
    harmless = replace(GATE, touched=(), answers=(), changes=(), order=())
    shown = Elements(html(replace(REPORT, gate=harmless))).shown
    assert "It is about no environment." in shown
    assert "What it changes" not in shown


def test_times_are_for_people_where_they_are_times(page):
    assert "2026-11-22 11:00 UTC" in page
    assert "some day" in html(replace(REPORT, generated_at="some day"))


def test_a_large_report_is_a_row_a_finding_and_one_block_a_cause():
    tags = html(large_report(20, 400))
    assert tags.count('<details class="row') == 400
    assert tags.count('<div class="gap">') == 1
