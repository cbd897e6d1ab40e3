"""Comparing 1,000 environments with each other against parsing their JSON; memory; and growth.

Each environment has 40 roles; one in a hundred drifted, and two of these have a role under another
name. Parsing is msgspec's alone, without the check of digests that driftaudit makes when it reads
a file, and without the garbage collector, which would look through all snapshots again and again;
comparing has the collector on, and holds the making of sides. Each fleet is measured in a process
of its own, which makes, parses and compares it, so that its peak is all that such a fleet takes.
"""

import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from typing import Final, NamedTuple

import measure
import msgspec
from copies import ROLES, Fleet, Spot

from driftaudit.compare.fleet import Disagreement, disagreements
from driftaudit.compare.side import Side
from driftaudit.model import Snapshot

TIME_LIMIT: Final = 2.0
MEMORY_LIMIT: Final = 1.0
GROWTH_LIMIT: Final = 11.0
SIZES: Final = (100, 1000)
TINY_SIZES: Final = (4, 8)
ROUNDS: Final = 3
COMPARISONS: Final = 3
GIB: Final = 2**30
# Linux tells kibibytes, macOS bytes (getrusage(2) of either).
UNIT: Final = 1 if sys.platform == "darwin" else 1024


class Taken(NamedTuple):
    """Seconds of parsing and of comparing one fleet, and the process's peak in bytes."""

    parsing: float
    comparing: float
    peak: int


def taken(size: int) -> Taken:
    """One fleet of so many, in this process."""
    fleet = Fleet(size)
    snapshots: list[Snapshot] = []
    parsing = 0.0
    gc.disable()
    for data in fleet.snapshots():
        began = time.perf_counter()
        snapshots.append(msgspec.json.decode(data, type=Snapshot))
        parsing += time.perf_counter() - began
    gc.enable()
    sides: tuple[Side, ...] = ()
    rows: tuple[Disagreement, ...] = ()

    def compare() -> None:
        nonlocal sides, rows
        sides = tuple(map(Side.of_snapshot, snapshots))
        rows = disagreements(sides)

    comparing = statistics.median(measure.seconds(compare) for _ in range(COMPARISONS))
    if found(rows) != fleet.drifts:
        raise RuntimeError(f"found {sorted(found(rows))}, made {sorted(fleet.drifts)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
    return Taken(parsing, comparing, peak)


def found(rows: tuple[Disagreement, ...]) -> frozenset[tuple[str, Spot]]:
    """Who was found to be the odd one out, and on what."""
    return frozenset(
        (who, (row.kind, row.resource, row.path)) for row in rows for who in row.outliers
    )


def in_a_fresh_process(size: int) -> Taken:
    """One fleet of so many, in a process that does nothing else."""
    command = (sys.executable, __file__, "--one", str(size))
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Taken(*json.loads(done.stdout))


def median(rounds: list[Taken]) -> Taken:
    parsing, comparing, peaks = zip(*rounds, strict=True)
    return Taken(statistics.median(parsing), statistics.median(comparing), max(peaks))


def main() -> int:
    parser = measure.options(__doc__)
    parser.add_argument("--one", type=int, help="only one fleet of so many, in this process")
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(taken(chosen.one)))
        return 0
    sizes, rounds = (TINY_SIZES, 1) if chosen.tiny else (SIZES, ROUNDS)
    measure.heading(f"fleet: {sizes[1]} environments of {ROLES} roles against each other")
    runs = [[in_a_fresh_process(size) for size in sizes] for _ in range(rounds)]
    few, many = (median(list(each)) for each in zip(*runs, strict=True))
    for size, each in zip(sizes, (few, many), strict=True):
        times = f"{each.parsing:6.2f} s and {each.comparing:6.2f} s"
        measure.line(f"{size} environments: parse their JSON, and compare", times)
    measure.line("comparing / parsing", "")
    missed = measure.at_most(many.comparing / many.parsing, TIME_LIMIT)
    measure.line("peak memory of the whole process / GiB", f"{many.peak / 2**20:.0f} MiB")
    missed |= measure.at_most(many.peak / GIB, MEMORY_LIMIT)
    measure.line(f"comparing {sizes[1]} / comparing {sizes[0]}", "")
    return missed | measure.at_most(many.comparing / few.comparing, GROWTH_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
