"""What one Terraform resource says of one resource of a snapshot, in the shape of AWS's API.

`aws_iam_role` is the whole of a role, `aws_iam_role_policy_attachment` one policy of it.
"""

from typing import Final

from driftaudit.model import UNKNOWN, Json, Record
from driftaudit.normalize.odd import mapping, string

PartKey = tuple[str, str]
"""The kind, and the real name or id by which it is known within the environment."""


class Part(Record, frozen=True, kw_only=True):
    """A piece of an API object: `key` says of which, `whole` that the object stands or falls by it.

    `shape` may hold unknown values anywhere. `said` are attributes that are not the API's own
    words but ours. `aws_sets` are those that AWS fills in and Terraform knows nothing of. Of the
    attribute `only` nothing else is left. `cluster` is the cluster that it is in, if in one.
    """

    kind: str
    key: Json
    shape: dict[str, Json]
    whole: bool = False
    said: dict[str, Json] = {}
    aws_sets: tuple[str, ...] = ()
    only: str = ""
    cluster: Json = None


KEYED: Final = {
    "RolePolicyList": "PolicyName",
    "AttachedManagedPolicies": "PolicyArn",
    "associatedAccessPolicies": "policyArn",
}
"""Lists that become maps: an unknown member leaves the others known."""

Open = tuple[tuple[str, ...], str]
"""The path of an unknown value in a shape, and why it is unknown."""


def split(shape: dict[str, Json]) -> tuple[dict[str, Json], tuple[Open, ...]]:
    """A shape without its unknown values, and where those were.

    A list with an unknown member is unknown as a whole, but for those of `KEYED`.
    """
    found: list[Open] = []
    made = _mapping(shape, (), found)
    return made, tuple(found)


def why_unknown(value: Json) -> str | None:
    """Why a value as a whole is unknown; None where it is known."""
    return string(value.get(UNKNOWN)) if isinstance(value, dict) and UNKNOWN in value else None


def first_unknown(value: Json) -> str | None:
    """Why something in a value is unknown; None where all of it is known."""
    why = why_unknown(value)
    if why is not None:
        return why
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for each in inner if (found := first_unknown(each)) is not None), None)


def _mapping(shape: dict[str, Json], path: tuple[str, ...], found: list[Open]) -> dict[str, Json]:
    made: dict[str, Json] = {}
    for key, value in shape.items():
        here = (*path, key)
        why = why_unknown(value)
        if why is not None:
            found.append((here, why))
        elif isinstance(value, dict):
            made[key] = _mapping(value, here, found)
        elif isinstance(value, list):
            kept = _members(key, value, here, found)
            if kept is not None:
                made[key] = kept
        else:
            made[key] = value
    return made


def _members(
    key: str, value: list[Json], here: tuple[str, ...], found: list[Open]
) -> list[Json] | None:
    kept = []
    for each in value:
        why = first_unknown(each)
        name = string(mapping(each).get(KEYED.get(key, "")))
        if why is None:
            kept.append(each)
        elif name:
            found.append(((*here, name), why))
        else:
            found.append((here, why))
            return None
    return kept
