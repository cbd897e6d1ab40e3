"""Work units: a comparison ends in "not exact" when they are spent, never in a hang.

No clock is read here: the same documents give the same answer on every machine.
"""

from collections.abc import Hashable


class ExhaustedError(Exception):
    """A comparison would take too much work; the message says what for."""


class Budget:
    """Work units that are left; one is about one pattern held against one text."""

    def __init__(self, units: int) -> None:
        self._left = units
        self._paid: set[Hashable] = set()

    def spend(self, units: int) -> None:
        """Take units away. Raises ExhaustedError when none are left."""
        self._left -= units
        if self._left < 0:
            raise ExhaustedError("too many statements, patterns and conditions together")

    def spend_once(self, thing: Hashable, units: int) -> None:
        """Take away the units of a thing that is remembered when it is asked for again."""
        if thing not in self._paid:
            self._paid.add(thing)
            self.spend(units)

    @property
    def left(self) -> int:
        """The units that are left."""
        return self._left
