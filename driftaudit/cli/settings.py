"""What every command knows: the configuration, how much to say, and when it is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from driftaudit import __version__
from driftaudit.assemble import Stamp
from driftaudit.config import Config, find, load
from driftaudit.config.file import BASELINES, FILE_NAME, STORE
from driftaudit.errors import ConfigError
from driftaudit.model import Tool

TOOL = Tool(name="driftaudit", version=__version__)


@dataclass(frozen=True)
class Settings:
    """The options of all commands, and the edges of the world that commands share."""

    config: str | None
    verbose: bool
    quiet: bool

    def load(self) -> Config:
        """The configuration that `-c`, `DRIFTAUDIT_CONFIG` or the working directory names."""
        return load(find(Path.cwd(), self.config))

    def load_if_any(self) -> Config:
        """As `load`; where nothing names a configuration and none is found, an empty one.

        For what is read from files alone.
        """
        try:
            return self.load()
        except ConfigError:
            if self.config or any((each / FILE_NAME).exists() for each in _around()):
                raise
            here = Path.cwd()
            return Config(
                path=here / FILE_NAME,
                store=str(here / STORE),
                baselines=here / BASELINES,
                fail_on="low",
                targets=(),
            )

    def stamp(self, command: str) -> Stamp:
        """What a report says of its making."""
        return Stamp(tool=TOOL, generated_at=timestamp(now()), command=command)


def _around() -> tuple[Path, ...]:
    """The folders in which a configuration is looked for."""
    here = Path.cwd()
    return (here, *here.parents)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """A moment as snapshots and reports write it: UTC, microseconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
