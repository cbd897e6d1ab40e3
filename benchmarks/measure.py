"""Measures works against each other in one run, and says how the ratio stands to its limit.

Machines are shared and noisy: works take turns, so that a slow moment meets all of them, and the
median of each is taken. A ratio of two such medians is comparable from machine to machine; seconds
are not.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Final

Work = Callable[[], object]

MISSED: Final = 1


def options(what: str | None) -> argparse.ArgumentParser:
    """The options of every benchmark; `what` is shown by `--help`."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--tiny", action="store_true", help="see that it runs; proves nothing")
    return parser


def tiny(what: str | None) -> bool:
    """Whether `--tiny` was given: just enough to see that the benchmark runs."""
    chosen: bool = options(what).parse_args().tiny
    return chosen


def seconds(work: Work) -> float:
    """How long the work takes, once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def interleaved(*works: Work, rounds: int) -> tuple[float, ...]:
    """The median seconds of each work; every round runs each of them once, in turn."""
    taken = [[seconds(work) for work in works] for _ in range(rounds)]
    return tuple(statistics.median(times) for times in zip(*taken, strict=True))


def line(what: str, value: str) -> None:
    """One line of the output: what was measured, and its value."""
    print(f"  {what:<68} {value}")


def heading(title: str) -> None:
    """What is measured, and on how many cores."""
    print(f"{title} ({os.cpu_count()} cores)")


def at_most(ratio: float, limit: float) -> int:
    """Shows a ratio that may not exceed its limit; the exit status, 1 when it does."""
    return _verdict(ratio, limit, "<=", kept=ratio <= limit)


def at_least(ratio: float, limit: float) -> int:
    """Shows a ratio that may not fall short of its limit; the exit status, 1 when it does."""
    return _verdict(ratio, limit, ">=", kept=ratio >= limit)


def _verdict(ratio: float, limit: float, sign: str, *, kept: bool) -> int:
    print(f"  ratio {ratio:.2f}, limit {sign} {limit:g}: {'kept' if kept else 'MISSED'}")
    sys.stdout.flush()
    return 0 if kept else MISSED
