"""Comparing two 640 kB environments with 20 differences: driftaudit against DeepDiff on the whole.

driftaudit's time holds all that it does to two snapshots: a digest a resource, both sides, and the
comparison. DeepDiff is given the same attributes, keyed by kind and name so that it need not pair
them up, and told to ignore the order of lists. Neither pays for an import.
"""

import sys
from collections.abc import Callable
from typing import Final

import measure
import msgspec
from deepdiff import DeepDiff
from msgspec.structs import replace
from synthetic import Place, reading

from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import Json, Reading, Snapshot, Tool, make_resource
from driftaudit.normalize.snapshot import normalize

LIMIT: Final = 20.0
ROUNDS: Final = 5
SERVICES: Final = 134
TINY_SERVICES: Final = 15
EACH: Final = 5
DIFFERENCES: Final = 4 * EACH

Edit = Callable[[Json], Json]


def drifted(before: Reading) -> Reading:
    """The same environment after four kinds of drift, on five things each."""
    shapes = before.shapes
    roles = shapes["iam-role"]
    edited = {
        "nodegroup": _edited(shapes["nodegroup"], 0, _with_more_nodes),
        "iam-role": _edited(_edited(roles, 2, _without_a_policy), 7, _with_an_action),
        "access-entry": shapes["access-entry"][EACH:],
    }
    return replace(before, shapes=shapes | edited)


def _edited(things: tuple[Json, ...], first: int, edit: Edit) -> tuple[Json, ...]:
    end = first + EACH
    return (*things[:first], *map(edit, things[first:end]), *things[end:])


def _with_more_nodes(nodegroup: Json) -> Json:
    return nodegroup | {"scalingConfig": nodegroup["scalingConfig"] | {"maxSize": 100}}


def _without_a_policy(role: Json) -> Json:
    return role | {"AttachedManagedPolicies": role["AttachedManagedPolicies"][:-1]}


def _with_an_action(role: Json) -> Json:
    first, *rest = role["RolePolicyList"]
    added = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = first["PolicyDocument"]
    document = document | {"Statement": [*document["Statement"], added]}
    return role | {"RolePolicyList": [first | {"PolicyDocument": document}, *rest]}


def normalized(of: Reading) -> Snapshot:
    tool = Tool(name="driftaudit", version="0")
    return normalize(of, captured_at="2026-01-01T00:00:00.000000Z", tool=tool)


def side(snapshot: Snapshot) -> Side:
    """The snapshot as a side, every digest taken anew."""
    resources = tuple(
        make_resource(each.kind, each.name, each.attributes) for each in snapshot.resources
    )
    return Side.of_snapshot(replace(snapshot, resources=resources))


def whole(snapshot: Snapshot) -> Json:
    found: dict[str, dict[str, Json]] = {}
    for each in snapshot.resources:
        found.setdefault(each.kind, {})[each.name] = each.attributes
    return found


def main() -> int:
    services, rounds = (TINY_SERVICES, 1) if measure.tiny(__doc__) else (SERVICES, ROUNDS)
    readings = (
        reading(Place("us", "222222222222", "us-east-1"), services),
        drifted(reading(Place("de", "333333333333", "eu-central-1"), services)),
    )
    one, other = map(normalized, readings)
    found = len(compare(side(one), side(other)))
    if found != DIFFERENCES:
        raise RuntimeError(f"{found} differences where {DIFFERENCES} were made")
    one_whole, other_whole = whole(one), whole(other)
    size = len(msgspec.json.encode(one))
    measure.heading(f"compare: DeepDiff on the whole / driftaudit, 2 x {size // 1000} kB")
    normalizing, ours, compared, theirs = measure.interleaved(
        lambda: normalized(readings[0]),
        lambda: compare(side(one), side(other)),
        lambda: compare(Side.of_snapshot(one), Side.of_snapshot(other)),
        lambda: DeepDiff(one_whole, other_whole, ignore_order=True),
        rounds=rounds,
    )
    measure.line(f"normalize, one environment of {len(one.resources)} resources", _ms(normalizing))
    measure.line(f"driftaudit: digests, sides and {found} differences", _ms(ours))
    measure.line("driftaudit: the same with the digests that snapshots hold", _ms(compared))
    measure.line("DeepDiff(ignore_order=True) on the whole", _ms(theirs))
    return measure.at_least(theirs / ours, LIMIT)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:8.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
