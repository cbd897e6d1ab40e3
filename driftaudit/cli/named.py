"""Which file a baseline's name means, and which one was meant where there is none."""

from pathlib import Path

from driftaudit.config import Config
from driftaudit.errors import BaselineError
from driftaudit.names import did_you_mean
from driftaudit.waivers.file import FILE_NAME


def baseline_path(config: Config, name: str) -> Path:
    """The file of a baseline by name; BaselineError, with the nearest name, where there is none."""
    path = config.baselines / f"{name}.yaml"
    if path.exists():
        return path
    near = did_you_mean(name, (each.stem for each in baseline_files(config)))
    raise BaselineError(
        f"there is no baseline {name!r}: {path} does not exist{near}\n"
        "next: name another, or `driftaudit baseline accept` writes those of the configuration"
    )


def baseline_files(config: Config) -> tuple[Path, ...]:
    """The baselines there are, in the order of their names; waivers stand beside them."""
    found = sorted(config.baselines.glob("*.yaml"))
    return tuple(each for each in found if each.name != FILE_NAME)
