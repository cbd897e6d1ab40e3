"""The demo's fleet, running: six environments in six accounts of an embedded AWS."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from driftaudit.config import load
from driftaudit.config.targets import Target
from driftaudit.demo.fleet import Fleet
from driftaudit.demo.kubernetes import KubernetesApi
from driftaudit.demo.seed import seed
from driftaudit.demo.server import embedded_aws
from driftaudit.demo.settings import baselines_directory, configuration, environment, variables
from driftaudit.demo.stack import Stack
from driftaudit.model import Environment, Json


class Running(NamedTuple):
    """A seeded fleet: where its AWS is, what was seeded, and how driftaudit.yaml names it."""

    endpoint: str
    stacks: tuple[Stack, ...]
    targets: tuple[Target, ...]

    def knows_policy(self, arn: str) -> bool:
        """Whether this AWS has that policy of AWS's own; the embedded one lacks some."""
        iam = self._client("iam", self.stacks[0].site.environment)
        try:
            iam.get_policy(PolicyArn=arn)
        except iam.exceptions.NoSuchEntityException:
            return False
        return True

    def create_cluster(self, environment: Environment) -> None:
        """Creates a cluster without anything in it."""
        self._client("eks", environment).create_cluster(
            name=environment.cluster,
            roleArn=f"arn:aws:iam::{environment.account}:role/{environment.cluster}",
            resourcesVpcConfig={"subnetIds": []},
        )

    def _client(self, service: str, environment: Environment) -> Json:
        import boto3

        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=environment.region,
            aws_access_key_id=environment.account,
            aws_secret_access_key="demo",
        )


@contextmanager
def running(count: int | None = None) -> Iterator[Running]:
    """The fleet as it was meant to be, or a part of it, with the settings that lead boto3 there."""
    fleet = Fleet(drift=False)
    stacks = fleet.stacks()[:count]
    objects = fleet.kubernetes()
    with (
        tempfile.TemporaryDirectory(prefix="driftaudit-bench-") as folder,
        embedded_aws(Path(folder) / "aws.log") as endpoint,
        KubernetesApi(objects) as api,
        environment(variables(endpoint)),
    ):
        seed(endpoint, stacks)
        config = Path(folder) / "driftaudit.yaml"
        servers = {cluster: api.url(cluster) for cluster in objects}
        config.write_text(configuration(servers, baselines_directory()))
        yield Running(endpoint, stacks, load(config).targets[:count])
