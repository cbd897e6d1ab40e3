"""`driftaudit check` of one environment against `terraform plan` of the same.

The environment is one of those of tests/terraform: 15 resources, made by Terraform in an embedded
AWS. Both are whole programs, started anew each time, and both find nothing to do.
"""

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

import measure

from driftaudit.demo.settings import variables

LIMIT: Final = 10.0
ROUNDS: Final = 3

CHECKOUT: Final = Path(__file__).parents[1]
DRIFTAUDIT: Final = str(Path(sys.executable).with_name("driftaudit"))
ACCOUNT: Final = "810000000001"
MAIN: Final = f"""
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws" }}
  }}
}}
provider "aws" {{
  region     = "us-east-1"
  access_key = "{ACCOUNT}"
  secret_key = "test"
}}
module "us" {{
  source = "./environment"
  name   = "shop-us"
}}
"""
CONFIG: Final = f"""
version: 1
store: snapshots
baselines: baselines
environments:
  shop-us:
    account: "{ACCOUNT}"
    region: us-east-1
    cluster: shop-us
    role: arn:aws:iam::{ACCOUNT}:role/reader
    kubernetes: false
"""


class Driftaudit:
    """The program, configured for that environment."""

    def __init__(self, directory: Path, endpoint: str) -> None:
        self._config = directory / "driftaudit.yaml"
        self._config.write_text(CONFIG)
        self._environment = {"PATH": os.environ["PATH"]} | variables(endpoint)

    def run(self, *arguments: str) -> None:
        """Runs one command; an exit status other than 0 is an error."""
        subprocess.run(
            [DRIFTAUDIT, "-c", str(self._config), *arguments],
            env=self._environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def measured(rounds: int, directory: Path, endpoint: str) -> tuple[float, ...]:
    """Median seconds of check and of plan, once both have seen the environment as it should be."""
    from tests.terraform.terraform_cli import NO_CHANGES, Terraform

    terraform = Terraform(directory, endpoint)
    (directory / "stack" / "main.tf").write_text(MAIN)
    terraform.apply()
    driftaudit = Driftaudit(directory, endpoint)
    driftaudit.run("snapshot")
    driftaudit.run("baseline", "accept", "shop-us")

    def plan() -> None:
        if terraform.plan() != NO_CHANGES:
            raise RuntimeError("terraform plan wants to change what it has just made")

    return measure.interleaved(lambda: driftaudit.run("check"), plan, rounds=rounds)


def main() -> int:
    rounds = 1 if measure.tiny(__doc__) else ROUNDS
    measure.heading("terraform: terraform plan / driftaudit check, one environment")
    sys.path.insert(0, str(CHECKOUT))
    from tests.terraform.terraform_cli import made_on_aws, missing

    reason = missing()
    if reason:
        print(f"  skipped: {reason}")
        return 0
    with (
        tempfile.TemporaryDirectory(prefix="driftaudit-bench-") as folder,
        made_on_aws(Path(folder), partial(measured, rounds)) as medians,
    ):
        check, plan = medians
    measure.line("driftaudit check", f"{check:.2f} s")
    measure.line("terraform plan", f"{plan:.2f} s")
    return measure.at_least(plan / check, LIMIT)


if __name__ == "__main__":
    sys.exit(main())
