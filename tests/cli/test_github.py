"""`driftaudit github` from end to end: real commands, fake GITHUB_* files, GitHub on loopback.

No AWS: two environments of one group, in a store; their snapshots are made by hand.
"""

import json
import subprocess
from pathlib import Path

import pytest
from msgspec import structs

from driftaudit.cli.main import Terminated, run
from driftaudit.cli.settings import now, timestamp
from driftaudit.store import open_store
from tests.gate.made import snapshot
from tests.github.conftest import TOKEN, github  # noqa: F401
from tests.github.outputs import outputs_in
from tests.github.stand_in import FORK, MALLORY, REPOSITORY, Fault
from tests.github.test_commands import obeyed

CONFIG = """version: 1
store: snapshots
environments:
  prod-us: {account: "222222222222", region: us-east-1, cluster: c-prod-us, group: prod}
  prod-de: {account: "222222222222", region: us-east-1, cluster: c-prod-de, group: prod}
"""
HOSTILE = "evil\n::error::forged <script>alert(1)</script> | ` \x1b[31m"
COMMENTS = f"/repos/{REPOSITORY}/issues/7/comments"
NAMES = {
    *("result", "exit-status", "findings", "gaps", "drifted-environments", "report-path"),
    *("sarif-path", "html-path", "report-folder"),
}


class Job:
    """A checkout, the runner's files, and a step of the action in it."""

    def __init__(self, root, github, monkeypatch, capfd):  # noqa: F811
        self.github, self._set, self._capfd = github, monkeypatch.setenv, capfd
        self.root = root / "checkout"
        self.temp = root / "runner-temp"
        self.root.mkdir()
        self.temp.mkdir()
        event = root / "event.json"
        event.write_text(json.dumps({"number": 7, "pull_request": {"number": 7}}))
        self.output, self.summary = root / "output", root / "summary"
        for name, value in {
            "GITHUB_OUTPUT": self.output,
            "GITHUB_STEP_SUMMARY": self.summary,
            "GITHUB_EVENT_PATH": event,
            "GITHUB_API_URL": github.url,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ID": "42",
            "GITHUB_TOKEN": TOKEN,
            "RUNNER_TEMP": self.temp,
        }.items():
            self._set(name, str(value))
        monkeypatch.chdir(self.root)

    def configure(self, **versions):
        """Both environments stored with these versions of coredns, and prod-us's accepted."""
        (self.root / "driftaudit.yaml").write_text(CONFIG)
        for name, version in versions.items():
            self.store(name.replace("_", "-"), version=version)
        assert run(["baseline", "accept", "prod-us", "--offline"]) == 0
        self._capfd.readouterr()

    def store(self, name, **fields):
        made = structs.replace(snapshot(name, **fields), captured_at=timestamp(now()))
        open_store("snapshots", self.root).save(made)

    def action(self, command, **inputs):
        """The exit status, what the log holds, and the outputs, of one step."""
        for name, value in {"command": command, "offline": "true", **inputs}.items():
            self._set(f"DRIFTAUDIT_ACTION_{name.upper()}", value)
        status = run(["github", "run"])
        self.log = "".join(self._capfd.readouterr())
        self.outputs = outputs_in(self.output)
        return status

    def git(self, *arguments):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
        command = ["git", *who, "-c", "init.defaultBranch=main", *arguments]
        subprocess.run(command, cwd=self.root, check=True, capture_output=True)

    def comments(self):
        return [each["body"] for each in self.github.comments.get(7, [])]


@pytest.fixture
def job(tmp_path, github, monkeypatch, capfd):  # noqa: F811
    return Job(tmp_path, github, monkeypatch, capfd)


@pytest.fixture
def drifted(job):
    job.configure(prod_us="v1", prod_de=HOSTILE)
    return job


def test_a_check_tells_everybody(drifted):
    assert drifted.action("check", comment="true", issue="true") == 1
    outputs = drifted.outputs
    assert set(outputs) == NAMES
    assert (outputs["result"], outputs["exit-status"]) == ("drift", "1")
    assert (outputs["findings"], outputs["gaps"]) == ("1", "0")
    assert json.loads(outputs["drifted-environments"]) == ["prod-de"]
    report = json.loads(Path(outputs["report-path"]).read_text())
    assert report["result"] == "drift"
    assert json.loads(Path(outputs["sarif-path"]).read_text())["version"] == "2.1.0"
    assert {each.name for each in Path(outputs["report-folder"]).iterdir()} == {
        *("check.json", "check.sarif", "check.html", "check.md")
    }
    assert Path(outputs["report-folder"]).parent == drifted.temp
    for text in (
        drifted.summary.read_text(),
        *drifted.comments(),
        drifted.github.issues[0]["body"],
    ):
        assert "prod-de" in text
        assert "<script>" not in text
        assert "/acme/fleet/actions/runs/42" in text
    assert "result: drift" in drifted.log
    assert TOKEN not in drifted.log


