"""An embedded AWS (ministack) for tests: one process on a free loopback port, gone afterwards.

Clients take `endpoint_url=url`, and an access key of 12 digits is the account they act in.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

TRIES = 600
BETWEEN_TRIES = 0.05


@contextmanager
def running(**settings: str) -> Iterator[str]:
    """The URL of a ministack that answers; `settings` are more environment variables of its."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="ministack-") as home:
        with (Path(home) / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "ministack"],
                env=_environment(home, port) | settings,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=home,
            )
        try:
            _wait(process, url, Path(home) / "log")
            yield url
        finally:
            _stop(process)


def client(url: str, service: str, account: str, region: str = "us-east-1") -> Any:
    """A boto3 client of one service, acting in `account` and `region`."""
    import boto3

    return boto3.client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=account,
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="session")
def ministack() -> Iterator[str]:
    """The URL of one ministack a test process, shared: keep to accounts of your own."""
    with running() as url:
        yield url


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(home: str, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": home,
        "TMPDIR": home,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        # Its MQTT and SFTP listeners ignore BIND_HOST: they would be open to every network.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # No Docker: an emulated service that would start a container must not find one.
        "DOCKER_HOST": f"unix://{home}/no-docker.sock",
    }


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(f"{url}/_ministack/health", timeout=5):
                return
        except OSError:
            try:
                process.wait(BETWEEN_TRIES)
            except subprocess.TimeoutExpired:
                continue
            break
    raise RuntimeError(f"ministack did not come up at {url}:\n{log.read_text()[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
