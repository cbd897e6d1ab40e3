"""Names that a tool has generated: what is left of them without the generated part."""

import re
from typing import Final

_GENERATED: Final = (
    # Terraform `name_prefix`: a time and a counter (terraform-plugin-sdk, id.PrefixedUniqueId).
    r"[0-9]{18}[0-9a-f]{8}",
    # IAM Identity Center: AWSReservedSSO_NAME_16 hex.
    r"(?<=_)[0-9a-f]{16}",
    # EKS and others: a UUID.
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    # CloudFormation physical ids: 12 or 13 capitals and digits, or (newer) 12 of both cases.
    r"(?<=-)(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{12,13}",
    r"(?<=-)(?=[^-]*[0-9])(?=[^-]*[a-z])(?=[^-]*[A-Z])[A-Za-z0-9]{12}",
)
_SUFFIX: Final = re.compile(f"(?:{'|'.join(_GENERATED)})$")


def stem(name: str) -> str | None:
    """The name without the generated suffix that it ends in; None where it has none.

    The separator before it stays, so that a stem never is somebody's own name.
    """
    found = _SUFFIX.search(name)
    return name[: found.start()] if found and found.start() else None
