"""An embedded AWS for tests: the demo's own, one process on a free loopback port, gone afterwards.

Clients take `endpoint_url=url`, and an access key of 12 digits is the account they act in.
"""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from driftaudit.demo.server import embedded_aws

START_SECONDS = 120.0
"""Four that start at once, on a machine that has much else to do."""


def aws(log: Path) -> AbstractContextManager[str]:
    """An embedded AWS that may take its time to start."""
    return embedded_aws(log, start_seconds=START_SECONDS)


@contextmanager
def running() -> Iterator[str]:
    """The URL of an embedded AWS that answers."""
    with tempfile.TemporaryDirectory(prefix="ministack-") as home, aws(Path(home) / "log") as url:
        yield url


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
