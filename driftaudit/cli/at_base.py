"""What the configuration, the baselines and the waivers said before a change, out of git."""

import os
from pathlib import Path

from msgspec import structs

from driftaudit.baselines import Baseline, load
from driftaudit.cli.terms import terms_of
from driftaudit.compare.side import Side
from driftaudit.config import Config, Target
from driftaudit.config import load as load_config
from driftaudit.errors import DriftauditError, RevisionError
from driftaudit.gate.looser import Agreed
from driftaudit.model import Record
from driftaudit.revision import files_at, paths_named

Cluster = tuple[str, str, str]


class Expected(Record, frozen=True, kw_only=True):
    """What was expected at the base of a change: nothing where there was no configuration.

    `store` is where snapshots were kept then, empty where nothing said so.
    """

    targets: tuple[Target, ...] = ()
    baselines: dict[str, Baseline] = {}
    agreed: Agreed | None = None
    store: str = ""

    def of(self, target: Target) -> Target | None:
        """What was configured of an environment: by its name, or else by its cluster."""
        own = target.environment
        named = (each for each in self.targets if each.environment.name == own.name)
        same = (each for each in self.targets if cluster_of(each) == cluster_of(target))
        return next(named, None) or next(same, None)

    def side(self, target: Target) -> Side | None:
        """What an environment was held against, or would have been; None without a baseline."""
        baseline = self.baselines.get(target.baseline)
        return baseline.side(target.environment.name) if baseline else None

    def gone(self, now: tuple[Target, ...]) -> tuple[Target, ...]:
        """The environments that are no longer configured, by their name or as a cluster."""
        names = {each.environment.name for each in now}
        clusters = {cluster_of(each) for each in now}
        return tuple(
            each
            for each in self.targets
            if each.environment.name not in names and cluster_of(each) not in clusters
        )


def cluster_of(target: Target) -> Cluster:
    """The cluster that an environment is, whatever it is called."""
    each = target.environment
    return each.account, each.region, each.cluster


def agreed_on(config: Config) -> Agreed:
    """What a configuration and the waivers beside its baselines agree on."""
    read = {each.environment.name: tuple(_read(each)) for each in config.targets}
    return Agreed(terms=terms_of(config), fail_on=config.fail_on, read=read)


def _read(target: Target) -> list[str]:
    kubernetes = ["Kubernetes"] if target.kubernetes_audited else []
    return [*kubernetes, *(f"roles {pattern}" for pattern in target.role_patterns)]


def at_base(config: Config, root: Path, commit: str) -> Expected:
    """What the configuration, baselines and waivers said at a commit of the work tree `root`.

    Where the configuration was not there, it was what has been moved away from elsewhere.

    Raises:
        RevisionError: they cannot be read there, or are no files of this repository.
    """
    file = _inside(config.path, root)
    with files_at(root, commit, (file,)) as folder:
        there = (folder / file).exists()
    if not there:
        moved = _moved(root, commit, file)
        if not moved:
            return Expected()
        file = moved
    with files_at(root, commit, (file,)) as folder:
        baselines = _baselines(_readable(folder, file, commit).baselines, folder, root)
    with files_at(root, commit, (file, baselines)) as folder:
        names = {each.baseline for each in config.targets}
        then = structs.replace(_readable(folder, file, commit), baselines=folder / baselines)
        return _expected(then, names, folder, root, commit)


def _baselines(written: Path, folder: Path, root: Path) -> Path:
    """Where baselines were, relative to the work tree; an absolute path may lead into it, too."""
    try:
        return _inside(written, folder)
    except RevisionError:
        return _inside(Path(str(written).replace(str(folder), str(root), 1)), root)


def _moved(root: Path, commit: str, file: Path) -> Path | None:
    """The file of that name which is not where it was any more."""
    gone = [each for each in paths_named(root, commit, file.name) if not (root / each).exists()]
    if len(gone) > 1:
        names = ", ".join(map(str, gone))
        raise RevisionError(
            f"{file} is new, and may be any of those that are gone: {names}\n"
            "next: move one configuration at a time"
        )
    return gone[0] if gone else None


def _readable(folder: Path, file: Path, commit: str) -> Config:
    try:
        return load_config(folder / file)
    except DriftauditError as error:
        raise _then(error, folder, commit) from error


def _expected(config: Config, more: set[str], folder: Path, root: Path, commit: str) -> Expected:
    """`more` are baselines that environments are held against only now."""
    names = {each.baseline for each in config.targets} | more
    paths = {name: config.baselines / f"{name}.yaml" for name in sorted(names)}
    try:
        return Expected(
            targets=config.targets,
            baselines={name: load(path) for name, path in paths.items() if path.exists()},
            agreed=agreed_on(config),
            store=config.store.replace(f"{folder}{os.sep}", f"{root}{os.sep}", 1),
        )
    except DriftauditError as error:
        raise _then(error, folder, commit) from error


def _then(error: DriftauditError, folder: Path, commit: str) -> RevisionError:
    """The error as one of the commit, without the folder that its files were laid out in."""
    return RevisionError(f"at the base {commit[:12]}: {error}".replace(f"{folder}{os.sep}", ""))


def _inside(path: Path, root: Path) -> Path:
    """The path relative to a work tree; a link stays one, for it was something then, too."""
    try:
        return (path.parent.resolve() / path.name).relative_to(root.resolve())
    except ValueError as error:
        raise RevisionError(
            f"{path} is not in the work tree {root}: git cannot tell what it was\n"
            "next: keep the configuration and its baselines in one repository"
        ) from error
