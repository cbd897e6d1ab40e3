"""Findings name the line that they stem from, relative to the git work tree."""

import json

import msgspec
import pytest

from driftaudit.cli.located import located, work_tree
from driftaudit.config import load
from driftaudit.model import Location
from driftaudit.report import Gate
from tests.cli.stored_fleet import Stored
from tests.render.sample import REPORT, finding

CONFIG = """\
version: 1
environments:
  prod-us: &one {account: "222222222222", region: us-east-1, cluster: a, group: prod}
  prod-de: {<<: *one, region: eu-central-1}
"""
BASELINE = """\
version: 1
resources:
  iam-role:
    ${cluster}-vpc-cni:
      AttachedManagedPolicies: {}
"""


@pytest.fixture
def config(tmp_path):
    """A work tree in which the configuration is one folder down."""
    folder = tmp_path / "ops"
    (folder / "baselines").mkdir(parents=True)
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")  # as in a linked work tree
    (folder / "driftaudit.yaml").write_text(CONFIG)
    (folder / "baselines" / "prod.yaml").write_text(BASELINE)
    return load(folder / "driftaudit.yaml")


def report(**fields):
    return type(REPORT)(
        tool=REPORT.tool,
        generated_at=REPORT.generated_at,
        command="check",
        result="drift",
        environments=REPORT.environments,
        findings=(finding("1", **fields),),
        summary=REPORT.summary,
    )


def place(config, **fields):
    (found,) = located(report(**fields), config).findings
    return found.location


def test_a_difference_stands_in_the_baseline(config):
    assert place(config) == Location(file="ops/baselines/prod.yaml", line=5)
    assert place(config, kind="addon") == Location(file="ops/baselines/prod.yaml", line=1)


@pytest.mark.parametrize("reference", ["lint", "prod", "fleet:prod", "prod-us@latest"])
def test_anything_else_stands_where_the_environment_does(config, reference):
    expected = Location(file="ops/driftaudit.yaml", line=4)
    (config.baselines / "lint.yaml").write_text(BASELINE)
    assert place(config, reference=reference) == expected


def test_an_environment_of_a_file_stands_where_environments_do(config):
    assert place(config, reference="lint", environment="gone").line == 2


def test_a_finding_about_a_waiver_stands_in_its_file(config):
    source = f"{config.baselines}/waivers.yaml:7"
    found = place(config, kind="waiver", reference="waivers.yaml", environment="*", source=source)
    assert found == Location(file="ops/baselines/waivers.yaml", line=7)


def test_what_the_gate_expects_to_change_has_a_line_too(config):
    gate = Gate(verdict="passed", reason="", touched=(), answers=(), changes=(finding("1"),))
    made = located(msgspec.structs.replace(report(), findings=(), gate=gate), config)
    (change,) = made.gate.changes
    assert change.location == Location(file="ops/baselines/prod.yaml", line=5)
    assert located(report(), config).gate is None


def test_without_git_paths_are_relative_to_the_configuration(config):
    (config.path.parent.parent / ".git").unlink()
    assert place(config) == Location(file="baselines/prod.yaml", line=5)
    assert work_tree(config.path.parent) == config.path.parent


def test_a_file_outside_the_work_tree_is_not_named(config, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "prod.yaml"
    (config.baselines / "prod.yaml").rename(elsewhere)
    (config.baselines / "prod.yaml").symlink_to(elsewhere)
    assert place(config) == Location(file="ops/driftaudit.yaml", line=4)


def test_a_linked_file_is_named_as_what_it_leads_to(config):
    (config.baselines / "prod.yaml").rename(config.path.parent / "shared.yaml")
    (config.baselines / "prod.yaml").symlink_to("../shared.yaml")
    assert place(config) == Location(file="ops/shared.yaml", line=5)


def test_what_cannot_be_read_any_more_is_done_without(config):
    (config.baselines / "prod.yaml").write_text("{")
    assert place(config).file == "ops/driftaudit.yaml"
    config.path.write_text("{")
    assert place(config) is None


@pytest.mark.xdist_group("drifted-fleet")
def test_every_finding_of_a_check_points_at_a_line_of_a_file(stored: Stored):
    status, shown = stored.check()
    assert status == 1
    folder = stored.fleet.config.parent
    assert {each["reference"].partition(":")[0] for each in shown["findings"]} >= {"baseline"}
    for each in shown["findings"]:
        where = each["location"]
        lines = (folder / where["file"]).read_text().splitlines()
        assert lines[where["line"] - 1].strip()
        if each["path"] and each["change"] == "changed":
            assert where["file"].startswith("baselines/")
            assert each["path"][-1] in lines[where["line"] - 1]


@pytest.mark.xdist_group("drifted-fleet")
def test_code_scanning_is_shown_the_same_lines(stored: Stored, tmp_path):
    _, shown = stored.check()
    file = tmp_path / "report.sarif"
    stored.run("report", str(tmp_path / "report.json"), "--output", f"sarif={file}")
    (run,) = json.loads(file.read_text())["runs"]
    told = {
        each["partialFingerprints"]["driftaudit/v1"]: each["locations"][0]["physicalLocation"]
        for each in run["results"]
    }
    assert {
        each["fingerprint"]: (each["location"]["file"], each["location"]["line"])
        for each in shown["findings"]
    } == {
        name: (place["artifactLocation"]["uri"], place["region"]["startLine"])
        for name, place in told.items()
    }
