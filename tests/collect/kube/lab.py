"""A real kube-apiserver for tests, and servers with faults on its own certificate.

The scripts that run it stand in `../shared/kube` beside the project, or where
DRIFTAUDIT_KUBE_LAB_SCRIPTS says. Without them, or without the binary that they build, tests skip.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = Path(
    os.environ.get("DRIFTAUDIT_KUBE_LAB_SCRIPTS") or ROOT.parent / "shared" / "kube"
).resolve()
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
BINARY = Path(os.environ.get("KUBE_LAB") or CACHE / "kube-lab") / "kube-apiserver-1.20.2"
RBAC = ROOT / "docs" / "reader-rbac.yaml"
VPC_CNI = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"amazon-vpc-cni"}}'
WAITS = 400
"""Waits of 50 ms for a server to be up."""


class Lab(NamedTuple):
    """A running API server: its folder and the variables that `up.sh` wrote."""

    folder: Path
    variables: Mapping[str, str]

    @property
    def url(self) -> str:
        return self.variables["LAB_URL"]

    @property
    def ca(self) -> str:
        return Path(self.variables["LAB_CA"]).read_text(encoding="ascii")

    def token(self, who: str) -> str:
        return self.variables[f"LAB_{who.upper()}_TOKEN"]


def why_not() -> str | None:
    """Why the lab cannot run here, None where it can."""
    if not (SCRIPTS / "up.sh").is_file():
        return f"no scripts of the Kubernetes lab in {SCRIPTS} (DRIFTAUDIT_KUBE_LAB_SCRIPTS)"
    if not BINARY.is_file():
        return f"no {BINARY}: run build.sh of the Kubernetes lab"
    return None


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Lab]:
    """A loaded API server in a folder of its own; `settings` are variables of `up.sh`."""
    home = folder / "home"
    home.mkdir(parents=True)
    environment = os.environ | settings
    environment |= {
        "KUBE_LAB": str(BINARY.parent),
        "LAB_DIR": str(folder / "run"),
        "HOME": str(home),
    }
    try:
        _run([str(SCRIPTS / "up.sh")], environment)
        lines = (folder / "run" / "env").read_text(encoding="utf-8").splitlines()
        variables = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        _run([str(SCRIPTS / "load.sh")], environment)
        kubectl = ["kubectl", "--kubeconfig", variables["KUBECONFIG"], "apply", "-f"]
        _run([*kubectl, str(RBAC)], environment)
        _run([*kubectl, "-", "-n", "kube-system"], environment, VPC_CNI)
        yield Lab(folder / "run", variables)
    finally:
        _run([str(SCRIPTS / "down.sh")], environment)


@contextmanager
def faults(lab: Lab) -> Iterator[Mapping[str, int]]:
    """The ports of servers that each have one fault, by its name."""
    environment = os.environ | lab.variables
    _run([sys.executable, str(SCRIPTS / "mkexpired.py")], environment)
    out = lab.folder / "faults.json"
    command = [sys.executable, str(SCRIPTS / "faults.py"), str(lab.folder / "pki"), str(out)]
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(WAITS):
            if out.exists():
                break
            _wait_50_ms(process)
        yield json.loads(out.read_bytes())["ports"]
    finally:
        process.terminate()
        process.wait(10)


def _wait_50_ms(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return
    pytest.fail("faults.py ended at once")


def _run(command: list[str], environment: Mapping[str, str], given: str = "") -> None:
    # Files, not pipes: what the scripts start in the background would hold a pipe open.
    log = Path(environment["LAB_DIR"]).parent / "log"
    with log.open("ab") as out:
        done = subprocess.run(
            command,
            env=environment,
            input=given.encode(),
            stdout=out,
            stderr=out,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, log.read_text(encoding="utf-8", errors="replace")[-2000:]
