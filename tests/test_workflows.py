"""The workflows and the action do what they say: statuses survive, no event reaches a shell."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from driftaudit.github import inputs as action_inputs
from driftaudit.github.inputs import PREFIX, WEBHOOK, inputs_of
from driftaudit.github.outcome import outputs_of
from tests.github.outputs import outputs_in

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / ".github" / "actions" / "driftaudit" / "action.yml"
LOCAL = "$/.github/actions/driftaudit"
BASH = ("bash", "--noprofile", "--norc", "-e")  # as GitHub runs a step that names no shell

PERMISSIONS = {
    "ci": {"contents"},
    "nightly-drift": {"contents", "id-token", "issues", "security-events"},
    "pr-gate": {"contents", "id-token", "pull-requests"},
}

STUB = r"""#!/bin/bash
here=$(dirname "$0")
printf '%s\0' "$@" >"$here/call"
env -0 >"$here/env"
exit "$(cat "$here/status")"
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
        self.answers(0)

    def stub(self, name: str, script: str) -> None:
        target = self.bin / name
        target.write_text(script)
        target.chmod(0o755)

    def answers(self, status: int) -> None:
        (self.bin / "status").write_text(str(status))

    def call(self) -> list[str]:
        return (self.bin / "call").read_text().split("\0")[:-1]

    def environment(self) -> dict[str, str]:
        text = (self.bin / "env").read_text()
        return dict(each.split("=", 1) for each in text.split("\0") if each)

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


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def load(name: str) -> dict:
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text())


def step(workflow: str, job: str, name: str) -> dict:
    return next(each for each in load(workflow)["jobs"][job]["steps"] if each.get("name") == name)