def test_hostile_names_give_no_commands(drifted):
    drifted.action("check")
    commands = obeyed(drifted.log)
    assert [each.split(" ")[0] for each in commands] == ["::warning"]
    assert "file=baselines/prod.yaml" in commands[0]
    assert "forged" in commands[0]
    assert "\x1b" not in drifted.log


def test_a_night_of_peace_closes_the_issue_and_tells_no_chat(drifted, monkeypatch):
    hook = f"{drifted.github.url}/hook/SECRET"
    monkeypatch.setenv("DRIFTAUDIT_WEBHOOK_URL", hook)
    assert drifted.action("check", issue="true") == 1
    assert drifted.action("check", issue="true") == 1
    drifted.store("prod-de", version="v1")
    assert drifted.action("check", issue="true") == 0
    assert drifted.outputs["result"] == "clean"
    assert drifted.outputs["drifted-environments"] == "[]"
    assert [each["state"] for each in drifted.github.issues] == ["closed"]
    assert len(drifted.github.posted) == 2
    assert "SECRET" not in drifted.log


@pytest.mark.parametrize("fault", [Fault("POST", COMMENTS, *FORK), Fault("GET", COMMENTS, *FORK)])
def test_a_forks_token_changes_nothing_but_the_comment(drifted, fault):
    drifted.github.faults.append(fault)
    assert drifted.action("check", comment="true") == 1
    assert drifted.comments() == []
    assert drifted.outputs["result"] == "drift"
    assert "prod-de" in drifted.summary.read_text()
    (warning,) = (each for each in obeyed(drifted.log) if "title=driftaudit::" in each)
    assert warning.startswith("::warning title=driftaudit::comment: the token may not do this")
    assert "Resource not accessible by integration" in warning


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GITHUB_TOKEN", "", "there is no GITHUB_TOKEN"),
        ("GITHUB_REPOSITORY", "", "expected OWNER/NAME"),
        ("GITHUB_API_URL", "http://api.example", "the address of GitHub"),
        ("HTTPS_PROXY", "", ""),
    ],
)
def test_whatever_keeps_github_from_being_told_the_status_stands(
    drifted, monkeypatch, name, value, said
):
    monkeypatch.setenv(name, value)
    if not said:
        monkeypatch.setenv("GITHUB_API_URL", "https://api.example")
        monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.example:1")
        said = "comment: HTTPS_PROXY"
    assert drifted.action("check", comment="true") == 1
    assert said in "".join(each for each in obeyed(drifted.log) if "title=driftaudit::" in each)


def test_a_spoofed_comment_is_left_alone(drifted):
    drifted.action("check", comment="true")
    mark = drifted.comments()[0].partition("\n")[0]
    drifted.github.comments.clear()
    drifted.github.add_comment(7, f"{mark}\nall is well", MALLORY)
    drifted.action("check", comment="true")
    assert drifted.comments()[0] == f"{mark}\nall is well"
    assert len(drifted.comments()) == 2


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"fail_on": "x"}, "Invalid value for '--fail-on'"),
        ({"environments": "nope"}, "nope"),
        ({"environments": "--help"}, "--help"),
        ({"offline": "perhaps"}, "input offline is 'perhaps'"),
        ({"config": "other.yaml"}, "other.yaml"),
    ],
)
def test_where_nothing_could_be_judged_all_are_told_so(drifted, inputs, said):
    assert drifted.action("check", comment="true") == 1
    assert drifted.action("check", **inputs, comment="true") == 2
    assert set(drifted.outputs) == NAMES
    assert drifted.outputs["result"] == "error"
    assert drifted.outputs["exit-status"] == "2"
    assert drifted.outputs["findings"] == ""
    assert said in drifted.log
    assert "nothing could be judged" in drifted.summary.read_text()
    error = next(each for each in obeyed(drifted.log) if each.startswith("::error"))
    assert "nothing could be judged (exit status 2)" in error


