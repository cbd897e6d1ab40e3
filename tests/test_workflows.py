"""The workflows do what they say: statuses survive, nothing of an event reaches a shell."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BASH = ("bash", "--noprofile", "--norc", "-e")  # as GitHub runs a step that names no shell
CHECK = ["check", "--offline", "--format", "table"]

STUB = r"""#!/bin/bash
here=$(dirname "$0")
printf '%s\0' "$@" >>"$here/calls"
printf '\n' >>"$here/calls"
[ "$1" = check ] && cat "$here/table"
call=$(tr -cd '\n' <"$here/calls" | wc -c)
exit "$(cut -d' ' -f"$call" "$here/statuses")"
"""


class Runner:
    """A checkout and the files that GitHub gives a step, with a stub for every program called."""

    def __init__(self, tmp_path: Path) -> None:
        self.bin = tmp_path / "bin"
        self.checkout = tmp_path / "work" / "checkout"
        self.summary = tmp_path / "summary"
        self.path = tmp_path / "path"
        self.temp = tmp_path / "runner-temp"
        for folder in (self.bin, self.checkout, self.temp):
            folder.mkdir(parents=True)
        shutil.copytree(ROOT / ".github", self.checkout / ".github")
        self.summary.touch()
        self.stub("driftaudit", STUB)
        self.answers("the table")

    def stub(self, name: str, script: str) -> None:
        target = self.bin / name
        target.write_text(script)
        target.chmod(0o755)

    def answers(self, table: str, *statuses: int) -> None:
        (self.bin / "table").write_text(table)
        (self.bin / "statuses").write_text(" ".join(map(str, statuses or (0,) * 9)))
        (self.bin / "calls").write_text("")

    def calls(self) -> list[list[str]]:
        lines = (self.bin / "calls").read_text().split("\0\n")
        return [line.split("\0") for line in lines[:-1]]

    def run(self, script: str, **extra: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_PATH": str(self.path),
            "RUNNER_TEMP": str(self.temp),
            **extra,
        }
        return subprocess.run(
            [*BASH, "-c", script],
            cwd=self.checkout,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
        command = ["git", *who, "-c", "init.defaultBranch=main", *arguments]
        done = subprocess.run(
            command, cwd=self.checkout, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, files: dict[str, str | None]) -> str:
        """Write (or, with None, delete) files and commit; the commit's hash."""
        for name, text in files.items():
            target = self.checkout / name
            if text is None:
                target.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def load(name: str) -> dict:
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text())


def step(workflow: str, job: str, name: str) -> dict:
    return next(each for each in load(workflow)["jobs"][job]["steps"] if each.get("name") == name)


