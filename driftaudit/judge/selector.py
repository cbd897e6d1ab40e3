"""Which findings a rule is about: by code, environment, kind, resource and path.

Waivers and severity rules are written by people in the same words, and mean the same by them.
`*` and `?` are the only wildcards in resources and paths: a `[` is a bracket there, as in names.
"""

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from driftaudit.model import KINDS, Finding, Record
from driftaudit.names import did_you_mean


class Selector(Record, frozen=True, kw_only=True):
    """Findings that have all that is given; what is empty is true of any.

    `environments` are names or globs, as on the command line. `resource` is a portable name, or
    a glob of it. `path` is meant with all below it: one glob a key, or one text with dots
    between the keys (where keys have dots of their own, every reading counts).
    """

    code: str = ""
    environments: tuple[str, ...] = ()
    kind: str = ""
    resource: str = ""
    path: str | tuple[str, ...] = ()

    def matches(self, finding: Finding) -> bool:
        """Whether a finding is one of those."""
        each = finding.difference
        return (
            self.code in {"", finding.code}
            and self.kind in {"", each.kind}
            and (not self.resource or _glob(each.resource, self.resource))
            and self.concerns(finding.environment)
            and self._holds(each.path)
        )

    def concerns(self, environment: str) -> bool:
        """Whether findings of an environment may be among those."""
        return not self.environments or bool(named(self.environments, (environment,)))

    @property
    def specificity(self) -> tuple[int, int]:
        """The more it asks for, the higher: how many fields, then how much literal text."""
        path = self.path if isinstance(self.path, str) else ".".join(self.path)
        given = (self.code, *self.environments[:1], self.kind, self.resource, path)
        literal = sum(len(text) - text.count("*") - text.count("?") for text in given)
        return sum(map(bool, given)), literal

    def _holds(self, path: tuple[str, ...]) -> bool:
        if isinstance(self.path, str):
            return _dotted_holds(tuple(self.path.split(".")), path)
        pairs = zip(path, self.path, strict=False)
        return len(self.path) <= len(path) and all(_glob(key, glob) for key, glob in pairs)


def named(patterns: Collection[str], environments: Collection[str]) -> tuple[str, ...]:
    """The environments that match any of the names or globs, in their order."""
    return tuple(name for name in environments if any(fnmatchcase(name, each) for each in patterns))


def environment_problems(
    patterns: Collection[str], environments: Collection[str]
) -> Iterator[tuple[int, str]]:
    """The place of each name or glob that matches no environment, and what to say of it."""
    for place, pattern in enumerate(patterns):
        if not named((pattern,), environments):
            what = "matches" if any(sign in pattern for sign in "*?[") else "has the name"
            near = did_you_mean(pattern, environments)
            yield place, f"no environment {what} {pattern!r}{near}"


def kind_problem(kind: str) -> str:
    """What to say of a kind that there is not; empty where there is."""
    return "" if kind in KINDS else f"unknown kind {kind!r}{did_you_mean(kind, KINDS)}"


def code_problem(code: str, codes: Collection[str]) -> str:
    """What to say of a code that there is not; empty where there is."""
    return "" if code in codes else f"unknown code {code!r}{did_you_mean(code, codes)}"


def _dotted_holds(parts: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a path starts with parts, of which several may be one key that has dots."""
    if not parts or not path:
        return not parts
    return any(
        _glob(path[0], ".".join(parts[:count])) and _dotted_holds(parts[count:], path[1:])
        for count in range(1, len(parts) + 1)
    )


def _glob(text: str, pattern: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        return text == pattern
    return fnmatchcase(text, pattern.replace("[", "[[]"))
