"""The severities that a team gives to findings in driftaudit.yaml: checked, and as rules."""

from collections.abc import Iterator

from driftaudit.config.file import ConfigFile, SeverityEntry
from driftaudit.config.problems import Problem
from driftaudit.judge.codes import CODES
from driftaudit.judge.remap import SeverityRule
from driftaudit.judge.selector import Selector, code_problem, environment_problems, kind_problem
from driftaudit.yaml_source import YamlPath


def severity_rules(file: ConfigFile) -> tuple[SeverityRule, ...]:
    """The rules in the order of the file."""
    return tuple(
        SeverityRule(selector=_selector(entry), severity=entry.severity)
        for entry in file.severity or ()
    )


def severity_problems(file: ConfigFile) -> Iterator[Problem]:
    """What no finding can have (a code, kind or environment that there is not), and what is empty.

    An entry that can never match would be silent for ever: it is most likely misspelt.
    """
    for place, entry in enumerate(file.severity or ()):
        path: YamlPath = ("severity", place)
        yield from _empty_problems(entry, path)
        if entry.code and (wrong := code_problem(entry.code, CODES)):
            yield Problem((*path, "code"), wrong)
        if entry.kind and (wrong := kind_problem(entry.kind)):
            yield Problem((*path, "kind"), wrong)
        for at, wrong in environment_problems(entry.environments or (), tuple(file.environments)):
            yield Problem((*path, "environments", at), wrong)


def _empty_problems(entry: SeverityEntry, path: YamlPath) -> Iterator[Problem]:
    given = {
        "code": entry.code,
        "environments": entry.environments,
        "kind": entry.kind,
        "resource": entry.resource,
        "path": entry.path,
    }
    for name, value in given.items():
        if value is not None and (not value.strip() if isinstance(value, str) else not value):
            yield Problem((*path, name), "empty; give it a value, or leave it out")
    if all(value is None for value in given.values()):
        text = "is true of every finding; say of which, by code, kind, path or environments"
        yield Problem(path, text)


def _selector(entry: SeverityEntry) -> Selector:
    return Selector(
        code=entry.code or "",
        environments=entry.environments or (),
        kind=entry.kind or "",
        resource=entry.resource or "",
        path=entry.path or (),
    )
