"""One environment's fields: its own or else the defaults', with `${…}` filled in."""

import re
from collections.abc import Callable
from typing import Final

from driftaudit.config.problems import Problem
from driftaudit.model import Json
from driftaudit.names import did_you_mean
from driftaudit.normalize.portable import NAMES
from driftaudit.normalize.secrets import is_secret_key, secret_parts
from driftaudit.yaml_source import YamlPath, YamlSource

RESERVED: Final = frozenset(("name", "group", *NAMES))
"""Words that `${…}` already has a meaning for, here or in portable values: no var may be one."""

_WORDS: Final = ("name", "group", "account", "region", "cluster")
_PLACEHOLDER: Final = re.compile(r"\$\{([^}]*)(\}?)")
_VAR: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_STORED: Final = "looks like a secret, and vars are stored with every snapshot"


class Fields:
    """The fields of one environment; whatever is wrong with them is collected in `problems`.

    A field that stands in the environment hides the default, also when it is null.
    """

    def __init__(self, source: YamlSource, name: str) -> None:
        self.source = source
        self.name = name
        self.own: dict[str, Json] = source.data["environments"][name]
        self.defaults: dict[str, Json] = source.data.get("defaults") or {}
        self.known: dict[str, str] = {"name": name}
        self.failed: set[str] = set()
        self.problems: list[Problem] = []

    def path(self, field: str) -> YamlPath:
        """Where a field is written: in the environment, or in the defaults."""
        if field in self.own or field not in self.defaults:
            return ("environments", self.name, field)
        return ("defaults", field)

    def get(self, field: str) -> Json:
        """A field as it is written; None where it is absent or null."""
        return self.own[field] if field in self.own else self.defaults.get(field)

    def text(self, field: str, check: Callable[[str], str] | None = None) -> str | None:
        """A field filled in; `check` gives the problem of a value, or an empty string."""
        written = self.get(field)
        return None if written is None else self.fill(written, self.path(field), check)

    def learn(self, field: str, check: Callable[[str], str]) -> str:
        """A field filled in and from now on known as `${field}`; empty where it is missing."""
        written = self.get(field)
        value = self.text(field, check) or ""
        if value:
            self.known[field] = value
        elif written is not None:
            self.failed.add(field)
        return value

    def require(self, field: str, check: Callable[[str], str]) -> str:
        """As `learn`; a problem where the field is missing."""
        if self.get(field) is None:
            self.problem(("environments", self.name), f"the field {field!r} is missing")
            self.failed.add(field)
            return ""
        return self.learn(field, check)

    def fill(self, text: str, path: YamlPath, check: Callable[[str], str] | None = None) -> str:
        """A text with its `${…}` filled in, stripped; empty where something is wrong with it."""
        if not text.strip():
            self.problem(path, "empty; give it a value, or leave it out")
            return ""
        found = list(_PLACEHOLDER.finditer(text))
        wrong = [problem for each in found if (problem := self._unknown(each))]
        for problem in wrong:
            self.problem(path, problem)
        # What could not be filled in itself has its own problem, and one is enough.
        if wrong or any(each[1] in self.failed for each in found):
            return ""
        filled = _PLACEHOLDER.sub(lambda found: self.known[found[1]], text).strip()
        problem = _unprintable(filled) or (check(filled) if check else "")
        if problem:
            self.problem(path, problem)
            return ""
        return filled

    def vars(self) -> dict[str, str]:
        """The vars of the environment over those of the defaults, from now on known, by name."""
        written: dict[str, tuple[Json, YamlPath]] = {}
        defaults = {} if self.get("vars") is None else self.defaults
        for place, fields in (("defaults",), defaults), (self._place, self.own):
            for name, value in (fields.get("vars") or {}).items():
                written[name] = (value, (*place, "vars", name))
        filled = {
            name: self.fill(value, path, _var_problem)
            for name, (value, path) in sorted(written.items())
            if self._valid_var(name, path)
        }
        self.known |= filled
        self.failed |= {name for name in written if not filled.get(name)}
        return filled

    def problem(self, path: YamlPath, text: str) -> None:
        """Notes that something is wrong at a path."""
        self.problems.append(Problem(path, text))

    @property
    def _place(self) -> YamlPath:
        return ("environments", self.name)

    def _valid_var(self, name: str, path: YamlPath) -> bool:
        if name in RESERVED:
            self.problem(path, f"${{{name}}} already has a meaning; give the var another name")
        elif not _VAR.fullmatch(name):
            self.problem(path, "a var is named by letters, digits and '_', no digit first")
        elif is_secret_key(name):
            self.problem(path, f"{_STORED}; if it is none, give the var another name")
        else:
            return True
        return False

    def _unknown(self, found: re.Match[str]) -> str:
        """Why a placeholder cannot be filled in; empty where it can."""
        name, closed = found.groups()
        if not closed:
            return f"{found[0]!r} has no closing brace"
        if name in self.known or name in self.failed:
            return ""
        if name == "group":
            return f"${{group}} is used, but the environment {self.name!r} has no group"
        if name in _WORDS:
            return f"${{{name}}} cannot be used here, it is not known yet"
        return f"unknown ${{{name}}}{did_you_mean(name, {*_WORDS, *self.known})}"


def _var_problem(value: str) -> str:
    """Why a value cannot be told from the rest of a text, or must not stand in a snapshot."""
    if set(value) & set("${}"):
        return "a var has no '$', '{' or '}' in it: it could not be told from a placeholder"
    return f"{_STORED}; leave it out" if any(secret_parts(value)) else ""


def _unprintable(value: str) -> str:
    return "" if value.isprintable() else "has characters that cannot be printed"