# What every workflow must hold to


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_actions_are_pinned_by_hash_and_say_their_version(path: Path) -> None:
    lines = map(str.strip, path.read_text().splitlines())
    uses = [line for line in lines if re.match("(- )?uses:", line)]
    assert uses
    for line in uses:
        if line != f"uses: {LOCAL}":
            assert re.fullmatch(r"- uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_one_action_has_one_hash_wherever_it_is_used() -> None:
    text = "".join(path.read_text() for path in (*WORKFLOWS, ACTION))
    pins = set(re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@([0-9a-f]{40}) # (\S+)", text))
    assert len(pins) > 5
    assert len(pins) == len({action for action, _, _ in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_jobs_are_given_what_they_need_and_no_more(path: Path) -> None:
    workflow = load(path.stem)
    assert workflow["permissions"] == {}
    assert set(workflow[True]) <= {"push", "pull_request", "schedule", "workflow_dispatch"}
    for job in workflow["jobs"].values():
        allowed = job["permissions"]
        assert set(allowed) in (PERMISSIONS[path.stem], set())
        assert allowed.get("contents", "read") == "read"
        assert job["timeout-minutes"] <= 60
        for each in job["steps"]:
            if each.get("uses", "").startswith("actions/checkout@"):
                assert each["with"]["persist-credentials"] is False


def scripts_of(path: Path) -> list[str]:
    document = yaml.safe_load(path.read_text())
    jobs = document["jobs"].values() if "jobs" in document else [document["runs"]]
    return [each["run"] for job in jobs for each in job["steps"] if "run" in each]


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_nothing_is_expanded_into_a_script(path: Path) -> None:
    assert scripts_of(path) or path.stem == "pr-gate"
    assert not [script for script in scripts_of(path) if "${{" in script]


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_no_failure_is_waved_through_but_code_scannings(path: Path) -> None:
    steps = re.split(r"\n +- (?=uses:|name:)", path.read_text())
    found = [each for each in steps if "continue-on-error" in each]
    assert all("codeql-action/upload-sarif" in each for each in found)


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


# The action


def action() -> dict:
    return yaml.safe_load(ACTION.read_text())


def action_step(name: str) -> dict:
    return next(each for each in action()["runs"]["steps"] if each.get("name") == name)


def environment_of(step: dict, given: dict[str, str]) -> dict[str, str]:
    """The step's variables, its inputs those given, else their defaults."""
    defaults = {name: each["default"] for name, each in action()["inputs"].items()}
    values = defaults | {"token": "the token"} | given

    def value(found: re.Match[str]) -> str:
        return values[found[1]]

    return {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", value, text)
        for name, text in step["env"].items()
    }


def ran(runner: Runner, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    step = action_step("Run driftaudit")
    assert step["shell"] == "bash"
    return runner.run(step["run"], **environment_of(step, given))


@pytest.mark.parametrize("status", [0, 1, 2, 3, 70, 130])
def test_the_action_keeps_the_status_of_the_program(runner: Runner, status: int) -> None:
    runner.answers(status)
    assert ran(runner, {}).returncode == status
    assert runner.call() == ["github", "run"]


def test_the_programs_defaults_are_the_actions(runner: Runner) -> None:
    ran(runner, {})
    assert inputs_of(runner.environment()) == action_inputs.Inputs()
    assert runner.environment()["GITHUB_TOKEN"] == "the token"


@pytest.mark.parametrize(
    "text", ["$(touch pwned)", "`touch pwned`; touch pwned", "a\nb", '"; touch pwned; "', "-c *"]
)
def test_an_input_is_a_text_and_nothing_else(runner: Runner, text: str) -> None:
    names = ("group", "config", "key", "webhook", "environments")
    assert ran(runner, dict.fromkeys(names, text)).returncode == 0
    assert not list(runner.checkout.rglob("pwned"))
    environment = runner.environment()
    assert environment[f"{PREFIX}GROUP"] == environment[WEBHOOK] == text


def test_each_input_reaches_the_program_or_a_step() -> None:
    text = ACTION.read_text()
    used = set(re.findall(r"inputs\.([\w-]+)", text))
    assert used == set(action()["inputs"])
    variables = {each for each in action_step("Run driftaudit")["env"] if each.startswith(PREFIX)}
    source = Path(action_inputs.__file__).read_text()
    read = set(re.findall(r'environ, "([\w-]+)"', source))
    assert {PREFIX + each.upper().replace("-", "_") for each in read} == variables


def test_outputs_are_those_of_the_program(tmp_path: Path) -> None:
    outputs = action()["outputs"]
    assert set(outputs) == set(outputs_of((), 2, tmp_path, "low"))
    for name, each in outputs.items():
        assert f"steps.run.outputs.{name}" in each["value"]
    # Where the program was not even installed.
    assert outputs["result"]["value"].endswith("|| 'error' }}")


def test_reports_are_kept_whatever_came_of_it() -> None:
    steps = action()["runs"]["steps"]
    after = steps[1 + steps.index(action_step("Run driftaudit")) :]
    assert [each["uses"].split("@")[0] for each in after] == [
        "github/codeql-action/upload-sarif",
        "actions/upload-artifact",
    ]
    assert all(each["if"].startswith("always() && ") for each in after)
    # What was not read would count as mended there.
    assert "steps.run.outputs.gaps == '0'" in after[0]["if"]


def test_the_action_says_so_where_nothing_could_be_judged(runner: Runner) -> None:
    """With the program itself, in a checkout without a configuration."""
    runner.stub("driftaudit", f'#!/bin/bash\nexec "{sys.executable}" -m driftaudit "$@"\n')
    step = action_step("Run driftaudit")
    given = {"GITHUB_OUTPUT": str(runner.temp / "output"), "GITHUB_RUN_ID": "1"}
    done = runner.run(step["run"], **environment_of(step, {"comment": "true"}), **given)
    assert done.returncode == 2
    assert done.stderr == ""
    assert outputs_in(runner.temp / "output")["result"] == "error"
    assert "nothing could be judged" in runner.summary.read_text()


# The nightly workflow


def uses_of(workflow: str, job: str) -> list[dict]:
    """The steps that use the action; what they give it is known to it."""
    steps = [each for each in load(workflow)["jobs"][job]["steps"] if each.get("uses") == LOCAL]
    for each in steps:
        assert set(each["with"]) <= set(action()["inputs"])
    return steps


def test_nightly_takes_snapshots_and_judges_them() -> None:
    snapshot, check, compare = uses_of("nightly-drift", "audit")
    assert [each["with"]["command"] for each in (snapshot, check, compare)] == [
        "snapshot",
        "check",
        "compare",
    ]
    for each in (check, compare):
        assert each["with"]["offline"] == "true"
        assert each["with"]["max-age"] == "6h"
    assert check["with"]["issue"] == check["with"]["upload-sarif"] == "true"
    assert check["with"]["webhook"] == "${{ secrets.DRIFTAUDIT_WEBHOOK_URL }}"


def test_nightly_inputs_can_be_meant() -> None:
    for workflow, job in (("nightly-drift", "audit"), ("pr-gate", "gate")):
        for each in uses_of(workflow, job):
            given = {
                PREFIX + name.upper().replace("-", "_"): value
                for name, value in each["with"].items()
                if "${{" not in value
            }
            assert inputs_of(given).command == each["with"]["command"]


def test_nightly_judges_and_keeps_what_a_failed_snapshot_left() -> None:
    steps = load("nightly-drift")["jobs"]["audit"]["steps"]
    conditions = {each.get("name") or each["uses"].split("@")[0]: each.get("if") for each in steps}
    assert conditions["Take snapshots"] is None
    assert conditions["Hold them against the baselines"] == "${{ !cancelled() }}"
    assert conditions["Hold each group's environments against each other"] == "${{ !cancelled() }}"
    assert "!cancelled()" in conditions["actions/cache/save"]


def test_nightly_says_so_where_no_role_is_configured(runner: Runner) -> None:
    jobs = load("nightly-drift")["jobs"]
    assert jobs["audit"]["if"] == "vars.DRIFTAUDIT_ROLE_ARN != ''"
    assert jobs["not-configured"]["if"] == "vars.DRIFTAUDIT_ROLE_ARN == ''"
    done = runner.run(jobs["not-configured"]["steps"][0]["run"])
    assert done.returncode == 0
    assert done.stdout.startswith("::notice title=driftaudit::Nothing was audited")
    assert "DRIFTAUDIT_ROLE_ARN" in runner.summary.read_text()


# The gate


def test_the_gate_needs_no_secret_and_sees_the_base() -> None:
    workflow = load("pr-gate")
    assert set(workflow[True]) == {"pull_request"}
    assert workflow[True]["pull_request"]["paths"] == ["baselines/**", "driftaudit.yaml"]
    assert "secrets." not in (ROOT / ".github/workflows/pr-gate.yml").read_text()
    checkout = workflow["jobs"]["gate"]["steps"][0]
    assert checkout["with"]["fetch-depth"] == 0
    (gate,) = uses_of("pr-gate", "gate")
    assert gate["with"]["command"] == "gate"
    assert gate["with"]["max-age"] == "24h"
    assert gate["with"]["comment"] == "true"
    # A fork gets no OIDC token: asking for one would fail its gate.
    role = gate["with"]["role-to-assume"]
    assert role.startswith("${{ github.event.pull_request.head.repo.full_name == github.repository")


# install.sh


RECORDER = """#!/bin/bash
echo "$@" >>"$RUNNER_TEMP/pip"
touch "$RUNNER_TEMP/driftaudit/bin/driftaudit"
chmod +x "$RUNNER_TEMP/driftaudit/bin/driftaudit"
"""


def test_install_takes_only_what_the_lock_file_names_and_once(runner: Runner) -> None:
    (runner.temp / "recorder").write_text(RECORDER)
    runner.stub(
        "python3",
        '#!/bin/bash\n[ "$1 $2" = \'-m venv\' ] || exit 9\nmkdir -p "$3/bin"\n'
        'cp "$RUNNER_TEMP/recorder" "$3/bin/pip"\nchmod +x "$3/bin/pip"\n',
    )
    script = action_step("Install driftaudit from the lock file")["run"]
    place = runner.checkout / ".github/actions/driftaudit"
    for _ in range(2):
        done = runner.run(script, GITHUB_ACTION_PATH=str(place))
        assert done.returncode == 0, done.stderr
    first, second = (runner.temp / "pip").read_text().splitlines()
    # The action's own files, wherever the workflow that uses it is.
    assert first.endswith(f"--require-hashes -r {runner.checkout}/requirements.lock")
    assert second.endswith(f"--no-deps --no-build-isolation {runner.checkout}")
    assert runner.path.read_text() == 2 * f"{runner.temp}/driftaudit/bin\n"


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
