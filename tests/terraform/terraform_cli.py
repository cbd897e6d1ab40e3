"""Runs Terraform on the stack beside this file, offline, against an embedded AWS.

Providers come from a local mirror: `DRIFTAUDIT_TF_MIRROR`, or a place where mirrors usually are.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from tests.ministack_server import aws

STACK = Path(__file__).parent / "stack"
PROVIDER = "registry.terraform.io/hashicorp/aws"
SECONDS = 240
NO_CHANGES = 0
"""What `plan -detailed-exitcode` exits with when it sees nothing to do; 2 when it does."""

Made = TypeVar("Made")


def find_mirror() -> Path | None:
    """A directory that mirrors the AWS provider, or None."""
    named = os.environ.get("DRIFTAUDIT_TF_MIRROR")
    home = Path.home()
    usual = (
        home / ".terraform.d" / "plugins",
        home / ".local" / "share" / "terraform" / "plugins",
        Path("/usr/local/share/terraform/plugins"),
        Path("/usr/share/terraform/plugins"),
        *sorted(Path("/opt").glob("*")),
    )
    return next(
        (at for at in ((Path(named),) if named else usual) if (at / PROVIDER).is_dir()), None
    )


def missing() -> str | None:
    """Why Terraform cannot be run here, or None when it can."""
    if shutil.which("terraform") is None:
        return "terraform is not installed"
    if find_mirror() is None:
        return f"no local mirror of {PROVIDER}; name one in DRIFTAUDIT_TF_MIRROR"
    return None


@contextmanager
def made_on_aws(directory: Path, make: Callable[[Path, str], Made]) -> Iterator[Made]:
    """What `make(directory, endpoint)` makes on an embedded AWS, which is there for the block.

    Terraform itself fails now and then on a machine that has much else to do, and is not what is
    tested: `make` may raise RuntimeError once, and is called again with a new directory and a new
    AWS. The second time it is raised.
    """
    with ExitStack() as standing:
        first, second = (directory / name for name in ("first", "second"))
        try:
            made = make(*_place(standing, first))
        except RuntimeError as failure:
            sys.stderr.write(f"{failure}\n")
            made = make(*_place(standing, second))
        yield made


def _place(standing: ExitStack, directory: Path) -> tuple[Path, str]:
    directory.mkdir()
    return directory, standing.enter_context(aws(directory / "aws.log"))


class Terraform:
    """A stack, copied to `directory`, against the AWS at `endpoint`."""

    def __init__(self, directory: Path, endpoint: str, stack: Path = STACK) -> None:
        self._stack = shutil.copytree(stack, directory / "stack")
        configuration = directory / "terraform.rc"
        mirror = json.dumps(str(find_mirror()))
        configuration.write_text(
            f"provider_installation {{\n  filesystem_mirror {{\n    path = {mirror}\n  }}\n}}\n"
        )
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(directory),
            "TF_CLI_CONFIG_FILE": str(configuration),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def apply(self) -> None:
        """Creates the stack."""
        self._run("init", "-no-color", "-input=false", check=True)
        self._run("apply", "-no-color", "-input=false", "-auto-approve", check=True)

    def plan(self) -> int:
        """What `terraform plan -detailed-exitcode` exits with."""
        return self._run("plan", "-no-color", "-input=false", "-detailed-exitcode").returncode

    def planned(self, *arguments: str) -> str:
        """The plan as JSON, and kept to be carried out."""
        self._run("plan", "-no-color", "-input=false", "-out=tfplan", *arguments, check=True)
        return self._run("show", "-json", "tfplan", check=True).stdout

    def carry_out(self) -> str:
        """Applies the plan that is kept; what Terraform complains of."""
        return self._run("apply", "-no-color", "-input=false", "tfplan").stderr

    def resources(self) -> int:
        """How many resources the state holds, data sources aside."""
        listed = self._run("state", "list", check=True).stdout.split()
        return sum(".data." not in address for address in listed)

    def _run(self, *arguments: str, check: bool = False) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self._stack,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if check and done.returncode:
            # Its standard output is the plan, which hides what failed.
            raise RuntimeError(f"terraform {arguments[0]}: exit {done.returncode}: {done.stderr}")
        return done
