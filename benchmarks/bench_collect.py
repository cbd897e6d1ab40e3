"""A fleet's collection at 100 ms a call against the least that its calls allow at that latency.

The least is calls x latency / concurrency, or the longest chain of calls that wait for each other
where that takes longer: log in, describe the cluster, six reads of Kubernetes over one connection,
then default version and document of a policy that only Kubernetes may have led to.
"""

import sys
from typing import Final, NamedTuple

import fleet
import measure
from distance import Distance, twins

from driftaudit.collect.run import CONCURRENCY, collect
from driftaudit.config.targets import Target

LIMIT: Final = 1.3
ROUNDS: Final = 3
LATENCY: Final = 0.1
LONGEST_CHAIN: Final = 1 + 1 + 6 + 2
FLEETS: Final = (6, 50)


class Bench(NamedTuple):
    """How far away the APIs are, how many calls may be under way, and how often to measure."""

    distance: Distance
    concurrency: int
    rounds: int

    def collected(self, targets: tuple[Target, ...]) -> int:
        """How many calls it took to collect the targets, every one of them whole."""
        self.distance.calls = 0
        for reading in collect(targets, concurrency=self.concurrency):
            if reading.gaps:
                raise RuntimeError(f"not everything was read: {reading.gaps}")
        return self.distance.calls

    def measured(self, targets: tuple[Target, ...]) -> float:
        """How many times the least the collection takes."""
        (taken,) = measure.interleaved(lambda: self.collected(targets), rounds=self.rounds)
        calls = self.distance.calls
        least = max(calls / self.concurrency, LONGEST_CHAIN) * LATENCY
        what = f"{len(targets)} environments, {calls} calls"
        measure.line(what, f"{taken:6.2f} s, least {least:6.2f} s, ratio {taken / least:.2f}")
        return taken / least


def main() -> int:
    parser = measure.options(__doc__)
    parser.add_argument("--environments", type=int, nargs="+", default=FLEETS)
    parser.add_argument("--concurrency", type=int, default=CONCURRENCY)
    chosen = parser.parse_args()
    sizes, rounds = ((1,), 1) if chosen.tiny else (chosen.environments, ROUNDS)
    bench = Bench(Distance(), chosen.concurrency, rounds)
    measure.heading(f"collect: {LATENCY * 1000:.0f} ms a call, {bench.concurrency} calls at once")
    with fleet.running(1 if chosen.tiny else None) as running:
        for between in (bench.distance.behind_boto3, bench.distance.before_boto3):
            with between():
                bench.collected(running.targets)
        bench.distance.latency = LATENCY
        fleets = [twins(running.targets, size) for size in sizes]
        with bench.distance.before_boto3():
            ratios = [bench.measured(each) for each in fleets]
        print("  beside the limit, with all that boto3 does for each call:")
        with bench.distance.behind_boto3():
            for each in fleets:
                bench._replace(rounds=1).measured(each)
    return measure.at_most(max(ratios), LIMIT)


if __name__ == "__main__":
    sys.exit(main())
