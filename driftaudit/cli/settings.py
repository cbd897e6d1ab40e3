"""What every command knows: the configuration, how much to say, and when it is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from driftaudit import __version__
from driftaudit.assemble import Stamp
from driftaudit.config import Config, find, load
from driftaudit.model import Tool

TOOL = Tool(name="driftaudit", version=__version__)


@dataclass(frozen=True)
class Settings:
    """The options before the command, and the edges of the world that commands share."""

    config: str | None
    verbose: bool
    quiet: bool

    def load(self) -> Config:
        """The configuration that `-c`, `DRIFTAUDIT_CONFIG` or the working directory names."""
        return load(find(Path.cwd(), self.config))

    def stamp(self, command: str) -> Stamp:
        """What a report says of its making."""
        return Stamp(tool=TOOL, generated_at=timestamp(now()), command=command)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """A moment as snapshots and reports write it: UTC, microseconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
