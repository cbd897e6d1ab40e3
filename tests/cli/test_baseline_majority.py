"""`driftaudit baseline accept --group`: what most have is accepted, the rest is listed."""

from pathlib import Path

import pytest

from tests.cli.commands import at, own_baselines
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("drifted-fleet")


def test_what_the_minority_has_is_left_out_and_said(
    drifted_fleet: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = at(drifted_fleet, tmp_path, (own_baselines(drifted_fleet), "baselines"))
    assert own.run("baseline", "accept", "--group", "prod") == 0
    shown = capsys.readouterr().out
    assert "  left out (minority): iam-role ${cluster}-node: prod-au, 1 of 5\n" in shown
    written = (tmp_path / "baselines" / "prod.yaml").read_text()
    assert "AdministratorAccess" not in written
    # Three of the five lack it: the majority is not always right, which is why people review.
    assert "-vpc-cni.AttachedManagedPolicies: prod-au, prod-ca, 2 of 5\n" in shown
    assert "  WARNING: new nodes could not join like this (join check 5: vpc-cni may " in shown
    assert "\n    ${cluster}-vpc-cni lacks ec2:AssignPrivateIpAddresses and 11 more: " in shown
    assert "passed today: prod-au, prod-ca; failed today: prod-de, prod-uk, prod-us\n" in shown
    assert shown.endswith("  next: accept one that you trust: driftaudit baseline accept prod-ca\n")


@pytest.mark.parametrize(
    ("name", "ends"),
    [("prod-us", "  next: mend that, and accept it then\n"), ("prod-ca", "then commit it\n")],
)
def test_one_that_is_sick_is_accepted_with_a_warning(
    name: str,
    ends: str,
    drifted_fleet: SeededFleet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = at(drifted_fleet, tmp_path, (own_baselines(drifted_fleet), "baselines"))
    assert own.run("baseline", "accept", name) == 0
    assert capsys.readouterr().out.endswith(ends)


def test_who_is_asked_is_warned_before(
    drifted_fleet: SeededFleet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = at(drifted_fleet, tmp_path, (own_baselines(drifted_fleet), "baselines"))
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert own.run("baseline", "accept", "--interactive", "prod-us") == 0
    shown = capsys.readouterr().out
    assert shown.count("WARNING: ") == 1
    assert shown.index("WARNING: ") < shown.index("wrote ")
