"""What the gate says, wherever it says it; and that it asks nobody."""

import json
import os
import re

import pytest

from driftaudit.cli.main import run
from tests.cli.gated import upgrade

BLOCKED = {
    "table": "gate: blocked: ",
    "json": '"verdict": "blocked"',
    "markdown": "## driftaudit gate: blocked",
    "html": "blocked",
    "sarif": '"level": "error"',
    "github": "::error title=gate%3A blocked%3A ",
    "junit": '<failure type="blocked"',
}
NODE = "arn:${partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy"


def widen(repository):
    text = (repository.stored.baselines / "prod.yaml").read_text()
    indent = re.search(rf"(?m)^( +){re.escape(NODE)}: {{}}", text)[1]
    wider = (
        f"{NODE}: {{}}\n{indent}{NODE.replace('WorkerNodePolicy', 'VPCResourceController')}: {{}}"
    )
    repository.edit("prod", f"{NODE}: {{}}", wider)


@pytest.fixture
def outputs(clean):
    """What a gate that blocks without any drift writes, by format."""
    widen(clean)
    asked = [f"{name}={clean.root / name}.out" for name in BLOCKED]
    flags = [word for each in asked for word in ("--output", each)]
    assert clean.gate(*flags)[0] == 1
    return {name: (clean.root / f"{name}.out").read_text() for name in BLOCKED}


def test_a_blocked_gate_looks_blocked_in_every_format(outputs):
    for name, mark in BLOCKED.items():
        assert mark in outputs[name], name
        assert "it lets someone do more" in outputs[name], name


def test_a_gate_blocked_without_drift_has_results_for_code_scanning(outputs):
    (scan,) = json.loads(outputs["sarif"])["runs"]
    (result,) = scan["results"]
    assert result["ruleId"] == "IAM002"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "baselines/prod.yaml"
    (note,) = (
        each
        for each in scan["invocations"][0]["toolExecutionNotifications"]
        if each["descriptor"]["id"] == "GATE"
    )
    assert note["level"] == "error"


def test_an_output_that_cannot_be_written_costs_itself_alone(clean, capsys):
    upgrade(clean)
    nowhere = clean.root / "driftaudit.yaml" / "x.md"
    status, gate = clean.gate("--output", f"markdown={nowhere}")
    assert (status, gate["verdict"]) == (2, "passed")
    assert str(nowhere) in capsys.readouterr().err


def test_no_credentials_are_needed_and_nothing_is_called(clean, monkeypatch):
    upgrade(clean)
    for name in [each for each in os.environ if each.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setattr("boto3.session.Session", lambda *_, **__: pytest.fail("a session"))
    monkeypatch.setattr("botocore.session.Session", lambda *_, **__: pytest.fail("a session"))
    config = str(clean.root / "driftaudit.yaml")
    assert run(["-c", config, "gate", "--base", "main"]) == 0


def test_a_snapshot_of_a_later_version(clean, capsys):
    config = clean.root / "driftaudit.yaml"
    (file,) = newest(clean)
    own = clean.root / "own"
    (own / "prod-ca").mkdir(parents=True)
    later = json.loads(file.read_text()) | {"schema": "driftaudit.snapshot/v9"}
    (own / "prod-ca" / file.name).write_text(json.dumps(later))
    config.write_text(re.sub(r"(?m)^store: .*$", f"store: {own}", config.read_text()))
    clean.git("commit", "--quiet", "--all", "--message", "own store")
    clean.git("branch", "--force", "main", "HEAD")
    upgrade(clean)
    assert clean.gate() == (2, {})
    assert "driftaudit.snapshot/v9" in capsys.readouterr().err


def newest(repository):
    """The stored snapshot of the one environment."""
    store = re.search(r"(?m)^store: (.*)$", (repository.root / "driftaudit.yaml").read_text())[1]
    return sorted((repository.root / store.strip('"') / "prod-ca").glob("*.json"))[-1:]


def test_the_order_of_the_configuration_does_not_matter(change):
    upgrade(change)
    first = stripped(change)
    config = change.root / "driftaudit.yaml"
    head, _, rest = config.read_text().partition("environments:\n")
    blocks = re.findall(r"(?m)^  \S.*\n(?:    .*\n)+", rest)
    assert len(blocks) == 6
    config.write_text(f"{head}environments:\n{''.join(reversed(blocks))}")
    assert stripped(change) == first


def stripped(repository):
    """The report without the moment at which it was made, and what of its age is told."""
    repository.gate()
    text = (repository.root / "gate.json").read_text()
    return re.sub(r'"generated_at": "[^"]*"|up to \d+ min old', "", text)
