"""`driftaudit explain FINGERPRINT`: the finding's own values and fix, and a waiver to paste."""

import re
from pathlib import Path

import pytest

from tests.cli.stored_fleet import Stored, waiver_lines

pytestmark = pytest.mark.xdist_group("drifted-fleet")


def by_code(stored: Stored, *names: str) -> dict[str, str]:
    """Fingerprints by code."""
    return {each["code"]: each["fingerprint"] for each in stored.check(*names)[1]["findings"]}


def explained(stored: Stored, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert stored.run("explain", *arguments) == 0
    return capsys.readouterr().out


def test_its_own_values_and_its_own_fix(stored: Stored, capsys: pytest.CaptureFixture[str]) -> None:
    found = by_code(stored, "prod-uk")
    shown = explained(stored, capsys, found["NODE003"])
    assert shown.startswith("NODE003  scaling limits differ\n")
    for line in (
        "prod-uk: nodegroup workers scalingConfig.maxSize",
        "severity  medium",
        "change    changed, held against baseline:prod",
        "expected  30",
        "actual    60",
    ):
        assert f"\n{line}\n" in shown
    assert re.search(r"\nfix       aws eks update-nodegroup-config .* maxSize=30\n", shown)
    assert explained(stored, capsys, found["NODE003"][:8]) == shown
    role = explained(stored, capsys, found["IAM001"])
    assert "used by   addon/vpc-cni, service-account/kube-system/aws-node\n" in role


@pytest.mark.parametrize("environment", ["prod-au", "prod-de", "prod-uk", "prod-us"])
def test_the_ready_made_waiver_waives(
    environment: str, stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pasted as it is, it is refused for want of a reason; with one, nothing is left."""
    found = by_code(stored, environment)
    entries = "".join(waiver_lines(explained(stored, capsys, each)) for each in found.values())
    stored.waivers.write_text(f"version: 1\nwaivers:\n{entries}")
    assert list(by_code(stored, environment)).count("META011") == 1
    assert stored.check(environment)[0] == 1
    stored.waivers.write_text(stored.waivers.read_text().replace('""  # say', "known # say"))
    status, report = stored.check(environment)
    assert (status, report["summary"]["findings"]) == (0, 0)
    assert report["summary"]["waived"] == len(report["findings"]) >= 1


def test_of_what_is_waived_it_says_until_when(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    fingerprint = by_code(stored, "prod-uk")["NODE003"]
    shown = explained(stored, capsys, fingerprint)
    text = waiver_lines(shown).replace('""  # say', '"the sale\x1b[2J" # say')
    stored.waivers.write_text("version: 1\nwaivers:\n" + text.replace("\x1b", r"\x1b"))
    shown = explained(stored, capsys, fingerprint)
    assert re.search(r"^waived    until \d{4}-\d\d-\d\d: the sale", shown, re.MULTILINE)
    assert "\x1b" not in shown
    assert "waiver, for" not in shown


def test_a_finding_about_waivers_is_explained_and_offers_none(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    stored.waivers.write_text("version: 1\nwaivers:\n  - code: NODE003\n")
    shown = explained(stored, capsys, by_code(stored, "prod-uk")["META011"])
    assert shown.startswith("META011  waiver is invalid\n")
    assert "waivers.yaml:3: reason is missing" in shown
    assert "waiver, for" not in shown


def test_a_severity_of_the_configuration_is_the_one_that_is_told(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    stored.configure("severity:\n  - {code: NODE003, environments: ['prod-u?'], severity: info}\n")
    fingerprint = by_code(stored, "prod-uk")["NODE003"]
    assert "\nseverity  info\n" in explained(stored, capsys, fingerprint)


def test_a_saved_report_tells_it_without_a_store(
    stored: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fingerprint = by_code(stored, "prod-uk")["NODE003"]
    shown = explained(stored, capsys, fingerprint)
    stored.fleet.config.unlink()
    report = str(tmp_path / "report.json")
    assert explained(stored, capsys, fingerprint, "--report", report) == shown


def test_of_nothing_stored_nothing_is_found(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    text = stored.fleet.config.read_text()
    stored.fleet.config.write_text(re.sub("\nstore: .*", "\nstore: nothing", text))
    assert stored.run("explain", "0" * 16) == 2
    assert "driftaudit snapshot" in capsys.readouterr().err
