from pathlib import Path

import msgspec
import pytest

from driftaudit.model import Waiver
from driftaudit.render.headline import headline
from driftaudit.render.junit import junit
from driftaudit.render.markdown import markdown
from driftaudit.render.table import table
from driftaudit.render.text import clean
from tests.render.sample import (
    ENVIRONMENTS,
    EXPIRED,
    FINDINGS,
    HOSTILE,
    REPORT,
    environment,
    finding,
    report,
)
from tests.render.sample_fleet import FLEET_REPORT, poisoned, row
from tests.render.sample_gate import GATE_REPORT

GOLDEN = Path(__file__).parent / "golden"


def test_golden():
    assert table(REPORT) == (GOLDEN / "report.txt").read_text()


def test_golden_in_colour():
    assert table(REPORT, color=True) == (GOLDEN / "report.ansi").read_text()


def test_colour_changes_nothing_else():
    from driftaudit.render.text import _SEQUENCES

    assert _SEQUENCES.sub("", table(REPORT, color=True)) == table(REPORT)


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("shown", [REPORT, GATE_REPORT, FLEET_REPORT], ids=["check", "gate", "f"])
def test_lines_fit_but_for_commands_and_single_words(shown, width):
    for line in table(shown, limit=None, width=width).splitlines():
        if line == headline(shown) or line.startswith("result: "):
            continue
        command = any(each in line for each in ("aws ", "kubectl ", "driftaudit "))
        assert len(line) <= width or command or len(line.split()) == 1, line


def test_hostile_text_is_disarmed():
    shown = table(REPORT, color=False)
    assert not {"\x1b", "\u202e"} & set(shown)
    assert not [line for line in shown.splitlines() if line.strip().startswith(("::", "##["))]
    assert "<script>" in shown, "a terminal is no browser: text is shown as it is"


@pytest.mark.parametrize("shown", [REPORT, FLEET_REPORT, GATE_REPORT])
def test_no_text_of_others_gets_a_control_character_through(shown):
    text = table(poisoned(shown, "\x1b[31m\r\x07\u202e\u200b\x85"), limit=None)
    assert [line for line in text.split("\n") if line != clean(line)] == []


def test_values_of_a_fleet_that_would_look_alike_are_told_apart():
    odd = row(("x",), ((30, ("prod-de", "prod-us")), ("30", ("prod-au",))), outliers=("prod-au",))
    fleet = msgspec.structs.replace(FLEET_REPORT, matrix=(odd,))
    (line,) = (line for line in table(fleet).splitlines() if line.split()[:1] == ["x"])
    assert line.split() == ["x", '"30"', "!", "30", "?", "30", "30"]
    assert '| **`"30"` !** | `30` |' in markdown(fleet)
    assert '"30", most have 30' in junit(fleet).replace("&quot;", '"')


def test_commands_are_words_of_a_shell_whatever_the_names():
    name = "$(touch x); y"
    shown = table(report([environment("a"), environment(name)], [finding("1", environment=name)]))
    assert f"compare a '{name}'" in shown


def test_what_is_in_no_environment_stands_under_its_file():
    lines = table(report([environment("a")], [EXPIRED])).splitlines()
    assert lines[2].split() == ["waivers.yaml", "1", "finding"]
    assert not [line for line in lines if line.startswith("-")]


def test_a_command_to_the_runner_cannot_start_a_line():
    lonely = environment("::error::name")
    shown = table(report([lonely], [finding("1", environment="::error::name", path=("::x::",))]))
    assert not [line for line in shown.splitlines() if line.strip().startswith("::")]


def test_no_finding_is_one_clear_line():
    shown = table(report([environment("a"), environment("b")], result="clean"))
    assert shown.splitlines() == [
        "2 environments checked against baseline:prod: no difference, all clean",
        "",
        "clean: a, b",
        "result: clean",
    ]
    assert table(report([environment("a")], result="clean")).splitlines()[0] == (
        "a checked against baseline:prod: no difference"
    )


def test_nothing_read_is_not_called_clean():
    error = next(each for each in ENVIRONMENTS if each.status == "error")
    shown = table(report([error], result="incomplete"))
    assert shown.startswith("prod-sg checked against baseline:prod: incomplete\n")
    assert "clean" not in shown
    assert "grant: sts:AssumeRole on role driftaudit-reader" in shown
    assert shown.endswith("result: incomplete (1 environment)\n")


