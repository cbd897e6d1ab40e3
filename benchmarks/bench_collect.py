"""A fleet's collection at 100 ms a call against the least that its calls allow at that latency.

The least is calls x latency / concurrency, or the longest chain of calls that wait for each other
where that takes longer: log in, describe the cluster, six reads of Kubernetes over one connection,
then default version and document of a policy that only Kubernetes may have led to.
"""

import sys
from typing import Final

import fleet
import measure
from distance import Distance, twins

from driftaudit.collect.run import CONCURRENCY, collect
from driftaudit.targets import Target

LIMIT: Final = 1.3
ROUNDS: Final = 3
LATENCY: Final = 0.1
LONGEST_CHAIN: Final = 1 + 1 + 6 + 2
FLEETS: Final = (6, 50)


def collected(targets: tuple[Target, ...], distance: Distance) -> int:
    """How many calls it took to collect the targets, every one of them whole."""
    distance.calls = 0
    for reading in collect(targets):
        if reading.gaps:
            raise RuntimeError(f"not everything was read: {reading.gaps}")
    return distance.calls


def measured(targets: tuple[Target, ...], distance: Distance, rounds: int) -> float:
    """How many times the least the collection takes."""
    calls = collected(targets, distance)
    least = max(calls * LATENCY / CONCURRENCY, LONGEST_CHAIN * LATENCY)
    (taken,) = measure.interleaved(lambda: collected(targets, distance), rounds=rounds)
    what = f"{len(targets)} environments, {calls} calls"
    measure.line(what, f"{taken:5.2f} s, least {least:5.2f} s, ratio {taken / least:.2f}")
    return taken / least


def main() -> int:
    few = measure.tiny(__doc__ or "")
    sizes, rounds = ((1,), 1) if few else (FLEETS, ROUNDS)
    measure.heading(f"collect: {LATENCY * 1000:.0f} ms a call, {CONCURRENCY} calls at once")
    distance = Distance()
    with fleet.running() as running:
        for between in (distance.behind_boto3, distance.before_boto3):
            with between():
                collected(running.targets, distance)
        distance.latency = LATENCY
        fleets = [twins(running.targets, size) for size in sizes]
        with distance.before_boto3():
            ratios = [measured(each, distance, rounds) for each in fleets]
        print("  beside the limit, with all that boto3 does for each call:")
        with distance.behind_boto3():
            for each in fleets:
                measured(each, distance, rounds=1)
    return measure.at_most(max(ratios), LIMIT)


if __name__ == "__main__":
    sys.exit(main())
