"""What the configuration, the baselines and the waivers said before a change, out of git."""

import os
from pathlib import Path

from driftaudit.baselines import Baseline, load
from driftaudit.cli.terms import terms_of
from driftaudit.config import Config, Target
from driftaudit.config import load as load_config
from driftaudit.errors import DriftauditError, RevisionError
from driftaudit.judge.terms import Terms
from driftaudit.model import Record
from driftaudit.revision import files_at


class Expected(Record, frozen=True, kw_only=True):
    """What was expected at the base of a change: nothing where there was no configuration."""

    targets: dict[str, Target] = {}
    baselines: dict[str, Baseline] = {}
    terms: Terms = Terms()


def at_base(config: Config, root: Path, commit: str) -> Expected:
    """What the configuration, baselines and waivers said at a commit of the work tree `root`.

    Raises:
        RevisionError: they cannot be read there, or are no files of this repository.
    """
    file = _inside(config.path, root)
    with files_at(root, commit, (file,)) as folder:
        if not (folder / file).exists():
            return Expected()
        folder_of_baselines = _inside(_readable(folder, file, commit).baselines, folder)
    with files_at(root, commit, (file, folder_of_baselines)) as folder:
        return _expected(_readable(folder, file, commit), folder, commit)


def _readable(folder: Path, file: Path, commit: str) -> Config:
    try:
        return load_config(folder / file)
    except DriftauditError as error:
        raise _then(error, folder, commit) from error


def _expected(config: Config, folder: Path, commit: str) -> Expected:
    names = {each.baseline for each in config.targets}
    paths = {name: config.baselines / f"{name}.yaml" for name in names}
    try:
        return Expected(
            targets={each.environment.name: each for each in config.targets},
            baselines={name: load(path) for name, path in paths.items() if path.exists()},
            terms=terms_of(config),
        )
    except DriftauditError as error:
        raise _then(error, folder, commit) from error


def _then(error: DriftauditError, folder: Path, commit: str) -> RevisionError:
    """The error as one of the commit, without the folder that its files were laid out in."""
    return RevisionError(f"at the base {commit[:12]}: {error}".replace(f"{folder}{os.sep}", ""))


def _inside(path: Path, root: Path) -> Path:
    """The path relative to a work tree."""
    try:
        return path.resolve().relative_to(root.resolve())
    except ValueError as error:
        raise RevisionError(
            f"{path} is not in the work tree {root}: git cannot tell what it was\n"
            "next: keep the configuration and its baselines in one repository"
        ) from error
