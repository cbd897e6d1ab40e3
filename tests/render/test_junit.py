import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from driftaudit.model import KINDS, Gap
from driftaudit.render.json import json
from driftaudit.render.junit import junit
from driftaudit.render.text import clean
from driftaudit.report import Report
from tests.render.hostile import texts
from tests.render.sample import EXPIRED, HOSTILE, REPORT, environment, finding, report
from tests.render.sample_fleet import FLEET_REPORT, poisoned
from tests.render.sample_gate import GATE_REPORT

GOLDEN = Path(__file__).parent / "golden"

# What junit-10.xsd of Jenkins' xunit plugin allows, as far as it is used: the attributes that have
# to be there, those that may, and the elements inside.
RESULT = (set(), {"type", "message"}, set())
SCHEMA = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "time",
            "group",
            "file",
            "log",
            "url",
        },
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": RESULT,
    "error": RESULT,
    "skipped": RESULT,
    "system-out": (set(), set(), set()),
}


def read(shown):
    root = ET.fromstring(junit(shown).encode())
    assert_valid(root)
    return root


def assert_valid(element):
    needed, more, inside = SCHEMA[element.tag]
    assert needed <= set(element.attrib) <= needed | more
    for child in element:
        assert child.tag in inside
        assert_valid(child)


def outcomes(root, suite):
    """What became of each test: its first element, or that it passed."""
    found = root.find(f"testsuite[@name='{suite}']")
    return {
        case.get("name"): next((each.tag for each in case if each.tag != "system-out"), "passed")
        for case in found.findall("testcase")
    }


