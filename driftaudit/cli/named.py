"""Which file a baseline's name means, and which one was meant where there is none."""

from pathlib import Path

from driftaudit.config import Config
from driftaudit.errors import BaselineError
from driftaudit.names import did_you_mean


def baseline_path(config: Config, name: str) -> Path:
    """The file of a baseline by name; BaselineError, with the nearest name, where there is none."""
    path = config.baselines / f"{name}.yaml"
    if path.exists():
        return path
    near = did_you_mean(name, sorted(each.stem for each in config.baselines.glob("*.yaml")))
    raise BaselineError(
        f"there is no baseline {name!r}: {path} does not exist{near}\n"
        "next: name another, or `driftaudit baseline accept` writes those of the configuration"
    )
