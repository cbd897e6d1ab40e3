"""The demo: the program itself, run on a fleet of its own that repeats the incident.

Nothing here audits. It starts an AWS and a Kubernetes API on loopback, seeds them, writes
driftaudit.yaml, runs driftaudit's own commands and holds their report against what was planted.
"""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from driftaudit.demo.drifts import DRIFTS
from driftaudit.demo.fleet import SITES, Fleet
from driftaudit.demo.kubernetes import KubernetesApi
from driftaudit.demo.seed import seed
from driftaudit.demo.server import embedded_aws
from driftaudit.demo.settings import (
    CONFIG,
    REPORTS,
    environment,
    prepare,
    variables,
    write_configuration,
)
from driftaudit.demo.verdict import judge_report, planted

FOUND: Final = 0
NOT_FOUND: Final = 70
_NEVER: Final = threading.Event()
_INTERRUPTED: Final = frozenset({130, 143})

Run = Callable[[Sequence[str]], int]
"""Runs one driftaudit command line in this process and answers its exit status."""

Echo = Callable[[str], None]
"""Shows one line."""


class _Step(NamedTuple):
    """A command, what it is for, and what its exit status means here."""

    title: str
    arguments: tuple[str, ...]
    status: int
    meaning: str


def demo(
    directory: Path,
    *,
    keep: bool,
    run: Run,
    echo: Echo,
    wait: Callable[[], object] = _NEVER.wait,
) -> int:
    """Runs the demo in `directory`; 0 when driftaudit found what was planted and nothing else.

    With `keep`, both servers go on until `wait` is interrupted. Anything but the expected answers
    70, or the status of an interrupted command. Raises DemoError where nothing can be started.
    """
    prepare(directory)
    fleet = Fleet()
    objects = fleet.kubernetes()
    echo(f"Six EKS environments in {len(SITES)} accounts, on this machine only.")
    with (
        embedded_aws(directory.absolute() / "aws.log") as endpoint,
        KubernetesApi(objects) as kubernetes,
    ):
        chosen = variables(endpoint)
        with environment(chosen):
            _seed(endpoint, fleet, echo)
            servers = {cluster: kubernetes.url(cluster) for cluster in objects}
            write_configuration(directory / CONFIG, servers)
            status = _audit(directory, run, echo)
        if keep and status not in _INTERRUPTED:
            _keep(directory, chosen, echo, wait)
    return status


def _seed(endpoint: str, fleet: Fleet, echo: Echo) -> None:
    began = time.monotonic()
    seed(endpoint, fleet.stacks())
    echo(f"An AWS at {endpoint}, a Kubernetes API: seeded in {time.monotonic() - began:.1f} s.")
    echo("Drift, planted as it happens to real fleets:")
    for drift in DRIFTS:
        echo(f"  {', '.join(drift.sites):<25}  {drift.story}")


def _steps(directory: Path) -> tuple[_Step, ...]:
    base = ("-c", str(directory / CONFIG))
    reports = directory / REPORTS
    return (
        _Step(
            "Read every environment and store what is there",
            (*base, "snapshot"),
            0,
            "all of it could be read",
        ),
        _Step(
            "Hold each environment against its baseline, as a nightly job does",
            (
                *base,
                "check",
                "--output",
                f"html={reports / 'report.html'}",
                "--output",
                f"json={reports / 'check.json'}",
            ),
            1,
            "drift: a nightly job fails here",
        ),
        _Step(
            "Hold the odd one out against a healthy peer, as one does in an incident",
            (
                *base,
                "compare",
                "prod-ca",
                "prod-de",
                "--output",
                f"json={reports / 'compare.json'}",
            ),
            1,
            "they differ",
        ),
    )


def _audit(directory: Path, run: Run, echo: Echo) -> int:
    steps = _steps(directory)
    for number, step in enumerate(steps, start=1):
        echo(f"\n[{number}/{len(steps)}] {step.title}\n$ driftaudit {' '.join(step.arguments)}")
        status = run(step.arguments)
        if status in _INTERRUPTED:
            return status
        if status != step.status:
            echo(f"exit status {status}, where {step.status} was expected ({step.meaning})")
            return NOT_FOUND
        echo(f"exit status {status}: {step.meaning}")
    return _conclude(directory, echo)


def _conclude(directory: Path, echo: Echo) -> int:
    reports = directory / REPORTS
    verdict = judge_report(reports / "check.json")
    for seen in verdict.overlooked:
        echo(f"planted and not found: {seen}")
    for seen in verdict.unplanted:
        echo(f"found and not planted: {seen}")
    if not verdict.exact:
        return NOT_FOUND
    program = _program()
    echo(
        f"\nAll {len(planted())} planted differences were found, and nothing else."
        f"\nReports: {reports}/report.html for your browser,"
        f"\n         {reports}/check.json, {reports}/compare.json"
        f"\nNext:    {program} explain IAM001"
        f"\n         {program} -c {directory / CONFIG} compare baseline:prod prod-us@latest"
        f"\n         {program} demo --keep"
    )
    return FOUND


def _keep(directory: Path, chosen: dict[str, str], echo: Echo, wait: Callable[[], object]) -> None:
    program = _program()
    exports = "\n".join(f"export {name}={value}" for name, value in chosen.items())
    echo(
        "\nKept running until Ctrl-C. In another terminal:\n\n"
        f"unset AWS_PROFILE AWS_SESSION_TOKEN\n{exports}\n"
        f"export DRIFTAUDIT_CONFIG={(directory / CONFIG).absolute()}\n\n"
        f"{program} check\n"
        f"{program} compare prod-ca prod-us\n"
        "AWS_ACCESS_KEY_ID=222222222222 aws iam list-roles    # prod-us; a key is its account"
    )
    try:
        wait()
    except KeyboardInterrupt:
        echo("stopped")


def _program() -> str:
    """What to type for `driftaudit`: its path where it is not on PATH, as after `make demo`."""
    installed = Path(sys.executable).with_name("driftaudit")
    if shutil.which("driftaudit") or not installed.exists():
        return "driftaudit"
    return os.path.relpath(installed)
