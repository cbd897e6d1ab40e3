"""driftaudit.yaml, read and checked: every error names the file, the line and the way out."""

import re
from pathlib import Path

import msgspec

from driftaudit.config.file import FILE_NAME, ConfigFile
from driftaudit.config.problems import Problem, refuse, shape_problems
from driftaudit.config.severity import severity_problems, severity_rules
from driftaudit.config.target import absolute, make_target
from driftaudit.config.targets import Config, Kubernetes, Target, select
from driftaudit.errors import ConfigError
from driftaudit.yaml_source import YamlSource, read

__all__ = ["Config", "Kubernetes", "Target", "find", "load", "select"]


def find(start: Path, explicit: str | None) -> Path:
    """The driftaudit.yaml to use: the explicit one, or the nearest in `start` and its parents.

    `explicit` is relative to `start`. Raises ConfigError where there is none.
    """
    if explicit:
        named = start / explicit
        if _is_file(named):
            return named
        if _is_file(named / FILE_NAME):
            raise ConfigError(f"{named}: a folder, not a file\nnext: -c {named / FILE_NAME}")
        raise ConfigError(f"{named}: {_MISSING}")
    for folder in (start, *start.parents):
        if _is_file(folder / FILE_NAME):
            return folder / FILE_NAME
    raise ConfigError(
        f"no {FILE_NAME} in {start} or a folder above it\n"
        "next: `driftaudit init` writes one, `-c FILE` names one elsewhere"
    )


def load(path: Path) -> Config:
    """What a driftaudit.yaml says, with defaults and `${…}` filled in and paths made absolute.

    Raises ConfigError with every problem of the file, each with its line, in one message.
    """
    source = _read(path)
    problems = shape_problems(source)
    if problems:
        refuse(source, problems)
    file = msgspec.convert(source.data, ConfigFile)
    base = path.absolute().parent
    made = [make_target(source, name, base) for name in file.environments]
    targets = tuple(target for target, _ in made if target)
    problems = [
        *_file_problems(file),
        *dict.fromkeys(problem for _, found in made for problem in found),
        *_same_cluster(source, targets),
        *severity_problems(file),
    ]
    if problems:
        refuse(source, problems)
    return Config(
        path=path,
        store=_store(file.store, base),
        baselines=Path(absolute(base, file.baselines)),
        fail_on=file.fail_on,
        targets=targets,
        severity=severity_rules(file),
    )


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
"""How an address begins; a single letter is a drive of Windows."""

_MISSING = "no such file\nnext: `driftaudit init` writes one, `-c FILE` names another"


def _read(path: Path) -> YamlSource:
    try:
        return read(path)
    except ConfigError as caught:
        if isinstance(caught.__cause__, FileNotFoundError):
            raise ConfigError(f"{path}: {_MISSING}") from caught
        raise ConfigError(f"{caught}\nnext: correct the file, or name another with -c") from caught


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder above that may not be looked into holds no file for us
        return False


def _file_problems(file: ConfigFile) -> list[Problem]:
    problems = [
        Problem((name,), "empty; name a folder, or leave it out")
        for name, value in (("store", file.store), ("baselines", file.baselines))
        if not value.strip()
    ]
    for name, value, other in (
        ("store", file.store.removeprefix("s3://"), ", or s3://bucket/prefix"),
        ("baselines", file.baselines, ""),
    ):
        if _ADDRESS.match(value):
            problems.append(Problem((name,), f"{value!r} is no folder; name one{other}"))
    if not file.environments:
        text = "names no environment; give it one, with account, region and cluster"
        problems.append(Problem(("environments",), text))
    return problems


def _same_cluster(source: YamlSource, targets: tuple[Target, ...]) -> list[Problem]:
    """Environments that are a cluster which another one already is: it would count twice."""
    first: dict[tuple[str, str, str], str] = {}
    problems = []
    for target in targets:
        own = target.environment
        name = first.setdefault((own.account, own.region, own.cluster), own.name)
        if name != own.name:
            line = source.line(("environments", name))
            text = (
                f"the same cluster ({own.cluster} in {own.account}, {own.region}) as "
                f"{name!r} in line {line}; remove one, or correct it"
            )
            problems.append(Problem(("environments", own.name), text))
    return problems


def _store(location: str, base: Path) -> str:
    return location if location.startswith("s3://") else absolute(base, location)