def test_a_reference_that_was_half_read_is_said():
    shown = table(report([environment("a")], result="incomplete"))
    assert shown.endswith("result: incomplete (the reference could not be read in full)\n")


def test_a_pair_names_both():
    reference = environment("prod-us", reference="")
    subject = environment("prod-de", reference="prod-us@24h")
    found = finding("1", reference="prod-us@24h")
    lines = table(report([subject, reference], [found])).splitlines()
    assert lines[0] == "prod-de checked against prod-us@24h: 1 difference"
    assert "baseline accept" not in "\n".join(lines)


def test_drift_in_a_half_read_environment_is_counted_once():
    partial = ENVIRONMENTS[0]
    shown = table(report([partial, environment("b")], [finding("1", environment="prod-au")]))
    assert shown.splitlines()[0].endswith("1 drifted (1 of them incomplete), 1 clean")


def test_findings_below_fail_on_are_still_told():
    shown = table(report([environment("prod-de")], [FINDINGS[5]], result="clean"))
    assert shown.endswith("result: clean, below --fail-on: 1 low\n")


def test_a_clean_result_does_not_hide_a_gap():
    shown = table(report([ENVIRONMENTS[0]], result="clean"))
    assert shown.endswith("result: clean, incomplete (1 environment)\n")


def many(count):
    return [
        finding(
            f"{number:x}",
            code="ADDON003",
            severity="low" if number % 2 else "high",
            kind="addon",
            resource=f"addon-{number:03}",
            path=("addonVersion",),
            change="changed",
            expected="1",
            actual="2",
        )
        for number in range(count)
    ]


def test_hundreds_of_findings_show_the_worst_and_count_the_rest():
    shown = table(report([environment("prod-de")], many(300)))
    assert shown.count("addon addon-") == 40
    assert "LOW" not in shown
    assert "… 260 more findings (110 high, 150 low): --all shows them" in shown
    assert (
        table(report([environment("prod-de")], many(300)), limit=None).count("addon addon-") == 300
    )
    assert "… 1 more finding (1 low)" in table(report([environment("prod-de")], many(2)), limit=1)


def test_why_is_said_once_a_code():
    assert table(report([environment("prod-de")], many(30))).count(" why  ") == 1


def test_a_big_fleet_has_a_short_overview():
    fleet = [environment(f"env-{number:03}") for number in range(50)]
    found = [finding(str(number), environment=each.name) for number, each in enumerate(fleet)]
    shown = table(report(fleet, found))
    assert "same in all 50" in shown
    assert "… 30 more" in shown
    assert shown.count("CRITICAL") == 1
    lines = [each for each in shown.splitlines() if each != headline(report(fleet, found))]
    assert all(len(line) <= 100 for line in lines if "aws " not in line)


def test_a_waived_finding_is_counted_and_not_shown():
    waived = finding("1", waiver=Waiver(reason=HOSTILE, expires="2026-12-04"))
    shown = table(report([environment("prod-de")], [waived], result="clean"))
    assert "waived: 1 (first expires 2026-12-04)" in shown
    assert "CRITICAL" not in shown


@pytest.mark.parametrize(
    ("source", "change", "shown"),
    [
        ("arn:aws:iam::1:role/eks/real", "changed", "iam-role ${cluster}-vpc-cni (real)"),
        ("arn:aws:iam::1:role/eks/real", "missing", "iam-role ${cluster}-vpc-cni"),
        ("", "changed", "iam-role ${cluster}-vpc-cni"),
    ],
)
def test_real_names_are_the_subjects(source, change, shown):
    path = () if change == "missing" else ("Path",)
    found = finding("1", source=source, change=change, path=path, expected="/a/", actual="/b/")
    assert f"  {shown}" in table(report([environment("prod-de")], [found])).splitlines()


def test_a_name_that_is_no_placeholder_is_not_repeated():
    found = finding("1", resource="plain", source="arn:aws:iam::1:role/plain")
    assert "  iam-role plain" in table(report([environment("prod-de")], [found])).splitlines()