def test_a_bug_is_told_as_one(drifted, monkeypatch):
    def crash(*_arguments, **_options):
        raise KeyError("secret")

    monkeypatch.setattr("driftaudit.audit.check", crash)
    assert drifted.action("check", comment="true", issue="true") == 70
    assert set(drifted.outputs) == NAMES
    assert (drifted.outputs["result"], drifted.outputs["exit-status"]) == ("error", "70")
    assert "secret" not in drifted.comments()[0] + drifted.github.issues[0]["body"]


def test_a_bug_of_the_action_itself_sets_outputs(drifted, monkeypatch):
    def crash(*_arguments, **_options):
        raise KeyError("secret")

    monkeypatch.setattr("driftaudit.cli.github_run.steps_of", crash)
    assert drifted.action("check") == 70
    assert (drifted.outputs["result"], drifted.outputs["exit-status"]) == ("error", "70")


@pytest.mark.parametrize(("how", "status"), [(KeyboardInterrupt, 130), (Terminated, 143)])
def test_who_ends_it_is_not_kept_waiting(drifted, monkeypatch, how, status):
    def interrupt(*_arguments, **_options):
        raise how

    monkeypatch.setattr("driftaudit.audit.check", interrupt)
    assert drifted.action("check", comment="true") == status
    assert drifted.outputs["result"] == "error"
    assert drifted.github.requests == []


def test_a_report_that_cannot_be_read_back_is_no_verdict(drifted, monkeypatch):
    monkeypatch.setattr("driftaudit.cli.outputs._write", lambda *_arguments: None)
    assert drifted.action("check", fail_on="none") == 2
    assert drifted.outputs["result"] == "error"


def test_outputs_and_summary_that_cannot_be_written(drifted, monkeypatch):
    monkeypatch.setenv("GITHUB_OUTPUT", str(drifted.root))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(drifted.root))
    drifted.output.touch()
    assert drifted.action("check", fail_on="none") == 2
    assert drifted.action("check", fail_on="low") == 1
    assert "::error title=driftaudit::outputs cannot be written" in drifted.log
    assert "::warning title=driftaudit::the step summary cannot be written" in drifted.log


def test_outside_of_github_there_is_only_the_log(drifted, monkeypatch):
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "RUNNER_TEMP"):
        monkeypatch.delenv(name)
    drifted.output.touch()
    assert drifted.action("check") == 1
    assert drifted.outputs == {}
    assert not drifted.summary.exists()


def test_a_summary_that_is_full_stays_what_it_is(drifted):
    drifted.summary.write_bytes(b"x" * (1024 * 1024 - 500))
    assert drifted.action("check") == 1
    assert drifted.summary.stat().st_size < 1024 * 1024
    assert "::warning title=driftaudit::the step summary is full" in drifted.log
    drifted.summary.write_bytes(b"x" * (1024 * 1024 - 2_000))
    assert drifted.action("check") == 1
    assert 1024 * 1024 - 2_000 < drifted.summary.stat().st_size <= 1024 * 1024


def test_unread_is_incomplete_and_keeps_the_issue_open(drifted):
    drifted.action("check", issue="true")
    (drifted.root / "snapshots").rename(drifted.root / "gone")
    drifted.store("prod-us", version="v1")
    assert drifted.action("check", issue="true") == 3
    assert drifted.outputs["result"] == "incomplete"
    assert drifted.outputs["gaps"] != "0"
    assert [each["state"] for each in drifted.github.issues] == ["open"]


def test_each_group_is_compared(drifted):
    config = drifted.root / "driftaudit.yaml"
    text = CONFIG + CONFIG.partition("environments:\n")[2].replace("prod", "dev")
    config.write_text(text)
    for name in ("dev-us", "dev-de"):
        drifted.store(name, group="dev")
    assert drifted.action("compare", comment="true") == 0
    folder = Path(drifted.outputs["report-path"])
    assert str(folder) == drifted.outputs["report-folder"]
    assert {"compare-prod.json", "compare-dev.json"} <= {each.name for each in folder.iterdir()}
    assert drifted.outputs["sarif-path"] == ""
    assert len(drifted.comments()) == 2
    assert drifted.action("compare", environments="prod-us prod-de@latest") == 1
    assert drifted.outputs["report-path"].endswith("/compare.json")


def test_no_group_is_nothing_to_compare(drifted):
    config = drifted.root / "driftaudit.yaml"
    config.write_text(CONFIG.replace("group: prod}", "group: one}", 1))
    assert drifted.action("compare", comment="true") == 0
    assert drifted.outputs["result"] == "incomplete"
    assert "::notice title=driftaudit::No group has two environments" in drifted.log
    assert drifted.comments() == []


