"""Baselines in layers, matchers, severities, and acceptance in part, on the drifted fleet."""

import io
import sys

import pytest
import yaml

from tests.cli.stored_fleet import Stored

pytestmark = pytest.mark.xdist_group("drifted-fleet")

SCALING = """\
environments:
  {name}:
    reason: {reason}
    resources:
      nodegroup:
        workers:
          scalingConfig:
            maxSize: {size}
"""


def codes(stored: Stored, *names: str) -> set[str]:
    return {each["code"] for each in stored.check(*names)[1]["findings"]}


def added(stored: Stored, text: str, baseline: str = "prod") -> None:
    path = stored.baselines / f"{baseline}.yaml"
    path.write_text(path.read_text() + text)


def replaced(stored: Stored, old: str, new: str) -> None:
    path = stored.baselines / "prod.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_an_override_holds_for_its_environment_alone(stored: Stored) -> None:
    added(stored, SCALING.format(name="prod-uk", reason="the sale", size=60))
    assert codes(stored, "prod-uk") == {"IAM001"}
    assert stored.check("prod-ca")[0] == 0
    assert stored.run("baseline", "lint") == 0


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("prod-ku", "x", "no environment 'prod-ku' is held against baseline prod, did you mean"),
        ("staging", "x", "no environment 'staging' is held against baseline prod"),
        ("prod-uk", '""', "reason"),
    ],
)
def test_an_override_that_cannot_be_meant_stops_with_its_line(
    name: str, reason: str, said: str, stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    added(stored, SCALING.format(name=name, reason=reason, size=60))
    text = (stored.baselines / "prod.yaml").read_text().splitlines()
    first = text.index("environments:") + 2
    for arguments in (("check", "--offline", "prod-ca"), ("baseline", "lint")):
        assert stored.run(*arguments) == 2
        told = capsys.readouterr().err
        assert any(f"prod.yaml:{line}: " in told for line in (first, first + 1)), told
        assert said in told


def test_what_is_extended_is_expected_too(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (stored.baselines / "prod.yaml").read_text()
    (stored.baselines / "org.yaml").write_text(whole)
    near = "version: 1\nextends: org\nresources:\n  nodegroup:\n    workers:\n"
    near += "      scalingConfig:\n        maxSize: {}\n"
    (stored.baselines / "prod.yaml").write_text(near.format(60))
    assert codes(stored, "prod-uk") == {"IAM001"}
    assert codes(stored, "prod-ca") == {"NODE003"}
    capsys.readouterr()
    assert stored.run("baseline", "show", "prod") == 0
    shown = yaml.safe_load(capsys.readouterr().out)["resources"]
    expected = yaml.safe_load(whole)["resources"]
    expected["nodegroup"]["workers"]["scalingConfig"]["maxSize"] = 60
    assert shown == expected
    (stored.baselines / "prod.yaml").write_text(near.format(30))
    assert stored.run("baseline", "lint", "prod") == 2
    assert "maxSize: as org has it: leave it out" in capsys.readouterr().err


@pytest.mark.parametrize("named", ["prod", "orgg"])
def test_a_baseline_that_extends_itself_or_nothing(
    named: str, stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    (stored.baselines / "prod.yaml").write_text(f"version: 1\nextends: {named}\nresources: {{}}\n")
    for arguments in (("check", "--offline", "prod-ca"), ("baseline", "lint", "prod")):
        assert stored.run(*arguments) == 2
        assert "prod.yaml:2: extends: " in capsys.readouterr().err


def test_an_override_of_the_layer_below_may_be_of_another_group(stored: Stored) -> None:
    whole = (stored.baselines / "prod.yaml").read_text()
    other = SCALING.format(name="staging", reason="small", size=3)
    (stored.baselines / "org.yaml").write_text(whole + other)
    (stored.baselines / "prod.yaml").write_text("version: 1\nextends: org\nresources: {}\n")
    assert stored.check("prod-ca")[0] == 0


def test_of_a_subset_more_may_be_there(stored: Stored) -> None:
    path = stored.baselines / "prod.yaml"
    whole = yaml.safe_load(path.read_text())
    del whole["resources"]["nodegroup"]["batch"]
    path.write_text(yaml.safe_dump(whole))
    assert stored.check("prod-ca")[0] == 1
    path.write_text(yaml.safe_dump(whole | {"mode": {"nodegroup": "subset"}}))
    assert stored.check("prod-ca")[0] == 0
    assert stored.check("prod-uk")[0] == 1
    path.write_text(yaml.safe_dump(whole | {"mode": {"addon": "subset"}}))
    assert stored.check("prod-ca")[0] == 1


def test_a_matcher_stands_for_what_it_allows(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    replaced(stored, "maxSize: 30", "maxSize: {$in: [30, 60]}")
    assert codes(stored, "prod-uk") == {"IAM001"}
    assert stored.check("prod-ca")[0] == 0
    assert stored.run("baseline", "lint") == 0
    replaced(stored, "{$in: [30, 60]}", "{$in: [30, 40]}")
    assert codes(stored, "prod-uk") == {"IAM001", "NODE003"}
    replaced(stored, "{$in: [30, 40]}", "{$inn: [30]}")
    assert stored.run("check", "--offline", "prod-uk") == 2
    assert "prod.yaml:" in capsys.readouterr().err
    replaced(stored, "{$inn: [30]}", "{$min: 50, $max: 40}")
    assert stored.run("baseline", "lint") == 2
    assert "never match" in capsys.readouterr().err


def test_severities_of_the_configuration_count(stored: Stored) -> None:
    stored.configure("severity:\n  - {kind: iam-role, environments: [prod-uk], severity: low}\n")
    found = {each["code"]: each["severity"] for each in stored.check("prod-uk")[1]["findings"]}
    assert found == {"IAM001": "low", "NODE003": "medium"}
    assert stored.check("prod-uk", "--fail-on", "high")[0] == 0
    assert stored.check("prod-de", "--fail-on", "high")[0] == 1


def accept(stored: Stored, *arguments: str) -> int:
    return stored.run("baseline", "accept", "prod-uk", "--offline", *arguments)


def test_accepting_in_part_changes_nothing_else(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    path = stored.baselines / "prod.yaml"
    before = path.read_text()
    assert accept(stored, "--only", "nodegroup/work*", "--dry-run") == 0
    shown = capsys.readouterr().out
    assert "\n-        maxSize: 30\n+        maxSize: 60\n" in shown
    assert "would write " in shown
    assert path.read_text() == before
    assert accept(stored, "--only", "nodegroup/work*") == 0
    assert path.read_text() == before.replace("maxSize: 30", "maxSize: 60")
    for pattern, said in (
        ("nodegruop/*", "there is no kind 'nodegruop', did you mean 'nodegroup'?"),
        ("nodegroup/worker", "names no resource, did you mean"),
    ):
        assert accept(stored, "--only", pattern) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answers", "left"),
    [("n\ny\n", {"NODE003"}), ("y\nn\n", {"IAM001"}), ("y\ny\n", set()), ("n\nn\n", None)],
)
def test_asked_for_each_a_person_takes_some(
    answers: str,
    left: set[str] | None,
    stored: Stored,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (stored.baselines / "prod.yaml").read_text()
    monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
    assert accept(stored, "--interactive") == 0
    shown = capsys.readouterr().out
    assert "accept this change of iam-role ${cluster}-vpc-cni? [y/N]: " in shown
    assert "accept this change of nodegroup workers? [y/N]: " in shown
    assert codes(stored, "prod-uk") == ({"IAM001", "NODE003"} if left is None else left)
    assert ((stored.baselines / "prod.yaml").read_text() == before) is (left is None)


def test_nobody_to_answer_changes_nothing(stored: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (stored.baselines / "prod.yaml").read_text()
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert accept(stored, "--interactive") != 0
    assert (stored.baselines / "prod.yaml").read_text() == before


def test_of_several_what_most_have_is_written_and_the_rest_is_listed(
    stored: Stored, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stored.run("baseline", "accept", "--group", "prod", "--offline") == 0
    shown = capsys.readouterr().out
    assert "24 resources of 5 environments; review it, then commit it" in shown
    assert "left out (minority): nodegroup workers: prod-uk, 1 of 5" in shown
    assert codes(stored, "prod-uk") == {"NODE003"}


def test_accepting_into_layers_keeps_them(stored: Stored) -> None:
    """What the base has stays there; overrides and comments stay where they are."""
    whole = (stored.baselines / "prod.yaml").read_text()
    (stored.baselines / "org.yaml").write_text(whole)
    near = "# Ours.\nversion: 1\nextends: org\nresources: {}\n"
    near += SCALING.format(name="prod-ca", reason="small  # for now", size=30)
    (stored.baselines / "prod.yaml").write_text(near)
    assert accept(stored, "--only", "nodegroup") == 0
    written = (stored.baselines / "prod.yaml").read_text()
    assert written.startswith("# Ours.\n")
    assert "# for now" in written
    data = yaml.safe_load(written)
    assert data["extends"] == "org"
    assert data["resources"] == {"nodegroup": {"workers": {"scalingConfig": {"maxSize": 60}}}}
    assert (stored.baselines / "org.yaml").read_text() == whole
    assert stored.check("prod-ca")[0] == 0
