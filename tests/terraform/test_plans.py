"""What a plan is said to do is what it does: projected and taken snapshots of one stack are equal.

The plan changes an add-on's version and configuration, attaches a policy, rewrites an inline and a
customer-managed one, adds a node group with a role of its own (behind a condition and a module's
output), a pod identity (behind `each.value`) and an add-on, replaces a role with its access entry,
and opens a security group.

The embedded AWS carries all of it out, but cannot be asked how the update of an add-on went
(DescribeUpdate): Terraform ends with that one error, after everything is done. It changes no
cluster and no node group (UpdateClusterConfig, UpdateNodegroupConfig) and keeps no launch template
of a node group; it makes no access entry for the role of a new node group, as EKS would. Those
are left to tests/plan.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from driftaudit.cli.main import run
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.demo.settings import environment, variables
from driftaudit.model import Snapshot
from driftaudit.plan.project import project
from driftaudit.plan.read import read_plan
from driftaudit.store.snapshot_file import decode
from tests.terraform.terraform_cli import Terraform, made_on_aws, missing

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.xdist_group("terraform"),
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
]

STACK = Path(__file__).parent / "plan_stack"
CONFIGURATION = """\
version: 1
store: snapshots
environments:
  shop-us:
    account: "820000000001"
    region: us-east-1
    cluster: shop-us
    role: arn:aws:iam::820000000001:role/reader
    kubernetes: false
"""
NOT_ANSWERED = "DescribeUpdate"


class Made(NamedTuple):
    """One stack: its snapshots before and after a plan, the plan, and Terraform's complaints."""

    before: Snapshot
    plan: str
    after: Snapshot
    complaints: str
    directory: Path


def taken(directory: Path, endpoint: str) -> Snapshot:
    """The environment as driftaudit reads it, kept in no store."""
    stored = directory / "snapshots"
    with environment(variables(endpoint)):
        assert run(["-c", str(directory / "driftaudit.yaml"), "-q", "snapshot"]) == 0
    newest = max(stored.rglob("*.json"))
    return decode(newest.read_bytes(), str(newest))


def make(directory: Path, endpoint: str) -> Made:
    (directory / "driftaudit.yaml").write_text(CONFIGURATION)
    terraform = Terraform(directory, endpoint, STACK)
    terraform.apply()
    before = taken(directory, endpoint)
    plan = terraform.planned("-var", "after=true")
    complaints = terraform.carry_out()
    if complaints.count("Error:") > 1:
        raise RuntimeError(complaints)
    return Made(before, plan, taken(directory, endpoint), complaints, directory)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with made_on_aws(tmp_path_factory.mktemp("plans"), make) as change:
        yield change


def test_the_embedded_aws_did_all_but_tell_of_an_update(made: Made) -> None:
    assert made.complaints.count("Error:") == 1
    assert NOT_ANSWERED in made.complaints


def test_the_projected_snapshot_is_the_one_taken_after_apply(made: Made) -> None:
    projection = project(made.before, read_plan(made.plan, "plan.json"))
    projected = Side.of_snapshot(projection.snapshot)
    after = Side.of_snapshot(made.after)
    assert {key: each.used_by for key, each in projected.resources.items()} == {
        key: each.used_by for key, each in after.resources.items()
    }
    assert compare(after, projected) == ()
    assert compare(projected, after) == ()
    assert projection.snapshot.gaps == made.before.gaps
    # What is equal is equal because it is known: only what AWS makes up is not.
    assert {(kind, name) for kind, name, _ in projection.unknown} == {
        ("addon", "eks-pod-identity-agent"),
        ("nodegroup", "batch"),
    }
    different = [
        key
        for key, each in after.resources.items()
        if each.digest != projected.resources[key].digest
    ]
    assert sorted(different) == [("addon", "eks-pod-identity-agent"), ("nodegroup", "batch")]


def test_the_plan_changed_what_it_was_to_change(made: Made) -> None:
    projection = project(made.before, read_plan(made.plan, "plan.json"))
    assert {(each.kind, each.name, each.how) for each in projection.touched} == {
        ("addon", "vpc-cni", "changed"),
        ("addon", "eks-pod-identity-agent", "added"),
        ("nodegroup", "batch", "added"),
        ("access-entry", "arn:${partition}:iam::${account}:role/${cluster}-deploy", "removed"),
        ("access-entry", "arn:${partition}:iam::${account}:role/${cluster}-release", "added"),
        ("pod-identity", "kube-system/aws-node", "added"),
        ("iam-role", "${cluster}-node", "changed"),
        ("iam-role", "${cluster}-batch", "added"),
        ("iam-role", "${cluster}-cni", "added"),
        ("iam-role", "${cluster}-deploy", "removed"),
        ("iam-role", "${cluster}-release", "added"),
        ("iam-policy", "${cluster}-artifacts", "changed"),
        ("security-group", "${cluster}-control", "changed"),
    }
    assert [(each.address, each.kind) for each in projection.unmapped] == [
        ("aws_vpc_security_group_ingress_rule.kubelet[0]", "")
    ]


def test_a_plan_is_compared_on_the_command_line(made: Made) -> None:
    (made.directory / "plan.json").write_text(made.plan)
    report = made.directory / "report.json"
    status = run(
        [
            *("-c", str(made.directory / "driftaudit.yaml"), "compare", "--offline"),
            *("shop-us", f"plan:shop-us={made.directory / 'plan.json'}"),
            *("--output", f"json={report}"),
        ]
    )
    # The newest stored snapshot is of after the plan: to lay it over once more changes nothing.
    assert status == 0
    assert json.loads(report.read_text())["findings"] == []
