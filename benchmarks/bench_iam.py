"""Comparing two IAM documents by what they allow: 3,000 random pairs of AWS's own 1,582 policies.

Three ratios: the median and the 99th percentile to what they may be, DeepDiff's time to ours. The
pairs are the same on every run. Times are of the processor, each pair once, nothing warmed up,
so that what else the machine does is not counted. DeepDiff tells how the same documents are
written differently, which is less; it is given every 30th pair, since it is slower.
"""

import json
import random
import statistics
import sys
import time
from functools import partial
from typing import Final

import measure
from deepdiff import DeepDiff
from moto.iam.aws_managed_policies import aws_managed_policies_data

from driftaudit.iam import compare_documents
from driftaudit.model import Json

MEDIAN_LIMIT: Final = 1.0
P99_LIMIT: Final = 30.0
DEEPDIFF_LIMIT: Final = 1.0
PAIRS: Final = 3000
TINY_PAIRS: Final = 60
EVERY: Final = 30
SEED: Final = 20261122


def documents() -> list[Json]:
    """The documents of AWS's policies, in the order of their names."""
    policies = json.loads(aws_managed_policies_data)
    return [policies[name]["Document"] for name in sorted(policies)]


def pairs(count: int) -> list[tuple[Json, Json]]:
    """So many pairs of documents, the same on every run."""
    chosen = random.Random(SEED)
    every = documents()
    return [(chosen.choice(every), chosen.choice(every)) for _ in range(count)]


def milliseconds(work: measure.Work) -> float:
    """The processor time that the work takes, once."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def main() -> int:
    count = TINY_PAIRS if measure.tiny(__doc__) else PAIRS
    chosen = pairs(count)
    ours = [milliseconds(partial(compare_documents, a, b)) for a, b in chosen]
    theirs = [milliseconds(partial(DeepDiff, a, b, ignore_order=True)) for a, b in chosen[::EVERY]]
    measure.heading(f"iam: {count} pairs of AWS's policies compared by what they allow")
    median, p99 = statistics.median(ours), statistics.quantiles(ours, n=100)[-1]
    measure.line(f"driftaudit, median; at most {MEDIAN_LIMIT:g} ms", _ms(median))
    measure.line(f"driftaudit, 99th percentile; at most {P99_LIMIT:g} ms", _ms(p99))
    measure.line("driftaudit, longest", _ms(max(ours)))
    deep = statistics.median(theirs)
    measure.line(f"DeepDiff(ignore_order=True), median of {len(theirs)} of them", _ms(deep))
    same = statistics.median(ours[::EVERY])
    measure.line("driftaudit, median of the same", _ms(same))
    return max(
        measure.at_most(median / MEDIAN_LIMIT, 1),
        measure.at_most(p99 / P99_LIMIT, 1),
        measure.at_least(deep / same, DEEPDIFF_LIMIT),
    )


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:8.2f} ms"


if __name__ == "__main__":
    sys.exit(main())
