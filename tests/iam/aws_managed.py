"""Every policy that AWS manages, as moto carries them: no other part of moto is used."""

import json
from functools import cache

from moto.iam.aws_managed_policies import aws_managed_policies_data

from driftaudit.model import Json


@cache
def aws_managed() -> dict[str, Json]:
    """The description of each policy (`Path`, `DefaultVersionId`, `Document` …) by name."""
    return json.loads(aws_managed_policies_data)
