"""One deadline that holds, whatever a call is waiting for."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from types import TracebackType
from typing import Final, Generic, TypeVar

T = TypeVar("T")

GRACE: Final = 0.25
"""Seconds that a call gets beyond its end, to say itself what it was waiting for."""


class Deadline:
    """Ends every call given to it, all together, `seconds` after it was made.

    Socket timeouts bound one read of a socket, not an answer that comes a byte at a time (in the
    body, in the headers, from a proxy), and nothing bounds a name lookup. So a call runs in a
    daemon thread that is waited for, and left behind when the time is up.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._end - time.monotonic())

    def run(self, call: Callable[[], T]) -> T:
        """What the call returns or raises; raises TimeoutError where the time is up first."""
        outcome: Future[T] = Future()
        Thread(target=_carry, args=(call, outcome), daemon=True).start()
        return outcome.result(self.left + GRACE)


def _carry(call: Callable[[], T], outcome: Future[T]) -> None:
    with _Raised(outcome):
        outcome.set_result(call())


class _Raised(Generic[T]):
    """Hands whatever is raised inside to the thread that waits for the outcome."""

    def __init__(self, outcome: Future[T]) -> None:
        self._outcome = outcome

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is not None:
            self._outcome.set_exception(error)
        return True
