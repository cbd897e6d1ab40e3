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
