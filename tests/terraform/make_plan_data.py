"""Makes the files of tests/plan/data anew, with a real Terraform on the embedded AWS.

    .venv/bin/python -m tests.terraform.make_plan_data

Left out is what the reader does not look at, and what no test needs: planned values, the managed
part of the prior state, facts.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from driftaudit.demo.server import embedded_aws
from tests.terraform.terraform_cli import Terraform
from tests.terraform.test_plans import CONFIGURATION, STACK, taken

DATA = Path(__file__).parents[1] / "plan" / "data"
UNREAD = ("planned_values", "relevant_attributes", "resource_drift", "prior_state", "timestamp")


def main() -> None:
    """Writes before.json, plan.json and after.json."""
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        (directory / "driftaudit.yaml").write_text(CONFIGURATION)
        with embedded_aws(directory / "aws.log") as endpoint:
            terraform = Terraform(directory, endpoint, STACK)
            terraform.apply()
            write("before", stored(taken(directory, endpoint)))
            plan = json.loads(terraform.planned("-var", "after=true"))
            write("plan", {key: plan[key] for key in plan if key not in UNREAD})
            terraform.carry_out()
            write("after", stored(taken(directory, endpoint)))


def stored(snapshot: Any) -> Any:
    """A snapshot as JSON, without facts."""
    from driftaudit.store.snapshot_file import encode

    return json.loads(encode(snapshot)) | {"facts": {}}


def write(name: str, document: Any) -> None:
    """One file, as small as it may be."""
    DATA.mkdir(exist_ok=True)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    (DATA / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
