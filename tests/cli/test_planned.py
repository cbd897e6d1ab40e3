"""`plan:ENV=FILE` on the command line: laid over what is stored, or refused with a way on."""

import json
from pathlib import Path
from typing import Any

import pytest

from driftaudit.cli.main import run
from driftaudit.cli.planned import laid, told
from driftaudit.config import load
from driftaudit.model import EVERY_KIND, Gap
from driftaudit.plan.planned import Plan, Projection, Unmapped
from driftaudit.subject import Unread
from tests.plan.made import BASE, change, document

DATA = Path(__file__).parents[1] / "plan" / "data"
CONFIGURATION = """\
version: 1
store: snapshots
environments:
  shop-us:
    account: "820000000001"
    region: us-east-1
    cluster: shop-us
    kubernetes: false
  other:
    account: "820000000002"
    region: us-east-1
    cluster: other
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration and a stored snapshot of shop-us."""
    (tmp_path / "driftaudit.yaml").write_text(CONFIGURATION)
    stored = tmp_path / "snapshots" / "shop-us"
    stored.mkdir(parents=True)
    taken = json.loads((DATA / "before.json").read_text())["captured_at"].replace(":", "")
    (stored / f"{taken}.json").write_bytes((DATA / "before.json").read_bytes())
    return tmp_path


def compared(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    report = folder / "report.json"
    configuration = str(folder / "driftaudit.yaml")
    arguments = ["-c", configuration, "compare", "--offline", *words, "--output", f"json={report}"]
    status = run(arguments)
    return status, json.loads(report.read_text()) if report.exists() else {}


def after(folder: Path) -> str:
    return f"plan:shop-us={DATA / 'plan.json'}"


def test_what_a_plan_does_is_what_differs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = compared(folder, "shop-us", after(folder))
    assert status == 1
    changed = {(each["kind"], each["resource"]) for each in report["findings"]}
    assert ("nodegroup", "batch") in changed
    assert ("addon", "vpc-cni") in changed
    shown = capsys.readouterr().err
    assert "aws_vpc_security_group_ingress_rule.kubelet[0] is not in the projection" in shown
    assert "known only after apply: addon eks-pod-identity-agent owner" in shown
    (projected,) = (each for each in report["environments"] if each["reference"])
    assert "aws_vpc_security_group_ingress_rule.kubelet[0]" in projected["not_audited"]


def test_a_projection_is_what_is_taken_afterwards(folder: Path) -> None:
    status, report = compared(folder, after(folder), str(DATA / "after.json"))
    assert (status, report["findings"]) == (0, [])


def test_a_projection_is_a_reference_as_well(folder: Path) -> None:
    status, report = compared(folder, after(folder), "shop-us")
    assert status == 1
    assert all(each["environment"] == "shop-us" for each in report["findings"])


def test_what_cannot_be_laid_over_leaves_the_report_incomplete(folder: Path) -> None:
    plan = folder / "plan.json"
    plan.write_text(json.dumps(document(change("aws_iam_role_wonder", None, {}))))
    status, report = compared(folder, "shop-us", f"plan:shop-us={plan}")
    assert status == 3
    assert report["result"] == "incomplete"
    (environment,) = (each for each in report["environments"] if each["gaps"])
    assert environment["gaps"][0]["operation"] == "plan aws_iam_role_wonder.this"


def refused(folder: Path, reference: str, capsys: pytest.CaptureFixture[str]) -> str:
    status, _ = compared(folder, "shop-us", reference)
    assert status == 2
    return capsys.readouterr().err


def test_a_plan_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = refused(folder, f"plan:shop-us={folder / 'none.json'}", capsys)
    assert "none.json: cannot be read: No such file" in shown
    assert "next: terraform show -json PLANFILE" in shown


def test_a_binary_plan(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tfplan").write_bytes(b"PK\x03\x04\x00\xff")
    shown = refused(folder, f"plan:shop-us={folder / 'tfplan'}", capsys)
    assert "is the binary plan file" in shown
    assert "terraform show -json" in shown


def test_a_plan_of_another_account(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = folder / "plan.json"
    role = {"name": "x", "arn": "arn:aws:iam::999999999999:role/x"}
    plan.write_text(json.dumps(document(change("aws_iam_role", role, role))))
    shown = refused(folder, f"plan:shop-us={plan}", capsys)
    assert "account 999999999999" in shown
    assert "account 820000000001" in shown


def test_an_environment_of_which_nothing_is_stored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = refused(folder, f"plan:other={DATA / 'plan.json'}", capsys)
    assert "other" in shown
    assert "driftaudit snapshot other" in shown


def test_what_was_not_read_stays_unread(folder: Path) -> None:
    gap = Gap(kind=EVERY_KIND, operation="x", code="x", message="", needs="")
    subject = Unread(environment=BASE.environment, gaps=(gap,))
    config = load(folder / "driftaudit.yaml")
    assert laid(subject, Plan(origin="x"), config) is subject
    assert laid(BASE, None, config) is BASE


def test_other_peoples_text_does_not_reach_the_terminal() -> None:
    unmapped = Unmapped(address="a\x1b[31m", type="t", reason="r\x07", kind="iam-role")
    (line,) = told(Projection(snapshot=BASE, unmapped=(unmapped,)), "plan.json")
    assert line == ("plan.json: a is not in the projection of acme-us: r (iam-role is incomplete)")
