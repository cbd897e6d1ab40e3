"""`driftaudit waive`: what it writes counts until its day, for its value, and is told of after."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.cli.stored_fleet import Stored

pytestmark = pytest.mark.xdist_group("drifted-fleet")


def today() -> date:
    """Asked for when it counts: a run of the tests may go on past midnight."""
    return datetime.now(UTC).date()


SOON = (today() + timedelta(days=60)).isoformat()
LAST_WEEK = (today() - timedelta(days=7)).isoformat()
YESTERDAY = (today() - timedelta(days=1)).isoformat()
ABSENT = "0000000000000000"


@pytest.fixture
def scaling(stored: Stored) -> str:
    """The fingerprint of prod-uk's node group that may grow to 60."""
    (found,) = (
        each for each in stored.check("prod-uk")[1]["findings"] if each["code"] == "NODE003"
    )
    return found["fingerprint"]


def waive(stored: Stored, fingerprint: str, *more: str) -> int:
    return stored.run("waive", fingerprint, "--reason", "sale", "--expires", SOON, *more)


def test_what_is_waived_stays_in_the_report_and_is_no_drift(
    stored: Stored, scaling: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored.check("prod-uk")[1]
    assert waive(stored, scaling, "--owner", "Ann", "--ticket", "OPS-7") == 0
    assert f"NODE003 in prod-uk is waived until {SOON}\n" in capsys.readouterr().out
    (entry,) = yaml.safe_load(stored.waivers.read_text())["waivers"]
    assert (entry["fingerprint"], entry["owner"], entry["ticket"]) == (scaling, "Ann", "OPS-7")
    status, report = stored.check("prod-uk")
    assert (status, report["summary"]["waived"]) == (1, 1)
    assert len(report["findings"]) == len(before["findings"]) == 2
    assert {each["fingerprint"]: each["waiver"] for each in report["findings"]}[scaling] == {
        "reason": "sale",
        "expires": SOON,
        "owner": "Ann",
        "ticket": "OPS-7",
    }
    for each in report["findings"]:
        if each["waiver"] is None:
            assert waive(stored, each["fingerprint"]) == 0
    assert stored.waivers.read_text().count("  - fingerprint: ") == 2
    capsys.readouterr()
    status, report = stored.check("prod-uk")
    assert (status, report["result"], report["summary"]["findings"]) == (0, "clean", 0)
    assert f"waived: 2 (first expires {SOON})" in capsys.readouterr().out


def test_the_same_waiver_is_written_once_and_another_beside_it(
    stored: Stored, scaling: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (waive(stored, scaling), waive(stored, scaling[:8].upper())) == (0, 0)
    wrote, again = capsys.readouterr().out.splitlines()
    assert wrote == f"wrote {stored.waivers}: NODE003 in prod-uk is waived until {SOON}"
    assert again == f"{stored.waivers} says so already: NODE003 in prod-uk is waived until {SOON}"
    assert waive(stored, scaling, "--owner", "Ann") == 0
    entries = yaml.safe_load(stored.waivers.read_text())["waivers"]
    assert [each.get("owner") for each in entries] == [None, "Ann"]


def test_comparing_two_honours_waivers(
    stored: Stored, scaling: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = ("compare", "prod-us@latest", "prod-uk@latest")
    stored.run(*pair)
    assert "scalingConfig.maxSize" in capsys.readouterr().out
    assert waive(stored, scaling) == 0
    capsys.readouterr()
    stored.run(*pair)
    shown = capsys.readouterr().out
    assert "scalingConfig.maxSize" not in shown
    assert "waived: 1" in shown


def test_a_waiver_is_of_one_environment_and_one_value(stored: Stored, scaling: str) -> None:
    assert waive(stored, scaling) == 0
    text = stored.waivers.read_text()
    value = yaml.safe_load(text)["waivers"][0]["value"]
    stored.waivers.write_text(text.replace(value, "sha256:" + "0" * 16))
    codes = {each["code"] for each in stored.check("prod-uk")[1]["findings"] if not each["waiver"]}
    assert {"NODE003", "META013"} <= codes


def test_an_expired_waiver_counts_no_more_and_is_told_of(stored: Stored, scaling: str) -> None:
    assert waive(stored, scaling) == 0
    text = stored.waivers.read_text()
    stored.waivers.write_text(text.replace(str(today()), LAST_WEEK).replace(SOON, YESTERDAY))
    status, report = stored.check("prod-uk")
    found = {each["code"]: each for each in report["findings"]}
    assert (status, found["NODE003"]["waiver"]) == (1, None)
    assert found["META010"]["resource"].startswith("waivers.yaml:")
    assert waive(stored, found["META010"]["fingerprint"]) == 2
    assert waive(stored, scaling) == 0
    assert stored.check("prod-uk")[1]["summary"]["waived"] == 1


def test_until_its_last_day_a_waiver_counts(stored: Stored, scaling: str) -> None:
    arguments = ("waive", scaling, "--reason", "today only", "--expires", str(today()))
    assert stored.run(*arguments) == 0
    assert stored.check("prod-uk")[1]["summary"]["waived"] == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SOON, "soon", "expires: 'soon' is no date, which looks like 2026-12-24"),
        ('"sale"', '""', "reason: empty: say why this is accepted"),
        ("resource:", "resorce:", "resorce: unknown field, did you mean 'resource'?"),
    ],
)
def test_an_entry_that_is_none_is_a_finding_with_its_line(
    old: str, new: str, said: str, stored: Stored, scaling: str
) -> None:
    assert waive(stored, scaling) == 0
    lines = stored.waivers.read_text().replace(old, new).splitlines()
    stored.waivers.write_text("\n".join(lines) + "\n")
    place = next(at for at, each in enumerate(lines, 1) if new in each)
    status, report = stored.check("prod-uk")
    (invalid,) = (each for each in report["findings"] if each["code"] == "META011")
    assert status == 1
    assert f"waivers.yaml:{place}: {said}" in invalid["fix"][0]
    assert all(each["waiver"] is None for each in report["findings"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--expires", "tomorrow"), "'tomorrow' does not match the format"),
        (("--expires", "2026-13-01"), "does not match the format"),
        (("--expires", YESTERDAY), f"--expires: {YESTERDAY} is over; name a day to come"),
        (("--expires", str(today() + timedelta(days=400))), "a waiver lasts at most 365 days"),
        (("--reason", " "), "--reason: say why"),
    ],
)
def test_terms_that_would_not_count_are_refused(
    options: tuple[str, str],
    said: str,
    stored: Stored,
    scaling: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert waive(stored, scaling, *options) == 2
    assert said in capsys.readouterr().err
    assert not stored.waivers.exists()


def test_reason_and_day_must_be_given(stored: Stored) -> None:
    assert stored.run("waive", ABSENT, "--expires", SOON) == 2
    assert stored.run("waive", ABSENT, "--reason", "sale") == 2


@pytest.mark.parametrize(
    ("fingerprint", "said"),
    [
        ("nope", "'nope' is no fingerprint\nnext: driftaudit check shows them"),
        ("NODE003", "'NODE003' is no fingerprint"),
        (ABSENT, f"no finding begins with '{ABSENT}' in what the stored snapshots show\nnext: "),
    ],
)
def test_a_fingerprint_that_is_none(
    fingerprint: str, said: str, stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    assert waive(stored, fingerprint) == 2
    assert said in capsys.readouterr().err
    assert not stored.waivers.exists()


def test_a_saved_report_has_the_finding(
    stored: Stored, scaling: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.json"
    report = json.loads(file.read_text())
    for at, each in enumerate(report["findings"]):
        each["fingerprint"] = f"abcdef12{at:08x}"
    file.write_text(json.dumps(report))
    assert waive(stored, "abcdef12", "--report", str(file)) == 2
    assert f"several findings begin with 'abcdef12' in {file}" in capsys.readouterr().err
    assert waive(stored, scaling, "--report", str(file)) == 2
    assert waive(stored, "abcdef1200000000", "--report", str(file)) == 0
    assert 'fingerprint: "abcdef1200000000"' in stored.waivers.read_text()
    for text, said in (("{}", "not a report of driftaudit"), (None, "cannot be read")):
        file.write_text(text) if text else file.unlink()
        assert waive(stored, scaling, "--report", str(file)) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version: 2\n", "waivers.yaml:1: version: expected version: 1"),
        (b"\xff\xfe", "waivers.yaml"),
        (b"version: 1\nwaivers: [{code: NODE003, reason: x, expires: 2026-12-24}]\n", "no waiver"),
    ],
)
def test_a_waiver_file_that_takes_none_is_left_alone(
    content: bytes, said: str, stored: Stored, scaling: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stored.waivers.write_bytes(content)
    assert waive(stored, scaling) == 2
    assert said in capsys.readouterr().err
    assert stored.waivers.read_bytes() == content


def test_a_place_that_takes_no_file(
    stored: Stored, scaling: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (stored.baselines / f".waivers.yaml.{os.getpid()}.new").mkdir()
    assert waive(stored, scaling) == 2
    assert "waivers.yaml cannot be written: " in capsys.readouterr().err


def test_comments_and_other_waivers_are_kept(stored: Stored, scaling: str) -> None:
    before = f"""\
version: 1
waivers:
  # Until the autumn sale is over.
  - code: IAM001
    environments: [prod-uk]
    reason: known
    expires: {SOON}
# The end.
"""
    stored.waivers.write_text(before)
    assert waive(stored, scaling) == 0
    head, tail = before.split("# The end.")
    written = stored.waivers.read_text()
    assert written.startswith(head)
    assert written.endswith("# The end." + tail)
    assert stored.check("prod-uk")[0] == 0
