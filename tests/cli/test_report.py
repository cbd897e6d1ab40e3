"""`driftaudit report`: what was saved in any format, its status, and files that are no report."""

import io
import json
import sys

import msgspec
import pytest

from driftaudit.cli.main import run
from driftaudit.model import SEVERITIES
from driftaudit.render import RENDERERS
from driftaudit.render.json import json as as_json
from driftaudit.report import Report
from driftaudit.store.snapshot_file import encode
from tests.cli.stored_fleet import Stored
from tests.render.sample import REPORT, environment, finding
from tests.render.sample_fleet import FLEET_REPORT
from tests.snapshots import snapshot

TEXT = as_json(REPORT)
LOW = msgspec.structs.replace(
    REPORT, environments=(environment("prod-de"),), findings=(finding("1", severity="low"),)
)
PARTIAL = msgspec.structs.replace(LOW, environments=REPORT.environments, findings=())
CLEAN = msgspec.structs.replace(LOW, findings=())
SILENT = msgspec.structs.replace(
    CLEAN, environments=(msgspec.structs.replace(environment("prod-de"), status="error"),)
)
HIDDEN = msgspec.structs.replace(
    PARTIAL,
    environments=tuple(msgspec.structs.replace(each, status="ok") for each in PARTIAL.environments),
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "r.json"


def rendered(file, content, *words):
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run(["report", str(file), *words])


def changed(**fields):
    return json.dumps(json.loads(TEXT) | fields)


@pytest.mark.parametrize("name", [each for each in RENDERERS if each != "table"])
@pytest.mark.parametrize("report", [REPORT, FLEET_REPORT], ids=["check", "fleet"])
def test_a_saved_report_in_any_format_is_what_the_command_gave(name, report, file, capfdbinary):
    assert rendered(file, as_json(report), "--format", name) == (1 if report is REPORT else 3)
    report = msgspec.json.decode(as_json(report), type=Report)  # with its maps in order
    assert capfdbinary.readouterr().out.decode() == RENDERERS[name](report)


@pytest.mark.xdist_group("drifted-fleet")
def test_a_check_and_its_saved_report_say_the_same(stored: Stored, tmp_path, capsys):
    status, _ = stored.check()
    shown = capsys.readouterr().out
    stored.fleet.config.unlink()  # nothing else is needed
    assert run(["report", str(tmp_path / "report.json")]) == status == 1
    assert capsys.readouterr().out == shown


def test_it_is_read_from_stdin_too(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert run(["report", "-", "--format", "json"]) == 1
    assert capsys.readouterr().out == TEXT
    for nothing in (io.TextIOWrapper(io.BytesIO(b"")), None):  # None: closed
        monkeypatch.setattr(sys, "stdin", nothing)
        assert run(["report", "-"]) == 2
        assert "stdin: not a report of driftaudit: it is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("report", "result", "words", "status"),
    [
        (LOW, "clean", (), 0),  # it was made with another --fail-on
        (LOW, "drift", (), 1),
        (LOW, "drift", ("--fail-on", "high"), 0),
        (LOW, "clean", ("--fail-on", "low"), 1),
        (LOW, "incomplete", ("--fail-on", "info"), 1),
        (LOW, "drift", ("--fail-on", "none"), 0),
        (PARTIAL, "incomplete", (), 3),
        (PARTIAL, "incomplete", ("--fail-on", "info"), 3),
        (PARTIAL, "incomplete", ("--allow-partial",), 0),
        (PARTIAL, "drift", ("--allow-partial",), 1),
        (PARTIAL, "drift", ("--fail-on", "none"), 3),
        (PARTIAL, "clean", (), 3),  # never 0 for what was read in part
        (PARTIAL, "clean", ("--allow-partial",), 0),
        (SILENT, "clean", (), 3),  # nor where nothing says why it was not
        (SILENT, "clean", ("--fail-on", "low"), 3),
        (SILENT, "clean", ("--allow-partial",), 0),
        (CLEAN, "incomplete", (), 3),
        (HIDDEN, "clean", (), 3),
        (REPORT, "drift", ("--fail-on", "none", "--allow-partial"), 0),
    ],
)
def test_the_status_is_the_reports_own(report, result, words, status, file, capsys):
    content = as_json(msgspec.structs.replace(report, result=result))
    assert rendered(file, content, *words, "--format", "json") == status
    now = json.loads(capsys.readouterr().out)["result"]
    unread = any(each.status != "ok" or each.gaps for each in report.environments)
    result = "incomplete" if unread and result == "clean" else result
    assert now == result if "--fail-on" not in words else now in {"clean", "drift", "incomplete"}


def test_counts_are_those_of_what_is_in_the_file(file, capsys):
    lies = {"findings": 0, "by_severity": {}, "by_environment": {}, "waived": 0, "gaps": 0}
    assert rendered(file, changed(summary=lies), "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)["summary"] == json.loads(TEXT)["summary"]


NEXT = "next: name a file that `--output json=FILE` wrote"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        (TEXT[: len(TEXT) // 2], "cut short"),
        ("{", "cut short"),
        (b"PK\x03\x04\x00\xff\xfe", "not JSON"),
        (TEXT.encode("utf-16"), "not JSON"),
        (b'{"schema": "driftaudit.report/v1", "command": "\xff"}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "it has no schema"),
        ("null", "it has no schema"),
        ("{}", "it has no schema"),
        (encode(snapshot()), "its schema is driftaudit.snapshot/v1"),
        (changed(schema="driftaudit.report/v2"), "a report of version v2; driftaudit"),
        (changed(schema="driftaudit.report"), "a report of version unknown"),
        (changed(schema=7), "its schema is 7"),
        (changed(schema="\x1b[31m" + "x" * 500), "its schema is xxx"),
        (changed(more=1), "unknown field `more`"),
        (changed(findings=1), "$.findings"),
        (changed(result="fine"), "$.result"),
        (json.dumps({"schema": "driftaudit.report/v1"}), "missing required field"),
    ],
    ids=range(20),
)
def test_what_is_no_report_is_refused_in_a_sentence(content, said, file, capsys):
    assert rendered(file, content) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert said in seen.err
    assert str(file) in seen.err
    assert NEXT in seen.err
    assert "\x1b" not in seen.err
    assert "Traceback" not in seen.err


def test_a_byte_order_mark_is_no_fault(file, capsys):
    assert rendered(file, TEXT.encode("utf-8-sig"), "--format", "json") == 1
    assert capsys.readouterr().out == TEXT


@pytest.mark.parametrize(("name", "said"), [("gone", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_read_is_told(name, said, tmp_path, capsys):
    assert run(["report", str(tmp_path / name)]) == 2
    assert f"cannot be read: {said}" in capsys.readouterr().err


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("field", ["environments", "findings"])
def test_a_report_that_lacks_what_is_usual_is_rendered(name, field, file):
    assert rendered(file, changed(**{field: []}), "--format", name) in {0, 1, 3}


def test_every_severity_can_be_judged_anew(file, capsys):
    for place, severity in enumerate(SEVERITIES):
        report = msgspec.structs.replace(LOW, findings=(finding("1", severity=severity),))
        for other, threshold in enumerate(SEVERITIES):
            status = rendered(file, as_json(report), "--fail-on", threshold, "--format", "json")
            assert status == int(place <= other)
    capsys.readouterr()
