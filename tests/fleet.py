"""The demo's fleet for tests: seeded in an embedded AWS of its own, with a Kubernetes API.

`drifted_fleet` has what driftaudit.demo.drifts plants, `clean_fleet` has nothing of it. Both are
shared by the tests of a process: do not change them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from driftaudit.demo.fleet import SITES, Fleet
from driftaudit.demo.kubernetes import KubernetesApi
from driftaudit.demo.seed import seed
from driftaudit.demo.settings import CONFIG, environment, variables, write_configuration
from tests.ministack_server import aws, client


class SeededFleet(NamedTuple):
    """A running fleet: `config` is its driftaudit.yaml, `endpoint` its AWS."""

    config: Path
    endpoint: str
    kubernetes: KubernetesApi

    def run(self, *arguments: str) -> int:
        """The exit status of a driftaudit command line, run here with the fleet's settings."""
        from driftaudit.cli.main import run

        with environment(variables(self.endpoint)):
            return run(["-c", str(self.config), *arguments])

    def client(self, service: str, site: str) -> Any:
        """A boto3 client in the account and region of a site."""
        (found,) = (each for each in SITES if each.name == site)
        return client(self.endpoint, service, found.account, found.region)


@contextmanager
def running_fleet(directory: Path, *, drift: bool) -> Iterator[SeededFleet]:
    """A fleet of one's own, for tests that change it."""
    fleet = Fleet(drift=drift)
    objects = fleet.kubernetes()
    config = directory / CONFIG
    with aws(directory / "aws.log") as endpoint, KubernetesApi(objects) as kubernetes:
        write_configuration(config, {cluster: kubernetes.url(cluster) for cluster in objects})
        seed(endpoint, fleet.stacks())
        yield SeededFleet(config=config, endpoint=endpoint, kubernetes=kubernetes)


@pytest.fixture(scope="session")
def drifted_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeededFleet]:
    """The fleet as the demo shows it."""
    with running_fleet(tmp_path_factory.mktemp("drifted"), drift=True) as fleet:
        yield fleet


@pytest.fixture(scope="session")
def clean_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeededFleet]:
    """The fleet as it was meant to be; its baselines are the repo's own."""
    with running_fleet(tmp_path_factory.mktemp("clean"), drift=False) as fleet:
        yield fleet
