"""Something wrong in a baseline file, with its line."""

from driftaudit.model import Record


class Problem(Record, frozen=True, kw_only=True):
    """Something wrong in a baseline file; `where` is `FILE:LINE: dotted.path`."""

    where: str
    message: str

    def __str__(self) -> str:
        """The whole line for people."""
        return f"{self.where}: {self.message}"