# What every workflow must hold to


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_hash_and_say_their_version(path: Path) -> None:
    uses = [line.strip() for line in path.read_text().splitlines() if "uses:" in line]
    assert uses
    for line in uses:
        assert re.fullmatch(r"- uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_one_action_has_one_hash_in_all_workflows() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)
    pins = set(re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@([0-9a-f]{40}) # (\S+)", text))
    assert len(pins) == len({action for action, _, _ in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_jobs_are_given_what_they_need_and_no_more(path: Path) -> None:
    workflow = load(path.stem)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        allowed = job["permissions"]
        assert set(allowed) <= {"contents", "id-token"}
        assert allowed.get("contents", "read") == "read"
        assert job["timeout-minutes"] <= 60
        for each in job["steps"]:
            if each.get("uses", "").startswith("actions/checkout@"):
                assert each["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_expanded_into_a_script(path: Path) -> None:
    scripts = [
        each["run"]
        for job in load(path.stem)["jobs"].values()
        for each in job["steps"]
        if "run" in each
    ]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


@pytest.mark.parametrize(
    "script", sorted((ROOT / ".github/scripts").iterdir()), ids=lambda p: p.name
)
def test_scripts_can_be_run_and_stop_at_the_first_error(script: Path) -> None:
    assert os.access(script, os.X_OK)
    text = script.read_text()
    assert text.startswith("#!/usr/bin/env bash\n# ")
    assert "\nset -euo pipefail\n" in text
    assert "${{" not in text


def test_ci_tests_every_supported_python_and_lints() -> None:
    jobs = load("ci")["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert [each["run"] for each in jobs["test"]["steps"] if "run" in each] == ["make test"]
    assert "make lint" in [each.get("run") for each in jobs["lint"]["steps"]]


# check.sh, and the nightly workflow that calls it


@pytest.mark.parametrize("status", [0, 1, 2, 3, 70])
def test_nightly_keeps_the_status_of_the_check(runner: Runner, status: int) -> None:
    runner.answers("prod-de  1 finding", status)
    done = runner.run(step("nightly-drift", "audit", "Hold them against the baselines")["run"])
    assert done.returncode == status, done.stderr
    assert runner.calls() == [[*CHECK, "--max-age", "6h", "--output", "json=report.json"]]
    assert "prod-de  1 finding" in done.stdout
    assert runner.summary.read_text() == "```\nprod-de  1 finding\n```\n\n"


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_nightly_keeps_the_status_of_the_snapshot(runner: Runner, status: int) -> None:
    runner.answers("", status)
    assert runner.run(step("nightly-drift", "audit", "Take snapshots")["run"]).returncode == status
    assert runner.calls() == [["snapshot"]]


def test_nightly_judges_and_keeps_what_a_partly_failed_snapshot_left() -> None:
    steps = load("nightly-drift")["jobs"]["audit"]["steps"]
    conditions = {each.get("name") or each["uses"].split("@")[0]: each.get("if") for each in steps}
    assert conditions["Take snapshots"] is None
    assert conditions["actions/upload-artifact"] == "always()"
    check = conditions["Hold them against the baselines"]
    assert check == "${{ !cancelled() && steps.credentials.outcome == 'success' }}"
    assert not [each for each in steps if "continue-on-error" in each]


def test_nightly_says_so_where_no_role_is_configured(runner: Runner) -> None:
    jobs = load("nightly-drift")["jobs"]
    assert jobs["audit"]["if"] == "vars.DRIFTAUDIT_ROLE_ARN != ''"
    assert jobs["not-configured"]["if"] == "vars.DRIFTAUDIT_ROLE_ARN == ''"
    done = runner.run(jobs["not-configured"]["steps"][0]["run"])
    assert done.returncode == 0
    assert done.stdout.startswith("::notice title=driftaudit::Nothing was audited")
    assert "DRIFTAUDIT_ROLE_ARN" in runner.summary.read_text()


def test_a_table_cannot_give_github_commands(runner: Runner) -> None:
    runner.answers("tag\n::error::forged\nend", 1)
    lines = runner.run(".github/scripts/check.sh").stdout.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert lines[1:] == ["tag", "::error::forged", "end", f"::{token}::"]
    again = runner.run(".github/scripts/check.sh").stdout.splitlines()
    assert token not in again[0]


def test_a_table_cannot_close_its_fence(runner: Runner) -> None:
    runner.answers("```\n<h1>forged</h1>\n`````")
    runner.run(".github/scripts/check.sh")
    lines = runner.summary.read_text().splitlines()
    assert lines[0] == lines[-2] == "``````"
    assert lines[1:-2] == ["```", "<h1>forged</h1>", "`````"]


def test_the_summary_says_so_where_nothing_could_be_judged(runner: Runner) -> None:
    runner.answers("", 2)
    assert runner.run(".github/scripts/check.sh").returncode == 2
    assert "wrote no table and exited with status 2" in runner.summary.read_text()


def test_a_long_table_does_not_cost_the_summary(runner: Runner) -> None:
    runner.answers("x" * 2_000_000)
    assert runner.run(".github/scripts/check.sh").returncode == 0
    assert 800_000 < runner.summary.stat().st_size < 1_048_576


# gate.sh

AT_THE_START = {
    "driftaudit.yaml": "version: 1",
    "baselines/prod.yaml": "a",
    "baselines/dev.yaml": "a",
}
EVERYTHING = [[*CHECK, "--max-age", "24h"]]


def against(*names: str) -> list[list[str]]:
    return [[*CHECK, "--max-age", "24h", *(f"--baseline={name}" for name in names)]]


def gate(
    runner: Runner, before: dict[str, str | None], after: dict[str, str | None], **extra: str
) -> subprocess.CompletedProcess[str]:
    runner.git("init", "--quiet")
    base = runner.commit(before)
    runner.commit(after)
    chosen = step("pr-gate", "gate", "Lint the baselines and check the touched environments")
    assert chosen["env"] == {"BASE": "${{ github.event.pull_request.base.sha }}"}
    return runner.run(chosen["run"], BASE=base, **extra)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"baselines/prod.yaml": "b"}, against("prod"), id="one"),
        pytest.param(
            {"baselines/prod.yaml": "b", "baselines/dev.yaml": "b"},
            against("dev", "prod"),
            id="two",
        ),
        pytest.param({"baselines/new.yaml": "b"}, against("new"), id="new"),
        pytest.param({"driftaudit.yaml": "b"}, EVERYTHING, id="configuration"),
        pytest.param({"baselines/dev.yaml": None}, EVERYTHING, id="deleted"),
        pytest.param({"driftaudit.yaml": None}, EVERYTHING, id="configuration deleted"),
        pytest.param(
            {"baselines/dev.yaml": None, "baselines/stage.yaml": "a"}, EVERYTHING, id="renamed"
        ),
        pytest.param({"baselines/layers/a.yaml": "b"}, EVERYTHING, id="in a subfolder"),
        pytest.param({"baselines/.yaml": "b"}, EVERYTHING, id="no name"),
        pytest.param({"elsewhere": "b"}, [], id="nothing"),
    ],
)
def test_gate_checks_what_a_change_touches(
    runner: Runner, change: dict[str, str | None], expected: list[list[str]]
) -> None:
    done = gate(runner, {**AT_THE_START}, change)
    assert done.returncode == 0, done.stderr
    assert runner.calls() == [["baseline", "lint"], *expected]


def test_gate_follows_a_branch_that_is_behind(runner: Runner) -> None:
    runner.git("init", "--quiet")
    start = runner.commit({**AT_THE_START})
    base = runner.commit({"baselines/dev.yaml": "changed on main meanwhile"})
    runner.git("checkout", "--quiet", "-b", "topic", start)
    runner.commit({"baselines/prod.yaml": "b"})
    runner.run(".github/scripts/gate.sh", BASE=base)
    assert runner.calls() == [["baseline", "lint"], *against("prod")]


@pytest.mark.parametrize(
    "name", ["$(touch pwned)", "`touch pwned`;touch pwned", "a b", "two\nlines", "-c", "*", "ü"]
)
def test_gate_takes_a_file_name_for_a_name(runner: Runner, name: str) -> None:
    done = gate(runner, {**AT_THE_START}, {f"baselines/{name}.yaml": "b"})
    assert done.returncode == 0, done.stderr
    assert runner.calls() == [["baseline", "lint"], *against(name)]
    assert not list(runner.checkout.rglob("pwned"))


def test_gate_says_so_where_nothing_is_configured(runner: Runner) -> None:
    done = gate(runner, {"baselines/prod.yaml": "a"}, {"baselines/prod.yaml": "b"})
    assert done.returncode == 0
    assert runner.calls() == []
    assert done.stdout.startswith("::notice title=driftaudit::There is no driftaudit.yaml here")
    assert "no environment was checked" in runner.summary.read_text()


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [((0, 0), 0), ((2, 0), 2), ((0, 1), 1), ((0, 3), 3), ((2, 1), 2), ((1, 70), 70)],
)
def test_gate_goes_on_and_keeps_the_worst_status(
    runner: Runner, statuses: tuple[int, ...], expected: int
) -> None:
    runner.answers("table", *statuses)
    done = gate(runner, {**AT_THE_START}, {"baselines/prod.yaml": "b"})
    assert done.returncode == expected
    assert runner.calls() == [["baseline", "lint"], *against("prod")]
    assert "table" in runner.summary.read_text()


@pytest.mark.parametrize("files", [{**AT_THE_START}, {"baselines/prod.yaml": "a"}])
def test_gate_fails_where_the_change_cannot_be_seen(
    runner: Runner, files: dict[str, str | None]
) -> None:
    runner.git("init", "--quiet")
    runner.commit(files)
    assert runner.run(".github/scripts/gate.sh", BASE="0" * 40).returncode == 128


# install.sh


def test_install_takes_only_what_the_lock_file_names(runner: Runner) -> None:
    recorder = '#!/bin/bash\necho "$@" >>"$RUNNER_TEMP/pip"\n'
    runner.stub(
        "python3",
        f'#!/bin/bash\n[ "$1 $2" = \'-m venv\' ] || exit 9\nmkdir -p "$3/bin"\n'
        f"printf '%s' '{recorder}' >\"$3/bin/pip\"\nchmod +x \"$3/bin/pip\"\n",
    )
    done = runner.run(
        step("nightly-drift", "audit", "Install driftaudit from the lock file")["run"]
    )
    assert done.returncode == 0, done.stderr
    first, second = (runner.temp / "pip").read_text().splitlines()
    assert first.endswith("--require-hashes -r requirements.lock")
    assert "--no-deps" in second
    assert runner.path.read_text() == f"{runner.temp}/driftaudit/bin\n"


# .ci/run


def ci(runner: Runner, **extra: str) -> subprocess.CompletedProcess[str]:
    shutil.copytree(ROOT / ".ci", runner.checkout / ".ci")
    runner.stub("make", '#!/bin/bash\necho "made $1"\n[ "$1" != "$FAIL" ]\n')
    (runner.checkout / ".github/scripts/lint.sh").write_text("#!/bin/bash\necho linted\n")
    for name in ("apt-get", "shellcheck"):
        runner.stub(name, "#!/bin/bash\nexit 9\n")
    return runner.run(".ci/run", **extra)


def test_ci_runs_tests_lint_and_workflow_lint(runner: Runner) -> None:
    done = ci(runner, FAIL="")
    assert done.returncode == 0, done.stderr
    assert re.findall("made test|made lint|linted|all passed", done.stdout) == [
        "made test",
        "made lint",
        "linted",
        "all passed",
    ]


@pytest.mark.parametrize("target", ["test", "lint"])
def test_ci_fails_with_any_of_them(runner: Runner, target: str) -> None:
    done = ci(runner, FAIL=target)
    assert done.returncode != 0
    assert "all passed" not in done.stdout


@pytest.mark.parametrize(("status", "said"), [(0, "built"), (1, "could not be built")])
def test_ci_does_without_a_real_api_server(runner: Runner, status: int, said: str) -> None:
    lab = runner.checkout.parent / "shared" / "kube" / "build.sh"
    lab.parent.mkdir(parents=True)
    lab.write_text(f"#!/bin/bash\necho built\nexit {status}\n")
    lab.chmod(0o755)
    done = ci(runner, FAIL="")
    assert done.returncode == 0
    assert said in done.stdout + done.stderr
    assert "made test" in done.stdout
