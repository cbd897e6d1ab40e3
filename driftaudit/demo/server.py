"""Guarantees an AWS of one's own for as long as a `with` block lasts: on loopback, nowhere else.

The embedded AWS is ministack (extra `demo`), one process that tells accounts apart by access key.
Its other listeners (SFTP, MQTT) do not obey BIND_HOST and its EKS starts containers where it finds
Docker; both are switched off.
"""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import urllib3

from driftaudit.errors import DemoError

LOOPBACK: Final = "127.0.0.1"
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.05
_COMMAND: Final = (sys.executable, "-m", "ministack")
_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "LD_LIBRARY_PATH")


@contextmanager
def embedded_aws(
    log: Path,
    *,
    command: tuple[str, ...] = _COMMAND,
    start_seconds: float = START_SECONDS,
) -> Iterator[str]:
    """Yields the URL of a ready AWS emulator, and ends its process whatever happens in the block.

    What the emulator says goes to the file `log`. Raises DemoError when ministack is not
    installed, or does not answer within `start_seconds`; the message names the log.
    """
    require_ministack()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="driftaudit-demo-") as scratch:
        process = _start(command, _environment(port, scratch), scratch, log)
        try:
            _wait_until_healthy(process, port, log, time.monotonic() + start_seconds)
            yield f"http://{LOOPBACK}:{port}"
        finally:
            _stop(process)


def require_ministack(module: str = "ministack") -> None:
    """Guarantees that ministack is installed; else a DemoError that says how to install it."""
    if importlib.util.find_spec(module) is None:
        raise DemoError(
            "the demo needs an embedded AWS, which is not installed; "
            "install it with: pip install 'driftaudit[demo]'"
        )


def free_port() -> int:
    """A TCP port that was free on loopback a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(port: int, scratch: str) -> dict[str, str]:
    """Few variables on purpose: a setting of the user's own could make it persist or go public."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | {
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{scratch}/no-docker.sock",
        "TMPDIR": scratch,
    }


def _start(
    command: tuple[str, ...], environment: dict[str, str], directory: str, log: Path
) -> subprocess.Popen[bytes]:
    """Starts it in an empty directory and a process group of its own.

    Python imports from the working directory, and Ctrl-C must reach us alone: we end it in order.
    """
    with log.open("wb") as sink:
        return subprocess.Popen(  # noqa: S603
            command,
            env=environment,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_healthy(
    process: subprocess.Popen[bytes], port: int, log: Path, deadline: float
) -> None:
    health = f"http://{LOOPBACK}:{port}/_ministack/health"
    with urllib3.PoolManager(retries=False, timeout=1.0) as pool:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise DemoError(
                    f"the embedded AWS ended at once with status {process.returncode}; see {log}"
                )
            if _answers(pool, health):
                return
            time.sleep(_POLL_SECONDS)
    raise DemoError(f"the embedded AWS did not answer at {health} in time; see {log}")


def _answers(pool: urllib3.PoolManager, url: str) -> bool:
    try:
        return pool.request("GET", url).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the whole group: asks, and kills it when it does not go.

    A group is signalled only while its leader is not reaped: later its number may be another's.
    """
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