def test_a_snapshot_says_what_was_read(drifted, monkeypatch):
    monkeypatch.setattr("driftaudit.cli.capture.live", lambda *_: (snapshot("prod-us"),))
    assert drifted.action("snapshot", offline="") == 0
    assert drifted.outputs["result"] == "clean"
    assert drifted.outputs["findings"] == drifted.outputs["report-path"] == ""
    assert "all was read" in drifted.summary.read_text()


# The gate


@pytest.fixture
def change(drifted):
    """The baseline is committed to main; the change is on a branch."""
    drifted.git("init", "--quiet")
    drifted.git("add", "driftaudit.yaml", "baselines")
    drifted.git("commit", "--quiet", "--message", "before")
    drifted.git("checkout", "--quiet", "-b", "topic")
    return drifted


def test_the_gate_blocks_and_says_why(change):
    path = change.root / "baselines" / "prod.yaml"
    path.write_text(path.read_text().replace("v1", "v2"))
    assert change.action("gate", base="main", comment="true") == 1
    assert change.outputs["result"] == "drift"
    assert "gate: blocked" in change.comments()[0]
    assert change.comments()[0].startswith("<!-- driftaudit comment: gate -->\n")


def test_the_gate_passes_what_touches_nothing(change):
    (change.root / "README").write_text("x")
    assert change.action("gate", base="main") == 0
    assert change.outputs["result"] == "clean"


def test_a_baseline_that_nobody_uses_is_linted(change):
    (change.root / "baselines" / "other.yaml").write_text("version: 1\nresources: {nope: {}}\n")
    assert change.action("gate", base="main", comment="true") == 2
    assert change.outputs["result"] == "error"
    assert "nope" in change.comments()[0]
    assert "nope" in change.summary.read_text()


def test_the_gate_says_so_where_nothing_is_configured(job):
    job.git("init", "--quiet")
    job.git("commit", "--quiet", "--allow-empty", "--message", "before")
    assert job.action("gate", base="HEAD", comment="true") == 0
    assert job.outputs["result"] == "incomplete"
    assert "::notice title=driftaudit::There is no driftaudit.yaml here" in job.log
    assert "There is no driftaudit.yaml here" in job.summary.read_text()
    assert job.comments() == []


def test_a_change_that_deletes_the_configuration_fails(change):
    (change.root / "driftaudit.yaml").unlink()
    assert change.action("gate", base="main") == 2
    assert change.outputs["result"] == "error"


@pytest.mark.parametrize("base", ["0" * 40, "--help"])
def test_a_change_that_cannot_be_seen_fails(change, base):
    assert change.action("gate", base=base) == 2
    (change.root / "driftaudit.yaml").unlink()
    assert change.action("gate", base=base) == 2


# A saved report


@pytest.fixture
def saved(drifted):
    drifted.action("check")
    return drifted, drifted.outputs["report-path"]


def told(job, *arguments):
    status = run(["github", *arguments])
    job.log = "".join(job._capfd.readouterr())
    return status


def test_a_saved_report_is_told(saved, monkeypatch):
    job, report = saved
    monkeypatch.setenv("DRIFTAUDIT_WEBHOOK_URL", f"{job.github.url}/hook/SECRET")
    assert told(job, "comment", report, "--key", "mine") == 0
    assert told(job, "issue", report, "--label", "ops") == 0
    assert told(job, "notify", report) == 0
    assert job.comments()[0].startswith("<!-- driftaudit comment: mine -->")
    assert job.github.issues[0]["labels"] == [{"name": "ops"}]
    assert len(job.github.posted) == 1
    assert "SECRET" not in job.log


def test_a_refusal_is_a_warning_and_trouble_is_an_error(saved):
    job, report = saved
    job.github.faults.append(Fault("POST", COMMENTS, *FORK))
    assert told(job, "comment", report) == 0
    assert job.log.startswith("::warning title=driftaudit::comment: the token may not")
    job.github.faults.append(Fault("POST", COMMENTS, 401, {"message": "Bad credentials"}))
    assert told(job, "comment", report) == 2
    assert "401 Bad credentials" in job.log


def test_what_cannot_be_told_is_an_error(saved):
    job, report = saved
    assert told(job, "notify", report) == 2
    assert "DRIFTAUDIT_WEBHOOK_URL holds no address" in job.log
    (job.root / "no.json").write_text("{")
    assert told(job, "comment", "no.json") == 2
    assert "no.json: not a report" in job.log