def test_golden_of_a_fleet():
    assert junit(FLEET_REPORT) == (GOLDEN / "fleet.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("shown", [REPORT, FLEET_REPORT], ids=["check", "fleet"])
def test_counts_are_those_of_the_tests(shown):
    root = read(shown)
    for suite in root:
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(name) == str(len(suite.findall(f"testcase/{tag}")))
        assert all(len(case) <= 1 for case in cases), "no test has two results"
    for name in ("tests", "failures", "errors"):
        assert root.get(name) == str(sum(int(suite.get(name)) for suite in root))


def test_every_kind_of_every_environment_is_accounted_for():
    root = read(REPORT)
    assert outcomes(root, "prod-sg") == {"everything: sts:AssumeRole": "error"}
    half = outcomes(root, "prod-au")
    assert half.pop("aws-auth: get configmaps/aws-auth") == "error"
    assert half.pop("workload: get configmaps/aws-auth") == "error"
    assert half == dict.fromkeys(set(KINDS) - {"aws-auth", "workload"}, "passed")
    chosen = outcomes(root, "prod-us")
    assert chosen["workload"] == chosen["aws-auth"] == "skipped"
    assert chosen["NODE001 nodegroup batch"] == "failure"
    assert "nodegroup" not in chosen
    assert chosen["addon"] == "passed"
    assert next(iter(outcomes(root, "staging").values())) == "skipped", "it is waived"


def test_a_saved_report_gives_the_same_bytes():
    saved = msgspec.json.decode(json(REPORT), type=Report)
    assert junit(saved) == junit(REPORT)


def test_a_failure_says_all():
    failure = read(REPORT).find("testsuite[@name='prod-de']/testcase/failure[@type='IAM001']")
    assert failure.get("message").startswith("critical: attached policy missing: iam-role")
    lines = failure.text.splitlines()
    assert "loses ec2:AssignIp and 2 more on *: AmazonEKS_CNI_Policy is not attached" in lines
    assert "from baselines/prod.yaml:12" in lines
    assert any(line.startswith("fix: aws iam attach-role-policy") for line in lines)


@settings(max_examples=40, deadline=None)
@given(texts)
def test_whatever_people_write_it_is_xml_of_the_same_shape(text):
    for shown in (REPORT, FLEET_REPORT, GATE_REPORT):
        root = read(poisoned(shown, text))
        assert results(root) == results(read(shown))
        name = clean(shown.environments[0].name + text).replace("\uffff", "")
        assert root[0].get("name") == name


def results(root):
    """All elements but those of the tests: an unknown kind is one more."""
    return [each.tag for each in root.iter() if each.tag != "testcase"]


def test_hostile_text_is_text():
    shown = junit(REPORT)
    assert "<script" not in shown
    assert "]]>" not in shown
    assert "\x00" not in shown
    text = read(REPORT).find("testsuite[@name='prod-au']/testcase/error").get("message")
    assert clean(HOSTILE) in text


@pytest.mark.parametrize(
    ("result", "severities", "failing"),
    [
        ("drift", ("critical", "info"), {"critical"}),
        ("drift", ("low",), {"low"}),
        ("drift", ("info",), {"info"}),
        ("clean", ("medium", "low"), set()),
        ("incomplete", ("low",), set()),
    ],
)
def test_what_is_no_drift_fails_no_test(result, severities, failing):
    found = [finding(f"{n}", severity=each) for n, each in enumerate(severities)]
    root = read(report([environment("prod-de")], found, result))
    messages = [each.get("message") for each in root.iter("failure")]
    assert {each.split(":")[0] for each in messages} == failing
    assert len(list(root.iter("system-out"))) == len(found) - len(messages)


def test_what_the_reference_lacks_is_unknown_and_not_passed():
    gap = Gap(kind="addon", operation="eks:ListAddons", code="Denied", message="", needs="")
    reference = environment("a", reference="", status="partial", gaps=(gap,))
    root = read(report([reference, environment("b")], result="incomplete"))
    assert outcomes(root, "a") == {"addon: eks:ListAddons": "error"}
    assert outcomes(root, "b")["addon"] == "skipped"
    assert outcomes(root, "b")["nodegroup"] == "passed"
    lost = environment("a", reference="", status="error", gaps=(gap_of_all(),))
    root = read(report([lost, environment("b")], result="incomplete"))
    assert set(outcomes(root, "b").values()) == {"skipped"}


def gap_of_all():
    return Gap(kind="*", operation="sts:AssumeRole", code="Denied", message="", needs="")


def test_a_reference_that_was_read_is_no_suite():
    root = read(report([environment("a", reference=""), environment("b")], result="clean"))
    assert [suite.get("name") for suite in root] == ["b"]


def test_incomplete_is_never_all_green():
    root = read(report([environment("b")], result="incomplete"))
    assert root.get("errors") == "1"
    assert outcomes(root, "driftaudit") == {"reference": "error"}


def test_in_a_fleet_an_odd_one_is_told_and_does_not_fail():
    root = read(FLEET_REPORT)
    told = root.find("testsuite[@name='prod-au']/testcase[@name='addon']/system-out").text
    assert told.splitlines() == [
        "coredns addonVersion: v1.11.1, most have v1.12.4",
        "coredns configurationValues.replicaCount: 2, split",
    ]


def test_a_gate_is_a_suite_and_blocked_is_never_all_green():
    root = read(GATE_REPORT)
    assert outcomes(root, "driftaudit") == {
        "gate: what of targets?": "failure",
        "gate: what of meaning?": "passed",
        "gate: what of fleet?": "error",
        "gate: what of breaks?": "passed",
        "gate: what of blast?": "passed",
    }


def test_a_finding_of_no_environment_fails_in_a_suite_of_its_own():
    root = read(report([environment("a")], [EXPIRED]))
    assert root.get("failures") == "1"
    name = "META010 waiver waivers.yaml:3 expires"
    assert outcomes(root, "driftaudit") == {name: "failure"}
    assert root.find("testsuite[@name='driftaudit']/properties") is None


def test_a_finding_of_a_reference_is_told_too():
    held = environment("old", reference="")
    root = read(report([held, environment("a")], [finding("1", environment="old")]))
    assert list(outcomes(root, "old").values()) == ["failure"]
