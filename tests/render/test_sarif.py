"""SARIF: valid by the published schema, and by the rules of GitHub's code scanning."""

import json
import zlib
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft7Validator, FormatChecker

from driftaudit.config.file import FILE_NAME
from driftaudit.judge.codes import CODES
from driftaudit.model import SEVERITIES, Gap, Impact, Location, Waiver
from driftaudit.render import sarif as module
from driftaudit.render.sarif import results, sarif
from driftaudit.report import Gate
from tests.render.sample import HOSTILE, REPORT, environment, finding
from tests.render.sample_fleet import FLEET_REPORT, poisoned

HERE = Path(__file__).parent
SCHEMA = Draft7Validator(
    json.loads((HERE / "schemas" / "sarif-2.1.0.json").read_text()), format_checker=FormatChecker()
)


def with_findings(*findings, **fields):
    return msgspec.structs.replace(REPORT, findings=findings, **fields)


def run_of(report):
    (run,) = json.loads(sarif(report))["runs"]
    return run


def texts(value, key=""):
    """Every message's text in a part of the log."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, key)
    elif isinstance(value, str) and key in {"text", "markdown"}:
        yield value


def notes(report):
    (invocation,) = run_of(report)["invocations"]
    return {
        each["message"]["text"]: each["level"] for each in invocation["toolExecutionNotifications"]
    }


REPORTS = {
    "sample": REPORT,
    "fleet": FLEET_REPORT,
    "hostile": poisoned(REPORT, HOSTILE),
    "empty": with_findings(environments=()),
    "bare": with_findings(finding("1", code="NEW001", path=(), title="", why="", resource="")),
}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid_by_the_published_schema(name):
    problems = [each.message for each in SCHEMA.iter_errors(json.loads(sarif(REPORTS[name])))]
    assert problems == []


def test_the_schema_finds_what_is_wrong():
    log = json.loads(sarif(REPORT))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not SCHEMA.is_valid(log)


@pytest.mark.parametrize("name", REPORTS)
def test_what_github_requires_is_there_and_not_empty(name):
    run = run_of(REPORTS[name])
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert driver["version"]
    assert driver["informationUri"]
    for rule in driver["rules"]:
        assert rule["id"]
        assert rule["name"]
        assert rule["help"]["text"]
        assert len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= 10
        score = float(rule["properties"].get("security-severity", 1))
        assert 0 < score <= 10
    for each in run["results"]:
        assert driver["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
        assert each["message"]["text"]
        assert each["partialFingerprints"]["primaryLocationLineHash"]
        (location,) = each["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"]
        assert {"startLine", "startColumn", "endLine", "endColumn"} == set(
            location["physicalLocation"]["region"]
        )


@pytest.mark.parametrize("name", REPORTS)
def test_no_text_holds_a_placeholder_a_link_or_a_control_character(name):
    for text in texts(run_of(REPORTS[name])):
        assert not {"{", "}", "\x1b", "\x00", "\u202e"}.intersection(text)
        assert "](" not in text


def test_a_finding_with_all_that_it_has():
    impact = Impact(need="vpc-cni needs it", affects=("addon/vpc-cni",))
    one = finding(
        "ab12",
        impact=impact,
        fix=("aws iam attach-role-policy", "wait"),
        also_in=("prod-uk",),
        location=Location(file="ops/base lines/ü.yaml", line=7),
    )
    (made,) = run_of(with_findings(one))["results"]
    assert made["message"]["text"] == (
        "Critical in prod-de: attached policy missing: iam-role $(cluster)-vpc-cni"
        " AttachedManagedPolicies arn:$(partition):iam::aws:policy/AmazonEKS_CNI_Policy."
        " affects addon/vpc-cni. vpc-cni needs it. Also in prod-uk."
        " Fix: aws iam attach-role-policy; wait."
    )
    assert made["level"] == "error"
    assert made["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "ops/base%20lines/%C3%BC.yaml",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {"startLine": 7, "startColumn": 1, "endLine": 7, "endColumn": 1},
            },
            "logicalLocations": [
                {
                    "name": "${cluster}-vpc-cni",
                    "fullyQualifiedName": "prod-de/iam-role/${cluster}-vpc-cni",
                    "kind": "resource",
                }
            ],
        }
    ]
    assert made["partialFingerprints"]["driftaudit/v1"] == one.fingerprint
    assert "suppressions" not in made


def test_without_a_line_it_stands_in_the_configuration():
    (made,) = run_of(with_findings(finding("1")))["results"]
    place = made["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == FILE_NAME == results.NOWHERE.file
    assert place["region"]["startLine"] == 1


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        ("critical", "error"),
        ("high", "error"),
        ("medium", "warning"),
        ("low", "note"),
        ("info", "note"),
    ],
)
def test_levels(severity, level):
    (made,) = run_of(with_findings(finding("1", severity=severity)))["results"]
    assert (made["level"], made["properties"]["severity"]) == (level, severity)


def test_scores_are_in_githubs_ranges():
    ranges = {"critical": (9, 10), "high": (7, 8.9), "medium": (4, 6.9), "low": (0.1, 3.9)}
    for code in CODES.values():
        (rule,) = run_of(with_findings(finding("1", code=code.id)))["tool"]["driver"]["rules"]
        low, high = ranges.get(code.severity, (1, 1))
        assert low <= float(rule["properties"].get("security-severity", 1)) <= high
        assert ("security" in rule["properties"]["tags"]) == (code.severity in ranges)
        assert rule["name"].isalnum()
        assert rule.get("helpUri", "https://").startswith("https://")


def test_a_rule_says_the_same_whatever_was_found():
    first = run_of(with_findings(finding("1", severity="info", title="x", why="y")))
    assert first["tool"]["driver"]["rules"] == run_of(REPORT)["tool"]["driver"]["rules"][:1]


def test_a_code_of_another_version_is_explained_by_its_report():
    one = finding("1", code="NEW007", title="new thing", why="it breaks", fix=("mend it",))
    rules = run_of(with_findings(one, finding("2")))["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == ["IAM001", "NEW007"]
    assert rules[1]["help"] == {"text": "Why it matters: it breaks. What to do: mend it."}
    assert rules[1]["name"] == "NewThing"


def test_what_is_waived_is_suppressed_and_raises_no_alarm():
    waiver = Waiver(reason="until {PLAT}", expires="2026-12-04", owner="platform", ticket="P-1")
    plain = Waiver(reason="known", expires="2026-12-04")
    made = run_of(with_findings(finding("1", waiver=waiver), finding("2", waiver=plain)))["results"]
    assert [each["level"] for each in made] == ["note", "note"]
    assert [each["suppressions"] for each in made] == [
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "until (PLAT) (until 2026-12-04, by platform, P-1)",
            }
        ],
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "known (until 2026-12-04)",
            }
        ],
    ]
    assert "Waived until 2026-12-04" in made[0]["message"]["text"]


def test_the_worst_come_first_and_the_waived_last():
    made = run_of(REPORT)["results"]
    ranks = [
        ("suppressions" in each, SEVERITIES.index(each["properties"]["severity"])) for each in made
    ]
    assert ranks == sorted(ranks)
    assert len(made) == len(REPORT.findings)


def test_what_was_not_read_fails_the_run():
    (invocation,) = run_of(REPORT)["invocations"]
    assert invocation["executionSuccessful"] is False
    errors = [text for text, level in notes(REPORT).items() if level == "error"]
    assert any("sts:AssumeRole" in text and "prod-sg" in text for text in errors)
    assert any("docs/reader-rbac.yaml" in text for text in errors)
    assert any(text.startswith("not audited: ") for text in notes(REPORT))


def test_a_run_that_read_everything_succeeded():
    report = with_findings(environments=(environment("prod-us"),), result="clean")
    (invocation,) = run_of(report)["invocations"]
    assert invocation == {
        "executionSuccessful": True,
        "endTimeUtc": REPORT.generated_at,
        "toolExecutionNotifications": [],
    }
    assert run_of(report)["results"] == []


def test_a_gap_that_says_little_is_told():
    gap = Gap(kind="addon", operation="eks:ListAddons", code="Timeout", message="", needs="")
    report = with_findings(environments=(environment("prod-us", status="partial", gaps=(gap,)),))
    (told,) = notes(report)
    assert told.endswith("addon: eks:ListAddons: Timeout.")


def test_a_reference_that_was_not_read_fails_the_run_too():
    report = with_findings(environments=(environment("prod-us"),), result="incomplete")
    assert notes(report) == {"the reference could not be read in full.": "error"}


def test_a_fleet_that_differs_is_not_silent():
    report = msgspec.structs.replace(FLEET_REPORT, findings=())
    assert "warning" in {
        level for text, level in notes(report).items() if "--against-consensus" in text
    }


@pytest.mark.parametrize(
    ("verdict", "level"), [("passed", "note"), ("blocked", "error"), ("unknown", "error")]
)
def test_the_gates_answer_is_told(verdict, level):
    gate = Gate(verdict=verdict, reason="prod-de is not it", touched=(), answers=())
    assert notes(with_findings(gate=gate))[f"{verdict}: prod-de is not it."] == level


def test_no_more_results_than_a_run_may_have(monkeypatch):
    assert module.MAX_RESULTS == 25_000
    monkeypatch.setattr(module, "MAX_RESULTS", 2)
    found = [finding(str(each), severity=each) for each in ("low", "critical", "high")]
    report = with_findings(*found, environments=())
    kept = [each["properties"]["severity"] for each in run_of(report)["results"]]
    assert kept == ["critical", "high"]
    assert notes(report) == {
        "1 more finding is not in this file: the JSON report has all of them.": "warning"
    }


def test_no_larger_than_github_takes(monkeypatch):
    assert module.MAX_PACKED < 10_000_000
    found = [finding(f"{each:x}", resource=f"role-{each}") for each in range(64)]
    report = with_findings(*found, environments=())
    whole = len(zlib.compress(sarif(report).encode()))
    monkeypatch.setattr(module, "MAX_PACKED", whole - 1)
    made = sarif(report)
    assert len(zlib.compress(made.encode())) < whole
    assert len(json.loads(made)["runs"][0]["results"]) == 32
    assert "32 more findings are not in this file" in made
    monkeypatch.setattr(module, "MAX_PACKED", whole)
    assert len(run_of(report)["results"]) == 64


def test_a_message_is_cut_to_what_a_person_reads():
    one = finding("1", path=("tags",), change="changed", expected="a" * 9000, actual="b" * 9000)
    (made,) = run_of(with_findings(one))["results"]
    assert len(made["message"]["text"]) <= results.MAX_MESSAGE


def test_results_of_one_fingerprint_are_numbered():
    found = with_findings(*(finding("1", severity=each) for each in ("low", "high", "info")))
    marks = [each["partialFingerprints"] for each in run_of(found)["results"]]
    own = "1".ljust(16, "0")
    assert [each["driftaudit/v1"] for each in marks] == [own] * 3
    assert [each["primaryLocationLineHash"] for each in marks] == [own, f"{own}:2", f"{own}:3"]
