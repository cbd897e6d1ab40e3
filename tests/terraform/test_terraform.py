"""A fleet made by Terraform is clean, until something is done that Terraform does not see."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from driftaudit.cli.main import run
from driftaudit.demo.settings import environment, variables
from tests.ministack_server import client
from tests.terraform.terraform_cli import NO_CHANGES, Terraform, made_on_aws, missing

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.xdist_group("terraform"),
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
]

BY_HAND = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
ACCOUNTS = {"shop-us": "810000000001", "shop-de": "810000000002", "shop-uk": "810000000003"}
REGIONS = {"shop-us": "us-east-1", "shop-de": "eu-central-1", "shop-uk": "eu-west-2"}


class Made(NamedTuple):
    """A fleet made by Terraform, and where driftaudit runs on it."""

    terraform: Terraform
    endpoint: str
    directory: Path

    def driftaudit(self, *arguments: str) -> int:
        """The exit status of a command on the fleet."""
        # Every environment logs in as itself: Terraform has made no role for readers.
        with environment(variables(self.endpoint)):
            return run(["-c", str(self.directory / "driftaudit.yaml"), *arguments])

    def check(self) -> tuple[int, list[Any]]:
        """The exit status of a check, and its findings."""
        path = self.directory / "check.json"
        status = self.driftaudit("check", "--output", f"json={path}")
        return status, json.loads(path.read_text())["findings"]


def configuration() -> str:
    """driftaudit.yaml for the fleet; the emulator lets a role be assumed that is not there."""
    return "version: 1\nstore: snapshots\nbaselines: baselines\nenvironments:\n" + "".join(
        f'  {name}:\n    account: "{account}"\n    region: {REGIONS[name]}\n    cluster: {name}\n'
        f"    group: shop\n    role: arn:aws:iam::{account}:role/reader\n    kubernetes: false\n"
        for name, account in ACCOUNTS.items()
    )


def make(directory: Path, endpoint: str) -> Made:
    (directory / "driftaudit.yaml").write_text(configuration())
    terraform = Terraform(directory, endpoint)
    terraform.apply()
    return Made(terraform, endpoint, directory)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with made_on_aws(tmp_path_factory.mktemp("terraform"), make) as fleet:
        yield fleet


def test_what_terraform_does_not_see_is_found_and_nothing_else(made: Made) -> None:
    assert made.terraform.resources() == 15 * len(ACCOUNTS)
    assert made.driftaudit("snapshot") == 0
    assert made.driftaudit("baseline", "accept", "--group", "shop") == 0
    assert made.check() == (0, [])

    iam = client(made.endpoint, "iam", ACCOUNTS["shop-de"])
    iam.attach_role_policy(RoleName="shop-de-node", PolicyArn=BY_HAND)
    assert made.terraform.plan() == NO_CHANGES

    status, findings = made.check()
    assert status == 1
    (finding,) = findings
    assert finding["code"] == "IAM002"
    assert finding["environment"] == "shop-de"
    assert finding["resource"] == "${cluster}-node"
    assert finding["change"] == "unexpected"
    assert finding["path"] == [
        "AttachedManagedPolicies",
        "arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]
