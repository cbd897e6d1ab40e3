"""Whether one request is allowed, or denied, as IAM evaluates it: statement by statement.

Written apart from the comparison, which it checks: no index, no masks, its own glob matching. A
witness is read as one request: a `*` in it is fresh letters, `${*}` a literal `*`, a condition key
that it does not name is absent.
"""

import re
from functools import lru_cache

from driftaudit.iam.documents import Document, Element, Invalid, Statement
from driftaudit.iam.grammar import parse
from driftaudit.iam.operators import holds
from driftaudit.iam.paths import Path
from driftaudit.iam.principals import KEY, principal_paths
from driftaudit.iam.symbols import encode, instance
from driftaudit.iam.verdict import Permissions, Witness
from driftaudit.model import Json


class Request:
    """One request: segments of action, resource and principal, and the condition keys' values."""

    def __init__(self, witness: Witness) -> None:
        service, _, name = instance(encode(witness.action.lower())).partition(":")
        self.action = (service, name or instance("*"))
        self.resource = resource_segments(witness.resource)
        self.principal = principal_segments(witness.principal)
        self.conditions: dict[str, tuple[str, ...] | None] = {
            key.lower(): None if values is None else tuple(instance(encode(x)) for x in values)
            for key, values in witness.conditions.items()
        }
        if self.principal is not None and self.principal[0] == "AWS":
            self.conditions.setdefault(KEY, (":".join(self.principal[1:]),))


def resource_segments(resource: str | None) -> Path | None:
    """The segments of a request's resource; None where requests have none."""
    if resource is None:
        return None
    segments = tuple(instance(encode(resource)).split(":", 5))
    if len(segments) == 6 and segments[0] == "arn":
        return segments
    return segments if resource == "*" else ("", ":".join(segments))


def principal_segments(principal: str | None) -> Path | None:
    """The segments of a request's principal; None where policies name none."""
    if principal is None:
        return None
    kind, colon, name = principal.partition(":")
    if not colon:
        return (instance("*"),)
    return tuple(map(instance, principal_paths(kind, encode(name))[0]))


def allows(permissions: Permissions | Document | Json, witness: Witness) -> bool:
    """Whether the request is allowed by a document, or by a role's policies and boundary.

    An invalid or unread document allows nothing and denies nothing.
    """
    request = Request(witness)
    policies, boundary = _documents(permissions)
    if _denies((*policies, *(boundary or ())), request):
        return False
    if boundary is not None and not _effect(boundary, request, allow=True):
        return False
    return _effect(policies, request, allow=True)


def denies(permissions: Permissions | Document | Json, witness: Witness) -> bool:
    """Whether an explicit Deny of a document, a role's policy or its boundary has the request."""
    policies, boundary = _documents(permissions)
    return _denies((*policies, *(boundary or ())), Request(witness))


def _documents(
    permissions: Permissions | Document | Json,
) -> tuple[tuple[Document, ...], tuple[Document, ...] | None]:
    if not isinstance(permissions, Permissions):
        return _parsed((permissions,)), None
    boundary = permissions.boundary
    if boundary is None:
        return _parsed(permissions.policies), None
    return _parsed(permissions.policies), _parsed((boundary,))


def _parsed(documents: tuple[Json, ...]) -> tuple[Document, ...]:
    read = (each if isinstance(each, Document) else parse(each) for each in documents)
    return tuple(each for each in read if not isinstance(each, Invalid))


def _denies(documents: tuple[Document, ...], request: Request) -> bool:
    return _effect(documents, request, allow=False)


def _effect(documents: tuple[Document, ...], request: Request, *, allow: bool) -> bool:
    return any(
        statement.allow == allow and _applies(statement, request)
        for document in documents
        for statement in document.statements
    )


def _applies(statement: Statement, request: Request) -> bool:
    return (
        _has(statement.actions, request.action)
        and (statement.resources is None or _has(statement.resources, request.resource))
        and (statement.principals is None or _has(statement.principals, request.principal))
        and all(holds(test, request.conditions.get(test.key)) for test in statement.tests)
    )


def _has(element: Element, segments: Path | None) -> bool:
    if segments is None:
        segments = (instance("*"),)
    text = "\0".join(segments)
    found = any(_expression(path).fullmatch(text) for path in element.paths)
    return found != element.negated


@lru_cache(maxsize=65536)
def _expression(path: Path) -> re.Pattern[str]:
    """A regular expression of a path's segments; atomic groups keep it from trying twice."""
    segments = [_segment(each) for each in path]
    rest = r"(?:\x00.*)?" if path[-1] == "*" else ""
    return re.compile(r"\x00".join(segments) + rest, re.DOTALL)


def _segment(glob: str) -> str:
    head, *parts = (
        "".join(r"[^\x00]" if c == "?" else re.escape(c) for c in each) for each in glob.split("*")
    )
    if not parts:
        return head
    *middle, tail = parts
    return head + "".join(rf"(?>[^\x00]*?{each})" for each in middle) + r"[^\x00]*" + tail
