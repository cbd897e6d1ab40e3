"""Whether one request is allowed, or denied, as IAM evaluates it: statement by statement.

Written apart from the comparison, which it checks: no masks, no search, its own glob matching. A
witness is read as one request: a `*` in it is fresh letters, `${*}` a literal `*`, a condition key
that it does not name is absent.
"""

import re
from functools import lru_cache
from typing import Final

from driftaudit.iam.documents import Document, Element, Invalid, Statement
from driftaudit.iam.globs import is_literal, matcher
from driftaudit.iam.grammar import parse
from driftaudit.iam.operators import holds
from driftaudit.iam.paths import Path
from driftaudit.iam.principals import KEY, requester
from driftaudit.iam.symbols import encode, instance
from driftaudit.iam.verdict import Permissions, Witness
from driftaudit.model import Json

_MANY_STARS: Final = 50


class Request:
    """One request: segments of action, resource and principal, and the condition keys' values."""

    def __init__(self, witness: Witness) -> None:
        service, _, name = instance(encode(witness.action.lower())).partition(":")
        self.action = (service, name or instance("*"))
        self.resource = _resource(witness.resource)
        self.principal = _principal(witness.principal)
        self.conditions: dict[str, tuple[str, ...] | None] = {
            key.lower(): None if values is None else tuple(instance(encode(x)) for x in values)
            for key, values in witness.conditions.items()
        }
        if self.principal[0] == "AWS":
            self.conditions.setdefault(KEY, (":".join(self.principal[1:]),))


def _resource(resource: str | None) -> Path:
    """The segments of a request's resource; `*` and None are that of no one's pattern."""
    segments = tuple(instance(encode(resource or "*")).split(":", 5))
    if len(segments) == 6 and segments[0] == "arn":
        return segments
    return segments if resource in (None, "*") else ("", ":".join(segments))


def _principal(principal: str | None) -> Path:
    """The segments of a request's principal; `*` and None are someone whom no pattern names."""
    kind, colon, name = (principal or "*").partition(":")
    if not colon:
        return (instance("*"),)
    return tuple(map(instance, requester(kind, encode(name))))


def allows(permissions: Permissions | Document | Json, witness: Witness) -> bool:
    """Whether the request is allowed by a document, or by a role's policies and boundary.

    An invalid or unread document allows nothing and denies nothing.
    """
    return Evaluator(permissions).allows(Request(witness))


def denies(permissions: Permissions | Document | Json, witness: Witness) -> bool:
    """Whether an explicit Deny of a document, a role's policy or its boundary has the request."""
    return Evaluator(permissions).denies(Request(witness))


class Evaluator:
    """Evaluates requests against one document, or against a role's policies and boundary."""

    def __init__(self, permissions: Permissions | Document | Json) -> None:
        self._boundary: list[Rule] | None = None
        if isinstance(permissions, Permissions):
            rules = [rule for each in permissions.policies for rule in _rules(each)]
            if permissions.boundary is not None:
                bounds = _rules(permissions.boundary)
                self._boundary = [each for each in bounds if each.allow]
                rules += [each for each in bounds if not each.allow]
        else:
            rules = list(_rules(permissions))
        self.size = sum(each.size for each in rules)
        """How many statements and patterns there are: the work that a request is at most."""
        self._allows = [each for each in rules if each.allow]
        self._denies = [each for each in rules if not each.allow]

    def allows(self, request: Request) -> bool:
        """Some Allow has the request, one of the boundary too where there is one; no Deny has."""
        return (
            _any(self._allows, request)
            and (self._boundary is None or _any(self._boundary, request))
            and not _any(self._denies, request)
        )

    def denies(self, request: Request) -> bool:
        """Whether some Deny has the request."""
        return _any(self._denies, request)


def _any(rules: "list[Rule]", request: Request) -> bool:
    for each in rules:  # noqa: SIM110  called for every witness: a generator takes twice as long
        if each.applies(request):
            return True
    return False


def _rules(document: Document | Json) -> tuple["Rule", ...]:
    parsed = document if isinstance(document, Document) else parse(document)
    return () if isinstance(parsed, Invalid) else _rules_of(parsed)


@lru_cache(maxsize=4096)
def _rules_of(document: Document) -> tuple["Rule", ...]:
    return tuple(map(Rule, document.statements))


class Rule:
    """One statement, ready to be held against requests."""

    def __init__(self, statement: Statement) -> None:
        self.allow = statement.allow
        self._actions = _Patterns(statement.actions)
        self._resources = _patterns(statement.resources)
        self._principals = _patterns(statement.principals)
        self._tests = tuple(statement.tests)
        elements = (statement.actions, statement.resources, statement.principals)
        self.size = 1 + sum(len(each.paths) for each in elements if each)

    def applies(self, request: Request) -> bool:
        """Whether all elements of the statement have the request."""
        return (
            self._actions.have(request.action)
            and (self._resources is None or self._resources.have(request.resource))
            and (self._principals is None or self._principals.have(request.principal))
            and all(holds(test, request.conditions.get(test.key)) for test in self._tests)
        )


class _Patterns:
    """The paths of one element: those that name one thing, and the others by first segment."""

    def __init__(self, element: Element) -> None:
        self._negated = element.negated
        self._literal = frozenset(x for x in element.paths if all(map(is_literal, x)))
        self._wild: dict[str, list[Path]] = {}
        for path in element.paths:
            if path not in self._literal:
                self._wild.setdefault(path[0] if is_literal(path[0]) else "", []).append(path)

    def have(self, segments: Path) -> bool:
        """Whether a request's segments match one of the paths, or none of a Not-element's."""
        return self._found(segments) != self._negated

    def _found(self, segments: Path) -> bool:
        if segments in self._literal:
            return True
        for first in (segments[0], "") if segments[0] else ("",):
            for each in self._wild.get(first, ()):
                if _matches(each, segments):
                    return True
        return False


def _patterns(element: Element | None) -> _Patterns | None:
    return None if element is None else _Patterns(element)


def _matches(path: Path, segments: Path) -> bool:
    if len(path) != len(segments) and not (path[-1] == "*" and len(path) < len(segments)):
        return False
    for glob, text in zip(path, segments, strict=False):
        if glob not in ("*", text) and not _has(glob, text):
            return False
    return True


def _has(glob: str, text: str) -> bool:
    if is_literal(glob):
        return False
    if glob.count("*") > _MANY_STARS:  # compiling that many groups would take seconds
        return matcher(glob)(text)
    return _expression(glob).fullmatch(text) is not None


@lru_cache(maxsize=65536)
def _expression(glob: str) -> re.Pattern[str]:
    """A regular expression of a glob; atomic groups keep it from trying one thing twice."""
    head, *parts = (
        "".join("." if each == "?" else re.escape(each) for each in part)
        for part in glob.split("*")
    )
    middle = "".join(f"(?>.*?{each})" for each in parts[:-1] if each)
    return re.compile(head + middle + (".*" + parts[-1] if parts else ""), re.DOTALL)
